namespace Exchange.Engine.Verification;

/// <summary>The numbers around a matrix challenge: how large, by when, how fast. Integers only, rounded as each member says.</summary>
public static class MatrixTerms
{
    /// <summary>What the deadline grants besides work and network, in milliseconds.</summary>
    public const int GraceMilliseconds = 2_000;

    /// <summary>The share of the claimed throughput that the deadline counts on, in basis points.</summary>
    public const int CountedBasisPoints = 5_000;

    /// <summary>The work in an n × n product: 2n³ operations, a multiplication and an addition for each.</summary>
    public static UInt128 Operations(int size) => 2 * (UInt128)size * (UInt128)size * (UInt128)size;

    /// <summary>How long an answer may take on the exchange's own clock: round trip + 2n³ ÷ (claimed throughput × share) + grace, rounded up.</summary>
    /// <param name="size">n.</param>
    /// <param name="claimedOperationsPerSecond">The SKU's int8 throughput, from 1: an H100's is 1,979 × 10^12.</param>
    /// <param name="roundTripMilliseconds">The median round trip to the node.</param>
    /// <param name="countedBasisPoints">The share of the throughput that is counted on, 1..10,000.</param>
    /// <param name="graceMilliseconds">What is granted besides.</param>
    /// <returns>Milliseconds from when the challenge was issued.</returns>
    public static long DeadlineMilliseconds(
        int size,
        long claimedOperationsPerSecond,
        int roundTripMilliseconds,
        int countedBasisPoints = CountedBasisPoints,
        int graceMilliseconds = GraceMilliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(claimedOperationsPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(countedBasisPoints, 1);
        UInt128 counted = (UInt128)claimedOperationsPerSecond * (UInt128)countedBasisPoints;
        UInt128 work = ((Operations(size) * 10_000_000) + counted - 1) / counted;
        return (long)work + roundTripMilliseconds + graceMilliseconds;
    }

    /// <summary>The verified performance: reference time ÷ measured time, rounded down, at most <see cref="int.MaxValue"/>.</summary>
    /// <param name="size">n.</param>
    /// <param name="referenceOperationsPerSecond">What the SKU's reference does.</param>
    /// <param name="measuredMicroseconds">From issue to receipt on the exchange's clock, less the median round trip; from 1.</param>
    /// <returns>Basis points: 10,000 is as fast as the reference.</returns>
    public static int PerformanceBasisPoints(int size, long referenceOperationsPerSecond, long measuredMicroseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(referenceOperationsPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(measuredMicroseconds, 1);
        UInt128 performance = Operations(size) * 1_000_000 * 10_000 / ((UInt128)referenceOperationsPerSecond * (UInt128)measuredMicroseconds);
        return (int)UInt128.Min(performance, int.MaxValue);
    }

    /// <summary>The n that fills a GPU's memory: the least with 6n² ≥ 0.8 × VRAM, for A and B take n² bytes each and C takes 4n².</summary>
    /// <remarks>
    /// Up to n = 131,071 a cell of C lies within n × 2^14 &lt; 2^31 whatever the entries. Above, up to 262,143 (479 GiB of VRAM), it does for
    /// all seeds but a share of 2n² × exp(−2 × 2^62 ÷ (n × 2^30)) &lt; 10^−14,000 (Hoeffding 1963: entries are independent and uniform).
    /// </remarks>
    /// <param name="vramBytes">The memory, up to 479 GiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">No n up to <see cref="MatrixChallenge.MaxSize"/> is enough.</exception>
    public static int OnboardingSize(long vramBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vramBytes, 1);
        const long Largest = (long)MatrixChallenge.MaxSize * MatrixChallenge.MaxSize * 30 / 4;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vramBytes, Largest);
        (int below, int enough) = (0, MatrixChallenge.MaxSize);
        while (enough - below > 1)
        {
            int middle = (below + enough) / 2;
            if (30L * middle * middle >= 4 * vramBytes) enough = middle;
            else below = middle;
        }

        return enough;
    }
}
