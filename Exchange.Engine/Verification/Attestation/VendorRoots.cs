using Exchange.Engine.Proofs;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>The vendors' published roots, by fingerprint; the evidence brings the certificates themselves.</summary>
/// <remarks>A venue that wants vendor evidence pins these; one that runs on the simulated authority pins that authority's roots beside or instead of them.</remarks>
public static class VendorRoots
{
    /// <summary>The root key of AMD's third EPYC generation.</summary>
    public static TrustedRoot AmdMilan => new("AMD ARK-Milan", "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd", EvidenceGrade.Vendor);

    /// <summary>The root key of AMD's fourth EPYC generation.</summary>
    public static TrustedRoot AmdGenoa => new("AMD ARK-Genoa", "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1", EvidenceGrade.Vendor);

    /// <summary>The root under which NVIDIA identifies its GPUs.</summary>
    public static TrustedRoot NvidiaDevices => new("NVIDIA Device Identity CA", "102bf659d5419614c9d8e6aecebc80454eb26b1df6a769ac720b9a690b167b48", EvidenceGrade.Vendor);
}
