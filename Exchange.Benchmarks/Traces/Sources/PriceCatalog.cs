using Exchange.Engine.Skus;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Traces.Sources;

/// <summary>A provider's listed offer with its machine: the spec and the price of an ask.</summary>
/// <param name="Provider">Who offers.</param>
/// <param name="Model">What is offered.</param>
/// <param name="Gpus">GPUs of one instance.</param>
/// <param name="Vcpus">vCPUs of one instance; null where not stated.</param>
/// <param name="RamGib">Memory of one instance; null where not stated.</param>
/// <param name="Firmness">Firm, or interruptible for spot, community and marketplace offers.</param>
/// <param name="Price">Per GPU-hour.</param>
/// <param name="SpotPrice">The same instance's interruptible price per GPU-hour, where there is one.</param>
public sealed record CatalogOffer(
    string Provider, TracedModel Model, Gpus Gpus, int? Vcpus, int? RamGib, Firmness Firmness, Price Price, Price? SpotPrice);

/// <summary>Two hand-collected lists of offers: single GPUs with their interconnect (2026), and whole cloud instances (2025).</summary>
public static class PriceCatalog
{
    /// <summary>The folder of single GPUs.</summary>
    public const string OfferingsDataSet = "gpu-pricing-catalog-2026";

    /// <summary>The file of single GPUs.</summary>
    public const string OfferingsFile = "offerings.csv";

    /// <summary>The folder of cloud instances.</summary>
    public const string InstancesDataSet = "fsdl-cloud-gpus-2025";

    /// <summary>The file of cloud instances.</summary>
    public const string InstancesFile = "cloud-gpus.csv";

    private const int MaxVcpus = 2_048;
    private const int MaxRamGib = 65_536;

    private static readonly Dictionary<string, Firmness> Tiers = new(StringComparer.Ordinal)
    {
        ["on-demand"] = Firmness.Firm,
        ["secure"] = Firmness.Firm,
        ["production"] = Firmness.Firm,
        ["prototyping"] = Firmness.Interruptible,
        ["spot"] = Firmness.Interruptible,
        ["community"] = Firmness.Interruptible,
        ["marketplace"] = Firmness.Interruptible,
    };

    /// <summary>The offers of single GPUs. Products outside the catalogue are refused.</summary>
    public static TraceRows<CatalogOffer> ReadOfferings(DataFolder folder) =>
        TraceFile.Read(folder.PathOf(OfferingsDataSet, OfferingsFile), row => new CatalogOffer(
            row.Text("provider_id"),
            Known(row, row.Text("gpu_model"), $"{row.TextOrNull("vram_gb")}GB", Interconnect(row)),
            new Gpus(1),
            (int?)row.WholeOrNull("vcpu", 1, MaxVcpus),
            (int?)row.WholeOrNull("ram_gb", 1, MaxRamGib),
            row.Choice("tier", Tiers),
            row.PricePerHour("price_usd_hour"),
            SpotPrice: null));

    /// <summary>The cloud instances that have an on-demand price. A price per GPU is the instance's share, rounded down to a micro-dollar.</summary>
    public static TraceRows<CatalogOffer> ReadInstances(DataFolder folder) =>
        TraceFile.Read(folder.PathOf(InstancesDataSet, InstancesFile), row =>
        {
            int gpus = row.Count("GPUs", 1, 16);
            Price instance = row.PricePerHour("On-demand");
            Price? spot = row.PricePerHourOrNull("Spot");
            return new CatalogOffer(
                row.Text("Cloud"),
                Known(row, row.Text("GPU Type")),
                new Gpus(gpus),
                (int?)row.WholeOrNull("vCPUs", 1, MaxVcpus),
                (int?)row.WholeOrNull("RAM", 1, MaxRamGib),
                Firmness.Firm,
                Price.FromMicros(instance.Micros / gpus),
                spot is { } whole ? Price.FromMicros(whole.Micros / gpus) : null);
        });

    /// <summary>What the interconnect adds to the name. "NVL" is itself the name of a product and adds nothing.</summary>
    private static string? Interconnect(TraceRow row) => row.TextOrNull("interconnect") is { } written and not "NVL" ? written : null;

    /// <summary>The model that the name and its hints mean together; a row whose hints contradict its name is refused.</summary>
    private static TracedModel Known(TraceRow row, string written, params string?[] hints)
    {
        SkuResolution means = SkuNames.Resolve(string.Join(' ', [written, .. hints]));
        if (means is SkuResolution.Unknown)
            row.Refuse(SkuNames.Resolve(written) is SkuResolution.Unknown ? "the GPU is not in the catalogue" : "the GPU's name contradicts its other columns");
        return new(written, means);
    }
}
