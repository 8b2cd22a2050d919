using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>The settings in force. Each starts at its default and changes only by an event.</summary>
public sealed class Settings
{
    private readonly long[] values = new long[Enum.GetValues<Setting>().Length];

    /// <summary>All at their defaults.</summary>
    public Settings()
    {
        foreach (Setting setting in Enum.GetValues<Setting>()) values[(int)setting] = RangeOf(setting).Default;
    }

    /// <summary>The value in force, in the setting's own unit.</summary>
    public long this[Setting setting] => values[(int)setting];

    /// <summary>The price step, in micro-dollars.</summary>
    public long TickMicros => values[(int)Setting.TickMicros];

    /// <summary>The taker's fee.</summary>
    public BasisPoints TakerFee => new((int)values[(int)Setting.TakerFeeBasisPoints]);

    /// <summary>The longest part of a rectangle that locks money.</summary>
    public int LockHorizonMinutes => (int)values[(int)Setting.LockHorizonMinutes];

    /// <summary>How near an ask's start counts as now.</summary>
    public int AtFillReachMinutes => (int)values[(int)Setting.AtFillReachMinutes];

    /// <summary>How long before a scheduled start its orders leave the book.</summary>
    public int GateClosureMinutes => (int)values[(int)Setting.GateClosureMinutes];

    /// <summary>The margin behind an ask of this firmness.</summary>
    public BasisPoints Margin(Firmness firmness) => new((int)values[(int)(firmness switch
    {
        Firmness.Standard => Setting.StandardMarginBasisPoints,
        Firmness.Firm => Setting.FirmMarginBasisPoints,
        Firmness.Interruptible => Setting.InterruptibleMarginBasisPoints,
    })]);

    /// <summary>A setting's default, and the range in which it may be changed.</summary>
    public static (long Default, long Min, long Max) RangeOf(Setting setting) => setting switch
    {
        Setting.TickMicros => (100, 1, 1_000_000),
        Setting.TakerFeeBasisPoints => (25, 0, 1_000),
        Setting.StandardMarginBasisPoints => (3_000, 0, 10_000),
        Setting.FirmMarginBasisPoints => (6_000, 0, 10_000),
        Setting.InterruptibleMarginBasisPoints => (0, 0, 10_000),
        Setting.LockHorizonMinutes => (168 * 60, 60, 525_600),
        Setting.AtFillReachMinutes => (15, 0, 120),
        Setting.GateClosureMinutes => (5, 0, 1_440),
        Setting.MarketCollarBasisPoints => (1_000, 0, 10_000),
        Setting.BandLowBasisPoints => (1_000, 0, 10_000),
        Setting.BandHighBasisPoints => (100_000, 10_000, 10_000_000),
        Setting.MaxOrderGpus => (65_536, 1, 1_000_000),
        Setting.MaxWindowMinutes => (525_600, 60, 2_628_000),
        Setting.MaxFillsPerCommand => (8_192, 1, 8_192),
        Setting.MaxNotionalMicros => (1_000_000_000_000, 1_000_000, 100_000_000_000_000),
        Setting.MaxOpenOrdersPerAccount => (1_000_000, 1, 16_777_216),
        Setting.BondHours => (168, 0, 87_600),
        Setting.BondFloorMicros => (50_000_000, 0, 1_000_000_000_000),
        Setting.BondMiddleTierBasisPoints => (15_000, 10_000, 1_000_000),
        Setting.BondLowTierBasisPoints => (20_000, 10_000, 1_000_000),
        Setting.BondBestFromBasisPoints => (8_000, 0, 10_000),
        Setting.BondMiddleFromBasisPoints => (5_000, 0, 10_000),
        Setting.UnbondingMinutes => (20_160, 0, 2_628_000),
        Setting.MinAskPerformanceBasisPoints => (9_000, 0, 20_000),
        Setting.PerformanceValidMinutes => (10_080, 1, 2_628_000),
        Setting.AttestationValidMinutes => (1_440, 1, 2_628_000),
        Setting.MaintenanceNoticeMinutes => (1_440, 0, 525_600),
        Setting.DeliveryFeeBasisPoints => (100, 0, 1_000),
        Setting.ProvisionWithinMinutes => (15, 1, 2_628_000),
        Setting.TerminationNoticeMinutes => (60, 0, 43_200),
        Setting.MeteringDueMinutes => (60, 1, 2_628_000),
        Setting.ProvisionalMinutes => (4_320, 1, 2_628_000),
        Setting.SignedProvisionalMinutes => (1_440, 1, 2_628_000),
        Setting.SilentHours => (3, 1, 8_760),
        Setting.MarginCallMinutes => (1_440, 0, 525_600),
        Setting.StandardDamagesPercent => (100, 0, 1_000),
        Setting.FirmDamagesPercent => (500, 0, 1_000),
        Setting.IncidentBondBasisPoints => (2_000, 0, 10_000),
        Setting.IncidentMinutes => (10, 0, 1_440),
        Setting.BuyInLimitPercent => (200, 100, 1_000),
        Setting.DisputeDepositBasisPoints => (200, 0, 10_000),
        Setting.DisputeDepositFloorMicros => (1_000_000, 0, 1_000_000_000_000),
        Setting.DisputeAnswerMinutes => (2_880, 1, 2_628_000),
        Setting.DisputeLongestMinutes => (20_160, 1, 2_628_000),
        Setting.AuditBasisPoints => (500, 0, 10_000),
        Setting.AuditDoubtfulBasisPoints => (1_000, 0, 10_000),
        Setting.AuditDoubtfulBelowBasisPoints => (9_000, 0, 10_000),
        Setting.ProofEpochMinutes => (10, 1, 1_440),
        Setting.MatrixEveryMinutes => (60, 1, 1_440),
        Setting.IdleMatrixSize => (16_384, 16, 131_071),
        Setting.OnboardingMatrixSize => (0, 0, 131_071),
        Setting.MatrixGraceMilliseconds => (2_000, 0, 3_600_000),
        Setting.TimeLockSquarings => (120_000_000, 1, 10_000_000_000),
        Setting.TimeLockGraceMilliseconds => (60_000, 0, 3_600_000),
        Setting.AttestationDueMilliseconds => (60_000, 1, 3_600_000),
        Setting.MissesFreeADay => (3, 0, 1_000_000),
        Setting.MissSlashBasisPoints => (100, 0, 10_000),
        Setting.MissesToSuspend => (6, 1, 1_000_000),
        Setting.MissesToQuarantine => (24, 1, 1_000_000),
        Setting.BelowClaimBasisPoints => (5_000, 0, 10_000),
        Setting.BelowClaimSlashBasisPoints => (5_000, 0, 10_000),
        Setting.AppealMinutes => (4_320, 0, 2_628_000),
        Setting.ChallengerShareBasisPoints => (1_000, 0, 10_000),
        Setting.AppealLongestMinutes => (20_160, 1, 2_628_000),
        Setting.TimeLockMatrixSize => (1_024, 16, 2_048),
        Setting.MaxOpenQuorumsPerBuyer => (100, 0, 100_000),
        Setting.MaxQuorumCommitMinutes => (10_080, 1, 525_600),
        Setting.MaxQuorumRevealMinutes => (1_440, 1, 525_600),
    };

    internal void Change(Setting setting, long value) => values[(int)setting] = value;

    internal ReadOnlySpan<long> Values => values;

    internal void Restore(ReadOnlySpan<long> saved)
    {
        if (saved.Length != values.Length) throw new InvalidDataException("The snapshot has other settings.");
        saved.CopyTo(values);
    }
}
