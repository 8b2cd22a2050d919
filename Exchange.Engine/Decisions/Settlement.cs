using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>Moves the money of hours that are final: the only place where delivery is paid.</summary>
internal static class Settlement
{
    /// <summary>Settles every hour that is final.</summary>
    public static void Run(Decision decision, FillId id)
    {
        ExchangeState state = decision.State;
        int slot = state.Leases.Find(id);
        for (int entry = state.Leases.FirstHour(slot); entry >= 0;)
        {
            LeaseHour hour = state.Leases.Hour(entry);
            entry = state.Leases.NextHour(entry);
            bool final = hour.Metered && hour.OpenDisputes == 0 && state.LastOutage.Extend(hour.FinalAt.Value) <= state.Now.Value && hour.Hour < state.Leases[slot].FirstUnmetered;
            if (final) Settle(decision, id, hour);
        }
    }

    private static void Settle(Decision decision, FillId id, in LeaseHour hour)
    {
        ExchangeState state = decision.State;
        Lease lease = state.Leases[state.Leases.Find(id)];
        Window window = lease.Hour(hour.Hour);
        int delivered = hour.Delivered.Count;
        MinuteBits missing = MinuteBits.First(window.Length.Count) - hour.Delivered - hour.Excused;
        int undelivered = missing.Count;
        Window failed = missing.Span(window.From);
        Money gross = lease.PriceOf(delivered);
        Money refund = lease.PriceOf(window.Length.Count - delivered);
        Money fee = gross.Share(lease.Frozen.DeliveryFee);
        Money deferred = Money.Min(lease.TakerFeeOwed, gross - fee);
        Money owed = lease.PriceOf(undelivered).Share(lease.Frozen.Damages);
        Money fromMargin = Money.Min(owed, lease.Margin);
        Incident? incident = owed > fromMargin ? Incidents.Of(decision, lease, failed) : null;
        Money fromBond = incident is { } charged ? Money.Min(owed - fromMargin, Incidents.Room(decision, charged)) : Money.Zero;

        decision.Record(new HourSettled(
            id, hour.Hour, delivered, hour.Excused.Count, undelivered, gross, refund, fromMargin + fromBond, fee + deferred));
        LeaseMoney.FromEscrow(decision, lease, lease.Terms.Provider, AccountKind.Available, gross - fee - deferred, MoveReason.Delivery);
        LeaseMoney.FromEscrow(decision, lease, AccountId.House, AccountKind.Fees, fee, MoveReason.DeliveryFee);
        LeaseMoney.FromEscrow(decision, lease, AccountId.House, AccountKind.Fees, deferred, MoveReason.DeferredTakerFee);
        LeaseMoney.FromEscrow(decision, lease, lease.Terms.Buyer, AccountKind.Available, refund, MoveReason.EscrowReturned);
        LeaseMoney.FromMargin(decision, lease, lease.Terms.Buyer, fromMargin, MoveReason.Damages);
        if (incident is { } opened) Incidents.Take(decision, opened, lease, failed, fromBond, MoveReason.Damages);
        LeaseMoney.ReturnMargin(decision, id);
    }
}
