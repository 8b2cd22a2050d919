using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>What AMD's key service writes into a VCEK: the chip and the patch levels that the key was derived from.</summary>
/// <remarks>Source: AMD, Versioned Chip Endorsement Key Certificate and KDS Interface Specification, publication 57230.</remarks>
internal static class ChipCertificate
{
    public const string BootLoader = "1.3.6.1.4.1.3704.1.3.1";
    public const string Tee = "1.3.6.1.4.1.3704.1.3.2";
    public const string Snp = "1.3.6.1.4.1.3704.1.3.3";
    public const string Microcode = "1.3.6.1.4.1.3704.1.3.8";
    public const string HardwareId = "1.3.6.1.4.1.3704.1.4";

    /// <summary>The first extension that does not say what the report says, or null.</summary>
    public static SnpCheck? Compare(X509Certificate2 vcek, in SnpReport report)
    {
        TcbVersion reported = report.ReportedTcb;
        if (Level(vcek, BootLoader) != reported.BootLoader) return SnpCheck.BootLoaderLevel;
        if (Level(vcek, Tee) != reported.Tee) return SnpCheck.TeeLevel;
        if (Level(vcek, Snp) != reported.Snp) return SnpCheck.SnpLevel;
        if (Level(vcek, Microcode) != reported.Microcode) return SnpCheck.MicrocodeLevel;
        return CertificateForm.Extension(vcek, HardwareId).Span.SequenceEqual(report.ChipId) ? null : SnpCheck.ChipId;
    }

    private static int? Level(X509Certificate2 vcek, string oid)
    {
        try
        {
            var reader = new AsnReader(CertificateForm.Extension(vcek, oid), AsnEncodingRules.DER);
            if (!reader.TryReadInt32(out int level)) return null;
            reader.ThrowIfNotEmpty();
            return level;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
