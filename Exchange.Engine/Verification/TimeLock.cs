using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Exchange.Engine.Verification;

/// <summary>
/// Proof that a machine was there and computing (R. Rivest, A. Shamir, D. Wagner, Time-lock puzzles and timed-release crypto, 1996):
/// y = x^(2^T) mod N takes T squarings, one after the other, for whoever cannot factor N. The epochs of a day form a chain, each x being
/// derived from the hash of the y before it. Numbers modulo N are 256 bytes, big-endian; a shorter one is filled up with zeros in front.
/// </summary>
public static class TimeLock
{
    /// <summary>Bytes of the modulus and of every number modulo it.</summary>
    public const int NumberBytes = 256;

    /// <summary>Sixteen bytes more than the modulus: the remainder is then even but for one part in 2^128.</summary>
    private const int MappedBytes = NumberBytes + 16;

    /// <summary>T: the squarings of an epoch.</summary>
    /// <param name="referenceSquaringsPerSecond">What the reference prover does on the kind of processor.</param>
    /// <param name="epochSeconds">The epoch, 600 by default of the venue.</param>
    /// <param name="shareBasisPoints">The share of the epoch that the reference needs, 5,000 by default of the venue.</param>
    public static long Squarings(long referenceSquaringsPerSecond, int epochSeconds, int shareBasisPoints) =>
        referenceSquaringsPerSecond * epochSeconds * shareBasisPoints / 10_000;

    /// <summary>The x of an epoch, from the seed of its challenge.</summary>
    /// <remarks>HKDF-Expand (RFC 5869, SHA-256, the seed as key, info <c>time-lock|x</c>) to 272 bytes, big-endian, modulo N.</remarks>
    /// <param name="seed">32 bytes: the beacon's where a chain begins, else <see cref="NextSeed"/>'s.</param>
    /// <param name="modulus">N, 256 bytes.</param>
    /// <param name="x">Room for 256 bytes.</param>
    public static void Start(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> modulus, Span<byte> x)
    {
        Require(seed, Beacon.LinkBytes);
        Require(modulus, NumberBytes);
        Span<byte> wide = stackalloc byte[MappedBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, seed, wide, "time-lock|x"u8);
        Write(Number(wide) % Number(modulus), x);
    }

    /// <summary>The seed of the epoch after one that passed: nobody can know it before that one's y, its small product and the next link are known.</summary>
    /// <param name="answer">SHA-256 of this epoch's y, as the events hold it: 32 bytes.</param>
    /// <param name="root">The root that answers the small matrix challenge of <see cref="SmallSeed"/>, 32 bytes.</param>
    /// <param name="link">The next epoch's link of the beacon, 32 bytes.</param>
    /// <param name="seed">Room for 32 bytes.</param>
    public static void NextSeed(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> root, ReadOnlySpan<byte> link, Span<byte> seed)
    {
        Require(answer, SHA256.HashSizeInBytes);
        Require(root, MerkleTree.HashBytes);
        Require(link, Beacon.LinkBytes);
        Hash("time-lock|next|"u8, answer, root, link, seed);
    }

    /// <summary>The seed of the small matrix challenge that stands between two epochs.</summary>
    /// <param name="answer">SHA-256 of this epoch's y: 32 bytes.</param>
    /// <param name="seed">Room for 32 bytes.</param>
    public static void SmallSeed(ReadOnlySpan<byte> answer, Span<byte> seed)
    {
        Require(answer, SHA256.HashSizeInBytes);
        Hash("time-lock|small|"u8, answer, default, default, seed);
    }

    /// <summary>Which unit of a node multiplies the small matrices: nobody's choice, and each in its turn.</summary>
    /// <param name="seed">The small challenge's seed, 32 bytes; its first eight, little-endian, modulo the number of units.</param>
    /// <param name="units">How many units the node has, from 1.</param>
    public static int SmallUnit(ReadOnlySpan<byte> seed, int units)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        return (int)(BinaryPrimitives.ReadUInt64LittleEndian(seed) % (ulong)units);
    }

    /// <summary>The prover's work: T squarings on one core.</summary>
    /// <param name="x">256 bytes.</param>
    /// <param name="squarings">T.</param>
    /// <param name="modulus">N, 256 bytes; odd.</param>
    /// <param name="y">Room for 256 bytes.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Solve(ReadOnlySpan<byte> x, long squarings, ReadOnlySpan<byte> modulus, Span<byte> y, CancellationToken cancellation = default)
    {
        Require(x, NumberBytes);
        Require(modulus, NumberBytes);
        BigInteger solved = new ModularSquaring(Number(modulus)).Square(Number(x), squarings, cancellation);
        Write(solved, y);
    }

    internal static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    internal static void Write(BigInteger number, Span<byte> bytes)
    {
        bytes = bytes[..NumberBytes];
        bytes.Clear();
        number.TryWriteBytes(bytes[(NumberBytes - number.GetByteCount(isUnsigned: true))..], out _, isUnsigned: true, isBigEndian: true);
    }

    private static void Hash(ReadOnlySpan<byte> label, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> hash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(label);
        sha.AppendData(first);
        sha.AppendData(second);
        sha.AppendData(third);
        sha.GetHashAndReset(hash);
    }

    private static void Require(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length != length) throw new ArgumentException($"{length} bytes are wanted here, not {bytes.Length}.", nameof(bytes));
    }
}
