using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Feed;

/// <content>What is said when an order comes, rests, trades, changes and goes.</content>
public sealed partial class FeedBooks
{
    private void Receive(ExchangeState state, OrderId id, long at)
    {
        ref readonly Order order = ref state.Orders[id.Slot];
        if (Find(order.Product) is not { } feed) return;
        Tell(order.Account, feed, feed.Say(new FeedMessage(FeedKind.Received, 0, at, id, order.Side, order.Limit, order.Gpus.Count)
        {
            Client = order.Client,
            IsMarket = order.Has(OrderFlags.Market),
            Account = order.Account,
        }));
    }

    private void Rest(ExchangeState state, OrderId id, long at)
    {
        Reassess(state, id, new Change(at, FeedReason.None, default));
        ref readonly Order order = ref state.Orders[id.Slot];
        if (Find(order.Product) is not { } feed) return;
        var open = new FeedMessage(FeedKind.Open, feed.Sequence, at, id, order.Side, order.Limit, OpenGpus.Of(state, id.Slot)) { Account = order.Account };
        Tell(order.Account, feed, open);
    }

    private void Fill(ExchangeState state, in OrderFilled filled, long at)
    {
        (Glimpse maker, Glimpse taker) = (first, second);
        var match = new FeedMessage(FeedKind.Match, 0, at, filled.Maker, maker.Order.Side, filled.Price, filled.Gpus.Count)
        {
            Taker = filled.TakerOrder,
            Trade = filled.Fill.Value,
            Account = maker.Order.Account,
            TakerAccount = taker.Order.Account,
            TakerFeeBasisPoints = state.Settings.TakerFee.Value,
        };
        foreach (ProductFeed feed in FeedsOf(state, maker.Order)) Match(state, feed, match, maker, taker);
        SayOtherTrade(maker, match);
        if (taker.Order.Product != maker.Order.Product) SayOtherTrade(taker, match);
        TellOfTrade(maker.Order, match);
        TellOfTrade(taker.Order, match);
        Settle(state, maker, new Change(at, FeedReason.Filled, CancelReason.WindowOver));
        Settle(state, taker, new Change(at, FeedReason.Filled, CancelReason.WindowOver));
    }

    /// <summary>A match where both are of the public book's kind; otherwise the shown order changes its size, so that queues stay checkable.</summary>
    private static void Match(ExchangeState state, ProductFeed feed, in FeedMessage match, in Glimpse maker, in Glimpse taker)
    {
        if (feed.Book.Find(match.Order) is not { } entry) return;
        bool plain = taker.Order.Side == Side.Bid
            ? PlainOrders.IsPlain(taker.Order, feed.Product)
            : PlainOrders.IsPlain(state, taker.Order, feed.Product);
        if (plain && match.Size <= entry.Size)
        {
            feed.Say(match);
            feed.Record(match);
            feed.Resize(entry, entry.Size - match.Size);
            return;
        }

        int left = Math.Max(0, entry.Size - match.Size);
        feed.Say(ChangeOf(match.AtUnixMicroseconds, entry, left, FeedReason.OtherTrade, maker.Order.Account));
        feed.Record(match);
        feed.Resize(entry, left);
    }

    /// <summary>Where a product's book showed nothing of a trade under its name, the feed still counts and records it.</summary>
    private void SayOtherTrade(in Glimpse side, in FeedMessage match)
    {
        if (Find(side.Order.Product) is not { } feed || feed.LastTrade?.Trade == match.Trade) return;
        feed.Say(new FeedMessage(
            FeedKind.Change, 0, match.AtUnixMicroseconds, side.Order.Id, side.Order.Side, side.Order.Limit, Math.Max(0, side.Open - match.Size))
        {
            OldSize = side.Open,
            Reason = FeedReason.OtherTrade,
            Account = side.Order.Account,
        });
        feed.Record(match);
    }

    private void TellOfTrade(in Order order, in FeedMessage match)
    {
        if (Find(order.Product) is { } feed) Tell(order.Account, feed, match with { Sequence = feed.Sequence });
    }

