using Exchange.Api.Feed;
using Exchange.Api.Hosting;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>The public book against a reader of the full channel alone, and against a look at every order.</summary>
public sealed class PublicBooks
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_reader_of_the_full_channel_has_the_book_and_every_maker_heads_its_queue(int seed)
    {
        var state = new ExchangeState();
        var books = new FeedBooks(new FeedSettings(), _ => 0, new RecentOrders(1_000));
        var reader = new FullChannelReader();
        foreach (EventBatch turn in new PlainTrading(seed).Trade(1_500).Turns)
        {
            foreach (RecordedEvent occurred in turn)
            {
                books.Before(state, occurred);
                state.Evolve(occurred);
                books.After(state, occurred);
            }

            books.ShowArrived(state, turn.AtUnixMicroseconds);
            foreach (ProductFeed feed in books.All)
            {
                foreach (FeedMessage message in feed.Turn) reader.Take(message);
                feed.EndTurn();
                Assert.Equal(Plain(state, feed), reader.Rows(Side.Bid).Concat(reader.Rows(Side.Ask)));
                Assert.Equal(Plain(state, feed), Rows(feed.Book, Side.Bid).Concat(Rows(feed.Book, Side.Ask)));
                Assert.False(IsCrossed(feed.Book), "The public book is crossed.");
            }
        }

        Assert.True(reader.Matches > 100, $"Only {reader.Matches} matches.");
        Assert.True(reader.Requeued > 0, "No order ever came back into reach in front of others.");
    }

    [Fact]
    public void Books_loaded_from_a_state_are_those_kept_through_all_its_events()
    {
        var state = new ExchangeState();
        var kept = new FeedBooks(new FeedSettings(), _ => 0, new RecentOrders(1_000));
        foreach (EventBatch turn in new PlainTrading(seed: 9).Trade(800).Turns)
        {
            foreach (RecordedEvent occurred in turn)
            {
                kept.Before(state, occurred);
                state.Evolve(occurred);
                kept.After(state, occurred);
            }

            kept.ShowArrived(state, turn.AtUnixMicroseconds);
        }

        var loaded = new FeedBooks(new FeedSettings(), _ => 0, new RecentOrders(1_000));
        loaded.Load(state);

        foreach (Side side in Enum.GetValues<Side>())
            Assert.Equal(Rows(kept.Find(new ProductId(1))!.Book, side), Rows(loaded.Find(new ProductId(1))!.Book, side));
    }

    private static List<(OrderId Order, Price Price, int Size)> Plain(ExchangeState state, ProductFeed feed)
    {
        var rows = new List<(Side Side, long Key, long Priority, (OrderId, Price, int) Row)>();
        for (int slot = 0; slot < state.Orders.Slots; slot++)
        {
            ref readonly Order order = ref state.Orders[slot];
            if (order.Id.IsNone || !order.Resting || PlainOrders.SizeOf(state, slot, feed.Product) is not (> 0 and var size)) continue;
            rows.Add((order.Side, order.Side == Side.Bid ? -order.Limit.Micros : order.Limit.Micros, order.Priority, (order.Id, order.Limit, size)));
        }

        return [.. rows.OrderBy(row => row.Side).ThenBy(row => row.Key).ThenBy(row => row.Priority).Select(row => row.Row)];
    }

    private static IEnumerable<(OrderId Order, Price Price, int Size)> Rows(ProductBook book, Side side) =>
        book.Levels(side).SelectMany(level => level.Value.Orders).Select(entry => (entry.Order, entry.Price, entry.Size));

    private static bool IsCrossed(ProductBook book) =>
        book.Best(Side.Bid) is { } bid && book.Best(Side.Ask) is { } ask && bid.Price >= ask.Price;
}
