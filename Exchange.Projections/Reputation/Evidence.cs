using Exchange.Engine.Leases;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using NodaTime;

namespace Exchange.Projections.Reputation;

/// <summary>What a piece of evidence is.</summary>
public enum EvidenceKind : byte
{
    /// <summary>An hour of a lease became final.</summary>
    HourSettled = 0,
    /// <summary>A proof was judged.</summary>
    ProofJudged = 1,
    /// <summary>A bond was slashed for fraud.</summary>
    Fraud = 2,
    /// <summary>A dispute was decided against the provider.</summary>
    DisputeLost = 3,
    /// <summary>A lease was taken back with notice.</summary>
    Reclaimed = 4,
    /// <summary>A lease was failed: its hours to come will not.</summary>
    Defaulted = 5,
    /// <summary>A device came with the failures that it had elsewhere.</summary>
    DeviceTakenOver = 6,
    /// <summary>An hour that both parties signed was not delivered as they said.</summary>
    AuditFailed = 7,
    /// <summary>A worker of a quorum was judged.</summary>
    WorkerJudged = 8,
}

/// <summary>One piece of evidence about a provider.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Weight">How much it counts, zero or more.</param>
/// <param name="Outcome">How good it was, from 0 to 1.</param>
public readonly record struct Evidence(EvidenceKind Kind, double Weight, double Outcome)
{
    /// <summary>The most hours of a failed lease that count: those for which money is locked.</summary>
    public const int MostDefaultedHours = 168;

    private const double FullWeightDollarsLog2 = 8;

    /// <summary>In this time all evidence but fraud loses half its worth.</summary>
    public static Duration HalfLife { get; } = Duration.FromDays(30);

    /// <summary>In this time fraud loses half its worth.</summary>
    public static Duration FraudHalfLife { get; } = Duration.FromDays(180);

    /// <summary>What speaks for the provider.</summary>
    public double Good => Weight * Outcome;

    /// <summary>What speaks against it.</summary>
    public double Bad => Weight * (1 - Outcome);

    /// <summary>What an hour of a lease weighs: min(1, GPU-hours) × min(1, log2(1 + notional in dollars) / 8).</summary>
    public static double HourWeight(GpuMinutes sold, Money notional)
    {
        double dollars = (double)notional.Sixtieths / Money.SixtiethsPerDollar;
        return Math.Min(1, sold.Value / 60.0) * Math.Min(1, Math.Log2(1 + dollars) / FullWeightDollarsLog2);
    }

    /// <summary>An hour that delivered so many of the minutes that were sold; excused minutes were not.</summary>
    public static Evidence Hour(Price price, Gpus gpus, int deliveredMinutes, int undeliveredMinutes)
    {
        int sold = deliveredMinutes + undeliveredMinutes;
        if (sold == 0) return default;
        GpuMinutes volume = gpus * new Minutes(sold);
        return new Evidence(EvidenceKind.HourSettled, HourWeight(volume, price * volume), (double)deliveredMinutes / sold);
    }

    /// <summary>Hours that were sold and will never come.</summary>
    public static Evidence Default(Price price, Gpus gpus, int hours)
    {
        GpuMinutes hour = gpus * Minutes.FromHours(1);
        return new Evidence(EvidenceKind.Defaulted, HourWeight(hour, price * hour) * Math.Min(hours, MostDefaultedHours), 0);
    }

    /// <summary>A judged proof. An answer that came too late is one that did not come.</summary>
    public static Evidence Proof(Verdict verdict) => verdict switch
    {
        Verdict.Passed => new(EvidenceKind.ProofJudged, 0.05, 1),
        Verdict.Missed or Verdict.Late => new(EvidenceKind.ProofJudged, 0.5, 0),
        Verdict.Wrong or Verdict.Malformed or Verdict.Slow or Verdict.BelowClaim or Verdict.Forged or Verdict.Expired
            or Verdict.NotAllowed => new(EvidenceKind.ProofJudged, 3, 0),
        Verdict.Void => default,
    };

    /// <summary>An audit of an hour: one that disagrees is a proof that failed; that an hour was what both said is told when it is settled.</summary>
    public static Evidence Audit(bool agrees) => agrees ? default : new(EvidenceKind.AuditFailed, 3, 0);

    /// <summary>
    /// A judged worker of a quorum: to agree is a proof passed; to disagree, not to reveal, to reveal what does not fit or to copy is one that
    /// failed; where nobody knows who is right, nothing is said.
    /// </summary>
    public static Evidence Worker(WorkerStanding standing) => standing switch
    {
        WorkerStanding.Agreed => Agreements(1),
        WorkerStanding.Disagreed or WorkerStanding.NotRevealed or WorkerStanding.Unfitting or WorkerStanding.Copied => new(EvidenceKind.WorkerJudged, 3, 0),
        WorkerStanding.Undecided => default,
    };

    /// <summary>So many quorums agreed with.</summary>
    public static Evidence Agreements(int count) => new(EvidenceKind.WorkerJudged, 0.05 * count, 1);

    /// <summary>A slash that was executed. Missed proofs are evidence of their own already.</summary>
    public static Evidence Slash(SlashCause cause) => cause switch
    {
        SlashCause.BelowClaim or SlashCause.FalseAttestation or SlashCause.Fraud => new(EvidenceKind.Fraud, 50, 0),
        SlashCause.ProofsMissed => default,
    };

    /// <summary>A decided dispute: lost where the fault was the provider's, by half where it was shared.</summary>
    public static Evidence Dispute(Fault fault) => fault switch
    {
        Fault.Provider => new(EvidenceKind.DisputeLost, 5, 0),
        Fault.Shared => new(EvidenceKind.DisputeLost, 2.5, 0),
        Fault.None or Fault.Buyer or Fault.Exchange => default,
    };

    /// <summary>A lease that was taken back with notice, as its firmness allows.</summary>
    public static Evidence Reclaim() => new(EvidenceKind.Reclaimed, 0.25, 0.5);

    /// <summary>The half-life of what a kind of evidence says against a provider.</summary>
    public static Duration HalfLifeOf(EvidenceKind kind) => kind == EvidenceKind.Fraud ? FraudHalfLife : HalfLife;
}
