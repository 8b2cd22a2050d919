using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Exchange.Engine.Verification;

/// <summary>
/// What answers a matrix challenge: the product, row by row as little-endian int32, under one Merkle root. A leaf is
/// SHA-256(0x00 | row number as 4 bytes little-endian | the row's 4n bytes); see <see cref="MerkleTree"/> for the rest.
/// </summary>
public sealed class MatrixAnswer
{
    private readonly int[] product;
    private readonly MerkleTree tree;

    /// <summary>The answer that a product makes.</summary>
    /// <param name="product">n × n cells; kept, not copied.</param>
    /// <param name="size">n.</param>
    /// <param name="threads">How many threads hash; the root does not depend on it.</param>
    /// <exception cref="ArgumentException">Another number of cells.</exception>
    public MatrixAnswer(int[] product, int size, int threads)
    {
        if (product.Length != (long)size * size) throw new ArgumentException($"A product here has {size} × {size} cells.", nameof(product));
        (this.product, Size) = (product, size);
        byte[] leaves = new byte[size * MerkleTree.HashBytes];
        Parallel.For(0, size, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
            Leaf(row, Cells(row), leaves.AsSpan(row * MerkleTree.HashBytes)));
        tree = new MerkleTree(leaves);
    }

    /// <summary>n.</summary>
    public int Size { get; }

    /// <summary>The 32 bytes that are sent first, and recorded as the answer.</summary>
    public ReadOnlySpan<byte> Root => tree.Root;

    /// <summary>All cells, as they are sent in full mode: 4n² bytes.</summary>
    public byte[] Bytes()
    {
        byte[] bytes = new byte[checked(product.Length * sizeof(int))];
        for (int row = 0; row < Size; row++) Cells(row).CopyTo(bytes.AsSpan(row * Size * sizeof(int)));
        return bytes;
    }

    /// <summary>A row with its path, as it is sent in commit mode.</summary>
    public RowOpening Open(int row) => new(row, Cells(row).ToArray(), tree.Path(row));

    /// <summary>The leaf of a row.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="cells">4n bytes.</param>
    /// <param name="leaf">Room for 32 bytes.</param>
    public static void Leaf(int row, ReadOnlySpan<byte> cells, Span<byte> leaf)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = MerkleTree.LeafTag;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], row);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(head);
        sha.AppendData(cells);
        sha.GetHashAndReset(leaf);
    }

    /// <summary>The root over all rows of a product that was sent whole.</summary>
    /// <param name="cells">4n² bytes.</param>
    /// <param name="size">n.</param>
    public static MerkleTree Tree(ReadOnlySpan<byte> cells, int size)
    {
        byte[] leaves = new byte[size * MerkleTree.HashBytes];
        int rowBytes = size * sizeof(int);
        for (int row = 0; row < size; row++) Leaf(row, cells.Slice(row * rowBytes, rowBytes), leaves.AsSpan(row * MerkleTree.HashBytes));
        return new MerkleTree(leaves);
    }

    private ReadOnlySpan<byte> Cells(int row)
    {
        ReadOnlySpan<int> cells = product.AsSpan(row * Size, Size);
        if (BitConverter.IsLittleEndian) return MemoryMarshal.AsBytes(cells);
        int[] turned = new int[Size];
        BinaryPrimitives.ReverseEndianness(cells, turned);
        return MemoryMarshal.AsBytes(turned.AsSpan());
    }
}

/// <summary>One row of a committed product, shown.</summary>
/// <param name="Row">Its number.</param>
/// <param name="Cells">Its cells: 4n bytes, little-endian int32.</param>
/// <param name="Path">Its Merkle path, from the bottom up.</param>
public readonly record struct RowOpening(int Row, ReadOnlyMemory<byte> Cells, ReadOnlyMemory<byte> Path);
