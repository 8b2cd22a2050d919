using Exchange.Engine.Skus;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Skus;

/// <summary>The table of products inside the assembly.</summary>
public sealed class SkuCatalogueSpecs
{
    [Fact]
    public void A_name_is_found_exactly_or_not_at_all()
    {
        Assert.Equal("NVIDIA H100 SXM5 80GB", SkuCatalogue.Find("h100-sxm5-80")?.DisplayName);
        Assert.Null(SkuCatalogue.Find("h100-sxm5"));
        Assert.Null(SkuCatalogue.Find("H100-SXM5-80"));
    }

    [Fact]
    public void Every_row_has_a_name_that_tells_its_memory_and_figures_above_zero()
    {
        Assert.All(SkuCatalogue.All, sku =>
        {
            Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", sku.Name);
            Assert.EndsWith($"-{sku.VramGib}", sku.Name, StringComparison.Ordinal);
            Assert.InRange(sku.MemoryBandwidthGbs, 1, 100_000);
            Assert.InRange(sku.ReferencePrice.Micros, 10_000, 100_000_000);
            Assert.True(sku.ReferencePrice.Micros % 100 == 0, "the reference price lies on the default tick");
            Assert.NotEmpty(sku.PriceProvenance);
            Assert.True(sku.Fp16DenseTflopsTenths is null or > 0);
            Assert.True(sku.Bf16DenseTflopsTenths is null || sku.Bf16DenseTflopsTenths == sku.Fp16DenseTflopsTenths);
            Assert.Equal(sku.Link == SkuLink.None, sku.LinkMbs == 0);
        });
    }

    [Fact]
    public void Products_without_native_bf16_state_no_bf16_rate()
    {
        string[] without = [.. SkuCatalogue.All.Where(sku => sku.Bf16DenseTflopsTenths is null).Select(sku => sku.Model).Distinct()];

        Assert.Equal(["V100 SXM2", "V100 PCIe", "T4", "P100 SXM2", "P100 PCIe", "P40", "K80"], without);
    }

    [Fact]
    public void The_registry_lists_the_figures_of_the_table()
    {
        Sku sku = SkuCatalogue.Find("a100-sxm4-80")!.ToSku();

        Assert.Equal(("a100-sxm4-80", 80, 2000, 3120), (sku.Name.ToString(), sku.VramGib, sku.BandwidthGBs, sku.Bf16TflopsTenths));
        Assert.Equal(Price.FromMicros(2_050_000), sku.Reference);
        Assert.Equal(SkuLifecycle.Listed, sku.Lifecycle);
        Assert.Equal(0, SkuCatalogue.Find("k80-12")!.ToSku().Bf16TflopsTenths);
        Assert.Equal(SkuLifecycle.Retired, SkuCatalogue.Find("k80-12")!.ToSku().Lifecycle);
    }

    [Fact]
    public void Unverified_figures_are_visible()
    {
        Assert.Equal(UnverifiedFigures.None, SkuCatalogue.Find("h100-sxm5-80")!.Unverified);
        Assert.Equal(UnverifiedFigures.Link | UnverifiedFigures.LinkSpeed, SkuCatalogue.Find("h100-pcie-80")!.Unverified);
        Assert.Equal(UnverifiedFigures.Tee, SkuCatalogue.Find("mi300x-192")!.Unverified);
    }

    [Fact]
    public void A_price_taken_from_a_neighbour_follows_the_stated_rule()
    {
        SkuDefinition[] derived = [.. SkuCatalogue.All.Where(sku => sku.PriceProvenance.StartsWith("neighbour ", StringComparison.Ordinal))];

        Assert.NotEmpty(derived);
        Assert.All(derived, sku =>
        {
            SkuDefinition neighbour = SkuCatalogue.Find(sku.PriceProvenance.Split(' ')[1])!;
            long exact = neighbour.ReferencePrice.Micros * sku.MemoryBandwidthGbs / neighbour.MemoryBandwidthGbs;
            Assert.Equal(exact / 100 * 100, sku.ReferencePrice.Micros);
            Assert.DoesNotContain("neighbour", neighbour.PriceProvenance, StringComparison.Ordinal);
        });
    }
}
