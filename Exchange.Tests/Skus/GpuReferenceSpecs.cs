using System.Globalization;
using Exchange.Benchmarks.Traces.Sources;
using Exchange.Engine.Skus;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Skus;

/// <summary>The catalogue against the public reference it was transcribed from, and the resolver against every name seen in the wild.</summary>
public sealed class GpuReferenceSpecs(ITestOutputHelper output)
{
    private const string DataSet = "gpu-reference";
    private const string Aliases = "gpu_aliases.csv";
    private const string Specs = "gpu_specs.csv";
    private const string Prices = "market_prices_usd_per_gpu_hr.csv";

    /// <summary>Names that one source uses for a definite model although the name itself does not determine the product.</summary>
    private static readonly string[] DefiniteOnlyInTheirSource =
    [
        "h200", // beside "h200-nvl" in the same source; elsewhere "H200" is either
        "A800 80G", // the PCIe card of 80 GB exists as well
    ];

    [DataFact(DataSet, Aliases)]
    public void Every_name_seen_in_the_wild_means_what_the_reference_says()
    {
        var names = Rows(Aliases, row => (Written: row.Text("name_as_written"), Model: row.TextOrNull("model"), Source: row.Text("source")));
        string[] wrong =
        [
            .. names
                .Where(name => !Agrees(SkuNames.Resolve(name.Written), name.Model, name.Written))
                .Select(name => $"{name.Source}: '{name.Written}' should be '{name.Model}' but is {Describe(SkuNames.Resolve(name.Written))}"),
        ];

        output.WriteLine($"{names.Count(name => name.Model is null)} foreign, {names.Count(name => name.Model is ['?', ..])} undetermined names");
        Assert.Equal(531, names.Count);
        Assert.Empty(wrong);
    }

    /// <summary>Blank means foreign to the catalogue; "?" that the name leaves the product open; anything else is its model.</summary>
    private static bool Agrees(SkuResolution got, string? model, string written) => (got, model) switch
    {
        (_, null) => got is SkuResolution.Unknown,
        (SkuResolution.Ambiguous(var candidates), ['?', ..]) => candidates.All(sku => FitsNote(sku, model)),
        (_, ['?', ..]) => false,
        (SkuResolution.Resolved(var sku), _) => sku.Model == model,
        (SkuResolution.Ambiguous(var candidates), _) =>
            candidates.Any(sku => sku.Model == model)
            && (candidates.All(sku => sku.Model == model) || DefiniteOnlyInTheirSource.Contains(written)),
        _ => false,
    };

    [DataFact(DataSet, Specs)]
    public void Every_figure_of_the_catalogue_is_the_reference_s()
    {
        IReadOnlyList<string> models = Rows(Specs, row =>
        {
            string model = row.Text("model");
            SkuDefinition[] skus = [.. SkuCatalogue.All.Where(sku => sku.Model == model)];
            Assert.Equal(Board(row.Text("vram_gb")).Split('|'), skus.Select(sku => sku.VramGib.ToString(CultureInfo.InvariantCulture)));
            Assert.All(skus, sku => Agrees(sku, row));
            return model;
        });

        Assert.Equal(53, models.Distinct().Count());
    }

    [DataFact(DataSet, Prices)]
    public void Every_reference_price_seen_on_a_market_is_the_median_that_its_provenance_names()
    {
        var medians = Rows(Prices, row => (
            Model: row.Text("model"),
            Source: row.Text("source"),
            Kind: row.Text("kind").Replace('_', '-'),
            Offers: row.Text("n"),
            Micros: row.Scaled("median", scale: 1_000_000, min: 1, max: 1_000_000_000)));

        Assert.All(SkuCatalogue.All.Where(sku => !sku.PriceProvenance.StartsWith("neighbour", StringComparison.Ordinal)), sku =>
        {
            string[] words = sku.PriceProvenance.Split(' ');
            bool ofFamily = words[0] == "family";
            string kind = words[ofFamily ? 2 : 1], source = words[ofFamily ? 3 : 2], offers = words[^1]["n=".Length..];
            string model = ofFamily ? $"?{sku.Model.Split(' ')[0]} (form factor not given)" : sku.Model;
            Assert.Contains(medians, median =>
                median.Model == model && median.Kind == kind && median.Offers == offers
                && median.Source.StartsWith(source, StringComparison.Ordinal) && median.Micros == sku.ReferencePrice.Micros);
        });
    }

