using Exchange.Engine.Values;
using Exchange.Engine.Verification.Attestation;
using Exchange.Engine.Verification.Attestation.Simulated;
using NodaTime;

namespace Exchange.Tests.Verification.Attestation;

/// <summary>An honest confidential node with its chip, the venue's challenge and policy; a test changes one thing.</summary>
internal static class SnpStage
{
    public static readonly TcbVersion Tcb = new(BootLoader: 4, Tee: 1, Snp: 22, Microcode: 213);

    private static readonly Lazy<SimulatedChip> Issued = new(() => Authorities.Pinned.IssueChip(ChipId, Tcb, Authorities.Beginning));

    public static Instant ChallengedAt { get; } = Instant.FromUtc(2026, 6, 1, 12, 0);

    public static Instant Now { get; } = ChallengedAt + Duration.FromMinutes(1);

    public static byte[] ChipId { get; } = Bytes(64, 0xC1);

    public static byte[] Measurement { get; } = Bytes(48, 0x3E);

    public static SimulatedChip Chip => Issued.Value;

    public static NodeBinding Binding { get; } =
        new(new AttestationChallenge(Hash256.From(Bytes(32, 0x40)), ChallengedAt), Bytes64.From(Bytes(64, 0x4E)), Hash256.From(Bytes(32, 0x6B)));

    public static SnpReportDraft Honest { get; } = new() { ReportData = Binding.ToReportData(), Measurement = Measurement };

    public static SnpPolicy Policy => new()
    {
        Roots = new TrustedRoots(Authorities.Pinned.ProcessorRoot),
        Measurements = new HashSet<string> { Convert.ToHexStringLower(Measurement) },
        RevokedChips = new HashSet<string>(),
        MinimumTcb = Tcb,
    };

    public static SnpVerdict Verify(SnpEvidence evidence, SnpPolicy? policy = null) =>
        SnpVerifier.Verify(evidence, Binding, policy ?? Policy, Now);

    public static SnpVerdict Verify(SnpReportDraft draft) => Verify(Chip.Attest(draft));

    /// <summary>The honest report, changed and signed anew by the chip.</summary>
    public static SnpEvidence SignedAfter(Action<byte[]> change)
    {
        SnpEvidence honest = Chip.Attest(Honest);
        byte[] report = honest.Report.ToArray();
        change(report);
        Chip.Sign(report);
        return honest with { Report = report };
    }

    /// <summary>The honest report, changed and not signed anew.</summary>
    public static SnpEvidence ChangedAfterSigning(Action<byte[]> change)
    {
        SnpEvidence honest = Chip.Attest(Honest);
        byte[] report = honest.Report.ToArray();
        change(report);
        return honest with { Report = report };
    }

    /// <summary>Bytes that differ from one another, so that a swapped or shifted field shows.</summary>
    public static byte[] Bytes(int count, byte first) => [.. Enumerable.Range(0, count).Select(i => (byte)((first + (i * 7)) & 0xFF))];
}
