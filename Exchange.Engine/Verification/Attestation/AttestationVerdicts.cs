using Exchange.Engine.Proofs;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>What a failed check says of a proof.</summary>
public static class AttestationVerdicts
{
    /// <summary>The verdict on a node whose processor failed a check.</summary>
    public static Verdict ToVerdict(this SnpCheck failed) => failed switch
    {
        SnpCheck.Size or SnpCheck.Version or SnpCheck.Gaps or SnpCheck.ReservedPolicyBits or SnpCheck.SignatureAlgorithm
            or SnpCheck.Certificates => Verdict.Malformed,
        SnpCheck.Root or SnpCheck.Chain or SnpCheck.ChainAlgorithms or SnpCheck.ChipKey or SnpCheck.Signature or SnpCheck.BootLoaderLevel
            or SnpCheck.TeeLevel or SnpCheck.SnpLevel or SnpCheck.MicrocodeLevel or SnpCheck.ChipId => Verdict.Forged,
        SnpCheck.Validity or SnpCheck.ReportData or SnpCheck.Freshness => Verdict.Expired,
        SnpCheck.SigningKey or SnpCheck.Debug or SnpCheck.Migration or SnpCheck.Vmpl or SnpCheck.MinimumBootLoader or SnpCheck.MinimumTee
            or SnpCheck.MinimumSnp or SnpCheck.MinimumMicrocode or SnpCheck.Measurement or SnpCheck.Revocation => Verdict.NotAllowed,
    };

    /// <summary>The verdict on a node one of whose units failed a check.</summary>
    public static Verdict ToVerdict(this GpuCheck failed) => failed switch
    {
        GpuCheck.Size or GpuCheck.Request or GpuCheck.Response or GpuCheck.Measurements or GpuCheck.Opaque
            or GpuCheck.Certificates => Verdict.Malformed,
        GpuCheck.Root or GpuCheck.Chain or GpuCheck.ChainAlgorithms or GpuCheck.Signature or GpuCheck.FirmwareId => Verdict.Forged,
        GpuCheck.Validity or GpuCheck.Nonce or GpuCheck.Freshness => Verdict.Expired,
        GpuCheck.Device or GpuCheck.Product or GpuCheck.DriverKnown or GpuCheck.VbiosKnown or GpuCheck.DriverMeasurements
            or GpuCheck.VbiosMeasurements or GpuCheck.Revocation => Verdict.NotAllowed,

        // The manifests are the venue's own: what it cannot judge says nothing of who reported.
        GpuCheck.DriverManifestSigned or GpuCheck.VbiosManifestSigned or GpuCheck.ManifestsDisjoint => Verdict.Void,
    };
}
