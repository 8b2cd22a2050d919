using NodaTime;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>Decides whether a node's SEV-SNP report proves what the node claims. A pure function of its arguments.</summary>
public static class SnpVerifier
{
    private const int ChainLength = 3;

    /// <summary>Makes every check of <see cref="SnpCheck"/> in order and stops at the first that fails.</summary>
    /// <remarks>Never throws for anything that a node presents.</remarks>
    /// <param name="evidence">What the node presented.</param>
    /// <param name="binding">What its report data must bind.</param>
    /// <param name="policy">What the venue asks.</param>
    /// <param name="at">The time of verification.</param>
    public static SnpVerdict Verify(in SnpEvidence evidence, in NodeBinding binding, SnpPolicy policy, Instant at)
    {
        if (SnpReport.Read(evidence.Report.Span, out SnpReport report) is { } malformed) return Refused(malformed);
        if (evidence.Certificates is not { Count: ChainLength }) return Refused(SnpCheck.Certificates);
        using var chain = new CertificateChain();
        if (CheckOf(chain.Open(evidence.Certificates, policy.Roots, at)) is { } unproven) return Refused(unproven);

        SnpCheck? failed = SignedByChip(chain, report)
            ?? ChipCertificate.Compare(chain.Leaf, report)
            ?? Guest(report, policy)
            ?? Platform(report.ReportedTcb, policy.MinimumTcb);
        if (failed is null && !report.ReportData.SequenceEqual(binding.ToReportData())) failed = SnpCheck.ReportData;
        failed ??= Lists(report, policy);
        if (failed is null && !binding.Challenge.IsFresh(at, policy.MaxAge)) failed = SnpCheck.Freshness;
        return new SnpVerdict(failed, chain.Root.Grade, chain.Root.Name);
    }

    private static SnpCheck? SignedByChip(CertificateChain chain, in SnpReport report)
    {
        for (int i = 0; i < ChainLength; i++)
        {
            if (!CertificateForm.IsSignedByPssSha384(chain.Certificates[i])) return SnpCheck.ChainAlgorithms;
            if (i > 0 && !CertificateForm.HasRsa4096Key(chain.Certificates[i])) return SnpCheck.ChainAlgorithms;
        }

        if (!CertificateForm.HasP384Key(chain.Leaf)) return SnpCheck.ChipKey;
        Span<byte> signature = stackalloc byte[P384Signature.Bytes];
        bool holds = P384Signature.TryReverse(report.SignatureR, signature[..P384Signature.ScalarBytes])
            && P384Signature.TryReverse(report.SignatureS, signature[P384Signature.ScalarBytes..])
            && P384Signature.Holds(chain.Leaf, report.Signed, signature);
        return holds ? null : SnpCheck.Signature;
    }

    private static SnpCheck? Guest(in SnpReport report, SnpPolicy policy)
    {
        if (report.AllowsDebugging) return SnpCheck.Debug;
        if (report.AllowsMigration) return SnpCheck.Migration;
        return report.Vmpl > policy.MaxVmpl ? SnpCheck.Vmpl : null;
    }

    private static SnpCheck? Platform(TcbVersion reported, TcbVersion minimum)
    {
        if (reported.BootLoader < minimum.BootLoader) return SnpCheck.MinimumBootLoader;
        if (reported.Tee < minimum.Tee) return SnpCheck.MinimumTee;
        if (reported.Snp < minimum.Snp) return SnpCheck.MinimumSnp;
        return reported.Microcode < minimum.Microcode ? SnpCheck.MinimumMicrocode : null;
    }

    private static SnpCheck? Lists(in SnpReport report, SnpPolicy policy)
    {
        if (!policy.Measurements.Contains(Convert.ToHexStringLower(report.Measurement))) return SnpCheck.Measurement;
        return policy.RevokedChips.Contains(Convert.ToHexStringLower(report.ChipId)) ? SnpCheck.Revocation : null;
    }

    private static SnpVerdict Refused(SnpCheck check) => new(check, null, "");

    private static SnpCheck? CheckOf(ChainFault fault) => fault switch
    {
        ChainFault.None => null,
        ChainFault.Unreadable => SnpCheck.Certificates,
        ChainFault.UntrustedRoot => SnpCheck.Root,
        ChainFault.OutsideValidity => SnpCheck.Validity,
        ChainFault.Broken => SnpCheck.Chain,
    };
}
