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
        var books = new FeedBooks(new FeedSettings(), new RecentOrders(1_000));
        var reader = new FullChannelReader();
        foreach (EventBatch turn in new PlainTrading(seed).Trade(1_500).Turns)
        {
            foreach (FeedMessage message in Say(state, books, turn)) reader.Take(message);
            foreach (ProductFeed feed in books.All)
            {
                Assert.Equal(Plain(state, feed), reader.Rows(Side.Bid).Concat(reader.Rows(Side.Ask)));
                Assert.Equal(Plain(state, feed), Rows(feed.Book, Side.Bid).Concat(Rows(feed.Book, Side.Ask)));
                Assert.False(IsCrossed(feed.Book), "The public book is crossed.");
            }
        }

        Assert.True(reader.Matches > 100, $"Only {reader.Matches} matches.");
        Assert.True(reader.Requeued > 0, "No order ever came back into reach in front of others.");
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public void Wherever_the_feed_begins_it_says_the_same_under_the_same_numbers(int seed)
    {
        List<EventBatch> turns = new PlainTrading(seed).Trade(600).Turns;
        var state = new ExchangeState();
        var whole = new FeedBooks(new FeedSettings(), new RecentOrders(1_000));
        var begun = new List<(ExchangeState State, FeedBooks Books)>();
        int told = 0;
        for (int turn = 0; turn < turns.Count; turn++)
        {
            List<FeedMessage> said = Say(state, whole, turns[turn]);
            told += said.Count;
            foreach ((ExchangeState ownState, FeedBooks books) in begun)
            {
                Assert.Equal(said, Say(ownState, books, turns[turn]));
                foreach (Side side in Enum.GetValues<Side>())
                    Assert.Equal(whole.All.SelectMany(feed => Rows(feed.Book, side)), books.All.SelectMany(feed => Rows(feed.Book, side)));
            }

            if (turn % 40 != 0) continue;
            var later = new FeedBooks(new FeedSettings(), new RecentOrders(1_000));
            ExchangeState copy = StateSnapshot.Copy(state, 1);
            later.Load(copy, whole.Keep());
            begun.Add((copy, later));
        }

        Assert.True(begun.Count > 10 && told > 600, $"{told} messages, begun {begun.Count} times.");
    }

    private static List<FeedMessage> Say(ExchangeState state, FeedBooks books, EventBatch turn)
    {
        foreach (RecordedEvent occurred in turn)
        {
            books.Before(state, occurred);
            state.Evolve(occurred);
            books.After(state, occurred);
        }

        books.ShowArrived(state, turn.AtUnixMicroseconds);
        List<FeedMessage> said = [.. books.All.SelectMany(feed => feed.Turn)];
        foreach (ProductFeed feed in books.All) feed.EndTurn();
        return said;
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
