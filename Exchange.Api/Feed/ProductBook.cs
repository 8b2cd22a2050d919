using Exchange.Engine.Commands;
using Exchange.Engine.Values;

namespace Exchange.Api.Feed;

/// <summary>One order as a product's public book shows it.</summary>
public sealed class BookEntry
{
    internal BookEntry(OrderId order, Side side, Price price, int size, long priority)
    {
        (Order, Side, Price, Size, Priority) = (order, side, price, size, priority);
    }

    /// <summary>The order.</summary>
    public OrderId Order { get; }

    /// <summary>Its side.</summary>
    public Side Side { get; }

    /// <summary>Its price.</summary>
    public Price Price { get; }

    /// <summary>GPUs that a default order could trade with now; above zero.</summary>
    public int Size { get; internal set; }

    /// <summary>Its place in time: lower is earlier.</summary>
    public long Priority { get; }
}

/// <summary>All orders at one price, in the order of time.</summary>
public sealed class BookLevel
{
    internal LinkedList<BookEntry> Entries { get; } = new();

    /// <summary>GPUs of all its orders.</summary>
    public long Size { get; internal set; }

    /// <summary>How many orders.</summary>
    public int Count => Entries.Count;

    /// <summary>Its orders, the first to trade first.</summary>
    public IEnumerable<BookEntry> Orders => Entries;
}

/// <summary>A product's public book: its plain orders, in price–time order.</summary>
/// <remarks>Owned by one thread at a time.</remarks>
public sealed class ProductBook
{
    private readonly Dictionary<OrderId, LinkedListNode<BookEntry>> entries = [];
    private readonly SortedDictionary<Price, BookLevel> bids = new(Comparer<Price>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<Price, BookLevel> asks = [];

    /// <summary>How many orders it shows.</summary>
    public int Count => entries.Count;

    /// <summary>The levels of a side, the best first.</summary>
    public IEnumerable<KeyValuePair<Price, BookLevel>> Levels(Side side) => Ladder(side);

    /// <summary>The best level of a side, or null.</summary>
    public (Price Price, BookLevel Level)? Best(Side side)
    {
        foreach ((Price price, BookLevel level) in Ladder(side)) return (price, level);
        return null;
    }

    /// <summary>GPUs at a price; zero where there is no level.</summary>
    public long SizeAt(Side side, Price price) => Ladder(side).TryGetValue(price, out BookLevel? level) ? level.Size : 0;

    /// <summary>An order, or null where the book does not show it.</summary>
    public BookEntry? Find(OrderId order) => entries.TryGetValue(order, out LinkedListNode<BookEntry>? node) ? node.Value : null;

    /// <summary>The orders of a level that stand behind a place in time, in order.</summary>
    public IReadOnlyList<BookEntry> Behind(Side side, Price price, long priority)
    {
        if (!Ladder(side).TryGetValue(price, out BookLevel? level) || level.Entries.Last!.Value.Priority < priority) return [];
        return [.. level.Entries.Where(entry => entry.Priority > priority)];
    }

    /// <summary>Adds an order at its place in time.</summary>
    public void Add(OrderId order, Side side, Price price, int size, long priority)
    {
        SortedDictionary<Price, BookLevel> ladder = Ladder(side);
        if (!ladder.TryGetValue(price, out BookLevel? level)) ladder.Add(price, level = new BookLevel());
        LinkedListNode<BookEntry>? before = level.Entries.Last;
        while (before is not null && before.Value.Priority > priority) before = before.Previous;
        var entry = new BookEntry(order, side, price, size, priority);
        entries.Add(order, before is null ? level.Entries.AddFirst(entry) : level.Entries.AddAfter(before, entry));
        level.Size += size;
    }

    /// <summary>Changes an order's size; at zero it goes.</summary>
    public void Resize(BookEntry entry, int size)
    {
        SortedDictionary<Price, BookLevel> ladder = Ladder(entry.Side);
        BookLevel level = ladder[entry.Price];
        level.Size += size - entry.Size;
        entry.Size = size;
        if (size > 0) return;
        entries.Remove(entry.Order, out LinkedListNode<BookEntry>? node);
        level.Entries.Remove(node!);
        if (level.Count == 0) ladder.Remove(entry.Price);
    }

    private SortedDictionary<Price, BookLevel> Ladder(Side side) => side == Side.Bid ? bids : asks;
}
