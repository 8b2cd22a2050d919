using System.Security.Cryptography;
using Exchange.Engine.Proofs;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>A root certificate that a venue accepts, pinned by its fingerprint.</summary>
/// <param name="Name">What users are shown, for example <c>AMD ARK-Milan</c>.</param>
/// <param name="Sha256">SHA-256 of the certificate's DER, 64 lower-case hex digits.</param>
/// <param name="Grade">On whose authority evidence under this root rests.</param>
public readonly record struct TrustedRoot(string Name, string Sha256, EvidenceGrade Grade)
{
    /// <summary>Pins the certificate given as DER.</summary>
    public static TrustedRoot Pin(string name, ReadOnlySpan<byte> der, EvidenceGrade grade) =>
        new(name, Convert.ToHexStringLower(SHA256.HashData(der)), grade);
}

/// <summary>The roots accepted for one use. Uses keep roots of their own, so that one vendor's root can never vouch for another's device.</summary>
public sealed class TrustedRoots
{
    private readonly TrustedRoot[] roots;

    /// <summary>Takes the roots of one use.</summary>
    public TrustedRoots(params IEnumerable<TrustedRoot> roots) => this.roots = [.. roots];

    /// <summary>The pin that the certificate fits, if there is one.</summary>
    public TrustedRoot? Find(ReadOnlySpan<byte> der)
    {
        string fingerprint = Convert.ToHexStringLower(SHA256.HashData(der));
        foreach (TrustedRoot root in roots)
        {
            if (root.Sha256 == fingerprint) return root;
        }

        return null;
    }
}
