using Exchange.Engine.Leases;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.Events;

/// <summary>A provider named units that serve a lease.</summary>
/// <param name="Lease">Which.</param>
/// <param name="Node">The node or group.</param>
/// <param name="First">The first unit.</param>
/// <param name="Count">How many, side by side.</param>
public readonly record struct UnitsAssigned(FillId Lease, NodeId Node, int First, int Count) : IEvent<UnitsAssigned>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.UnitsAssigned;
}

/// <summary>A lease was handed over.</summary>
/// <param name="Lease">Which.</param>
/// <param name="Handover">As what.</param>
/// <param name="Descriptor">The hash of how to connect.</param>
public readonly record struct LeaseProvisioned(FillId Lease, Handovers Handover, Hash256 Descriptor) : IEvent<LeaseProvisioned>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.LeaseProvisioned;
}

/// <summary>A lease moved on in its life.</summary>
/// <param name="Lease">Which.</param>
/// <param name="State">The new state.</param>
public readonly record struct LeaseStateChanged(FillId Lease, LeaseState State) : IEvent<LeaseStateChanged>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.LeaseStateChanged;
}

/// <summary>One of the parties, or a monitor, said which minutes of an hour were delivered.</summary>
/// <param name="Lease">Which.</param>
/// <param name="Hour">Which hour of the lease, from 0.</param>
/// <param name="Side">Which party.</param>
/// <param name="By">Who.</param>
/// <param name="Delivered">The minutes it calls delivered.</param>
/// <param name="Signature">Its agent's signature.</param>
public readonly record struct HourReported(
    FillId Lease, int Hour, MeterSide Side, AccountId By, MinuteBits Delivered, Bytes64 Signature) : IEvent<HourReported>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.HourReported;
}

/// <summary>What an hour delivered, provisionally.</summary>
/// <param name="Lease">Which.</param>
/// <param name="Hour">Which hour of the lease, from 0.</param>
/// <param name="Delivered">The minutes delivered.</param>
/// <param name="Excused">The minutes that are neither paid nor owed for.</param>
/// <param name="Source">By which evidence.</param>
/// <param name="FinalAt">When it becomes final, unless disputed.</param>
public readonly record struct HourMetered(
    FillId Lease, int Hour, MinuteBits Delivered, MinuteBits Excused, MeterSource Source, Minute FinalAt) : IEvent<HourMetered>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.HourMetered;
}

/// <summary>An hour was looked at again, by the evidence that neither party controls.</summary>
/// <param name="Lease">Which.</param>
/// <param name="Hour">Which hour of the lease, from 0.</param>
/// <param name="Delivered">The minutes that this evidence calls delivered.</param>
/// <param name="Agrees">Whether the verdict stands.</param>
public readonly record struct HourAudited(FillId Lease, int Hour, MinuteBits Delivered, bool Agrees) : IEvent<HourAudited>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.HourAudited;
}

/// <summary>An hour is final: the money that follows moved.</summary>
/// <param name="Lease">Which.</param>
/// <param name="Hour">Which hour of the lease, from 0.</param>
/// <param name="DeliveredMinutes">Paid.</param>
/// <param name="ExcusedMinutes">Neither paid nor owed for.</param>
/// <param name="UndeliveredMinutes">Owed for.</param>
/// <param name="Gross">What the delivered minutes cost.</param>
/// <param name="Refund">What returned to the buyer.</param>
/// <param name="Damages">What the provider paid for undelivered minutes.</param>
/// <param name="Fee">What the provider paid the house.</param>
public readonly record struct HourSettled(
    FillId Lease, int Hour, int DeliveredMinutes, int ExcusedMinutes, int UndeliveredMinutes, Money Gross, Money Refund, Money Damages,
    Money Fee) : IEvent<HourSettled>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.HourSettled;
}

/// <summary>A lease will deliver nothing from a minute on.</summary>
/// <param name="Lease">Which.</param>
/// <param name="At">The first minute that is not delivered.</param>
/// <param name="Reason">Why.</param>
public readonly record struct LeaseEnded(FillId Lease, Minute At, CloseReason Reason) : IEvent<LeaseEnded>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.LeaseEnded;
}

