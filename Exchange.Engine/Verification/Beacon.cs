using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Exchange.Engine.Verification;

/// <summary>What a challenge is about, beside its device.</summary>
/// <param name="Proof">What is to be proven, as its number in the events.</param>
/// <param name="Purpose">What it is for, likewise.</param>
/// <param name="Node">The node's id.</param>
/// <param name="Epoch">The epoch of the day, from 0.</param>
public readonly record struct SeedSubject(byte Proof, byte Purpose, int Node, int Epoch);

/// <summary>
/// The public randomness of a day: a SHA-256 chain that is revealed backwards. The secret is link 0, link k + 1 is SHA-256 of link k;
/// the end, link N, is published before the day, link N − 1 − e with epoch e. Whoever holds a revealed link can check the next one, and
/// nobody but the holder of the secret can know it before.
/// </summary>
public static class Beacon
{
    /// <summary>Bytes of the secret and of every link.</summary>
    public const int LinkBytes = SHA256.HashSizeInBytes;

    /// <summary>The longest chain: an epoch of one minute over ten years.</summary>
    public const int MaxLinks = 5_270_400;

    /// <summary>The longest device id, in bytes.</summary>
    public const int MaxDeviceBytes = 64;

    private const int SeedPrefixBytes = 15;

    /// <summary>Link k of the chain: k times SHA-256.</summary>
    /// <param name="secret">32 random bytes; link 0.</param>
    /// <param name="number">k, 0..<see cref="MaxLinks"/>.</param>
    /// <param name="link">Room for 32 bytes; may be the secret's own.</param>
    public static void Link(ReadOnlySpan<byte> secret, int number, Span<byte> link)
    {
        RequireLink(secret);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, MaxLinks);
        secret.CopyTo(link);
        link = link[..LinkBytes];
        for (int i = 0; i < number; i++) SHA256.HashData(link, link);
    }

    /// <summary>The link that is revealed with an epoch.</summary>
    /// <param name="secret">32 random bytes; link 0.</param>
    /// <param name="links">N: how many epochs the chain serves.</param>
    /// <param name="epoch">e, 0..N − 1.</param>
    /// <param name="link">Room for 32 bytes.</param>
    public static void LinkOfEpoch(ReadOnlySpan<byte> secret, int links, int epoch, Span<byte> link)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(epoch, links);
        Link(secret, links - 1 - epoch, link);
    }

    /// <summary>Whether a revealed link hashes to the one known before it, or to the published end after some that were missed.</summary>
    /// <param name="revealed">The new link.</param>
    /// <param name="known">An earlier revealed link, or the end.</param>
    /// <param name="steps">How far apart they are: 1 for neighbours, at most <see cref="MaxLinks"/>.</param>
    /// <returns>False for a wrong link, a wrong length or fewer than one step.</returns>
    public static bool Follows(ReadOnlySpan<byte> revealed, ReadOnlySpan<byte> known, int steps = 1)
    {
        if (revealed.Length != LinkBytes || known.Length != LinkBytes || steps is < 1 or > MaxLinks) return false;
        Span<byte> link = stackalloc byte[LinkBytes];
        Link(revealed, steps, link);
        return link.SequenceEqual(known);
    }

    /// <summary>The seed of one device's challenge in one epoch, which nobody can know before the link or choose.</summary>
    /// <remarks>
    /// HMAC-SHA256, the link being the key, over: the 5 bytes <c>seed|</c>, proof (1 byte), purpose (1), node (4), epoch (4), then the device
    /// id to the end. Numbers are little-endian. Only the device has no fixed length and it stands last, so no two inputs give the same bytes.
    /// </remarks>
    /// <param name="link">The epoch's link.</param>
    /// <param name="subject">What the challenge is about.</param>
    /// <param name="device">The device's id in UTF-8, at most <see cref="MaxDeviceBytes"/>; empty for a challenge to the whole node.</param>
    /// <param name="seed">Room for 32 bytes.</param>
    public static void Seed(ReadOnlySpan<byte> link, in SeedSubject subject, ReadOnlySpan<byte> device, Span<byte> seed)
    {
        RequireLink(link);
        if (device.Length > MaxDeviceBytes) throw new ArgumentException($"A device id has at most {MaxDeviceBytes} bytes.", nameof(device));
        Span<byte> message = stackalloc byte[SeedPrefixBytes + MaxDeviceBytes];
        "seed|"u8.CopyTo(message);
        message[5] = subject.Proof;
        message[6] = subject.Purpose;
        BinaryPrimitives.WriteInt32LittleEndian(message[7..], subject.Node);
        BinaryPrimitives.WriteInt32LittleEndian(message[11..], subject.Epoch);
        device.CopyTo(message[SeedPrefixBytes..]);
        HMACSHA256.HashData(link, message[..(SeedPrefixBytes + device.Length)], seed);
    }

    internal static void RequireLink(ReadOnlySpan<byte> link)
    {
        if (link.Length != LinkBytes) throw new ArgumentException($"A link of the beacon has {LinkBytes} bytes.", nameof(link));
    }
}
