using Exchange.Engine.Books;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Matching;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>
/// What a command stirs among orders that rest: asks that became eligible by time or by a proof meet the bids that wait, bids that became
/// small enough to be completed are tried, and bids that fill whole or not at all when an ask that could complete them has come.
/// </summary>
internal sealed class FollowUps
{
    /// <summary>The most whole-or-nothing bids that are tried again for one ask.</summary>
    public const int MaxGangsPerAsk = 256;

    private readonly Decision decision;
    private readonly BookWalk walk;
    private readonly List<Arrival> batch = [];
    private readonly List<OrderId> gangs = [];

    public FollowUps(Decision decision)
    {
        this.decision = decision;
        walk = decision.State.Book.NewWalk();
    }

    /// <summary>Follows up everything that arrived, until nothing more does.</summary>
    public void Run()
    {
        ExchangeState state = decision.State;
        NodeLife.ReviewShrunk(decision);
        while (state.Arrived.Count > 0)
        {
            batch.Clear();
            batch.AddRange(state.Arrived);
            state.Arrived.Clear();
            if (state.Market != MarketState.Open) return;
            if (batch.Count > 1) batch.Sort(ByPriceThenTime);
            foreach (Arrival arrival in batch) FollowUp(arrival);
        }
    }

    /// <summary>Bids first, the highest first; then asks, the lowest first.</summary>
    private int ByPriceThenTime(Arrival left, Arrival right)
    {
        (Side Side, long Rank, long Priority) a = PlaceOf(left.Order);
        (Side Side, long Rank, long Priority) b = PlaceOf(right.Order);
        return a.CompareTo(b);
    }

    private (Side Side, long Rank, long Priority) PlaceOf(OrderId id)
    {
        int slot = decision.State.Orders.Find(id);
        if (slot < 0) return default;
        ref readonly Order order = ref decision.State.Orders[slot];
        return (order.Side, order.Side == Side.Bid ? -order.Limit.Micros : order.Limit.Micros, order.Priority);
    }

    private void FollowUp(Arrival arrival)
    {
        ExchangeState state = decision.State;
        int slot = Resting(arrival.Order);
        if (slot < 0) return;
        if (state.Orders[slot].Side == Side.Bid)
        {
            TryBid(slot);
            return;
        }

        if (arrival.OnceMore)
        {
            decision.Asks.Plan(decision.Asks.Load(slot), decision.Plan);
            if (decision.Plan.MeetsSomebody)
            {
                Execution.Run(decision, arrival.Order, Side.Ask);
                AskMatching.Conclude(decision, arrival.Order);
            }
        }

        slot = Resting(arrival.Order);
        if (slot >= 0 && state.Specs.Book(state.Specs[state.Orders[slot].Spec].Sku).BidRow(Availability.GangRow).Population > 0) TryGangs(slot);
    }

    private int Resting(OrderId order)
    {
        int slot = decision.State.Orders.Find(order);
        return slot >= 0 && !decision.State.Orders[slot].Done && decision.State.Orders[slot].Resting ? slot : -1;
    }

    /// <summary>Tries a resting bid as a taker: it became smaller, and so may be completed. It keeps its place.</summary>
    private void TryBid(int slot)
    {
        OrderId bid = decision.State.Orders[slot].Id;
        if (decision.State.Orders[slot].IsGang)
        {
            TryGang(bid);
            return;
        }

        decision.Bids.Plan(BidIntent.Of(decision.State.Orders[slot]), decision.Plan);
        if (!decision.Plan.MeetsSomebody) return;
        Execution.Run(decision, bid, Side.Bid);
        if (Resting(bid) < 0) return;
        if (decision.Plan.TakerGoes) Execution.Cancel(decision, bid, CancelReason.SelfTrade);
        else Execution.Settle(decision, bid);
    }

    private void TryGangs(int ask)
    {
        ExchangeState state = decision.State;
        ref readonly Order order = ref state.Orders[ask];
        SkuBook book = state.Specs.Book(state.Specs[order.Spec].Sku);
        walk.Begin();
        walk.Add(book.BidRow(Availability.GangRow), book.BlockedBids(state.Specs.Column(order.Spec)), 1, LadderPool.MaxKey - state.Book.TicksOf(order.Limit));
        gangs.Clear();
        for (int entry; gangs.Count < MaxGangsPerAsk && (entry = walk.Next()) >= 0;) gangs.Add(state.Orders[state.Orders.Rectangle(entry).Order].Id);
        foreach (OrderId gang in gangs) TryGang(gang);
    }

    private void TryGang(OrderId gang)
    {
        ExchangeState state = decision.State;
        int slot = Resting(gang);
        if (slot < 0) return;
        decision.Gangs.Plan(BidIntent.Of(state.Orders[slot]), decision.Plan);
        if (decision.Plan.Fills > 0) Execution.Run(decision, gang, Side.Bid);
    }
}
