using Exchange.Engine.Books;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Matching;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>
/// What a command stirs among orders that rest: asks that became eligible by time or by a proof meet the bids that wait, and bids that
/// fill whole or not at all are tried again when an ask that could complete them has come.
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

    private int ByPriceThenTime(Arrival left, Arrival right)
    {
        (Price Limit, long Priority) a = PlaceOf(left.Ask);
        (Price Limit, long Priority) b = PlaceOf(right.Ask);
        int byPrice = a.Limit.CompareTo(b.Limit);
        return byPrice != 0 ? byPrice : a.Priority.CompareTo(b.Priority);
    }

    private (Price Limit, long Priority) PlaceOf(OrderId ask)
    {
        int slot = decision.State.Orders.Find(ask);
        return slot < 0 ? default : (decision.State.Orders[slot].Limit, decision.State.Orders[slot].Priority);
    }

    private void FollowUp(Arrival arrival)
    {
        ExchangeState state = decision.State;
        int slot = Resting(arrival.Ask);
        if (slot < 0) return;
        if (arrival.OnceMore)
        {
            decision.Asks.Plan(decision.Asks.Load(slot), decision.Plan);
            if (decision.Plan.MeetsSomebody)
            {
                Execution.Run(decision, arrival.Ask, Side.Ask);
                AskMatching.Conclude(decision, arrival.Ask);
            }
        }

        slot = Resting(arrival.Ask);
        if (slot >= 0 && state.Specs.Book(state.Specs[state.Orders[slot].Spec].Sku).BidRow(Availability.GangRow).Population > 0) TryGangs(slot);
    }

    private int Resting(OrderId order)
    {
        int slot = decision.State.Orders.Find(order);
        return slot >= 0 && !decision.State.Orders[slot].Done && decision.State.Orders[slot].Resting ? slot : -1;
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
