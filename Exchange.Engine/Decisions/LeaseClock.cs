using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>What the passing of time does to leases.</summary>
internal static class LeaseClock
{
    /// <summary>Looks at every lease that the clock has come to, in the order of their numbers, and at disputes that waited too long.</summary>
    public static void Run(Decision decision)
    {
        ExchangeState state = decision.State;
        Disputes.Expire(decision);
        for (int i = 0; i < state.Leases.Woken.Count; i++) Look(decision, state.Leases.Woken[i]);
        state.Leases.Woken.Clear();
    }

    private static void Look(Decision decision, FillId id)
    {
        ExchangeState state = decision.State;
        if (state.Leases.Find(id) < 0) return;
        LockRolling.Run(decision, id); // First: what no money stands behind was never sold, however late the clock comes.
        Begin(decision, id);
        Finish(decision, id);
        Metering.Run(decision, id);
        Settlement.Run(decision, id);
        CloseIfDone(decision, id);
    }

    /// <summary>Closes a lease whose last hour was settled.</summary>
    public static void CloseIfDone(Decision decision, FillId id)
    {
        ExchangeState state = decision.State;
        if (!state.Leases[state.Leases.Find(id)].IsDone) return;
        LeaseMoney.ReturnMargin(decision, id);
        decision.Record(new LeaseClosed(id));
    }

    private static void Begin(Decision decision, FillId id)
    {
        ExchangeState state = decision.State;
        ref readonly Lease lease = ref state.Leases[state.Leases.Find(id)];
        if (lease.State == LeaseState.Scheduled && lease.Terms.Window.From <= state.Now)
            decision.Record(new LeaseStateChanged(id, lease.ProvisionedAt == Minute.Never ? LeaseState.Provisioning : LeaseState.Active));
        bool late = LeaseDues.HandOver(state, lease) <= state.Now.Value;
        if (lease.State == LeaseState.Provisioning && late && !lease.Released && !lease.Ended) Defaulting.Run(decision, id, CloseReason.NotProvisioned);
    }

    /// <summary>The end of a lease was reached: it takes the state that its reason gives it.</summary>
    private static void Finish(Decision decision, FillId id)
    {
        ExchangeState state = decision.State;
        ref readonly Lease lease = ref state.Leases[state.Leases.Find(id)];
        if (!lease.Released || lease.State >= LeaseState.Completed) return;
        CloseReason reason = lease.Ended ? lease.Reason : CloseReason.WindowOver;
        decision.Record(new LeaseStateChanged(id, CloseReasons.StateAfter(reason)));
        if (CloseReasons.IsDefault(reason)) Defaulting.Compensate(decision, id, lease.Terms.Window.Until);
    }
}
