using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>Ends leases before their windows: what will not be delivered returns to both sides.</summary>
internal static class LeaseEnds
{
    /// <summary>Says that a lease delivers nothing from a minute on, and returns what was locked for the rest.</summary>
    public static void Early(Decision decision, FillId id, Minute at, CloseReason reason)
    {
        ExchangeState state = decision.State;
        Lease before = state.Leases[state.Leases.Find(id)];
        var end = new Minute(Math.Clamp(at.Value, before.Terms.Window.From.Value, before.End.Value));
        decision.Record(new LeaseEnded(id, end, reason));
        LeaseMoney.ReturnEscrow(decision, id, before.BuyerCovered);
        if (!CloseReasons.IsDefault(reason)) LeaseMoney.ReturnMargin(decision, id);
        if (reason is CloseReason.Terminated or CloseReason.FundsShort) Replenish(decision, before, new Window(end, before.End));
    }

    /// <summary>The unused rectangle returns to an ask that is still open and says so, behind all that rests at its price.</summary>
    private static void Replenish(Decision decision, in Lease ended, Window unused)
    {
        ExchangeState state = decision.State;
        int slot = state.Orders.Find(ended.Terms.Ask);
        if (slot < 0 || state.Orders[slot].Done || !state.Orders[slot].Has(OrderFlags.Replenish) || !state.Orders[slot].Resting) return;
        int least = Math.Max(state.Specs[ended.Terms.Spec].MinDuration.Count, 1);
        if (Books.Availability.UsableMinutes(unused, state.Now) < least || ended.Terms.Gpus < state.Specs[ended.Terms.Spec].MinChunk) return;
        decision.Record(new RectangleReturned(ended.Terms.Ask, ended.Terms.Lease, ended.Terms.Gpus, unused));
        Execution.Settle(decision, ended.Terms.Ask);
        decision.Record(new OrderRested(ended.Terms.Ask));
    }
}
