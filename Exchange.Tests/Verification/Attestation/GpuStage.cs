using Exchange.Engine.Values;
using Exchange.Engine.Verification.Attestation;
using Exchange.Engine.Verification.Attestation.Simulated;
using NodaTime;

namespace Exchange.Tests.Verification.Attestation;

/// <summary>An honest unit with its GPU, the venue's challenge, golden values and policy; a test changes one thing.</summary>
internal static class GpuStage
{
    public const string Product = "h100-sxm5-80";
    public const string DeviceId = "48B02D92494BADF4";

    private static readonly Lazy<SimulatedGpu> Issued = new(() => Authorities.Pinned.IssueGpu(Product, DeviceId, Authorities.Beginning));
    private static readonly Lazy<GpuPolicy> Asked = new(() => new GpuPolicy
    {
        DeviceRoots = new TrustedRoots(Authorities.Pinned.DeviceRoot),
        ManifestRoots = new TrustedRoots(Authorities.Pinned.ManifestRoot),
        Manifests = Manifests(Driver, Vbios),
        RevokedDevices = new HashSet<string>(),
    });

    public static Instant ChallengedAt { get; } = Instant.FromUtc(2026, 6, 1, 12, 0);

    public static Instant Now { get; } = ChallengedAt + Duration.FromMinutes(1);

    public static SimulatedGpu Gpu => Issued.Value;

    public static GpuPolicy Policy => Asked.Value;

    public static ReferenceManifest Driver => SimulatedFirmware.Driver(Product);

    public static ReferenceManifest Vbios => SimulatedFirmware.Vbios(Product);

    public static AttestationChallenge Challenge { get; } = new(Hash256.From(SnpStage.Bytes(32, 0x40)), ChallengedAt);

    public static GpuClaim Claim { get; } = new(DeviceId, new HashSet<string> { Product });

    public static GpuReportDraft Honest { get; } = new() { Nonce = Challenge.Nonce };

    public static IReadOnlyList<SignedManifest> Manifests(params ReferenceManifest[] manifests) => [.. manifests.Select(Authorities.Pinned.Sign)];

    public static GpuVerdict Verify(GpuEvidence evidence, GpuPolicy? policy = null) => GpuVerifier.Verify(evidence, Claim, Challenge, policy ?? Policy, Now);

    public static GpuVerdict Verify(GpuReportDraft draft) => Verify(Gpu.Attest(draft));

    /// <summary>The honest report, changed and signed anew by the GPU.</summary>
    public static GpuEvidence SignedAfter(Action<byte[]> change)
    {
        GpuEvidence evidence = ChangedAfterSigning(change);
        byte[] report = evidence.Report.ToArray();
        Gpu.Sign(report);
        return evidence with { Report = report };
    }

    /// <summary>The honest report, changed and not signed anew.</summary>
    public static GpuEvidence ChangedAfterSigning(Action<byte[]> change)
    {
        GpuEvidence honest = Gpu.Attest(Honest);
        byte[] report = honest.Report.ToArray();
        change(report);
        return honest with { Report = report };
    }
}
