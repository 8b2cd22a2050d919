namespace Exchange.Engine.Verification;

/// <summary>The reference prover: answers a matrix challenge on the processor. A GPU does the same with its own product.</summary>
public static class MatrixProver
{
    private const int RowsAtOnce = 64;

    /// <summary>Generates both matrices, multiplies and commits.</summary>
    /// <param name="seed">The challenge's 32 bytes.</param>
    /// <param name="size">n, 1..<see cref="MatrixProduct.MaxSize"/>.</param>
    /// <param name="threads">How many threads share the work; the answer does not depend on it.</param>
    public static MatrixAnswer Answer(ReadOnlySpan<byte> seed, int size, int threads)
    {
        (sbyte[] a, sbyte[] b) = Generate(seed, size, threads);
        return new MatrixAnswer(MatrixProduct.Multiply(a, b, size, threads), size, threads);
    }

    /// <summary>Both matrices of a seed, whole.</summary>
    /// <param name="seed">The challenge's 32 bytes.</param>
    /// <param name="size">n, 1..<see cref="MatrixProduct.MaxSize"/>.</param>
    /// <param name="threads">How many threads share the work.</param>
    public static (sbyte[] A, sbyte[] B) Generate(ReadOnlySpan<byte> seed, int size, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MatrixProduct.MaxSize);
        byte[] kept = seed.ToArray();
        sbyte[] a = new sbyte[size * size];
        sbyte[] b = new sbyte[size * size];
        var share = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, (size + RowsAtOnce - 1) / RowsAtOnce, share, () => new MatrixChallenge(kept, size), (part, _, challenge) =>
        {
            int row = part * RowsAtOnce;
            int cells = Math.Min(RowsAtOnce, size - row) * size;
            challenge.ReadA(row, a.AsSpan(row * size, cells));
            challenge.ReadB(row, b.AsSpan(row * size, cells));
            return challenge;
        }, challenge => challenge.Dispose());
        return (a, b);
    }
}
