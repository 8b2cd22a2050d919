using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Exchange.Engine.Store;

/// <summary>The hash over a turn: the hash of the turn before, the positions, and the digest of each event's row.</summary>
internal sealed class TurnChain : IDisposable
{
    /// <summary>How many bytes of each event's digest are stored with the turn, to name the event that does not fit.</summary>
    internal const int StoredDigestBytes = 8;

    private readonly IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] digests = new byte[1 << 12];
    private int used;

    /// <summary>The first bytes of each event's digest, in order.</summary>
    internal ReadOnlyMemory<byte> Digests => digests.AsMemory(0, used);

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

    /// <summary>Adds an event.</summary>
    internal void Add(in ChainHash digest)
    {
        if (digests.Length - used < StoredDigestBytes) Array.Resize(ref digests, digests.Length * 2);
        digest.Bytes[..StoredDigestBytes].CopyTo(digests.AsSpan(used));
        used += StoredDigestBytes;
        sha.AppendData(digest.Bytes);
    }

    /// <summary>Ends the turn: the chain's hash after it.</summary>
    internal ChainHash End()
    {
        ChainHash chain = default;
        sha.GetHashAndReset(chain);
        return chain;
    }

    /// <inheritdoc/>
    public void Dispose() => sha.Dispose();
}
