using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Exchange.Engine.Proofs;
using NodaTime;

namespace Exchange.Engine.Verification.Attestation.Simulated;

/// <summary>A stand-in for the vendors, which certifies simulated chips and GPUs.</summary>
/// <remarks>
/// With it nodes without confidential hardware can be driven through the real verifiers.
/// Whoever holds its keys can attest anything, which is why everything under its roots is graded <see cref="EvidenceGrade.Simulated"/>.
/// Certificates and reports have the vendors' public form, byte for byte; only the keys differ.
/// </remarks>
public sealed class SimulatedAuthority : IDisposable
{
    private const int RsaBits = 4_096;
    private const int AuthorityYears = 25;
    private const int DeviceYears = 7;
    private readonly Issuer ark;
    private readonly Issuer ask;
    private readonly Issuer devices;
    private readonly Issuer identity;
    private readonly Issuer manifests;
    private readonly Issuer author;

    private SimulatedAuthority(Issuer ark, Issuer ask, Issuer devices, Issuer identity, Issuer manifests, Issuer author) =>
        (this.ark, this.ask, this.devices, this.identity, this.manifests, this.author) = (ark, ask, devices, identity, manifests, author);

    /// <summary>The root to pin for SEV-SNP reports.</summary>
    public TrustedRoot ProcessorRoot => Pin("Simulated ARK", ark);

    /// <summary>The root to pin for GPUs' reports.</summary>
    public TrustedRoot DeviceRoot => Pin("Simulated Device Identity CA", devices);

    /// <summary>The root to pin for golden values.</summary>
    public TrustedRoot ManifestRoot => Pin("Simulated Reference Manifest CA", manifests);

    /// <summary>Generates an authority. Takes seconds: two RSA keys of 4,096 bits.</summary>
    /// <param name="from">When its certificates begin to hold; they hold for 25 years.</param>
    public static SimulatedAuthority Create(Instant from)
    {
        Validity validity = Years(from, AuthorityYears);
        Issuer ark = Issuer.Root(RSA.Create(RsaBits), "ARK-Simulated", validity);
        Issuer devices = Issuer.Root(NewKey(), "Simulated Device Identity CA", validity);
        Issuer manifests = Issuer.Root(NewKey(), "Simulated Reference Manifest CA", validity);
        return new SimulatedAuthority(
            ark,
            ark.Authority(RSA.Create(RsaBits), "SEV-Simulated", validity),
            devices,
            devices.Authority(NewKey(), "Simulated GPU Identity", validity),
            manifests,
            manifests.Signer(NewKey(), "Simulated Reference Manifest Author", validity));
    }

    /// <summary>Reads an authority that <see cref="ToPem"/> wrote.</summary>
    /// <exception cref="ArgumentException">The text has too few PEM blocks.</exception>
    /// <exception cref="CryptographicException">A block is of another kind or cannot be read.</exception>
    public static SimulatedAuthority FromPem(ReadOnlySpan<char> pem) => new(
        Issuer.FromPem(ref pem), Issuer.FromPem(ref pem), Issuer.FromPem(ref pem),
        Issuer.FromPem(ref pem), Issuer.FromPem(ref pem), Issuer.FromPem(ref pem));

    /// <summary>All certificates and PKCS#8 keys as PEM: secret, as it can attest anything.</summary>
    public string ToPem() => string.Concat(Issuers().Select(issuer => issuer.ToPem()));

    /// <summary>Makes a chip and certifies its key for these patch levels.</summary>
    /// <param name="chipId">The chip, 64 bytes.</param>
    /// <param name="tcb">Its patch levels.</param>
    /// <param name="from">When the certificate begins to hold; it holds for seven years.</param>
    public SimulatedChip IssueChip(ReadOnlySpan<byte> chipId, TcbVersion tcb, Instant from)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(chipId.Length, SnpLayout.ChipId.Length);
        ECDsa key = NewKey();
        byte[] vcek = ask.Leaf(key, "SEV-VCEK", Years(from, DeviceYears), SimulatedExtensions.OfChip(tcb, chipId));
        return new SimulatedChip(key, chipId.ToArray(), tcb, [vcek, ask.Der, ark.Der]);
    }

    /// <summary>Makes a GPU: a device key under the identity authority, and under it the key of its firmware, which signs reports.</summary>
    /// <param name="product">The SKU, without colons.</param>
    /// <param name="deviceId">The serial number, without colons.</param>
    /// <param name="from">When the certificates begin to hold; they hold for seven years.</param>
    /// <exception cref="ArgumentException">A name has a colon, which separates names in the certificate.</exception>
    public SimulatedGpu IssueGpu(string product, string deviceId, Instant from)
    {
        if (product.Contains(':') || deviceId.Contains(':')) throw new ArgumentException("Neither product nor device id may have a colon.");
        var named = new GpuIdentity("SIMULATED", product, deviceId);
        using Issuer device = identity.Authority(NewKey(), $"{product} {deviceId}", Years(from, DeviceYears));
        ECDsa key = NewKey();
        byte[] firmwareId = SimulatedFirmware.FirmwareId;
        X509Extension[] extensions = SimulatedExtensions.OfGpu(named, device.SubjectPublicKey, firmwareId);
        byte[] leaf = device.Leaf(key, $"{product} {deviceId} firmware", Years(from, DeviceYears), extensions);
        return new SimulatedGpu(key, named, firmwareId, [leaf, device.Der.ToArray(), identity.Der, devices.Der]);
    }

    /// <summary>Signs golden values, whatever they say.</summary>
    public SignedManifest Sign(ReferenceManifest manifest)
    {
        byte[] document = manifest.ToDer();
        return new SignedManifest(document, author.Sign(document), [author.Der, manifests.Der]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Issuer issuer in Issuers()) issuer.Dispose();
    }

    private Issuer[] Issuers() => [ark, ask, devices, identity, manifests, author];

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP384);

    private static TrustedRoot Pin(string name, Issuer root) => TrustedRoot.Pin(name, root.Der.Span, EvidenceGrade.Simulated);

    private static Validity Years(Instant from, int years)
    {
        DateTimeOffset start = from.ToDateTimeOffset();
        return new Validity(start, start.AddYears(years));
    }
}
