using System.Security.Cryptography;

namespace Exchange.Engine.Verification;

/// <summary>
/// A SHA-256 Merkle tree over a known number of leaves. A node is SHA-256(0x01 | left | right); a leaf starts with 0x00 (see
/// <see cref="LeafTag"/>), so neither can pose as the other (RFC 6962, 2.1). The last node of an odd level moves up as it is.
/// </summary>
public sealed class MerkleTree
{
    /// <summary>The first byte of what is hashed into a leaf.</summary>
    public const byte LeafTag = 0x00;

    /// <summary>The first byte of what is hashed into a node.</summary>
    public const byte NodeTag = 0x01;

    /// <summary>32.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    private readonly byte[][] levels;

    /// <summary>The tree over leaf hashes that stand one after the other; they are kept, not copied.</summary>
    /// <exception cref="ArgumentException">No leaf, or half of one.</exception>
    public MerkleTree(byte[] leaves)
    {
        if (leaves.Length == 0 || leaves.Length % HashBytes != 0) throw new ArgumentException($"Leaves have {HashBytes} bytes each.", nameof(leaves));
        List<byte[]> built = [leaves];
        while (built[^1].Length > HashBytes) built.Add(Above(built[^1]));
        levels = [.. built];
    }

    /// <summary>The hash that commits to all leaves: 32 bytes.</summary>
    public ReadOnlySpan<byte> Root => levels[^1];

    /// <summary>How many leaves there are.</summary>
    public int Count => levels[0].Length / HashBytes;

    /// <summary>The siblings of a leaf and of its ancestors, from the bottom up; where one has moved up alone there is none.</summary>
    public byte[] Path(int leaf)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leaf);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(leaf, Count);
        byte[] path = new byte[PathBytes(leaf, Count)];
        int written = 0;
        for (int level = 0, index = leaf; level < levels.Length - 1; level++, index >>= 1)
        {
            int sibling = (index ^ 1) * HashBytes;
            if (sibling >= levels[level].Length) continue;
            levels[level].AsSpan(sibling, HashBytes).CopyTo(path.AsSpan(written));
            written += HashBytes;
        }

        return path;
    }

    /// <summary>How long the path of a leaf is.</summary>
    public static int PathBytes(int leaf, int count)
    {
        int siblings = 0;
        for (; count > 1; leaf >>= 1, count = (count + 1) >> 1)
        {
            if ((leaf ^ 1) < count) siblings++;
        }

        return siblings * HashBytes;
    }

    /// <summary>The root that a leaf and its path lead to.</summary>
    /// <param name="hash">The leaf's hash; becomes the root.</param>
    /// <param name="leaf">The leaf's place, 0..count − 1.</param>
    /// <param name="count">How many leaves the tree has.</param>
    /// <param name="path">Exactly <see cref="PathBytes"/> long.</param>
    public static void Climb(Span<byte> hash, int leaf, int count, ReadOnlySpan<byte> path)
    {
        for (; count > 1; leaf >>= 1, count = (count + 1) >> 1)
        {
            if ((leaf ^ 1) >= count) continue;
            ReadOnlySpan<byte> sibling = path[..HashBytes];
            path = path[HashBytes..];
            if ((leaf & 1) == 0) Join(hash, sibling, hash);
            else Join(sibling, hash, hash);
        }
    }

    private static byte[] Above(byte[] level)
    {
        int count = level.Length / HashBytes;
        byte[] above = new byte[(count + 1) / 2 * HashBytes];
        for (int i = 0; i + 1 < count; i += 2)
        {
            Join(level.AsSpan(i * HashBytes, HashBytes), level.AsSpan((i + 1) * HashBytes, HashBytes), above.AsSpan(i / 2 * HashBytes));
        }

        if (count % 2 == 1) level.AsSpan(^HashBytes..).CopyTo(above.AsSpan(^HashBytes..));
        return above;
    }

    private static void Join(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> node)
    {
        Span<byte> pair = stackalloc byte[1 + (2 * HashBytes)];
        pair[0] = NodeTag;
        left.CopyTo(pair[1..]);
        right.CopyTo(pair[(1 + HashBytes)..]);
        SHA256.HashData(pair, node);
    }
}
