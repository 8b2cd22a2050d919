using Exchange.Api.Hosting;
using Exchange.Api.Products;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;

namespace Exchange.Api.Feed;

/// <summary>One product's book, numbers and latest messages. Owned by the feed, under its lock.</summary>
public sealed class ProductFeed
{
    private readonly Queue<FeedMessage> recent = new();
    private readonly HashSet<(Side Side, Price Price)> touched = [];
    private readonly int resumableMessages;

    /// <summary>A product's feed that goes on after the given sequence.</summary>
    public ProductFeed(Listing product, FeedSettings settings, long sequence)
    {
        Product = product;
        resumableMessages = settings.ResumableMessages;
        Sequence = sequence;
    }

    /// <summary>The product.</summary>
    public Listing Product { get; }

    /// <summary>The public book.</summary>
    public ProductBook Book { get; } = new();

    /// <summary>The last 24 hours.</summary>
    public DayTape Tape { get; } = new();

    /// <summary>The number of the last message.</summary>
    public long Sequence { get; private set; }

    /// <summary>Messages of the turn in progress.</summary>
    public List<FeedMessage> Turn { get; } = [];

    /// <summary>Levels that the turn in progress has changed.</summary>
    public IReadOnlyCollection<(Side Side, Price Price)> Touched => touched;

    /// <summary>Trades of the turn in progress, whichever form they took in the full channel.</summary>
    public List<FeedMessage> Trades { get; } = [];

    /// <summary>The last trade, or null before the first.</summary>
    public FeedMessage? LastTrade { get; private set; }

    /// <summary>Gives a message its number and takes it into the turn.</summary>
    public FeedMessage Say(FeedMessage message)
    {
        FeedMessage numbered = message with { Sequence = ++Sequence };
        Turn.Add(numbered);
        recent.Enqueue(numbered);
        if (recent.Count > resumableMessages) recent.Dequeue();
        return numbered;
    }

    /// <summary>Records a trade under the number of the message just said.</summary>
    public void Record(in FeedMessage match)
    {
        FeedMessage numbered = match with { Sequence = Sequence };
        Trades.Add(numbered);
        LastTrade = numbered;
        Tape.Add(match.Trade, match.Price, match.Size, match.AtUnixMicroseconds);
    }

    /// <summary>Remembers the last trade of before the program started.</summary>
    public void Recall(in FeedMessage match)
    {
        LastTrade = match;
        Tape.Recall(match.Trade, match.Price, match.Size, match.AtUnixMicroseconds);
    }

    /// <summary>Puts an order into the book.</summary>
    public void Add(OrderId order, Side side, Price price, int size, long priority)
    {
        Book.Add(order, side, price, size, priority);
        touched.Add((side, price));
    }

    /// <summary>Changes an order's size in the book; at zero it goes.</summary>
    public void Resize(BookEntry entry, int size)
    {
        touched.Add((entry.Side, entry.Price));
        Book.Resize(entry, size);
    }

    /// <summary>Forgets the turn once it was told.</summary>
    public void EndTurn()
    {
        Turn.Clear();
        touched.Clear();
        Trades.Clear();
    }

    /// <summary>The messages after a sequence, or null where some of them are no longer kept or were never sent.</summary>
    public IReadOnlyList<FeedMessage>? Since(long sequence)
    {
        if (sequence == Sequence) return [];
        if (sequence > Sequence || recent.Count == 0 || recent.Peek().Sequence > sequence + 1) return null;
        return [.. recent.Where(message => message.Sequence > sequence)];
    }
}
