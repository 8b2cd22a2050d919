using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Matching;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>What a bid does once it is taken, whether it arrived, was amended or is reconsidered.</summary>
internal static class BidMatching
{
    /// <summary>Plans the bid into <see cref="Decision.Plan"/>.</summary>
    public static void Plan(Decision decision, in BidIntent bid)
    {
        if (bid.IsGang) decision.Gangs.Plan(bid, decision.Plan);
        else decision.Bids.Plan(bid, decision.Plan);
    }

    /// <summary>Lets what is left of a bid that has taken its fills rest or go.</summary>
    public static void Conclude(Decision decision, OrderId order)
    {
        ExchangeState state = decision.State;
        int slot = state.Orders.Find(order);
        if (slot < 0 || state.Orders[slot].Done) return;
        if (Leaving(decision.Plan, state.Orders[slot]) is { } reason)
        {
            Execution.Cancel(decision, order, reason);
            return;
        }

        Execution.Settle(decision, order);
        decision.Record(new OrderRested(order));
    }

    /// <summary>Why what is left of an order that has taken its fills may not rest; null where it may.</summary>
    internal static CancelReason? Leaving(MatchPlan plan, in Order order)
    {
        if (plan.TakerGoes) return CancelReason.SelfTrade;
        if (plan.MarginIsShort) return CancelReason.MarginShort;
        if (plan.FillLimitReached) return CancelReason.FillLimit;
        if (order.Has(OrderFlags.Market)) return CancelReason.MarketRemainder;
        return order.TimeInForce switch
        {
            TimeInForce.ImmediateOrCancel => CancelReason.ImmediateOrCancel,
            TimeInForce.FillOrKill => CancelReason.FillOrKill,
            TimeInForce.GoodTillCancelled or TimeInForce.GoodTillTime => null,
        };
    }
}
