using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Engine.Decisions;

/// <summary>How large a challenge is, by when it must be answered, and from which seed it is drawn.</summary>
internal static class ProofTerms
{
    /// <summary>The largest n of a matrix that is sent whole; beyond, it is committed to.</summary>
    public const int MaxFullSize = 2_048;

    private const int MostVramGib = 479;
    private const int MostTflopsTenths = 10_000_000;
    private const long BytesPerGib = 1L << 30;
    private const long Int8OperationsPerTenth = 200_000_000_000;
    private const int MillisecondsPerMinute = 60_000;

    /// <summary>Which kind of matrix challenge an n is.</summary>
    public static ChallengeKind KindOf(long size) => size <= MaxFullSize ? ChallengeKind.MatrixFull : ChallengeKind.MatrixCommit;

    /// <summary>The n before the first offer: the setting's, or the least that fills the memory that is claimed.</summary>
    public static long OnboardingSize(ExchangeState state, SkuId sku)
    {
        if (state.Settings[Setting.OnboardingMatrixSize] is > 0 and var set) return set;
        long idle = state.Settings[Setting.IdleMatrixSize];
        long gib = Math.Min(state.Specs[sku].VramGib, MostVramGib);
        return gib < 1 ? idle : Math.Max(MatrixTerms.OnboardingSize(gib * BytesPerGib), idle);
    }

    /// <summary>When a matrix is due: twice what its 2n³ operations take at the throughput that the SKU claims for int8, and the grace.</summary>
    /// <remarks>Int8 is reckoned at twice the dense BF16 rate, as vendors state it; a SKU without one counts as the slowest there is.</remarks>
    public static long MatrixDue(ExchangeState state, SkuId sku, long size, long nowUnixMilliseconds)
    {
        long claimed = Math.Clamp(state.Specs[sku].Bf16TflopsTenths, 1, MostTflopsTenths) * Int8OperationsPerTenth;
        int grace = (int)state.Settings[Setting.MatrixGraceMilliseconds];
        return nowUnixMilliseconds + MatrixTerms.DeadlineMilliseconds((int)size, claimed, roundTripMilliseconds: 0, graceMilliseconds: grace);
    }

    /// <summary>How long an epoch is.</summary>
    public static long EpochMilliseconds(ExchangeState state) => state.Settings[Setting.ProofEpochMinutes] * MillisecondsPerMinute;

    /// <summary>When the time-lock of a day's last revealed epoch is due: an epoch after its link was known, and the grace, whenever it was asked for.</summary>
    public static long TimeLockDue(ExchangeState state, int day)
    {
        state.Beacons.TryFind(day, out BeaconDay found);
        return found.RevealedUnixMilliseconds + EpochMilliseconds(state) + state.Settings[Setting.TimeLockGraceMilliseconds];
    }

    /// <summary>When an attestation is due.</summary>
    public static long AttestationDue(ExchangeState state, long nowUnixMilliseconds) =>
        nowUnixMilliseconds + state.Settings[Setting.AttestationDueMilliseconds];

    /// <summary>The seed of a challenge, which nobody knows before the epoch's link.</summary>
    public static Hash256 Seed(in BeaconRevealed epoch, NodeId node, ChallengeKind proof, ChallengePurpose purpose, in Text64 device)
    {
        Span<byte> seed = stackalloc byte[Hash256.Count];
        Beacon.Seed(epoch.Link.Bytes, new SeedSubject((byte)proof, (byte)purpose, node.Value, epoch.Epoch), device.Bytes, seed);
        return Hash256.From(seed);
    }
}
