using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>ECDSA over P-384 with SHA-384, the one signature that both kinds of report carry.</summary>
internal static class P384Signature
{
    /// <summary>Length of each half in bytes.</summary>
    public const int ScalarBytes = 48;

    /// <summary>Length of R ‖ S in bytes, both big-endian.</summary>
    public const int Bytes = 2 * ScalarBytes;

    /// <summary>Whether the certificate's key signed the bytes.</summary>
    public static bool Holds(X509Certificate2 signer, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        try
        {
            using ECDsa? key = signer.GetECDsaPublicKey();
            return key is not null
                && key.VerifyData(signed, signature, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            // The key's point is not on the curve.
            return false;
        }
    }

    /// <summary>Turns 72 little-endian bytes into 48 big-endian ones.</summary>
    /// <returns>Whether the number has 384 bits.</returns>
    public static bool TryReverse(ReadOnlySpan<byte> littleEndian, Span<byte> bigEndian)
    {
        if (littleEndian[ScalarBytes..].ContainsAnyExcept((byte)0)) return false;
        littleEndian[..ScalarBytes].CopyTo(bigEndian);
        bigEndian.Reverse();
        return true;
    }
}
