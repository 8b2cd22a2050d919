using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Exchange.Engine.Proofs;
using Exchange.Engine.Verification.Attestation;
using Xunit;
using static Exchange.Tests.Verification.Attestation.SnpStage;

namespace Exchange.Tests.Verification.Attestation;

/// <summary>Certificates that the authority's keys did sign, but of another kind than AMD's.</summary>
public sealed class SnpCertificatesAreOfTheirKind
{
    private static readonly HashAlgorithmName Right = HashAlgorithmName.SHA384;
    private static readonly DateTimeOffset From = Authorities.Beginning.ToDateTimeOffset();
    private static readonly DateTimeOffset Until = From.AddYears(5);

    [Fact]
    public void A_chip_certified_by_the_older_padding_is_refused() =>
        Assert.Equal(SnpCheck.ChainAlgorithms, Verify(Leaf(Ask(), ECCurve.NamedCurves.nistP384, Right, RSASignaturePadding.Pkcs1)));

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA512")]
    public void A_chip_certified_over_another_hash_is_refused(string hash) =>
        Assert.Equal(SnpCheck.ChainAlgorithms, Verify(Leaf(Ask(), ECCurve.NamedCurves.nistP384, new HashAlgorithmName(hash), RSASignaturePadding.Pss)));

    [Fact]
    public void A_chip_with_a_key_on_another_curve_is_refused() =>
        Assert.Equal(SnpCheck.ChipKey, Verify(Leaf(Ask(), ECCurve.NamedCurves.nistP256, Right, RSASignaturePadding.Pss)));

    [Fact]
    public void A_certificate_that_may_not_certify_certifies_nothing()
    {
        using var key = RSA.Create(2_048);
        using X509Certificate2 pretender = Certify(Ark(), Request(key, "SEV-Simulated"), Right, RSASignaturePadding.Pss);
        byte[] leaf = Leaf((pretender, key), ECCurve.NamedCurves.nistP384, Right, RSASignaturePadding.Pss);
        Assert.Equal(SnpCheck.Chain, Verify([leaf, pretender.RawData, Pinned[2]], Policy));
    }

    [Fact]
    public void An_authority_with_shorter_keys_is_refused_even_where_it_is_pinned()
    {
        using var key = RSA.Create(2_048);
        using X509Certificate2 root = Request(key, "Short", isAuthority: true).Create(
            new X500DistinguishedName("CN=Short"), X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pss), From, Until, [1]);
        using X509Certificate2 middle = Certify((root, key), Request(key, "Middle", isAuthority: true), Right, RSASignaturePadding.Pss);
        byte[] leaf = Leaf((middle, key), ECCurve.NamedCurves.nistP384, Right, RSASignaturePadding.Pss);
        SnpPolicy policy = Policy with { Roots = new TrustedRoots(TrustedRoot.Pin("Short", root.RawData, EvidenceGrade.Vendor)) };
        Assert.Equal(SnpCheck.ChainAlgorithms, Verify([leaf, middle.RawData, root.RawData], policy));
    }

    [Fact]
    public void A_certificate_that_names_neither_chip_nor_levels_is_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using X509Certificate2 bare = Certify(Ask(), new CertificateRequest("CN=SEV-VCEK", key, Right), Right, RSASignaturePadding.Pss);
        byte[] report = Chip.Attest(Honest).Report.ToArray();
        byte[] signature = key.SignData(report.AsSpan(0, SnpLayout.SignedBytes), Right);
        signature.AsSpan(0, 48).Reverse();
        signature.AsSpan(48).Reverse();
        signature.AsSpan(0, 48).CopyTo(report.AsSpan(SnpLayout.SignatureR.Offset));
        signature.AsSpan(48).CopyTo(report.AsSpan(SnpLayout.SignatureS.Offset));
        Assert.Equal(SnpCheck.BootLoaderLevel, SnpStage.Verify(new SnpEvidence(report, [bare.RawData, Pinned[1], Pinned[2]])).Failed);
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Pinned => Chip.Attest(Honest).Certificates;

    private static SnpCheck? Verify(byte[] leaf) => Verify([leaf, Pinned[1], Pinned[2]], Policy);

    private static SnpCheck? Verify(IReadOnlyList<ReadOnlyMemory<byte>> certificates, SnpPolicy policy) =>
        SnpStage.Verify(Chip.Attest(Honest) with { Certificates = certificates }, policy).Failed;

    private static byte[] Leaf((X509Certificate2 Certificate, RSA Key) issuer, ECCurve curve, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        using ECDsa key = ECDsa.Create(curve);
        using X509Certificate2 leaf = Certify(issuer, new CertificateRequest("CN=SEV-VCEK", key, hash), hash, padding);
        return leaf.RawData;
    }

    private static X509Certificate2 Certify(
        (X509Certificate2 Certificate, RSA Key) issuer, CertificateRequest request, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        var signed = new CertificateRequest(request.SubjectName, request.PublicKey, hash);
        foreach (X509Extension extension in request.CertificateExtensions) signed.CertificateExtensions.Add(extension);
        return signed.Create(issuer.Certificate.SubjectName, X509SignatureGenerator.CreateForRSA(issuer.Key, padding), From, Until, [1, 2, 3]);
    }

    private static CertificateRequest Request(RSA key, string name, bool isAuthority = false)
    {
        var request = new CertificateRequest($"CN={name}", key, Right, RSASignaturePadding.Pss);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        return request;
    }

    private static (X509Certificate2 Certificate, RSA Key) Ark() => Authority(2, 0);

    private static (X509Certificate2 Certificate, RSA Key) Ask() => Authority(1, 1);

    // The keys as the authority exports them: ARK first, then ASK.
    private static (X509Certificate2 Certificate, RSA Key) Authority(int certificate, int block)
    {
        string[] blocks = Authorities.Pinned.ToPem().Split("-----BEGIN CERTIFICATE-----", StringSplitOptions.RemoveEmptyEntries);
        var key = RSA.Create();
        key.ImportFromPem(blocks[block].AsSpan(blocks[block].IndexOf("-----BEGIN PRIVATE KEY-----", StringComparison.Ordinal)));
        return (X509CertificateLoader.LoadCertificate(Pinned[certificate].Span), key);
    }
}
