using Exchange.Benchmarks.Traces.Sources;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Traces.Plans;

/// <summary>An order book's recorded life as orders of one product.</summary>
/// <param name="events">The events.</param>
public sealed class BookPlan(IReadOnlyList<BookEvent> events)
{
    /// <summary>What one GPU stands for: a whole coin.</summary>
    public const long SatoshiPerGpu = 100_000_000;

    /// <summary>The accounts on each side.</summary>
    public const int PartiesPerSide = 4;

    /// <summary>The SKU that is traded.</summary>
    public static readonly TradedSku Sku = TradedSku.Of("h100-sxm5-80");

    /// <summary>The median price of the orders created, which becomes the SKU's reference price.</summary>
    public long MidCents { get; } = Median(events);

    /// <summary>The events, in their order.</summary>
    public IReadOnlyList<BookEvent> Events => events;

    /// <summary>A price of the source: one tick for each cent away from the middle.</summary>
    public Price PriceOf(in BookEvent happened) =>
        Price.FromMicros(Math.Max(Quotes.TickMicros, Sku.Reference.Micros + ((happened.PriceCents - MidCents) * Quotes.TickMicros)));

    /// <summary>A quantity of the source in GPUs, rounded up.</summary>
    public static int GpusOf(in BookEvent happened) => (int)((happened.RemainingSatoshi + SatoshiPerGpu - 1) / SatoshiPerGpu);

    /// <summary>Which of a side's accounts an order belongs to.</summary>
    public static int PartyOf(in BookEvent happened) => (int)(happened.OrderId % PartiesPerSide);

    /// <summary>What was decided, for the reader of the output.</summary>
    public IReadOnlyList<string> Notes =>
    [
        FormattableString.Invariant($"{events.Count:N0} events of one book: {Count(BookAction.Created):N0} created, {Count(BookAction.Changed):N0} changed, {Count(BookAction.Deleted):N0} deleted"),
        $"one product, {Sku.Product}: the median price, {MidCents} cents, becomes its reference price, {Quotes.Text(Sku.Reference)}; each cent away from it is a tick",
        $"a coin is a GPU for an hour, parts of one count as one; {PartiesPerSide} accounts buy and {PartiesPerSide} sell, each order's by its number",
        "created is a limit order, changed an amend to what remains, deleted a cancel; what met in this book before is not cancelled again",
    ];

    private int Count(BookAction action) => events.Count(happened => happened.Action == action);

    private static long Median(IReadOnlyList<BookEvent> events)
    {
        long[] prices = [.. events.Where(happened => happened.Action == BookAction.Created).Select(happened => happened.PriceCents).Order()];
        return prices.Length == 0 ? 0 : prices[prices.Length / 2];
    }
}
