using System.Security.Cryptography;
using Exchange.Engine.Verification;

namespace Exchange.Benchmarks.Proofs;

/// <summary>What proofs cost: the prover's work on all cores, the exchange's judgement on one.</summary>
public static class ProofsBench
{
    private const int OpenedRows = 32;
    private const long Squarings = 100_000;

    /// <summary>The squarings of an epoch: the judgement hardly depends on them.</summary>
    private const long EpochSquarings = 120_000_000;

    private static readonly byte[] Seed = SHA256.HashData("proofs bench"u8);
    private static readonly byte[] Randomness = SHA256.HashData("drawn after the answer"u8);

    /// <summary>Measures and prints; an answer that is judged otherwise than it should be ends it.</summary>
    public static int Run(int runs)
    {
        int threads = Environment.ProcessorCount;
        BenchReport.Print(new
        {
            bench = "proofs",
            threads,
            opened_rows = OpenedRows,
            matrices = (Dictionary<string, double>[])[Matrix(1_024, threads, runs), Matrix(2_048, threads, runs)],
            hourly = Hourly(runs),
            time_lock = TimeLocks(runs),
            metering = Metering(runs),
        });
        return 0;
    }

    private static Dictionary<string, double> Matrix(int size, int threads, int runs)
    {
        (sbyte[] a, sbyte[] b) = MatrixProver.Generate(Seed, size, threads);
        int[] product = MatrixProduct.Multiply(a, b, size, threads);
        var answer = new MatrixAnswer(product, size, threads);
        byte[] sent = answer.Bytes();
        RowOpening[] openings = [.. MatrixVerifier.DrawRows(Randomness, size, OpenedRows).Select(answer.Open)];
        var costs = new ProofCosts($"n = {size}", runs);
        costs.Measure("generate", () => MatrixProver.Generate(Seed, size, threads));
        costs.Measure("multiply", () => MatrixProduct.Multiply(a, b, size, threads));
        costs.Measure("commit", () => Expect(new MatrixAnswer(product, size, threads).Size == size));
        costs.Measure("judge_product", () => Expect(MatrixVerifier.JudgeProduct(Seed, size, Randomness, sent).Passed));
        costs.Measure("judge_whole", () => Expect(MatrixVerifier.JudgeWhole(Seed, size, answer.Root, Randomness, sent).Passed));
        costs.Measure("judge_rows", () => Expect(MatrixVerifier.JudgeRows(Seed, size, answer.Root, Randomness, OpenedRows, openings).Passed));
        return costs.With("n", size);
    }

    /// <summary>
    /// The size that idle GPUs get every hour. Its product is not computed here: wrong rows under a root that fits them cost the exchange
    /// as much, since B·r comes first.
    /// </summary>
    private static Dictionary<string, double> Hourly(int runs)
    {
        const int Size = 16_384;
        byte[] cells = new byte[Size * sizeof(int)];
        byte[] leaves = new byte[Size * MerkleTree.HashBytes];
        int[] rows = MatrixVerifier.DrawRows(Randomness, Size, OpenedRows);
        foreach (int row in rows) MatrixAnswer.Leaf(row, cells, leaves.AsSpan(row * MerkleTree.HashBytes));
        var tree = new MerkleTree(leaves);
        RowOpening[] openings = [.. rows.Select(row => new RowOpening(row, cells, tree.Path(row)))];
        var costs = new ProofCosts($"n = {Size}", runs);
        costs.Measure("judge_rows", () =>
            Expect(MatrixVerifier.JudgeRows(Seed, Size, tree.Root, Randomness, OpenedRows, openings).Finding == MatrixFinding.WrongCells));
        return costs.With("n", Size);
    }

    private static Dictionary<string, double> TimeLocks(int runs)
    {
        using var rsa = RSA.Create(8 * TimeLock.NumberBytes);
        RSAParameters factors = rsa.ExportParameters(includePrivateParameters: true);
        var trapdoor = new TimeLockTrapdoor(factors.P, factors.Q);
        byte[] x = new byte[TimeLock.NumberBytes];
        byte[] y = new byte[TimeLock.NumberBytes];
        TimeLock.Start(Seed, factors.Modulus, x);
        TimeLock.Solve(x, Squarings, factors.Modulus, y);
        Expect(trapdoor.Judge(x, Squarings, y) == TimeLockFinding.Passed);
        var costs = new ProofCosts("time-lock", runs);
        double solved = costs.Measure("solve", () => TimeLock.Solve(x, Squarings, factors.Modulus, y));
        costs.Measure("judge", () => Expect(trapdoor.Judge(x, EpochSquarings, y) == TimeLockFinding.WrongResult));
        return costs.With("squarings_per_core_second", Math.Round(Squarings * 1_000 / solved));
    }

    private static Dictionary<string, double> Metering(int runs)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] publicKey = HourMeter.PublicKey(key);
        byte[] signature = HourMeter.Sign(key, 1, 0, 1);
        var costs = new ProofCosts("metering", runs);
        costs.Measure("sign", () => HourMeter.Sign(key, 1, 0, 1));
        costs.Measure("verify", () => Expect(HourMeter.IsSigned(publicKey, 1, 0, 1, signature)));
        return costs.With("runs", runs);
    }

    private static void Expect(bool right)
    {
        if (!right) throw new InvalidOperationException("An answer was judged as it should not be.");
    }
}
