using Exchange.Engine.Leases;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

/// <summary>Name units of the node that serve a lease. Repeat it until all its GPUs are named, then provision.</summary>
/// <param name="Provider">Who delivers it.</param>
/// <param name="Lease">Which lease.</param>
/// <param name="First">The first unit, from 0.</param>
/// <param name="Count">How many, side by side.</param>
public readonly partial record struct AssignUnits(AccountId Provider, FillId Lease, int First, int Count) : ICommand<AssignUnits>;

/// <summary>Name the lowest units of the node that are free, for all GPUs that a lease still lacks, or none where so many are not free.</summary>
/// <param name="Provider">Who delivers it.</param>
/// <param name="Lease">Which lease.</param>
public readonly partial record struct AssignFreeUnits(AccountId Provider, FillId Lease) : ICommand<AssignFreeUnits>;

/// <summary>Hand a lease over.</summary>
/// <param name="Provider">Who delivers it.</param>
/// <param name="Lease">Which lease.</param>
/// <param name="Handover">As what: one of the ways that the ask's spec names.</param>
/// <param name="Descriptor">The hash of how to connect.</param>
public readonly partial record struct ProvisionLease(AccountId Provider, FillId Lease, Handovers Handover, Hash256 Descriptor) : ICommand<ProvisionLease>;

/// <summary>End a lease early; it is paid for through the notice.</summary>
/// <param name="Buyer">Who uses it.</param>
/// <param name="Lease">Which lease.</param>
public readonly partial record struct TerminateLease(AccountId Buyer, FillId Lease) : ICommand<TerminateLease>;

/// <summary>Take a lease back after the notice that the ask's spec names. Where its firmness does not allow that, the rest is a default.</summary>
/// <param name="Provider">Who delivers it.</param>
/// <param name="Lease">Which lease.</param>
public readonly partial record struct ReclaimLease(AccountId Provider, FillId Lease) : ICommand<ReclaimLease>;

/// <summary>End a lease by the operator's word, at the next minute and at nobody's cost.</summary>
/// <param name="Lease">Which lease.</param>
public readonly partial record struct EndLease(FillId Lease) : ICommand<EndLease>;

/// <summary>Say which minutes of an hour were delivered. The caller of the engine has checked the signature.</summary>
/// <param name="By">Who says so.</param>
/// <param name="Side">As which party.</param>
/// <param name="Lease">Which lease.</param>
/// <param name="Hour">Which of its hours, from 0; it must be over.</param>
/// <param name="Delivered">The minutes delivered.</param>
/// <param name="Signature">The agent's signature.</param>
public readonly partial record struct ReportHour(AccountId By, MeterSide Side, FillId Lease, int Hour, MinuteBits Delivered, Bytes64 Signature)
    : ICommand<ReportHour>;

/// <summary>Dispute the verdict of hours that are not final.</summary>
/// <param name="By">The lease's buyer or provider.</param>
/// <param name="Lease">Which lease.</param>
/// <param name="First">The first hour.</param>
/// <param name="Last">The last hour.</param>
/// <param name="ClaimMicros">What is claimed, in micro-dollars.</param>
public readonly partial record struct OpenDispute(AccountId By, FillId Lease, int First, int Last, long ClaimMicros) : ICommand<OpenDispute>;

/// <summary>Answer a dispute. Who accepts it ends it.</summary>
/// <param name="By">The other side.</param>
/// <param name="Dispute">Which.</param>
/// <param name="Accepts">Whether the claim is right.</param>
public readonly partial record struct AnswerDispute(AccountId By, DisputeId Dispute, bool Accepts) : ICommand<AnswerDispute>;

/// <summary>Decide a dispute: the operator's word.</summary>
/// <param name="Dispute">Which.</param>
/// <param name="Fault">Whose fault it was.</param>
/// <param name="Upheld">Whether the claim is upheld.</param>
public readonly partial record struct DecideDispute(DisputeId Dispute, Fault Fault, bool Upheld) : ICommand<DecideDispute>;

/// <summary>Move money from the house's earnings to its fund against losses.</summary>
/// <param name="Micros">How much, in micro-dollars.</param>
public readonly partial record struct FundInsurance(long Micros) : ICommand<FundInsurance>;
