using Exchange.Engine.Skus;
using Xunit;

namespace Exchange.Tests.Skus;

/// <summary>What people write, and which product it means.</summary>
public sealed class SkuNamesSpecs
{
    [Theory]
    [InlineData("h100-sxm5-80", "h100-sxm5-80")]
    [InlineData("NVIDIA H100 80GB HBM3", "h100-sxm5-80")]
    [InlineData("H100_PCIE", "h100-pcie-80")]
    [InlineData("H100 94 GB", "h100-nvl-94")]
    [InlineData("H100 PCIe NVLink", "h100-pcie-80")]
    [InlineData("NVIDIA A100-SXM4-80GB", "a100-sxm4-80")]
    [InlineData("a100.40Gi.PCIe", "a100-pcie-40")]
    [InlineData("A100 PCIe (80 GB)", "a100-pcie-80")]
    [InlineData("a100-sxm-80", "a100-sxm4-80")]
    [InlineData("  nvidia   GeForce RTX™ 4090 ", "rtx4090-24")]
    [InlineData("rtx4090", "rtx4090-24")]
    [InlineData("4090", "rtx4090-24")]
    [InlineData("RTX 4090 24GB", "rtx4090-24")]
    [InlineData("RTX4000-Ada", "rtx4000ada-20")]
    [InlineData("RTX 6000Ada", "rtx6000ada-48")]
    [InlineData("rtxpro6000 server", "rtxpro6000-server-96")]
    [InlineData("A10G", "a10g-24")]
    [InlineData("A10", "a10-24")]
    [InlineData("L40 S", "l40s-48")]
    [InlineData("Tesla V100-SXM2-32GB", "v100-sxm2-32")]
    [InlineData("AMD Instinct MI300X OAM", "mi300x-192")]
    [InlineData("NVIDIA GH200 480GB", "gh200-96")]
    [InlineData("B300 SXM6 262GB", "b300-sxm6-288")]
    [InlineData("Intel Gaudi 3", "gaudi3-128")]
    public void A_name_that_determines_the_product_resolves_to_it(string written, string expected) =>
        Assert.Equal(expected, Assert.IsType<SkuResolution.Resolved>(SkuNames.Resolve(written)).Sku.Name);

    [Theory]
    [InlineData("A100", "a100-pcie-40 a100-pcie-80 a100-sxm4-40 a100-sxm4-80")]
    [InlineData("A100 80GB", "a100-pcie-80 a100-sxm4-80")]
    [InlineData("A100 SXM4", "a100-sxm4-40 a100-sxm4-80")]
    [InlineData("H100", "h100-nvl-94 h100-pcie-80 h100-sxm5-80")]
    [InlineData("H100 80GB", "h100-pcie-80 h100-sxm5-80")]
    [InlineData("H200", "h200-nvl-141 h200-sxm5-141")]
    [InlineData("A800 PCIe", "a800-pcie-40 a800-pcie-80")]
    [InlineData("RTX PRO 6000", "rtxpro6000-server-96 rtxpro6000-ws-96")]
    [InlineData("V100 16", "v100-pcie-16 v100-sxm2-16")]
    [InlineData("V100 NVLink", "v100-sxm2-16 v100-sxm2-32")]
    public void A_name_that_fits_several_products_lists_exactly_those(string written, string expected)
    {
        IReadOnlyList<SkuDefinition> candidates = Assert.IsType<SkuResolution.Ambiguous>(SkuNames.Resolve(written)).Candidates;

        Assert.Equal(expected, string.Join(' ', candidates.Select(sku => sku.Name).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" - ")]
    [InlineData("NVIDIA GPU")]
    [InlineData("A10 0")]
    [InlineData("A1000")]
    [InlineData("L4 0S")]
    [InlineData("RTX 4090D")]
    [InlineData("RTX 4090 48GB")]
    [InlineData("RTX 4090 (High freq.)")]
    [InlineData("RTX 3080 Ti")]
    [InlineData("RTX 6000")]
    [InlineData("T4 SXM")]
    [InlineData("T4g")]
    [InlineData("H800 PCIe")]
    [InlineData("A100 PCIe SXM4")]
    [InlineData("A100 40GB 80GB")]
    [InlineData("AMD H100 SXM")]
    [InlineData("8x H100 SXM")]
    [InlineData("H100 SXM4")]
    [InlineData("H10０")]
    [InlineData("A100 99999999999GB")]
    public void A_name_that_fits_no_product_or_contradicts_itself_is_unknown(string written) =>
        Assert.IsType<SkuResolution.Unknown>(SkuNames.Resolve(written));

    [Fact]
    public void A_name_beyond_the_limit_is_unknown_however_it_begins()
    {
        string longest = "H100 SXM".PadRight(SkuNames.MaxNameCharacters);

        Assert.IsType<SkuResolution.Resolved>(SkuNames.Resolve(longest));
        Assert.IsType<SkuResolution.Unknown>(SkuNames.Resolve(longest + " "));
    }

    [Fact]
    public void Every_product_is_found_by_its_own_name_and_by_the_name_shown_to_people()
    {
        foreach (SkuDefinition sku in SkuCatalogue.All)
        {
            Assert.Equal(new SkuResolution.Resolved(sku), SkuNames.Resolve(sku.Name.ToUpperInvariant()));
            Assert.Equal(new SkuResolution.Resolved(sku), SkuNames.Resolve(sku.DisplayName));
        }
    }

    /// <summary>The rule against matching in part. A model whose name ends in a form factor is left out: "H100 SXM" and "H100 SXM5" are one.</summary>
    [Fact]
    public void No_model_cut_short_or_lengthened_by_a_letter_or_digit_leads_to_another_model()
    {
        foreach (string model in SkuCatalogue.All.Select(sku => sku.Model).Where(model => model.Split(' ').Length == 1).Distinct())
        {
            string[] neighbours = [model[..^1], .. "0159asx".Select(extra => model + extra)];
            foreach (string written in neighbours)
            {
                if (SkuNames.Resolve(written) is SkuResolution.Resolved(var found)) Assert.Equal(written, found.Model, ignoreCase: true);
            }
        }
    }
}
