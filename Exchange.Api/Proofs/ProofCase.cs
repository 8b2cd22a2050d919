using Exchange.Engine.Events;
using Exchange.Engine.Proofs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Api.Proofs;

/// <summary>What was found of an answer, as it is recorded.</summary>
/// <param name="Verdict">The verdict; whether a right product was too slow is the engine's to say.</param>
/// <param name="Performance">Measured, of the SKU's reference; zero where nothing is measured.</param>
/// <param name="Grade">Whose authority the evidence rests on.</param>
public readonly record struct Judgement(Verdict Verdict, BasisPoints Performance, EvidenceGrade Grade);

/// <summary>Everything that a verdict follows from, so that it can be reached again from the events and the transcript.</summary>
/// <param name="Terms">What was asked.</param>
/// <param name="Answer">What was committed to.</param>
/// <param name="Randomness">What the verifier drew after that.</param>
/// <param name="IssuedUnixMicroseconds">When it was asked.</param>
/// <param name="ReceivedUnixMilliseconds">When it was answered.</param>
/// <param name="ReferenceOperationsPerSecond">What the SKU's reference does.</param>
/// <param name="Transcript">What was sent.</param>
public readonly record struct ProofCase(
    ChallengeIssued Terms, Hash256 Answer, Hash256 Randomness, long IssuedUnixMicroseconds, long ReceivedUnixMilliseconds,
    long ReferenceOperationsPerSecond, ReadOnlyMemory<byte> Transcript)
{
    /// <summary>How many rows of a committed product are opened by schedule.</summary>
    public const int ScheduledRows = 32;

    /// <summary>How many are opened before the first offer and to confirm.</summary>
    public const int ThoroughRows = 64;

    /// <summary>The largest n of a product that is not kept when it is right.</summary>
    public const int MaxMadeAgainSize = 2_048;

    private const int MicrosecondsPerMillisecond = 1_000;
    private const long Int8OperationsPerTenthTeraflops = 200_000_000_000;

    /// <summary>What a SKU's reference does in int8: twice its dense BF16 rate, as vendors state it.</summary>
    public static long ReferenceOf(ExchangeState state, SkuId sku) => Math.Max(state.Specs[sku].Bf16TflopsTenths, 1) * Int8OperationsPerTenthTeraflops;

    /// <summary>How many rows of a committed product are opened.</summary>
    public static int RowsOf(ChallengePurpose purpose) =>
        purpose is ChallengePurpose.Onboarding or ChallengePurpose.Confirmation ? ThoroughRows : ScheduledRows;

    /// <summary>Whether a right answer follows from the seed bit for bit, and is small enough that whoever wants it back multiplies again.</summary>
    public bool CanBeMadeAgain => Terms.Proof is ChallengeKind.MatrixFull or ChallengeKind.MatrixCommit && Terms.Size <= MaxMadeAgainSize;

    /// <summary>Whether a right product is weighed by its speed.</summary>
    public bool IsMeasured => Terms.Proof is ChallengeKind.MatrixFull or ChallengeKind.MatrixCommit && Terms.Purpose != ChallengePurpose.Chained;

    /// <summary>The rows that are to be opened.</summary>
    public int[] Rows() => MatrixVerifier.DrawRows(Randomness.Bytes, (int)Terms.Size, RowsOf(Terms.Purpose));

    /// <summary>What a prover that was right must have sent: the product, or its rows with their paths. It must be one that can be made again.</summary>
    public byte[] Again()
    {
        MatrixAnswer product = MatrixProver.Answer(Terms.Seed.Bytes, (int)Terms.Size, Environment.ProcessorCount);
        if (Terms.Proof == ChallengeKind.MatrixFull) return product.Bytes();
        using var rows = new MemoryStream();
        foreach (RowOpening row in Rows().Select(product.Open))
        {
            rows.Write(row.Cells.Span);
            rows.Write(row.Path.Span);
        }

        return rows.ToArray();
    }

    /// <summary>Judges a matrix product.</summary>
    public Judgement OfMatrix()
    {
        MatrixVerdict found = Terms.Proof == ChallengeKind.MatrixFull
            ? MatrixVerifier.JudgeWhole(Terms.Seed.Bytes, (int)Terms.Size, Answer.Bytes, Randomness.Bytes, Transcript.Span)
            : OfRows();
        Verdict verdict = found.Finding switch
        {
            MatrixFinding.Passed => Verdict.Passed,
            MatrixFinding.WrongSize => Verdict.Malformed,
            MatrixFinding.WrongRoot or MatrixFinding.WrongRows or MatrixFinding.WrongCells => Verdict.Wrong,
        };
        return new Judgement(verdict, found.Passed && IsMeasured ? Performance() : default, EvidenceGrade.SelfEvident);
    }

    /// <summary>Judges a time-lock with the day's factors.</summary>
    /// <param name="factors">The factors.</param>
    public Judgement OfTimeLock(TimeLockTrapdoor factors)
    {
        Span<byte> modulus = stackalloc byte[TimeLock.NumberBytes];
        Span<byte> x = stackalloc byte[TimeLock.NumberBytes];
        factors.WriteModulus(modulus);
        TimeLock.Start(Terms.Seed.Bytes, modulus, x);
        Verdict verdict = factors.Judge(x, Terms.Size, Transcript.Span) switch
        {
            TimeLockFinding.Passed => Verdict.Passed,
            TimeLockFinding.WrongSize => Verdict.Malformed,
            TimeLockFinding.WrongResult => Verdict.Wrong,
            TimeLockFinding.WrongFactors => Verdict.Void,
        };
        return new Judgement(verdict, default, EvidenceGrade.SelfEvident);
    }

    /// <summary>Judges an attestation by what was asked of the node when it was sent.</summary>
    public Judgement OfAttestation() => AttestationRecord.FromBytes(Transcript.Span).Judge(Terms.Seed, ReceivedUnixMilliseconds);

    /// <summary>
    /// The reference's time for the work against the answer's, from issue to receipt on the exchange's clock, less what the deadline grants
    /// besides the work: round trips, making the matrices, hashing.
    /// </summary>
    /// <remarks>
    /// So small products, which take the reference microseconds, measure no network; and nobody who answers in time is below what the
    /// deadline counts on. Hardware that is faster than the reference is not told from it.
    /// </remarks>
    private BasisPoints Performance()
    {
        long work = MatrixTerms.DeadlineMilliseconds((int)Terms.Size, ReferenceOperationsPerSecond, roundTripMilliseconds: 0, graceMilliseconds: 0);
        long granted = (Terms.DueUnixMilliseconds * MicrosecondsPerMillisecond) - IssuedUnixMicroseconds - (work * MicrosecondsPerMillisecond);
        long measured = (ReceivedUnixMilliseconds * MicrosecondsPerMillisecond) - IssuedUnixMicroseconds - granted;
        int performance = MatrixTerms.PerformanceBasisPoints((int)Terms.Size, ReferenceOperationsPerSecond, Math.Max(measured, 1));
        return new BasisPoints(measured <= 0 ? BasisPoints.One : Math.Clamp(performance, MatrixTerms.CountedBasisPoints, BasisPoints.One));
    }

    private MatrixVerdict OfRows()
    {
        int[] rows = Rows();
        var openings = new List<RowOpening>(rows.Length);
        ReadOnlyMemory<byte> rest = Transcript;
        int size = (int)Terms.Size;
        foreach (int row in rows)
        {
            int path = MerkleTree.PathBytes(row, size);
            if (rest.Length < (size * sizeof(int)) + path) return new MatrixVerdict(MatrixFinding.WrongSize, row);
            openings.Add(new RowOpening(row, rest[..(size * sizeof(int))], rest.Slice(size * sizeof(int), path)));
            rest = rest[((size * sizeof(int)) + path)..];
        }

        if (!rest.IsEmpty) return new MatrixVerdict(MatrixFinding.WrongSize, -1);
        return MatrixVerifier.JudgeRows(Terms.Seed.Bytes, size, Answer.Bytes, Randomness.Bytes, RowsOf(Terms.Purpose), openings);
    }
}
