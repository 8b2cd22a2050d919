using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Exchange.Engine.Verification.Attestation.Simulated;

/// <summary>A certificate with its private key.</summary>
internal sealed class Issuer : IDisposable
{
    private const string PrivateKeyLabel = "PRIVATE KEY";
    private const string CertificateLabel = "CERTIFICATE";
    private const int SerialBytes = 16;
    private readonly AsymmetricAlgorithm key;
    private readonly X509Certificate2 certificate;

    private Issuer(AsymmetricAlgorithm key, X509Certificate2 certificate) => (this.key, this.certificate) = (key, certificate);

    public ReadOnlyMemory<byte> Der => certificate.RawDataMemory;

    public byte[] SubjectPublicKey => certificate.PublicKey.ExportSubjectPublicKeyInfo();

    /// <summary>A root: its own issuer.</summary>
    public static Issuer Root(AsymmetricAlgorithm key, string name, Validity validity)
    {
        CertificateRequest request = Request(key, name);
        AddAuthority(request, X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return new Issuer(key, request.Create(request.SubjectName, Generator(key), validity.From, validity.Until, Serial()));
    }

    /// <summary>An authority under this one.</summary>
    public Issuer Authority(AsymmetricAlgorithm subject, string name, Validity validity)
    {
        CertificateRequest request = Request(subject, name);
        AddAuthority(request, X509KeyUsageFlags.KeyCertSign);
        return new Issuer(subject, Sign(request, validity));
    }

    /// <summary>One under this that signs documents and no certificates.</summary>
    public Issuer Signer(AsymmetricAlgorithm subject, string name, Validity validity) => new(subject, Sign(Request(subject, name), validity));

    /// <summary>A certificate of a key that signs no others.</summary>
    public byte[] Leaf(AsymmetricAlgorithm subject, string name, Validity validity, params IEnumerable<X509Extension> extensions)
    {
        CertificateRequest request = Request(subject, name);
        foreach (X509Extension extension in extensions) request.CertificateExtensions.Add(extension);
        using X509Certificate2 signed = Sign(request, validity);
        return signed.RawData;
    }

    /// <summary>Certificate and PKCS#8 key as PEM.</summary>
    public string ToPem() => $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";

    /// <summary>Reads what <see cref="ToPem"/> wrote and moves behind it.</summary>
    public static Issuer FromPem(ref ReadOnlySpan<char> pem)
    {
        X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Next(ref pem, CertificateLabel));
        AsymmetricAlgorithm key = certificate.PublicKey.Oid.Value == CertificateForm.RsaKey ? RSA.Create() : ECDsa.Create();
        key.ImportPkcs8PrivateKey(Next(ref pem, PrivateKeyLabel), out _);
        return new Issuer(key, certificate);
    }

    /// <summary>R ‖ S over a document; for P-384 keys.</summary>
    public byte[] Sign(ReadOnlySpan<byte> document) =>
        ((ECDsa)key).SignData(document, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public void Dispose()
    {
        key.Dispose();
        certificate.Dispose();
    }

    private X509Certificate2 Sign(CertificateRequest request, Validity validity)
    {
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, true, false));
        return request.Create(certificate.SubjectName, Generator(key), validity.From, validity.Until, Serial());
    }

    private static CertificateRequest Request(AsymmetricAlgorithm key, string name)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName("Simulated GPU Exchange Authority");
        subject.AddCommonName(name);
        return key is RSA rsa
            ? new CertificateRequest(subject.Build(), rsa, HashAlgorithmName.SHA384, RSASignaturePadding.Pss)
            : new CertificateRequest(subject.Build(), (ECDsa)key, HashAlgorithmName.SHA384);
    }

    private static X509SignatureGenerator Generator(AsymmetricAlgorithm key) =>
        key is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pss) : X509SignatureGenerator.CreateForECDsa((ECDsa)key);

    private static void AddAuthority(CertificateRequest request, X509KeyUsageFlags usage)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
    }

    private static byte[] Next(ref ReadOnlySpan<char> pem, string label)
    {
        PemFields fields = PemEncoding.Find(pem);
        if (!pem[fields.Label].SequenceEqual(label)) throw new CryptographicException($"Expected a {label} in the PEM of the authority.");
        byte[] content = Convert.FromBase64String(pem[fields.Base64Data].ToString());
        pem = pem[fields.Location.End..];
        return content;
    }

    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);

        // Positive, and never shortened by a leading zero.
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}

/// <summary>When a certificate holds.</summary>
internal readonly record struct Validity(DateTimeOffset From, DateTimeOffset Until);
