using Exchange.Engine.Proofs;
using NodaTime;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>Compares what a GPU measured with what its driver's and VBIOS's authors signed.</summary>
internal static class GoldenValues
{
    // The first video decoder's firmware: with the decoder off nothing is loaded, so nothing can be compared.
    private const int VideoDecoderIndex = 36;

    /// <summary>The first check that fails, or null; and the lowest grade of the roots behind the golden values.</summary>
    public static GpuCheck? Compare(in GpuReport report, string product, GpuPolicy policy, Instant at, out EvidenceGrade lowest)
    {
        lowest = default;
        ReferenceManifest? driver = Find(policy, GpuComponent.Driver, product, report.DriverVersion, out SignedManifest signed);
        if (driver is null) return GpuCheck.DriverKnown;
        if (GradeOf(signed, policy, at) is not { } driverGrade) return GpuCheck.DriverManifestSigned;
        ReferenceManifest? vbios = Find(policy, GpuComponent.Vbios, product, report.VbiosVersion, out signed);
        if (vbios is null) return GpuCheck.VbiosKnown;
        if (GradeOf(signed, policy, at) is not { } vbiosGrade) return GpuCheck.VbiosManifestSigned;
        lowest = driverGrade < vbiosGrade ? driverGrade : vbiosGrade;
        if (Overlap(driver, vbios)) return GpuCheck.ManifestsDisjoint;
        if (!Hold(driver, report)) return GpuCheck.DriverMeasurements;
        return Hold(vbios, report) ? null : GpuCheck.VbiosMeasurements;
    }

    private static ReferenceManifest? Find(GpuPolicy policy, GpuComponent component, string product, string release, out SignedManifest signed)
    {
        foreach (SignedManifest candidate in policy.Manifests)
        {
            if (ReferenceManifest.Read(candidate.Document) is not { } manifest) continue;
            if (manifest.Component != component || manifest.Product != product || manifest.Release != release) continue;
            signed = candidate;
            return manifest;
        }

        signed = default;
        return null;
    }

    private static EvidenceGrade? GradeOf(in SignedManifest manifest, GpuPolicy policy, Instant at)
    {
        using var chain = new CertificateChain();
        if (chain.Open(manifest.Certificates, policy.ManifestRoots, at) != ChainFault.None || !chain.IsP384()) return null;
        return P384Signature.Holds(chain.Leaf, manifest.Document.Span, manifest.Signature.Span) ? chain.Root.Grade : null;
    }

    private static bool Overlap(ReferenceManifest driver, ReferenceManifest vbios)
    {
        foreach (GoldenMeasurement golden in driver.Measurements)
        {
            foreach (GoldenMeasurement other in vbios.Measurements)
            {
                if (golden.Index == other.Index) return true;
            }
        }

        return false;
    }

    private static bool Hold(ReferenceManifest manifest, in GpuReport report)
    {
        foreach (GoldenMeasurement golden in manifest.Measurements)
        {
            if (golden.Index == VideoDecoderIndex && report.VideoDecoderIsOff) continue;
            if (!golden.Admits(report.Measurement(golden.Index))) return false;
        }

        return true;
    }
}