    private static void Agrees(SkuDefinition sku, TraceRow row)
    {
        Assert.Equal(row.Text("vendor"), sku.Vendor.ToString(), ignoreCase: true);
        Assert.Equal(row.Text("form_factor"), sku.FormFactor.ToString(), ignoreCase: true);
        Assert.Equal(Board(row.Text("mem_bw_gbs")), sku.MemoryBandwidthGbs.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(row.ScaledOrNull("fp16_bf16_dense_tflops", scale: 10, min: 1, max: 100_000), sku.Fp16DenseTflopsTenths);
        Assert.Equal(row.Scaled("link_bw_gbs_bidir", scale: 1_000, min: 0, max: 10_000_000), sku.LinkMbs);
        Assert.Equal(row.Text("tee_cc").StartsWith("yes", StringComparison.Ordinal), sku.Tee != TeeCapability.NotListed);
        Assert.Equal(Unverified(row), sku.Unverified);
    }

    /// <summary>Whether a candidate is of the family, memory and form factor that a note such as "?A100 (80GB, form factor not given)" leaves open.</summary>
    private static bool FitsNote(SkuDefinition sku, string note)
    {
        string family = note[1..].Split('(')[0].Trim();
        string[] familyWords = family.Split(' '), modelWords = sku.Model.Split(' ');
        return familyWords.All(modelWords.Contains)
            && (!note.Contains("80GB", StringComparison.Ordinal) || sku.VramGib == 80)
            && (!note.Contains("40GB", StringComparison.Ordinal) || sku.VramGib == 40)
            && (!note.Contains(", SXM", StringComparison.Ordinal) || sku.FormFactor == FormFactor.Sxm4)
            && (!note.Contains(", PCIe", StringComparison.Ordinal) || sku.FormFactor == FormFactor.Pcie4);
    }

    private static UnverifiedFigures Unverified(TraceRow row)
    {
        UnverifiedFigures rate = row.TextOrNull("fp16_bf16_dense_tflops") is null ? UnverifiedFigures.None : UnverifiedFigures.Throughput;
        return Of("src_vram_gb", UnverifiedFigures.Vram)
            | Of("src_mem_bw_gbs", UnverifiedFigures.Bandwidth)
            | Of("src_fp16_bf16_dense_tflops", rate)
            | Of("src_nvlink", UnverifiedFigures.Link)
            | Of("src_link_bw_gbs_bidir", UnverifiedFigures.LinkSpeed)
            | Of("src_tee_cc", UnverifiedFigures.Tee);

        UnverifiedFigures Of(string column, UnverifiedFigures figure) => row.TextOrNull(column) == "X" ? figure : UnverifiedFigures.None;
    }

    /// <summary>A board of two devices is written "2x12"; the catalogue counts devices.</summary>
    private static string Board(string figure) => figure.StartsWith("2x", StringComparison.Ordinal) ? figure[2..] : figure;

    private static string Describe(SkuResolution got) => got switch
    {
        SkuResolution.Resolved(var sku) => sku.Name,
        SkuResolution.Ambiguous(var candidates) => "one of " + string.Join(' ', candidates),
        _ => "unknown",
    };

    private static IReadOnlyList<T> Rows<T>(string file, Func<TraceRow, T> read)
    {
        TraceRows<T> rows = TraceFile.Read(DataFolder.Find()!.PathOf(DataSet, file), read);
        Assert.Empty(rows.Refused);
        return rows.Rows;
    }
}