/// <summary>What a defaulted lease still owed was bought elsewhere.</summary>
/// <param name="Lease">The defaulted lease.</param>
/// <param name="Bid">The bid that bought it.</param>
/// <param name="Gpus">How many GPUs were found.</param>
/// <param name="Duration">For how long.</param>
/// <param name="Difference">What it cost beyond the contract.</param>
public readonly record struct LeaseBoughtIn(FillId Lease, OrderId Bid, Gpus Gpus, Minutes Duration, Money Difference) : IEvent<LeaseBoughtIn>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.LeaseBoughtIn;
}

/// <summary>What a defaulted lease still owed was not found elsewhere, and is paid for in money.</summary>
/// <param name="Lease">The defaulted lease.</param>
/// <param name="Gpus">How many GPUs were not found, or not for all the time that was left.</param>
/// <param name="Damages">What was paid.</param>
/// <param name="Why">Why they were not bought elsewhere.</param>
public readonly record struct LeaseCashSettled(FillId Lease, Gpus Gpus, Money Damages, NotBoughtIn Why) : IEvent<LeaseCashSettled>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.LeaseCashSettled;
}

/// <summary>A side locked the money for further hours.</summary>
/// <param name="Lease">Which.</param>
/// <param name="Side">Whose money.</param>
/// <param name="Until">The first minute that no money stands behind.</param>
public readonly record struct LocksRolled(FillId Lease, LockSide Side, Minute Until) : IEvent<LocksRolled>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.LocksRolled;
}

/// <summary>A side's money will soon not reach.</summary>
/// <param name="Lease">Which.</param>
/// <param name="Side">Whose.</param>
/// <param name="Shortfall">What is missing for the next hour.</param>
/// <param name="Due">When the lease ends unless it is there.</param>
public readonly record struct MarginCalled(FillId Lease, LockSide Side, Money Shortfall, Minute Due) : IEvent<MarginCalled>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.MarginCalled;
}

/// <summary>Every hour is final: the lease is over.</summary>
/// <param name="Lease">Which.</param>
public readonly record struct LeaseClosed(FillId Lease) : IEvent<LeaseClosed>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.LeaseClosed;
}

/// <summary>What an ended lease did not use is offered again, behind all that rests at its price.</summary>
/// <param name="Ask">The ask that sold it.</param>
/// <param name="Lease">The lease that ended.</param>
/// <param name="Gpus">How many GPUs.</param>
/// <param name="Window">When.</param>
public readonly record struct RectangleReturned(OrderId Ask, FillId Lease, Gpus Gpus, Window Window) : IEvent<RectangleReturned>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.RectangleReturned;
}

/// <summary>A side disputes hours of a lease.</summary>
/// <param name="Dispute">Its number.</param>
/// <param name="Lease">Which.</param>
/// <param name="By">Who.</param>
/// <param name="First">The first hour.</param>
/// <param name="Last">The last hour.</param>
/// <param name="Claim">What is claimed.</param>
/// <param name="Deposit">What was deposited.</param>
public readonly record struct DisputeOpened(
    DisputeId Dispute, FillId Lease, AccountId By, int First, int Last, Money Claim, Money Deposit) : IEvent<DisputeOpened>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.DisputeOpened;
}

/// <summary>The other side answered.</summary>
/// <param name="Dispute">Which.</param>
/// <param name="Lease">Which lease.</param>
/// <param name="Accepts">Whether it accepts the claim.</param>
public readonly record struct DisputeAnswered(DisputeId Dispute, FillId Lease, bool Accepts) : IEvent<DisputeAnswered>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.DisputeAnswered;
}

/// <summary>A dispute is decided, and fault attributed.</summary>
/// <param name="Dispute">Which.</param>
/// <param name="Lease">Which lease.</param>
/// <param name="Fault">Whose fault it was.</param>
/// <param name="Upheld">Whether the claim was upheld.</param>
public readonly record struct DisputeDecided(DisputeId Dispute, FillId Lease, Fault Fault, bool Upheld) : IEvent<DisputeDecided>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.DisputeDecided;
}
