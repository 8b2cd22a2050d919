using Exchange.Engine.Verification;

namespace Exchange.Api.Agents;

/// <summary>Computes what matrix challenges ask for, on all cores of the processor.</summary>
/// <param name="threads">How many threads share the work.</param>
/// <param name="misbehaviour">A liar leaves every tenth row out, except where it knew that it would be asked and borrowed what it does not have.</param>
public sealed class MatrixWork(int threads, Misbehaviour misbehaviour)
{
    /// <summary>One row in so many is left out by a liar.</summary>
    public const int SkippedRowEvery = 10;

    /// <summary>The product under its root.</summary>
    /// <param name="seed">The challenge's 32 bytes.</param>
    /// <param name="size">n, 1..<see cref="MatrixProduct.MaxSize"/>.</param>
    /// <param name="foreseen">Whether the provider knew that it would be asked.</param>
    public MatrixAnswer Answer(byte[] seed, int size, bool foreseen)
    {
        if (misbehaviour != Misbehaviour.Lying || foreseen) return MatrixProver.Answer(seed, size, threads);
        (sbyte[] a, sbyte[] b) = MatrixProver.Generate(seed, size, threads);
        int[] product = MatrixProduct.Multiply(a, b, size, threads);
        for (int row = 0; row < size; row += SkippedRowEvery) Array.Clear(product, row * size, size);
        return new MatrixAnswer(product, size, threads);
    }
}
