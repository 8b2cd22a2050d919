using System.Text.Json;
using Exchange.Api.Wire;
using Exchange.Engine.Proofs;
using Exchange.Engine.Verification.Attestation;

namespace Exchange.Api.Proofs;

/// <summary>A root certificate that the venue accepts.</summary>
/// <param name="Name">What users are shown.</param>
/// <param name="Sha256">SHA-256 of its DER, in hexadecimal.</param>
/// <param name="Grade"><c>simulated</c> or <c>vendor</c>: on whose authority evidence under it rests.</param>
public sealed record RootTerms(string Name, string Sha256, string Grade);

/// <summary>Golden values under their author's signature, everything in base64.</summary>
/// <param name="Document">The manifest's DER.</param>
/// <param name="Signature">R and S.</param>
/// <param name="Certificates">DER of the author's certificate, its issuers and the root.</param>
public sealed record ManifestTerms(byte[] Document, byte[] Signature, byte[][] Certificates);

/// <summary>What the venue asks of confidential nodes: <c>attestation.json</c> in the data folder. Without it only the vendors' roots are accepted, and no measurement.</summary>
public sealed record AttestationTerms
{
    /// <summary>The file in the data folder.</summary>
    public const string FileName = "attestation.json";

    /// <summary>Accepted roots of processors.</summary>
    public RootTerms[] ProcessorRoots { get; init; } = [Of(VendorRoots.AmdMilan), Of(VendorRoots.AmdGenoa)];
    /// <summary>Accepted roots of GPUs.</summary>
    public RootTerms[] DeviceRoots { get; init; } = [Of(VendorRoots.NvidiaDevices)];
    /// <summary>Accepted roots of those who sign golden values.</summary>
    public RootTerms[] ManifestRoots { get; init; } = [];
    /// <summary>Accepted launch measurements, 96 hexadecimal digits each.</summary>
    public string[] Measurements { get; init; } = [];
    /// <summary>Chips that are no longer believed, 128 hexadecimal digits each.</summary>
    public string[] RevokedChips { get; init; } = [];
    /// <summary>GPUs that are no longer believed, by device id.</summary>
    public string[] RevokedDevices { get; init; } = [];
    /// <summary>The least patch levels, as the 64 bits of TCB_VERSION.</summary>
    public ulong MinimumTcbBits { get; init; }
    /// <summary>The golden values of each driver and VBIOS that is accepted.</summary>
    public ManifestTerms[] Manifests { get; init; } = [];

    /// <summary>The terms in a data folder.</summary>
    /// <exception cref="JsonException">The file cannot be understood.</exception>
    public static AttestationTerms Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        return File.Exists(path)
            ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ApiJson.Default.AttestationTerms) ?? new AttestationTerms()
            : new AttestationTerms();
    }

    /// <summary>The terms as verifiers take them.</summary>
    public AttestationPolicy Policy() => new(
        new SnpPolicy
        {
            Roots = Roots(ProcessorRoots),
            Measurements = Measurements.ToHashSet(StringComparer.Ordinal),
            RevokedChips = RevokedChips.ToHashSet(StringComparer.Ordinal),
            MinimumTcb = TcbVersion.FromBits(MinimumTcbBits),
        },
        new GpuPolicy
        {
            DeviceRoots = Roots(DeviceRoots),
            ManifestRoots = Roots(ManifestRoots),
            Manifests = [.. Manifests.Select(signed => new SignedManifest(
                signed.Document, signed.Signature, [.. signed.Certificates.Select(der => (ReadOnlyMemory<byte>)der)]))],
            RevokedDevices = RevokedDevices.ToHashSet(StringComparer.Ordinal),
        });

    private static TrustedRoots Roots(RootTerms[] roots) => new(roots.Select(root => new TrustedRoot(
        root.Name, root.Sha256, root.Grade == "vendor" ? EvidenceGrade.Vendor : EvidenceGrade.Simulated)));

    private static RootTerms Of(TrustedRoot root) => new(root.Name, root.Sha256, SnakeCase.Of(root.Grade));
}
