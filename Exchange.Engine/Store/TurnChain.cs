using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Exchange.Engine.Store;

/// <summary>
/// The hash over a turn: over the hash of the turn before, the epoch and position, and its rows. Beside it a checksum of each row, which
/// proves nothing, but names the event that does not fit where the hash does not.
/// </summary>
internal sealed class TurnChain : IDisposable
{
    /// <summary>How many bytes of checksum are stored for each event.</summary>
    internal const int ChecksumBytes = sizeof(uint);

    private readonly IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] checksums = new byte[1 << 12];
    private int used;

    /// <summary>The checksum of each row, in order.</summary>
    internal ReadOnlyMemory<byte> Checksums => checksums.AsMemory(0, used);

    /// <summary>Begins a turn behind another.</summary>
    internal void Begin(in ChainHash before, int epoch, long firstPosition)
    {
        used = 0;
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(head, epoch);
        BinaryPrimitives.WriteInt64BigEndian(head[4..], firstPosition);
        sha.AppendData(before.Bytes);
        sha.AppendData(head);
    }

    /// <summary>Notes the checksum of one row.</summary>
    internal void Note(ReadOnlySpan<byte> row)
    {
        if (checksums.Length - used < ChecksumBytes) Array.Resize(ref checksums, checksums.Length * 2);
        BinaryPrimitives.WriteUInt32BigEndian(checksums.AsSpan(used), ChecksumOf(row));
        used += ChecksumBytes;
    }

    /// <summary>Adds rows to the hash: many at once, since hashing them one by one costs three times as much.</summary>
    internal void Add(ReadOnlySpan<byte> rows) => sha.AppendData(rows);

    /// <summary>Ends the turn: the chain's hash after it.</summary>
    internal ChainHash End()
    {
        ChainHash chain = default;
        sha.GetHashAndReset(chain);
        return chain;
    }

    /// <inheritdoc/>
    public void Dispose() => sha.Dispose();

    /// <summary>CRC-32C.</summary>
    private static uint ChecksumOf(ReadOnlySpan<byte> row)
    {
        uint crc = uint.MaxValue;
        while (row.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(row));
            row = row[sizeof(ulong)..];
        }

        foreach (byte rest in row) crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}
