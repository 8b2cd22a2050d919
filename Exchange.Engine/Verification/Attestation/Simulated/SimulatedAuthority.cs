using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Exchange.Engine.Proofs;
using NodaTime;

namespace Exchange.Engine.Verification.Attestation.Simulated;

/// <summary>A stand-in for the vendors: certifies simulated chips, so that nodes without confidential hardware can be driven through the real verifiers.</summary>
/// <remarks>
/// Whoever holds its keys can attest anything, which is why everything under its roots is graded <see cref="EvidenceGrade.Simulated"/>.
/// Certificates and reports have the vendors' public form, byte for byte; only the keys differ.
/// </remarks>
public sealed class SimulatedAuthority : IDisposable
{
    private const int RsaBits = 4_096;
    private const int AuthorityYears = 25;
    private const int ChipYears = 7;
    private readonly Issuer ark;
    private readonly Issuer ask;

    private SimulatedAuthority(Issuer ark, Issuer ask) => (this.ark, this.ask) = (ark, ask);

    /// <summary>The root to pin for SEV-SNP reports.</summary>
    public TrustedRoot ProcessorRoot => TrustedRoot.Pin("Simulated ARK", ark.Der.Span, EvidenceGrade.Simulated);

    /// <summary>Generates an authority. Takes seconds: two RSA keys of 4,096 bits.</summary>
    /// <param name="from">When its certificates begin to hold; they hold for 25 years.</param>
    public static SimulatedAuthority Create(Instant from)
    {
        Validity validity = Years(from, AuthorityYears);
        Issuer ark = Issuer.Root(RSA.Create(RsaBits), "ARK-Simulated", validity);
        return new SimulatedAuthority(ark, ark.Authority(RSA.Create(RsaBits), "SEV-Simulated", validity));
    }

    /// <summary>Reads an authority that <see cref="ToPem"/> wrote.</summary>
    /// <exception cref="ArgumentException">The text has too few PEM blocks.</exception>
    /// <exception cref="CryptographicException">A block is of another kind or cannot be read.</exception>
    public static SimulatedAuthority FromPem(ReadOnlySpan<char> pem) => new(Issuer.FromPem(ref pem), Issuer.FromPem(ref pem));

    /// <summary>All certificates and PKCS#8 keys as PEM: secret, as it can attest anything.</summary>
    public string ToPem() => ark.ToPem() + ask.ToPem();

    /// <summary>Makes a chip and certifies its key for these patch levels.</summary>
    /// <param name="chipId">The chip, 64 bytes.</param>
    /// <param name="tcb">Its patch levels.</param>
    /// <param name="from">When the certificate begins to hold; it holds for seven years.</param>
    public SimulatedChip IssueChip(ReadOnlySpan<byte> chipId, TcbVersion tcb, Instant from)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(chipId.Length, SnpLayout.ChipId.Length);
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] vcek = ask.Leaf(
            key,
            "SEV-VCEK",
            Years(from, ChipYears),
            Level(ChipCertificate.BootLoader, tcb.BootLoader),
            Level(ChipCertificate.Tee, tcb.Tee),
            Level(ChipCertificate.Snp, tcb.Snp),
            Level(ChipCertificate.Microcode, tcb.Microcode),
            new X509Extension(ChipCertificate.HardwareId, chipId, false));
        return new SimulatedChip(key, chipId.ToArray(), tcb, [vcek, ask.Der, ark.Der]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ark.Dispose();
        ask.Dispose();
    }

    private static X509Extension Level(string oid, byte level)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteInteger(level);
        return new X509Extension(oid, writer.Encode(), false);
    }

    private static Validity Years(Instant from, int years)
    {
        DateTimeOffset start = from.ToDateTimeOffset();
        return new Validity(start, start.AddYears(years));
    }
}
