using Exchange.Api.Feed;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Keeps a book from the full channel alone, as clients do, and insists on what they insist on.</summary>
internal sealed class FullChannelReader
{
    private readonly List<(OrderId Order, Side Side, Price Price, int Size)> book = [];
    private long sequence;

    public int Matches { get; private set; }

    public int Requeued { get; private set; }

    public void Take(in FeedMessage message)
    {
        Assert.Equal(++sequence, message.Sequence);
        OrderId order = message.Order;
        int at = book.FindIndex(row => row.Order == order);
        switch (message.Kind)
        {
            case FeedKind.Open:
                Assert.True(at < 0, "An order was opened twice.");
                book.Add((message.Order, message.Side, message.Price, message.Size));
                break;
            case FeedKind.Match:
                Match(message, at);
                break;
            case FeedKind.Change when at >= 0 && message.Size > 0:
                Assert.Equal(book[at].Size, message.OldSize);
                book[at] = book[at] with { Size = message.Size };
                break;
            case FeedKind.Change when at >= 0:
                book.RemoveAt(at);
                break;
            case FeedKind.Done:
                if (at >= 0) book.RemoveAt(at);
                if (message.Reason == FeedReason.Requeued) Requeued++;
                break;
        }
    }

    /// <summary>One side of the book, best first, each price in the order in which its orders came.</summary>
    public IEnumerable<(OrderId Order, Price Price, int Size)> Rows(Side side) => book
        .Where(row => row.Side == side)
        .OrderBy(row => side == Side.Bid ? -row.Price.Micros : row.Price.Micros)
        .Select(row => (row.Order, row.Price, row.Size));

    private void Match(FeedMessage match, int at)
    {
        Matches++;
        Assert.True(at >= 0, "The maker of a match was not in the book.");
        Assert.Equal(match.Order, Rows(match.Side).First().Order);
        Assert.Equal(match.Price, book[at].Price);
        int left = book[at].Size - match.Size;
        Assert.True(left >= 0, "More was matched than was there.");
        if (left == 0) book.RemoveAt(at);
        else book[at] = book[at] with { Size = left };
    }
}
