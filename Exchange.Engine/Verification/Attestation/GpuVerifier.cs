using Exchange.Engine.Proofs;
using NodaTime;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>Decides whether a GPU's report proves what a unit claims. A pure function of its arguments.</summary>
public static class GpuVerifier
{
    /// <summary>Makes every check of <see cref="GpuCheck"/> in order and stops at the first that fails.</summary>
    /// <remarks>Never throws for anything that a node presents.</remarks>
    /// <param name="evidence">What the node presented for the unit.</param>
    /// <param name="claim">What is claimed of the unit.</param>
    /// <param name="challenge">The challenge; its nonce must be the request's.</param>
    /// <param name="policy">What the venue asks.</param>
    /// <param name="at">The time of verification.</param>
    public static GpuVerdict Verify(in GpuEvidence evidence, in GpuClaim claim, in AttestationChallenge challenge, GpuPolicy policy, Instant at)
    {
        if (GpuReport.Read(evidence.Report.Span, out GpuReport report) is { } malformed) return new GpuVerdict(malformed, null, "", null);
        using var chain = new CertificateChain();
        if (CheckOf(chain.Open(evidence.Certificates, policy.DeviceRoots, at)) is { } unproven) return new GpuVerdict(unproven, null, "", null);

        var verdict = new GpuVerdict(null, chain.Root.Grade, chain.Root.Name, null);
        if (!chain.IsP384()) return verdict with { Failed = GpuCheck.ChainAlgorithms };
        if (!P384Signature.Holds(chain.Leaf, report.Signed, report.Signature)) return verdict with { Failed = GpuCheck.Signature };
        verdict = verdict with { Device = GpuCertificate.Identity(chain.Leaf) };
        if (report.RequestNonce != challenge.Nonce) return verdict with { Failed = GpuCheck.Nonce };
        if (!IsFirmware(report, GpuCertificate.FirmwareId(chain.Leaf).Span)) return verdict with { Failed = GpuCheck.FirmwareId };
        if (verdict.Device is not { } device || device.DeviceId != claim.DeviceId) return verdict with { Failed = GpuCheck.Device };
        if (!claim.Products.Contains(device.Product)) return verdict with { Failed = GpuCheck.Product };

        GpuCheck? failed = GoldenValues.Compare(report, device.Product, policy, at, out EvidenceGrade lowest);
        if (failed is null && policy.RevokedDevices.Contains(device.DeviceId)) failed = GpuCheck.Revocation;
        if (failed is null && !challenge.IsFresh(at, policy.MaxAge)) failed = GpuCheck.Freshness;
        return failed is null && lowest < chain.Root.Grade ? verdict with { Grade = lowest } : verdict with { Failed = failed };
    }

    private static bool IsFirmware(in GpuReport report, ReadOnlySpan<byte> certified) =>
        !certified.IsEmpty && report.Field(GpuOpaqueField.FirmwareId).SequenceEqual(certified);

    private static GpuCheck? CheckOf(ChainFault fault) => fault switch
    {
        ChainFault.None => null,
        ChainFault.Unreadable => GpuCheck.Certificates,
        ChainFault.UntrustedRoot => GpuCheck.Root,
        ChainFault.OutsideValidity => GpuCheck.Validity,
        ChainFault.Broken => GpuCheck.Chain,
    };
}
