using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct AssignUnits
{
    /// <inheritdoc/>
    public static Receipt Decide(in AssignUnits command, Decision decision)
    {
        ExchangeState state = decision.State;
        int slot = state.Leases.Find(command.Lease);
        if (slot < 0 || state.Leases[slot].Terms.Provider != command.Provider) return new Receipt(Refusal.UnknownLease);
        Lease lease = state.Leases[slot];
        if (IsNamedAlready(state, slot, command)) return new Receipt(Refusal.None, command.Lease.Value, Repeated: true);
        if (lease.ProvisionedAt != Minute.Never || !lease.MayBeHandedOver) return new Receipt(Refusal.LeaseStateContradicts);
        int units = state.Fleet[lease.Terms.Node].Units.Count;
        if (command.First < 0 || command.Count < 1 || (long)command.First + command.Count > units) return new Receipt(Refusal.UnitsNotFree);
        if ((long)lease.AssignedUnits + command.Count > lease.Terms.Gpus.Count) return new Receipt(Refusal.GpusOutOfRange);
        if (!FreeUnits.CanServe(state, lease, command.First, command.Count)) return new Receipt(Refusal.UnitsNotFree);
        decision.Record(new UnitsAssigned(command.Lease, lease.Terms.Node, command.First, command.Count));
        return new Receipt(Refusal.None, command.Lease.Value);
    }

    private static bool IsNamedAlready(ExchangeState state, int slot, in AssignUnits command)
    {
        foreach ((int first, int count) in state.Leases.UnitsOf(slot))
        {
            if (first == command.First && count == command.Count) return true;
        }

        return false;
    }
}

public readonly partial record struct AssignFreeUnits
{
    /// <inheritdoc/>
    public static Receipt Decide(in AssignFreeUnits command, Decision decision)
    {
        ExchangeState state = decision.State;
        int slot = state.Leases.Find(command.Lease);
        if (slot < 0 || state.Leases[slot].Terms.Provider != command.Provider) return new Receipt(Refusal.UnknownLease);
        Lease lease = state.Leases[slot];
        if (lease.AssignedUnits == lease.Terms.Gpus.Count) return new Receipt(Refusal.None, command.Lease.Value, Repeated: true);
        if (!lease.MayBeHandedOver) return new Receipt(Refusal.LeaseStateContradicts);
        if (FreeUnits.Lowest(state, lease) is not { } free) return new Receipt(Refusal.UnitsNotFree);
        foreach ((int first, int count) in free) decision.Record(new UnitsAssigned(command.Lease, lease.Terms.Node, first, count));
        return new Receipt(Refusal.None, command.Lease.Value);
    }
}

public readonly partial record struct ProvisionLease
{
    /// <inheritdoc/>
    public static Receipt Decide(in ProvisionLease command, Decision decision)
    {
        ExchangeState state = decision.State;
        int slot = state.Leases.Find(command.Lease);
        if (slot < 0 || state.Leases[slot].Terms.Provider != command.Provider) return new Receipt(Refusal.UnknownLease);
        ref readonly Lease lease = ref state.Leases[slot];
        if (!lease.MayBeHandedOver) return new Receipt(Refusal.LeaseStateContradicts);
        if (lease.ProvisionedAt != Minute.Never) return new Receipt(Refusal.AlreadyDone);
        if (lease.AssignedUnits < lease.Terms.Gpus.Count) return new Receipt(Refusal.UnitsNotFree);
        Handovers offered = state.Specs[lease.Terms.Spec].Handovers;
        bool one = System.Numerics.BitOperations.IsPow2((int)command.Handover);
        if (!one || (offered != Handovers.None && (offered & command.Handover) == 0)) return new Receipt(Refusal.TermsContradict);
        decision.Record(new LeaseProvisioned(command.Lease, command.Handover, command.Descriptor));
        if (lease.State == LeaseState.Provisioning) decision.Record(new LeaseStateChanged(command.Lease, LeaseState.Active));
        return new Receipt(Refusal.None, command.Lease.Value);
    }
}

public readonly partial record struct TerminateLease
{
    /// <inheritdoc/>
    /// <remarks>The notice is time of the lease's own: one that has not begun still lasts for it, so that to buy ahead is no option that costs nothing.</remarks>
    public static Receipt Decide(in TerminateLease command, Decision decision)
    {
        ExchangeState state = decision.State;
        int slot = state.Leases.Find(command.Lease);
        if (slot < 0 || state.Leases[slot].Terms.Buyer != command.Buyer) return new Receipt(Refusal.UnknownLease);
        ref readonly Lease lease = ref state.Leases[slot];
        if (lease.Ended || lease.Released) return new Receipt(Refusal.LeaseStateContradicts);
        long at = Math.Max(state.Now.Value + 1L, lease.Terms.Window.From.Value) + lease.Frozen.Notice.Count;
        if (at >= lease.End.Value) return new Receipt(Refusal.TooLate);
        LeaseEnds.Early(decision, command.Lease, new Minute((int)at), CloseReason.Terminated);
        return new Receipt(Refusal.None, command.Lease.Value);
    }
}

