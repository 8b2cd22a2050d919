using System.Buffers.Binary;

namespace Exchange.Engine.Verification;

/// <summary>What became of an answer to a matrix challenge.</summary>
public enum MatrixFinding
{
    /// <summary>Right, as far as the mode looks.</summary>
    Passed = 1,

    /// <summary>Not the number of bytes, rows or path steps that the challenge asks for.</summary>
    WrongSize,

    /// <summary>What was shown is not what the committed root stands for.</summary>
    WrongRoot,

    /// <summary>Other rows than those drawn, or in another order.</summary>
    WrongRows,

    /// <summary>A row is not A's row times B.</summary>
    WrongCells,
}

/// <summary>A finding, and where.</summary>
/// <param name="Finding">What became of the answer.</param>
/// <param name="Row">The row that gives it away; −1 where none does.</param>
public readonly record struct MatrixVerdict(MatrixFinding Finding, int Row)
{
    /// <summary>Whether the answer is right, as far as the mode looks.</summary>
    public bool Passed => Finding == MatrixFinding.Passed;
}

/// <summary>
/// Judges answers to matrix challenges in O(n²). The prover first commits to a root; only then is the randomness drawn, which decides r
/// and the rows to open. C·r alone is never an answer: A(Br) gives it without C.
/// </summary>
public static class MatrixVerifier
{
    /// <summary>The largest n whose product is sent whole: 16 MiB.</summary>
    public const int MaxFullSize = 2_048;

    /// <summary>The most rows that are opened.</summary>
    public const int MaxOpenedRows = 1_024;

    private static readonly MatrixVerdict Right = new(MatrixFinding.Passed, -1);

    /// <summary>Judges a product that was sent whole. A wrong one passes with a chance of at most 2^−61.</summary>
    /// <param name="seed">The challenge's 32 bytes.</param>
    /// <param name="size">n, at most <see cref="MaxFullSize"/>.</param>
    /// <param name="root">The 32 bytes that were committed.</param>
    /// <param name="randomness">32 bytes drawn after that.</param>
    /// <param name="product">C, row by row as little-endian int32: 4n² bytes.</param>
    public static MatrixVerdict JudgeWhole(ReadOnlySpan<byte> seed, int size, ReadOnlySpan<byte> root, ReadOnlySpan<byte> randomness, ReadOnlySpan<byte> product)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxFullSize);
        if (product.Length != size * size * sizeof(int)) return new(MatrixFinding.WrongSize, -1);
        if (!MatrixAnswer.Tree(product, size).Root.SequenceEqual(root)) return new(MatrixFinding.WrongRoot, -1);
        return JudgeProduct(seed, size, randomness, product);
    }

    /// <summary>Judges the cells of a product alone: what <see cref="JudgeWhole"/> does once the bytes are known to be the committed ones.</summary>
    public static MatrixVerdict JudgeProduct(ReadOnlySpan<byte> seed, int size, ReadOnlySpan<byte> randomness, ReadOnlySpan<byte> product)
    {
        if (product.Length != size * (long)size * sizeof(int)) return new(MatrixFinding.WrongSize, -1);
        using var challenge = new MatrixChallenge(seed, size);
        var check = new Freivalds(challenge, randomness);
        for (int first = 0; first < size; first += check.RowsAtOnce)
        {
            int count = Math.Min(check.RowsAtOnce, size - first);
            int wrong = check.FirstWrong(first, product.Slice(first * size * sizeof(int), count * size * sizeof(int)));
            if (wrong >= 0) return new(MatrixFinding.WrongCells, wrong);
        }

        return Right;
    }

    /// <summary>Judges the opened rows of a committed product. If a share d of all rows is wrong, it fails with 1 − (1 − d)^k at least.</summary>
    /// <param name="seed">The challenge's 32 bytes.</param>
    /// <param name="size">n.</param>
    /// <param name="root">The 32 bytes that were committed.</param>
    /// <param name="randomness">32 bytes drawn after that.</param>
    /// <param name="count">k: how many rows had to be opened.</param>
    /// <param name="openings">The rows that <see cref="DrawRows"/> gives, in its order.</param>
    public static MatrixVerdict JudgeRows(
        ReadOnlySpan<byte> seed, int size, ReadOnlySpan<byte> root, ReadOnlySpan<byte> randomness, int count, IReadOnlyList<RowOpening> openings)
    {
        int[] drawn = DrawRows(randomness, size, count);
        if (openings.Count != drawn.Length) return new(MatrixFinding.WrongSize, -1);
        for (int i = 0; i < drawn.Length; i++)
        {
            if (Misfit(openings[i], drawn[i], size, root) is { } finding) return new(finding, drawn[i]);
        }

        using var challenge = new MatrixChallenge(seed, size);
        var check = new Freivalds(challenge, randomness);
        foreach (RowOpening opening in openings)
        {
            if (check.FirstWrong(opening.Row, opening.Cells.Span) >= 0) return new(MatrixFinding.WrongCells, opening.Row);
        }

        return Right;
    }

    /// <summary>The rows to open: each set of k rows is equally likely.</summary>
    /// <remarks>
    /// From the AES-256-CTR key stream of SHA-256(randomness | "rows"), 4 bytes at a time, little-endian: a number in the last, incomplete
    /// run of n below 2^32 is passed over, else its remainder by n is a row, unless it is there already.
    /// </remarks>
    /// <param name="randomness">32 bytes drawn after the answer was committed.</param>
    /// <param name="size">n.</param>
    /// <param name="count">k, 1..<see cref="MaxOpenedRows"/>; all rows where there are fewer.</param>
    /// <returns>The rows' numbers, rising.</returns>
    public static int[] DrawRows(ReadOnlySpan<byte> randomness, int size, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxOpenedRows);
        using KeyStream stream = KeyStream.Of(randomness, "rows"u8);
        var rows = new SortedSet<int>();
        uint runs = uint.MaxValue / (uint)size * (uint)size;
        Span<byte> word = stackalloc byte[sizeof(uint)];
        for (long offset = 0; rows.Count < Math.Min(count, size); offset += sizeof(uint))
        {
            stream.Read(offset, word);
            uint drawn = BinaryPrimitives.ReadUInt32LittleEndian(word);
            if (drawn < runs) rows.Add((int)(drawn % (uint)size));
        }

        return [.. rows];
    }

    private static MatrixFinding? Misfit(in RowOpening opening, int drawn, int size, ReadOnlySpan<byte> root)
    {
        if (opening.Row != drawn) return MatrixFinding.WrongRows;
        if (opening.Cells.Length != size * (long)sizeof(int)) return MatrixFinding.WrongSize;
        if (opening.Path.Length != MerkleTree.PathBytes(drawn, size)) return MatrixFinding.WrongSize;
        Span<byte> hash = stackalloc byte[MerkleTree.HashBytes];
        MatrixAnswer.Leaf(drawn, opening.Cells.Span, hash);
        MerkleTree.Climb(hash, drawn, size, opening.Path.Span);
        return hash.SequenceEqual(root) ? null : MatrixFinding.WrongRoot;
    }
}
