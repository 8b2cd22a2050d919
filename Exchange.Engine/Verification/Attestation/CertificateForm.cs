using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>What must hold of a certificate beyond its place in a chain.</summary>
internal static class CertificateForm
{
    public const string RsaKey = "1.2.840.113549.1.1.1";
    private const string EcKey = "1.2.840.10045.2.1";
    private const string EcdsaSha384 = "1.2.840.10045.4.3.3";
    private const string Pss = "1.2.840.113549.1.1.10";
    private const string Mgf1 = "1.2.840.113549.1.1.8";
    private const string Sha384 = "2.16.840.1.101.3.4.2.2";

    // DER of the curve's object identifier 1.3.132.0.34.
    private static ReadOnlySpan<byte> P384 => [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22];

    public static bool HasP384Key(X509Certificate2 certificate) =>
        certificate.PublicKey.Oid.Value == EcKey && P384.SequenceEqual(certificate.PublicKey.EncodedParameters?.RawData);

    public static bool HasRsa4096Key(X509Certificate2 certificate)
    {
        if (certificate.PublicKey.Oid.Value != RsaKey) return false;
        using RSA? key = certificate.GetRSAPublicKey();
        return key?.KeySize == 4_096;
    }

    public static bool IsSignedByEcdsaSha384(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value == EcdsaSha384;

    /// <summary>Whether a certificate is signed by RSA-PSS with SHA-384, MGF1 over SHA-384 and 48 bytes of salt (RFC 4055).</summary>
    public static bool IsSignedByPssSha384(X509Certificate2 certificate)
    {
        try
        {
            AsnReader signed = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            signed.ReadEncodedValue();
            AsnReader algorithm = signed.ReadSequence();
            if (algorithm.ReadObjectIdentifier() != Pss) return false;
            AsnReader parameters = algorithm.ReadSequence();
            if (Tagged(parameters, 0).ReadSequence().ReadObjectIdentifier() != Sha384) return false;
            AsnReader mask = Tagged(parameters, 1).ReadSequence();
            if (mask.ReadObjectIdentifier() != Mgf1 || mask.ReadSequence().ReadObjectIdentifier() != Sha384) return false;
            return Tagged(parameters, 2).TryReadInt32(out int salt) && salt == 48;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>The content of an extension that occurs exactly once; empty otherwise.</summary>
    public static ReadOnlyMemory<byte> Extension(X509Certificate2 certificate, string oid)
    {
        ReadOnlyMemory<byte> found = default;
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension.Oid?.Value != oid) continue;
            if (!found.IsEmpty) return default;
            found = extension.RawData;
        }

        return found;
    }

    private static AsnReader Tagged(AsnReader parameters, int number) => parameters.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, number));
}
