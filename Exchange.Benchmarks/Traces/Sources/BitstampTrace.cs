using Exchange.Engine.Commands;

namespace Exchange.Benchmarks.Traces.Sources;

/// <summary>What happened to an order of a book.</summary>
public enum BookAction : byte
{
    /// <summary>It came into the book.</summary>
    Created,

    /// <summary>A part of it was filled.</summary>
    Changed,

    /// <summary>It left: filled where nothing remains of it, else cancelled.</summary>
    Deleted,
}

/// <summary>One order-level event of a limit order book.</summary>
/// <param name="AtMillis">When it was received, in milliseconds since the Unix epoch.</param>
/// <param name="Action">What happened.</param>
/// <param name="OrderId">To which order.</param>
/// <param name="Side">The order's side.</param>
/// <param name="PriceCents">Its price.</param>
/// <param name="RemainingSatoshi">What remains of it, in hundred-millionths.</param>
public readonly record struct BookEvent(long AtMillis, BookAction Action, long OrderId, Side Side, long PriceCents, long RemainingSatoshi)
{
    /// <summary>The order left because all of it was filled.</summary>
    public bool IsFilled => Action == BookAction.Deleted && RemainingSatoshi == 0;

    /// <summary>The order left with something unfilled.</summary>
    public bool IsCancelled => Action == BookAction.Deleted && RemainingSatoshi > 0;
}

/// <summary>Five hours of Bitstamp's book of 1 May 2015, order by order: the shape of real order flow.</summary>
public static class BitstampTrace
{
    /// <summary>The data set's folder.</summary>
    public const string DataSet = "lob-bitstamp-2015";

    /// <summary>The file of events.</summary>
    public const string EventsFile = "events.csv.gz";

    private static readonly Dictionary<string, BookAction> Actions = new(StringComparer.Ordinal)
    {
        ["created"] = BookAction.Created,
        ["changed"] = BookAction.Changed,
        ["deleted"] = BookAction.Deleted,
    };

    private static readonly Dictionary<string, Side> Sides = new(StringComparer.Ordinal) { ["bid"] = Side.Bid, ["ask"] = Side.Ask };

    /// <summary>
    /// The events, in the order they were received. A replay must expect events of orders it does not hold: placed before the first
    /// row (186), deleted before they are created (5), or deleted twice (21).
    /// </summary>
    public static TraceRows<BookEvent> ReadEvents(DataFolder folder) => TraceFile.Read(folder.PathOf(DataSet, EventsFile), row => new BookEvent(
        row.Whole("ts_ms", 1, long.MaxValue),
        row.Choice("action", Actions),
        row.Whole("order_id", 1, long.MaxValue),
        row.Choice("side", Sides),
        row.Scaled("price_usd", scale: 100, min: 1, max: 100_000_000),
        row.Whole("qty_satoshi", 0, long.MaxValue)));
}
