using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Exchange.Engine.Verification;

/// <summary>
/// When a node is asked for a sign of life: a Poisson process that a link of the beacon decides, in integers alone. An outage of a share d
/// of an epoch escapes k heartbeats with probability (1 − d)^k, and all of a process of mean μ with e^(−μd).
/// </summary>
public static class Heartbeats
{
    /// <summary>Bytes of a nonce.</summary>
    public const int NonceBytes = HMACSHA256.HashSizeInBytes;

    /// <summary>The shortest mean gap: a second.</summary>
    public const int MinMeanMilliseconds = 1_000;

    /// <summary>The longest mean gap: an hour.</summary>
    public const int MaxMeanMilliseconds = 3_600_000;

    /// <summary>The longest epoch: a day.</summary>
    public const int MaxEpochMilliseconds = 86_400_000;

    private const int WordBytes = sizeof(ulong);

    /// <summary>The times of an epoch's heartbeats to a node, rising, in milliseconds from the epoch's start.</summary>
    /// <remarks>
    /// The gaps are exponential, drawn by von Neumann's comparison method (Various techniques used in connection with random digits, 1951):
    /// draw u1, then u2, u3 … as long as each is below the one before; if the run that fell has an odd length the gap is (t + u1) means, t
    /// being how many runs of even length came before; else the next run is drawn. The u are 64-bit words, little-endian, of the
    /// AES-256-CTR key stream whose key is HMAC-SHA256 of the link over: the 11 bytes <c>heartbeats|</c>, node (4), epoch (4). A time is
    /// the sum of the gaps, each (t × 2^32 + the high half of u1) × mean, divided by 2^32 and rounded down.
    /// </remarks>
    /// <param name="link">A link that the node cannot know during the epoch: the next one's. 32 bytes.</param>
    /// <param name="node">The node's id.</param>
    /// <param name="epoch">The epoch of the day.</param>
    /// <param name="epochMilliseconds">How long the epoch lasts, at most <see cref="MaxEpochMilliseconds"/>.</param>
    /// <param name="meanMilliseconds">The mean gap, <see cref="MinMeanMilliseconds"/>..<see cref="MaxMeanMilliseconds"/>.</param>
    public static int[] Times(ReadOnlySpan<byte> link, int node, int epoch, int epochMilliseconds, int meanMilliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(meanMilliseconds, MinMeanMilliseconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(meanMilliseconds, MaxMeanMilliseconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epochMilliseconds, MaxEpochMilliseconds);
        Span<byte> key = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Derive(link, "heartbeats|"u8, node, epoch, default, key);
        using var stream = new KeyStream(key);
        var times = new List<int>();
        long offset = 0;
        for (long now = 0; ;)
        {
            now += Gap(stream, ref offset) * meanMilliseconds;
            if (now >> 32 >= epochMilliseconds) return [.. times];
            times.Add((int)(now >> 32));
        }
    }

    /// <summary>What a node must send back to one heartbeat, new for each: no answer to another serves.</summary>
    /// <remarks>HMAC-SHA256 of the link over: the 6 bytes <c>nonce|</c>, node (4), epoch (4), the heartbeat's number (4), little-endian.</remarks>
    /// <param name="link">The link that decided the times. 32 bytes.</param>
    /// <param name="node">The node's id.</param>
    /// <param name="epoch">The epoch of the day.</param>
    /// <param name="number">The heartbeat's place in the epoch, from 0.</param>
    /// <param name="nonce">Room for 32 bytes.</param>
    public static void Nonce(ReadOnlySpan<byte> link, int node, int epoch, int number, Span<byte> nonce)
    {
        Span<byte> tail = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(tail, number);
        Derive(link, "nonce|"u8, node, epoch, tail, nonce);
    }

    /// <summary>An exponential gap in means, as a fixed-point number with 32 bits of fraction.</summary>
    private static long Gap(KeyStream stream, ref long offset)
    {
        for (long failed = 0; ; failed++)
        {
            ulong first = Word(stream, ref offset);
            (ulong last, int length) = (first, 1);
            for (ulong next = Word(stream, ref offset); next < last; next = Word(stream, ref offset)) (last, length) = (next, length + 1);
            if (length % 2 == 1) return (failed << 32) + (long)(first >> 32);
        }
    }

    private static ulong Word(KeyStream stream, ref long offset)
    {
        Span<byte> word = stackalloc byte[WordBytes];
        stream.Read(offset, word);
        offset += WordBytes;
        return BinaryPrimitives.ReadUInt64LittleEndian(word);
    }

    private static void Derive(ReadOnlySpan<byte> link, ReadOnlySpan<byte> label, int node, int epoch, ReadOnlySpan<byte> tail, Span<byte> derived)
    {
        Beacon.RequireLink(link);
        Span<byte> message = stackalloc byte[label.Length + 8 + tail.Length];
        label.CopyTo(message);
        BinaryPrimitives.WriteInt32LittleEndian(message[label.Length..], node);
        BinaryPrimitives.WriteInt32LittleEndian(message[(label.Length + 4)..], epoch);
        tail.CopyTo(message[(label.Length + 8)..]);
        HMACSHA256.HashData(link, message, derived);
    }
}
