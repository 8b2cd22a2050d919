using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Values;
using Exchange.Projections.Market;
using Xunit;

namespace Exchange.Tests.Projections;

/// <summary>What the events say about single orders.</summary>
public sealed class OrdersInTheMarketView
{
    private readonly Story _story = new Story().Open();

    [Fact]
    public void An_order_is_active_until_it_rests()
    {
        OrderId bid = _story.Bid(gpus: 4, micros: 2_000_000, hours: 2);

        Assert.Equal(OrderStatus.Active, Told(bid).Status);
        _story.Rest(bid);
        Assert.Equal(OrderStatus.Open, Told(bid).Status);
    }

    [Fact]
    public void A_bid_that_is_filled_whole_is_done_and_says_what_it_cost()
    {
        OrderId ask = _story.Ask(gpus: 8, micros: 1_500_000, Story.Hours(0, 24));
        _story.Rest(ask);
        OrderId bid = _story.Bid(gpus: 4, micros: 2_000_000, hours: 2);
        FillId fill = _story.Fill(ask, bid, gpus: 4, micros: 1_500_000, Story.Hours(0, 2), Kept.Beside | Kept.After);
        _story.Tell(new MoneyMoved(
            Story.Bob, AccountKind.OrderHold, AccountId.House, AccountKind.Fees, Money.FromMicros(30_000), MoveReason.TakerFee, bid, fill, default));

        OrderRow row = Told(bid);

        Assert.Equal((OrderStatus.Done, DoneReason.Filled), (row.Status, row.DoneReason));
        Assert.Equal((4, 0), (row.Filled.Count, row.Open.Count));
        Assert.Equal(Money.FromMicros(12_000_000), row.ExecutedValue);
        Assert.Equal(6_000_000, row.ExecutedMicrosPerHour);
        Assert.Equal(Money.FromMicros(30_000), row.Fees);
        Assert.Equal(Story.StartUnixSeconds + 13 - 1, row.DoneAt!.Value.ToUnixTimeSeconds());
    }

    [Fact]
    public void An_ask_that_was_carved_still_offers_all_its_gpus_later()
    {
        OrderId ask = _story.Ask(gpus: 8, micros: 1_500_000, Story.Hours(0, 24));
        _story.Rest(ask);
        OrderId bid = _story.Bid(gpus: 8, micros: 2_000_000, hours: 2);
        _story.Fill(ask, bid, gpus: 8, micros: 1_500_000, Story.Hours(10, 12), Kept.Before | Kept.After);

        OrderRow row = Told(ask);

        Assert.Equal((8, 8), (row.Filled.Count, row.Open.Count));
        Assert.Equal(8 * 22 * 60, row.Resting.Value);
        Assert.Equal(3, row.RectanglesNumbered);
    }

    [Fact]
    public void What_a_fill_does_not_keep_is_withdrawn()
    {
        OrderId ask = _story.Ask(gpus: 8, micros: 1_500_000, Story.Hours(0, 24), OrderFlags.SellOnce);
        _story.Rest(ask);
        OrderId bid = _story.Bid(gpus: 6, micros: 2_000_000, hours: 2);
        _story.Fill(ask, bid, gpus: 6, micros: 1_500_000, Story.Hours(0, 2), Kept.None);

        OrderRow row = Told(ask);

        Assert.Equal((OrderStatus.Done, 6, 2), (row.Status, row.Filled.Count, row.Cancelled.Count));
        Assert.Equal(6 * 120, row.Leased.Value);
        Assert.Equal((8 * 24 * 60) - (6 * 120), row.Withdrawn.Value);
    }