public readonly partial record struct ReclaimLease
{
    /// <inheritdoc/>
    public static Receipt Decide(in ReclaimLease command, Decision decision)
    {
        ExchangeState state = decision.State;
        int slot = state.Leases.Find(command.Lease);
        if (slot < 0 || state.Leases[slot].Terms.Provider != command.Provider) return new Receipt(Refusal.UnknownLease);
        Lease lease = state.Leases[slot];
        if (lease.Ended || lease.Released) return new Receipt(Refusal.LeaseStateContradicts);
        ref readonly Spec spec = ref state.Specs[lease.Terms.Spec];
        long at = state.Now.Value + 1L + spec.Notice.Count;
        if (at >= lease.End.Value) return new Receipt(Refusal.TooLate);
        CloseReason reason = spec.Firmness == Firmness.Interruptible ? CloseReason.Reclaimed : CloseReason.ReclaimedWithoutRight;
        decision.Record(new LeaseStateChanged(command.Lease, LeaseState.Reclaiming));
        LeaseEnds.Early(decision, command.Lease, new Minute((int)at), reason);
        return new Receipt(Refusal.None, command.Lease.Value);
    }
}

public readonly partial record struct EndLease
{
    /// <inheritdoc/>
    public static Receipt Decide(in EndLease command, Decision decision)
    {
        ExchangeState state = decision.State;
        int slot = state.Leases.Find(command.Lease);
        if (slot < 0) return new Receipt(Refusal.UnknownLease);
        if (state.Leases[slot].Ended || state.Leases[slot].Released) return new Receipt(Refusal.LeaseStateContradicts);
        if (state.Now + new Minutes(1) >= state.Leases[slot].End) return new Receipt(Refusal.TooLate);
        LeaseEnds.Early(decision, command.Lease, state.Now + new Minutes(1), CloseReason.ByOperator);
        return new Receipt(Refusal.None, command.Lease.Value);
    }
}

public readonly partial record struct ReportHour
{
    /// <inheritdoc/>
    public static Receipt Decide(in ReportHour command, Decision decision)
    {
        ExchangeState state = decision.State;
        int slot = state.Leases.Find(command.Lease);
        if (slot < 0 || !MayReport(state, command, state.Leases[slot])) return new Receipt(Refusal.UnknownLease);
        ref readonly Lease lease = ref state.Leases[slot];
        if (command.Hour < 0 || command.Hour >= lease.Hours) return new Receipt(Refusal.ValueOutOfRange);
        Window window = lease.Hour(command.Hour);
        if (window.Until > state.Now) return new Receipt(Refusal.NotYet);
        if (!command.Delivered.Within(window.Length.Count)) return new Receipt(Refusal.ValueOutOfRange);
        int entry = state.Leases.FindHour(slot, command.Hour);
        bool metered = command.Hour < lease.FirstUnmetered || (entry >= 0 && state.Leases.Hour(entry).Metered);
        bool forAudits = command.Side == MeterSide.Monitor && entry >= 0; // What monitors saw serves an audit as long as the hour is not final.
        if (metered && !forAudits) return new Receipt(Refusal.TooLate);
        if (entry >= 0 && HasReported(state.Leases.Hour(entry), command)) return new Receipt(Refusal.AlreadyDone);
        if (entry >= 0 && command.Side == MeterSide.Monitor && state.Leases.Hour(entry).Monitors.Count == Few<int>.Max) return new Receipt(Refusal.CapacityReached);

        // From here on the report is taken: every refusal stands above this line.
        decision.Record(new HourReported(command.Lease, command.Hour, command.Side, command.By, command.Delivered, command.Signature));
        ref readonly LeaseHour hour = ref state.Leases.Hour(state.Leases.FindHour(slot, command.Hour));
        if (!metered && hour.ProviderReported && hour.BuyerReported && hour.Provider == hour.Buyer) Metering.Meter(decision, command.Lease, command.Hour);
        return new Receipt(Refusal.None, command.Lease.Value);
    }

    private static bool MayReport(ExchangeState state, in ReportHour command, in Lease lease) => command.Side switch
    {
        MeterSide.Provider => lease.Terms.Provider == command.By,
        MeterSide.Buyer => lease.Terms.Buyer == command.By,
        MeterSide.Monitor => state.Accounts.Exists(command.By) && !IsOfOwner(state, command.By, lease.Terms.Provider) && !IsOfOwner(state, command.By, lease.Terms.Buyer),
        _ => false,
    };

    private static bool IsOfOwner(ExchangeState state, AccountId account, AccountId other) => state.Accounts[account].Owner == state.Accounts[other].Owner;

    private static bool HasReported(in LeaseHour hour, in ReportHour command)
    {
        if (command.Side != MeterSide.Monitor) return command.Side == MeterSide.Provider ? hour.ProviderReported : hour.BuyerReported;
        foreach (ref readonly MonitorReport report in hour.Monitors.Items)
        {
            if (report.By == command.By) return true;
        }

        return false;
    }
}

public readonly partial record struct FundInsurance
{
    /// <inheritdoc/>
    public static Receipt Decide(in FundInsurance command, Decision decision)
    {
        Money fees = decision.State.Accounts.Balance(AccountId.House, AccountKind.Fees);
        if (command.Micros < 1 || command.Micros > fees.Sixtieths / Money.SixtiethsPerMicro) return new Receipt(Refusal.ValueOutOfRange);
        decision.Record(new MoneyMoved(
            AccountId.House, AccountKind.Fees, AccountId.House, AccountKind.Insurance, Money.FromMicros(command.Micros), MoveReason.InsuranceFunded,
            default, default, default));
        return new Receipt(Refusal.None);
    }
}
