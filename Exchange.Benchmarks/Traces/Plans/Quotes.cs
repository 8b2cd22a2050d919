using System.Globalization;
using Exchange.Benchmarks.Traces.Sources;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Benchmarks.Traces.Plans;

/// <summary>What providers ask for a SKU: the offers of the last day known, by SKU and firmness, cheapest first.</summary>
public sealed class Quotes
{
    /// <summary>Prices are rounded to this many micro-dollars, the market's tick.</summary>
    public const long TickMicros = 100;

    private readonly Dictionary<(string Sku, Firmness Firmness), Price[]> offers;

    /// <summary>Quotes out of rental offers.</summary>
    public Quotes(IReadOnlyList<RentalOffer> rows)
    {
        LocalDate last = rows.Count == 0 ? default : rows.Max(row => row.Day);
        Day = last;
        offers = rows
            .Where(row => row.Day == last && row.Firmness is not null && row.Model.StandIn is not null)
            .GroupBy(row => (row.Model.StandIn!.Name, row.Firmness!.Value))
            .ToDictionary(group => group.Key, group => group.Select(row => OnTick(row.Price)).Order().ToArray());
    }

    /// <summary>The day whose offers these are.</summary>
    public LocalDate Day { get; }

    /// <summary>
    /// What the n-th node of a SKU asks: the providers' offers in turn, as far as they are at or below the SKU's reference price, which
    /// is what bids pay at most; the reference price where none is, half of it for interruptible nodes.
    /// </summary>
    public Price AskOf(TradedSku sku, Firmness firmness, int ordinal)
    {
        Price reference = OnTick(sku.Reference);
        Price[] within = [.. offers.GetValueOrDefault((sku.Name, Promise(firmness)), []).Where(offer => offer <= reference)];
        if (within.Length > 0) return within[ordinal % within.Length];
        return firmness == Firmness.Interruptible ? OnTick(Price.FromMicros(reference.Micros / 2)) : reference;
    }

    /// <summary>How many offers stand behind a SKU's asks; none means that the reference price does.</summary>
    public int Behind(TradedSku sku, Firmness firmness) =>
        offers.GetValueOrDefault((sku.Name, Promise(firmness)), []).Count(offer => offer <= OnTick(sku.Reference));

    /// <summary>The price on the market's tick at or below; at least one tick.</summary>
    public static Price OnTick(Price price) => Price.FromMicros(Math.Max(TickMicros, price.Micros / TickMicros * TickMicros));

    /// <summary>A price as the API writes it.</summary>
    public static string Text(Price price) => (price.Micros / 1_000_000m).ToString("0.000000", CultureInfo.InvariantCulture);

    /// <summary>The sources know firm and interruptible offers: a standard one is priced as a firm one.</summary>
    private static Firmness Promise(Firmness firmness) => firmness == Firmness.Standard ? Firmness.Firm : firmness;
}