    /// <summary>After an event: the order is done, or its place in the books is looked at anew.</summary>
    private void Settle(ExchangeState state, in Glimpse before, in Change change)
    {
        if (before.Order.Id.IsNone) return;
        OrderId id = before.Order.Id;
        ref readonly Order after = ref state.Orders[id.Slot];
        if (after.Done) Finish(state, before, change);
        else Reassess(state, id, change);
        if (!after.Done && change.Reason is FeedReason.Reduced or FeedReason.Amended or FeedReason.SelfTrade && Find(after.Product) is { } feed)
        {
            int open = OpenGpus.Of(state, id.Slot);
            var told = new FeedMessage(FeedKind.Change, feed.Sequence, change.AtUnixMicroseconds, id, after.Side, after.Limit, open);
            Tell(after.Account, feed, told with { OldSize = before.Open, Reason = change.Reason, Account = after.Account });
        }
    }

    private void Finish(ExchangeState state, in Glimpse before, in Change change)
    {
        ref readonly Order after = ref state.Orders[before.Order.Id.Slot];
        bool filled = change.Reason == FeedReason.Filled && (after.Side == Side.Ask ? after.Filled.Count >= after.Gpus.Count : after.Open.Count == 0);
        int left = filled ? 0 : after.Side == Side.Bid ? after.Open.Count : before.Open;
        var done = new FeedMessage(FeedKind.Done, 0, change.AtUnixMicroseconds, before.Order.Id, after.Side, after.Limit, left)
        {
            Reason = filled ? FeedReason.Filled : FeedReason.Canceled,
            Account = after.Account,
        };
        Recent.Add(new DoneOrder(after with { Id = before.Order.Id }, filled, change.Cancel, change.AtUnixMicroseconds, left));
        ProductFeed? own = Find(after.Product);
        foreach (ProductFeed feed in FeedsOf(state, after))
        {
            if (feed.Book.Find(before.Order.Id) is not { } entry) continue;
            if (feed != own) feed.Say(done);
            feed.Resize(entry, 0);
        }

        if (own is not null) Tell(after.Account, own, own.Say(done));
    }

    private void Reassess(ExchangeState state, OrderId id, in Change change)
    {
        ref readonly Order order = ref state.Orders[id.Slot];
        foreach (ProductFeed feed in FeedsOf(state, order))
        {
            int size = PlainOrders.SizeOf(state, id.Slot, feed.Product);
            if (feed.Book.Find(id) is not { } entry)
            {
                if (size > 0) Show(state, feed, order, size, change.AtUnixMicroseconds);
                continue;
            }

            if (size == entry.Size) continue;
            if (size == 0)
            {
                FeedReason reason = change.Reason == FeedReason.Amended ? FeedReason.Amended : FeedReason.Unlisted;
                feed.Say(new FeedMessage(FeedKind.Done, 0, change.AtUnixMicroseconds, id, entry.Side, entry.Price, entry.Size) { Reason = reason, Account = order.Account });
            }
            else
            {
                FeedReason reason = change.Reason == FeedReason.Filled ? FeedReason.Availability : change.Reason;
                feed.Say(ChangeOf(change.AtUnixMicroseconds, entry, size, reason, order.Account));
            }

            feed.Resize(entry, size);
        }

        if (order.Resting) Schedule(state, order);
    }

    /// <summary>An order that comes into reach with an earlier place in time goes in front: those behind it are shown anew.</summary>
    private static void Show(ExchangeState state, ProductFeed feed, in Order order, int size, long at)
    {
        IReadOnlyList<BookEntry> behind = feed.Book.Behind(order.Side, order.Limit, order.Priority);
        foreach (BookEntry entry in behind)
            feed.Say(new FeedMessage(FeedKind.Done, 0, at, entry.Order, entry.Side, entry.Price, entry.Size) { Reason = FeedReason.Requeued });
        feed.Add(order.Id, order.Side, order.Limit, size, order.Priority);
        feed.Say(new FeedMessage(FeedKind.Open, 0, at, order.Id, order.Side, order.Limit, size) { Account = order.Account });
        foreach (BookEntry entry in behind)
            feed.Say(new FeedMessage(FeedKind.Open, 0, at, entry.Order, entry.Side, entry.Price, entry.Size) { Account = AccountOf(state, entry.Order) });
    }

    private static AccountId AccountOf(ExchangeState state, OrderId order) => state.Orders[order.Slot].Account;

    private static FeedMessage ChangeOf(long at, BookEntry entry, int size, FeedReason reason, AccountId account) =>
        new(FeedKind.Change, 0, at, entry.Order, entry.Side, entry.Price, size) { OldSize = entry.Size, Reason = reason, Account = account };

    private void Tell(AccountId account, ProductFeed feed, in FeedMessage message) => UserTurn.Add((account, feed, message));
}