    [Fact]
    public void Prevented_and_reduced_gpus_are_told_apart()
    {
        OrderId ask = _story.Ask(gpus: 8, micros: 1_500_000, Story.Hours(0, 24));
        OrderId bid = _story.Bid(gpus: 8, micros: 2_000_000, hours: 2);
        _story.Rest(ask).Tell(new SelfTradePrevented(ask, 0, bid, 0, new(3))).Rest(bid).Tell(new OrderReduced(bid, new(1)));

        OrderRow row = Told(bid);

        Assert.Equal((3, 4, 1), (row.Prevented.Count, row.Cancelled.Count, row.Open.Count));
        Assert.Equal((3, 5), (Told(ask).Prevented.Count, Told(ask).Open.Count));
    }

    [Fact]
    public void A_bid_that_grows_leaves_the_book_until_it_rests_again()
    {
        OrderId bid = _story.Bid(gpus: 2, micros: 2_000_000, hours: 1);
        _story.Rest(bid).Tell(new OrderAmended(bid, new(5), Price.FromMicros(2_100_000)));

        OrderRow row = Told(bid);

        Assert.Equal((OrderStatus.Active, 5, 5), (row.Status, row.Gpus.Count, row.Open.Count));
        Assert.Equal(Price.FromMicros(2_100_000), row.Limit);
        Assert.Equal(300, row.Volume.Value);
    }

    [Theory]
    [InlineData(CancelReason.ByOwner, DoneReason.ByOwner)]
    [InlineData(CancelReason.FillOrKill, DoneReason.FillOrKill)]
    [InlineData(CancelReason.TooSmall, DoneReason.TooSmall)]
    public void A_cancelled_order_says_why(CancelReason reason, DoneReason told)
    {
        OrderId ask = _story.Ask(gpus: 8, micros: 1_500_000, Story.Hours(0, 1));
        _story.Rest(ask).Tell(new OrderCancelled(ask, reason));

        OrderRow row = Told(ask);

        Assert.Equal((told, 8, 480), (row.DoneReason, row.Cancelled.Count, (int)row.Withdrawn.Value));
    }

    [Fact]
    public void Every_reason_to_cancel_has_a_reason_to_be_done() =>
        Assert.Equal(
            Enum.GetNames<CancelReason>().Prepend(nameof(DoneReason.Filled)),
            Enum.GetNames<DoneReason>());

    [Fact]
    public void An_event_about_an_order_that_was_never_placed_is_refused() =>
        Assert.Throws<InvalidDataException>(() => _story.Rest(OrderId.Of(99, 99)).In(new MarketView()));

    [Fact]
    public void What_an_ended_lease_did_not_use_is_offered_again_behind_the_others()
    {
        OrderId ask = _story.Ask(gpus: 8, micros: 1_500_000, Story.Hours(0, 24), OrderFlags.Replenish);
        _story.Rest(ask);
        OrderId bid = _story.Bid(gpus: 2, micros: 2_000_000, hours: 10);
        FillId lease = _story.Fill(ask, bid, gpus: 2, micros: 1_500_000, Story.Hours(0, 10), Kept.Beside | Kept.After);
        OrderRow before = Told(ask);

        _story.Tell(new RectangleReturned(ask, lease, new(2), Story.Hours(4, 10)));
        OrderRow returned = Told(ask);
        _story.Rest(ask);

        Assert.Equal((OrderStatus.Active, 2 * 4 * 60, 3), (returned.Status, returned.Leased.Value, returned.RectanglesNumbered));
        Assert.Equal(before.Resting.Value + (2 * 6 * 60), returned.Resting.Value);
        Assert.Equal(returned.Volume, returned.Leased + returned.Withdrawn + returned.Resting);
        Assert.Equal((OrderStatus.Open, 8), (Told(ask).Status, Told(ask).Open.Count));
    }

    private OrderRow Told(OrderId order)
    {
        OrderRow row = _story.In(new MarketView()).Order(order);
        Assert.Equal(row.Volume, row.Leased + row.Withdrawn + row.Resting);
        if (row.Side == Side.Bid) Assert.Equal(row.Gpus, row.Filled + row.Prevented + row.Cancelled + row.Open);
        return row;
    }
}
