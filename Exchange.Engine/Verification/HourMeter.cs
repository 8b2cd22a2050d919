using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Exchange.Engine.Verification;

/// <summary>
/// What an agent signs about one hour of a lease. A leaf for each of the 60 minutes is SHA-256(0x00 | minute (1 byte) | 1 if delivered,
/// else 0 (1 byte)), under a root as in <see cref="MerkleTree"/>; the message is SHA-256 over: the 6 bytes <c>meter|</c>, lease (8), hour
/// (4), little-endian, root (32). Signed with ECDSA on P-256; signatures are r‖s and public keys X‖Y, 32 bytes each, big-endian.
/// </summary>
public static class HourMeter
{
    /// <summary>Minutes in the bitmap: minute m is bit m.</summary>
    public const int Minutes = 60;

    /// <summary>Bytes of a public key, X‖Y, and of a signature, r‖s.</summary>
    public const int SignatureBytes = 64;

    private const int MessageBytes = SHA256.HashSizeInBytes;
    private const long Whole = (1L << Minutes) - 1;

    /// <summary>The root over an hour that was delivered whole, as nearly all are: kept, since it costs 119 hashes.</summary>
    private static readonly byte[] WholeRoot = Tree(Whole).Root.ToArray();

    /// <summary>The message: 32 bytes that are signed as they are.</summary>
    /// <param name="lease">The lease's number.</param>
    /// <param name="hour">The hour of the lease, from 0.</param>
    /// <param name="minutes">The bitmap, below 2^60; minutes after the lease's end are 0.</param>
    /// <param name="message">Room for 32 bytes.</param>
    public static void Message(long lease, int hour, long minutes, Span<byte> message)
    {
        Span<byte> signed = stackalloc byte[18 + MerkleTree.HashBytes];
        "meter|"u8.CopyTo(signed);
        BinaryPrimitives.WriteInt64LittleEndian(signed[6..], lease);
        BinaryPrimitives.WriteInt32LittleEndian(signed[14..], hour);
        (minutes == Whole ? WholeRoot : Tree(minutes).Root).CopyTo(signed[18..]);
        SHA256.HashData(signed, message);
    }

    /// <summary>The tree over the minutes, from which a single minute can be shown.</summary>
    /// <param name="minutes">The bitmap, below 2^60.</param>
    public static MerkleTree Tree(long minutes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minutes);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(minutes, 1L << Minutes);
        byte[] leaves = new byte[Minutes * MerkleTree.HashBytes];
        Span<byte> leaf = stackalloc byte[3];
        leaf[0] = MerkleTree.LeafTag;
        for (int minute = 0; minute < Minutes; minute++)
        {
            leaf[1] = (byte)minute;
            leaf[2] = (byte)((minutes >> minute) & 1);
            SHA256.HashData(leaf, leaves.AsSpan(minute * MerkleTree.HashBytes));
        }

        return new MerkleTree(leaves);
    }

    /// <summary>Signs an hour.</summary>
    /// <param name="key">A P-256 key with its private part.</param>
    /// <param name="lease">The lease's number.</param>
    /// <param name="hour">The hour of the lease.</param>
    /// <param name="minutes">The bitmap.</param>
    /// <returns>64 bytes, r‖s.</returns>
    public static byte[] Sign(ECDsa key, long lease, int hour, long minutes)
    {
        Span<byte> message = stackalloc byte[MessageBytes];
        Message(lease, hour, minutes, message);
        return key.SignHash(message, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>Whether a registered key signed this bitmap for this hour of this lease.</summary>
    /// <param name="publicKey">X‖Y, 64 bytes.</param>
    /// <param name="lease">The lease's number.</param>
    /// <param name="hour">The hour of the lease.</param>
    /// <param name="minutes">The bitmap.</param>
    /// <param name="signature">r‖s, 64 bytes.</param>
    /// <returns>False too for a key that is no point of the curve, for other lengths and for bits above the sixtieth.</returns>
    public static bool IsSigned(ReadOnlySpan<byte> publicKey, long lease, int hour, long minutes, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != SignatureBytes || signature.Length != SignatureBytes || minutes is < 0 or >= 1L << Minutes) return false;
        Span<byte> message = stackalloc byte[MessageBytes];
        Message(lease, hour, minutes, message);
        try
        {
            using var key = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = publicKey[..32].ToArray(), Y = publicKey[32..].ToArray() },
            });
            return key.VerifyHash(message, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The public part of a key, as it is registered.</summary>
    /// <returns>X‖Y, 64 bytes.</returns>
    public static byte[] PublicKey(ECDsa key)
    {
        ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
        return [.. parameters.Q.X!, .. parameters.Q.Y!];
    }
}
