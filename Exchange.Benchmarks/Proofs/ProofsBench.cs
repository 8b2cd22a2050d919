using System.Diagnostics;
using System.Security.Cryptography;
using Exchange.Engine.Verification;

namespace Exchange.Benchmarks.Proofs;

/// <summary>What proofs cost: the prover's work on all cores, the exchange's judgement on one. Milliseconds unless named otherwise.</summary>
public static class ProofsBench
{
    private const int OpenedRows = 32;
    private const long Squarings = 200_000;

    /// <summary>A time-lock epoch's squarings at the rate measured here: the judgement does not depend on it.</summary>
    private const long EpochSquarings = 120_000_000;

    private static readonly byte[] Seed = SHA256.HashData("proofs bench"u8);
    private static readonly byte[] Randomness = SHA256.HashData("drawn after the answer"u8);

    /// <summary>Measures and prints; an answer that is judged wrong ends it.</summary>
    public static int Run(int runs)
    {
        int threads = Environment.ProcessorCount;
        Dictionary<string, double>[] matrices = [Matrix(1_024, threads, runs), Matrix(2_048, threads, runs)];
        BenchReport.Print(new { bench = "proofs", threads, opened_rows = OpenedRows, matrices, time_lock = TimeLocks(runs), metering = Metering(runs) });
        return 0;
    }

    private static Dictionary<string, double> Matrix(int size, int threads, int runs)
    {
        (sbyte[] a, sbyte[] b) = MatrixProver.Generate(Seed, size, threads);
        int[] product = MatrixProduct.Multiply(a, b, size, threads);
        var answer = new MatrixAnswer(product, size, threads);
        byte[] sent = answer.Bytes();
        RowOpening[] openings = [.. MatrixVerifier.DrawRows(Randomness, size, OpenedRows).Select(answer.Open)];
        var measured = new Dictionary<string, double>
        {
            ["n"] = size,
            ["generate_ms"] = Milliseconds(runs, () => MatrixProver.Generate(Seed, size, threads)),
            ["multiply_ms"] = Milliseconds(runs, () => MatrixProduct.Multiply(a, b, size, threads)),
            ["multiply_one_thread_ms"] = Milliseconds(runs, () => MatrixProduct.Multiply(a, b, size, threads: 1)),
            ["commit_ms"] = Milliseconds(runs, () => Expect(new MatrixAnswer(product, size, threads).Size == size)),
            ["judge_product_ms"] = Milliseconds(runs, () => Expect(MatrixVerifier.JudgeProduct(Seed, size, Randomness, sent).Passed)),
            ["judge_whole_ms"] = Milliseconds(runs, () => Expect(MatrixVerifier.JudgeWhole(Seed, size, answer.Root, Randomness, sent).Passed)),
            ["judge_rows_ms"] = Milliseconds(runs, () => Expect(MatrixVerifier.JudgeRows(Seed, size, answer.Root, Randomness, OpenedRows, openings).Passed)),
        };
        Console.WriteLine($"n = {size}: multiply {measured["multiply_ms"]} ms, judge {measured["judge_product_ms"]} ms");
        return measured;
    }

    private static Dictionary<string, double> TimeLocks(int runs)
    {
        using var rsa = RSA.Create(8 * TimeLock.NumberBytes);
        RSAParameters factors = rsa.ExportParameters(includePrivateParameters: true);
        var trapdoor = new TimeLockTrapdoor(factors.P, factors.Q);
        byte[] x = new byte[TimeLock.NumberBytes];
        byte[] y = new byte[TimeLock.NumberBytes];
        TimeLock.First(Seed, factors.Modulus, x);
        double solved = Milliseconds(runs, () => TimeLock.Solve(x, Squarings, factors.Modulus, y));
        Expect(trapdoor.Judge(x, Squarings, y) == TimeLockFinding.Passed);
        var measured = new Dictionary<string, double>
        {
            ["squarings_per_second"] = Math.Round(Squarings * 1_000 / solved),
            ["judge_ms"] = Milliseconds(runs, () => Expect(trapdoor.Judge(x, EpochSquarings, y) == TimeLockFinding.WrongResult)),
        };
        Console.WriteLine($"time-lock: {measured["squarings_per_second"]} squarings/s, judge {measured["judge_ms"]} ms");
        return measured;
    }

    private static Dictionary<string, double> Metering(int runs)
    {
        const int Hours = 200;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] publicKey = HourMeter.PublicKey(key);
        byte[] signature = HourMeter.Sign(key, 1, 0, 1);
        double verified = Milliseconds(runs, () =>
        {
            for (int i = 0; i < Hours; i++) Expect(HourMeter.IsSigned(publicKey, 1, 0, 1, signature));
        });
        double signed = Milliseconds(runs, () =>
        {
            for (int i = 0; i < Hours; i++) HourMeter.Sign(key, 1, i, 1);
        });
        return new() { ["sign_ms"] = Math.Round(signed / Hours, 3), ["verify_ms"] = Math.Round(verified / Hours, 3) };
    }

    /// <summary>The median of the runs after two warm-ups.</summary>
    private static double Milliseconds(int runs, Action work)
    {
        var times = new List<double>();
        for (int run = -2; run < runs; run++)
        {
            long began = Stopwatch.GetTimestamp();
            work();
            if (run >= 0) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return Math.Round(BenchReport.Median(times), 2);
    }

    private static void Expect(bool right)
    {
        if (!right) throw new InvalidOperationException("An answer was judged as it should not be.");
    }
}
