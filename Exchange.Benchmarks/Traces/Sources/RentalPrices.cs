using Exchange.Engine.Skus;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using NodaTime;
using NodaTime.Text;

namespace Exchange.Benchmarks.Traces.Sources;

/// <summary>How a provider sells an offer.</summary>
public enum OfferKind : byte
{
    /// <summary>By the hour, until the customer ends it.</summary>
    OnDemand,

    /// <summary>As on demand, in a vetted data centre.</summary>
    Secure,

    /// <summary>On somebody's own machine.</summary>
    Community,

    /// <summary>Until somebody pays more.</summary>
    Spot,

    /// <summary>By the call: never a rented GPU.</summary>
    Serverless,
}

/// <summary>A provider's price for a product on one day: an ask waiting to be placed or re-priced.</summary>
/// <param name="Day">The day of the snapshot, UTC.</param>
/// <param name="Provider">Who offers.</param>
/// <param name="Model">What is offered.</param>
/// <param name="Kind">How it is sold.</param>
/// <param name="MinGpus">The fewest GPUs sold together; 1 where the source does not say.</param>
/// <param name="Price">Per GPU-hour.</param>
/// <param name="IsCarriedForward">Whether the price was last seen on an earlier day.</param>
public sealed record RentalOffer(
    LocalDate Day, string Provider, TracedModel Model, OfferKind Kind, Gpus MinGpus, Price Price, bool IsCarriedForward)
{
    /// <summary>How firmly the offer is promised; null where no GPU is rented.</summary>
    public Firmness? Firmness => Kind switch
    {
        OfferKind.OnDemand or OfferKind.Secure => Engine.Specs.Firmness.Firm,
        OfferKind.Community or OfferKind.Spot => Engine.Specs.Firmness.Interruptible,
        OfferKind.Serverless => null,
    };
}

/// <summary>Daily offers of 34 providers. GPU rental price data by gpurentalprices.com, licensed under CC BY 4.0.</summary>
public static class RentalPrices
{
    /// <summary>The data set's folder.</summary>
    public const string DataSet = "gpurentalprices-2026";

    /// <summary>The file of offers.</summary>
    public const string OffersFile = "offers_daily.csv.gz";

    private static readonly Dictionary<string, OfferKind> Kinds = new(StringComparer.Ordinal)
    {
        ["on-demand"] = OfferKind.OnDemand,
        ["secure"] = OfferKind.Secure,
        ["community"] = OfferKind.Community,
        ["spot"] = OfferKind.Spot,
        ["serverless"] = OfferKind.Serverless,
    };

    /// <summary>The offers, day by day. Products outside the catalogue, and memory that the named product never had, are refused.</summary>
    public static TraceRows<RentalOffer> ReadOffers(DataFolder folder) => TraceFile.Read(folder.PathOf(DataSet, OffersFile), row =>
    {
        LocalDate day = Day(row);
        return new RentalOffer(
            day,
            row.Text("provider"),
            Model(row),
            row.Choice("kind", Kinds),
            new Gpus((int)(row.WholeOrNull("min_gpus", 1, 1_024) ?? 1)),
            row.PricePerHour("usd_gpu_hr"),
            SeenOn(row) < day);
    });

    /// <summary>The source writes the PCIe card "h200-nvl", so that its bare "h200" is the module.</summary>
    private static TracedModel Model(TraceRow row)
    {
        string written = row.Text("gpu");
        string name = written == "h200" ? "h200-sxm" : written;
        SkuResolution means = SkuNames.Resolve($"{name} {row.Count("vram_gb", 1, 1_024)}GB");
        if (means is SkuResolution.Unknown)
            row.Refuse(SkuNames.Resolve(name) is SkuResolution.Unknown ? "gpu is not in the catalogue" : "gpu and vram_gb contradict each other");
        return new(written, means);
    }

    private static LocalDate Day(TraceRow row)
    {
        ParseResult<LocalDate> day = LocalDatePattern.Iso.Parse(row.Text("date"));
        if (!day.Success) row.Refuse("date is not a day");
        return day.TryGetValue(default, out LocalDate value) ? value : default;
    }

    private static LocalDate SeenOn(TraceRow row)
    {
        ParseResult<Instant> seen = InstantPattern.ExtendedIso.Parse(row.Text("fetched_at"));
        if (!seen.Success) row.Refuse("fetched_at is not an instant");
        return seen.TryGetValue(default, out Instant at) ? at.InUtc().Date : default;
    }
}
