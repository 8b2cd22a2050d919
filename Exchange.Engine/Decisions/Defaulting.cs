using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>Makes the buyer whole when a provider fails a lease: what is left of it is bought elsewhere, or paid for in money.</summary>
internal static class Defaulting
{
    /// <summary>Ends a lease by the provider's fault, from the next minute on.</summary>
    public static void Run(Decision decision, FillId id, CloseReason reason)
    {
        ExchangeState state = decision.State;
        Minute at = state.Now + new Minutes(1);
        Minute until = state.Leases[state.Leases.Find(id)].End;
        if (at >= until) return; // Nothing is left to fail: what was not delivered is settled as such.
        LeaseEnds.Early(decision, id, at, reason);
        decision.Record(new LeaseStateChanged(id, LeaseState.Defaulted));
        Compensate(decision, id, until);
    }

    /// <summary>Buys in what a failed lease would still have delivered until then, and pays for what is not found.</summary>
    public static void Compensate(Decision decision, FillId id, Minute until)
    {
        ExchangeState state = decision.State;
        Lease lease = state.Leases[state.Leases.Find(id)];
        Minute from = Minute.Max(state.Now + new Minutes(1), lease.Terms.Window.From);
        var owed = new Window(from, Minute.Max(from, until));
        bool binding = state.Specs[lease.Terms.Spec].Firmness != Firmness.Interruptible;
        BoughtIn found = !binding ? new(default, new(0), NotBoughtIn.NothingOwed)
            : owed.IsEmpty ? new(default, new(0), NotBoughtIn.TimeOver)
            : BuyIn.Run(decision, id, owed);
        Gpus missing = lease.Terms.Gpus - found.Whole;
        if (missing.Count > 0)
        {
            Money damages = Pay(decision, id, (lease.Terms.Gpus * owed.Length) - found.Volume);
            decision.Record(new LeaseCashSettled(id, missing, damages, found.Why));
        }

        decision.Record(new LeaseStateChanged(id, missing.Count == 0 ? LeaseState.BoughtIn : LeaseState.CashSettled));
    }

    /// <summary>
    /// Pays damages for what was not found elsewhere: from the lease's margin, then, up to the price of what is lost, from what is being
    /// slashed where that is why it fails, then from the bond up to the incident's cap.
    /// </summary>
    private static Money Pay(Decision decision, FillId id, GpuMinutes missing)
    {
        ExchangeState state = decision.State;
        Lease lease = state.Leases[state.Leases.Find(id)];
        Money loss = lease.Terms.Price * missing;
        Money damages = loss.Share(lease.Frozen.Damages);
        Money fromMargin = Money.Min(damages, lease.Margin);
        LeaseMoney.FromMargin(decision, lease, lease.Terms.Buyer, fromMargin, MoveReason.Damages);
        Money lost = Money.Min(damages, loss);
        Money fromSlash = lost > fromMargin ? Money.Min(lost - fromMargin, decision.Slashed) : Money.Zero;
        Money paid = fromMargin + fromSlash;
        Incidents.TakeSlashed(decision, lease, fromSlash, MoveReason.Damages);
        if (damages == paid) return paid;
        Window failed = Incidents.Now(state);
        Incident incident = Incidents.Of(decision, lease, failed);
        Money fromBond = Money.Min(damages - paid, Incidents.Room(decision, incident));
        Incidents.Take(decision, incident, lease, failed, fromBond, MoveReason.Damages);
        return paid + fromBond;
    }
}
