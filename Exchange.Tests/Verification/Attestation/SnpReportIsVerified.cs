using Exchange.Engine.Proofs;
using Exchange.Engine.Values;
using Exchange.Engine.Verification.Attestation;
using Exchange.Engine.Verification.Attestation.Simulated;
using NodaTime;
using Xunit;
using static Exchange.Tests.Verification.Attestation.SnpStage;

namespace Exchange.Tests.Verification.Attestation;

public sealed class SnpReportIsVerified
{
    private const ulong DebugBit = 1UL << 19;
    private const ulong MigrationBit = 1UL << 18;
    private const ulong ReservedOneBit = 1UL << 17;

    [Fact]
    public void An_honest_report_is_accepted_and_shows_its_grade_and_root()
    {
        Assert.Equal(new SnpVerdict(null, EvidenceGrade.Simulated, "Simulated ARK"), Verify(Honest));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Every_known_version_is_read(uint version) => Assert.True(Verify(Honest with { Version = version }).IsAccepted);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    public void Another_version_is_refused(uint version) => AssertRefused(SnpCheck.Version, Honest with { Version = version });

    [Fact]
    public void The_grade_is_what_the_pin_says_and_nothing_that_the_evidence_says()
    {
        TrustedRoot vendor = Authorities.Pinned.ProcessorRoot with { Grade = EvidenceGrade.Vendor, Name = "A vendor" };
        SnpVerdict verdict = Verify(Chip.Attest(Honest), Policy with { Roots = new TrustedRoots(vendor) });
        Assert.Equal(new SnpVerdict(null, EvidenceGrade.Vendor, "A vendor"), verdict);
    }

    [Fact]
    public void A_debuggable_guest_is_refused() => AssertRefused(SnpCheck.Debug, Honest with { Policy = SnpReportDraft.HonestPolicy | DebugBit });

    [Fact]
    public void A_guest_that_an_agent_may_move_is_refused() =>
        AssertRefused(SnpCheck.Migration, Honest with { Policy = SnpReportDraft.HonestPolicy | MigrationBit });

    [Theory]
    [InlineData(SnpReportDraft.HonestPolicy & ~ReservedOneBit)]
    [InlineData(SnpReportDraft.HonestPolicy | (1UL << 26))]
    [InlineData(SnpReportDraft.HonestPolicy | (1UL << 63))]
    public void Reserved_policy_bits_must_be_as_specified(ulong policy) =>
        AssertRefused(SnpCheck.ReservedPolicyBits, Honest with { Policy = policy });

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Another_signature_algorithm_is_refused(uint algorithm) =>
        AssertRefused(SnpCheck.SignatureAlgorithm, Honest with { SignatureAlgorithm = algorithm });

    [Theory]
    [InlineData(1 << 2)]
    [InlineData(7 << 2)]
    [InlineData(1 << 5)]
    public void Another_signing_key_than_the_chips_is_refused(uint signerInfo) =>
        AssertRefused(SnpCheck.SigningKey, Honest with { SignerInfo = signerInfo });

    [Fact]
    public void A_less_privileged_level_is_refused_unless_the_policy_allows_it()
    {
        AssertRefused(SnpCheck.Vmpl, Honest with { Vmpl = 1 });
        Assert.True(Verify(Chip.Attest(Honest with { Vmpl = 1 }), Policy with { MaxVmpl = 1 }).IsAccepted);
    }

    [Fact]
    public void A_nonce_of_another_challenge_is_refused()
    {
        SnpEvidence answered = Chip.Attest(Honest);
        NodeBinding asked = Binding with { Challenge = Binding.Challenge with { Nonce = Hash256.From(Bytes(32, 0x41)) } };
        Assert.Equal(SnpCheck.ReportData, SnpVerifier.Verify(answered, asked, Policy, Now).Failed);
    }

    [Fact]
    public void Another_nodes_key_is_refused() =>
        Assert.Equal(SnpCheck.ReportData, SnpVerifier.Verify(Chip.Attest(Honest), Binding with { NodeKey = Bytes64.From(Bytes(64, 0x4F)) }, Policy, Now).Failed);

    [Fact]
    public void Other_GPU_evidence_is_refused() =>
        Assert.Equal(SnpCheck.ReportData, SnpVerifier.Verify(Chip.Attest(Honest), Binding with { Gpus = Hash256.From(Bytes(32, 0x6C)) }, Policy, Now).Failed);

    [Fact]
    public void A_measurement_that_is_not_allowed_is_refused() =>
        AssertRefused(SnpCheck.Measurement, Honest with { Measurement = Bytes(48, 0x3F) });

    [Fact]
    public void A_revoked_chip_is_refused()
    {
        SnpPolicy policy = Policy with { RevokedChips = new HashSet<string> { Convert.ToHexStringLower(ChipId) } };
        Assert.Equal(SnpCheck.Revocation, Verify(Chip.Attest(Honest), policy).Failed);
    }

    [Fact]
    public void An_answer_ages_with_its_challenge()
    {
        SnpEvidence evidence = Chip.Attest(Honest);
        Duration day = Duration.FromHours(24);
        Assert.True(SnpVerifier.Verify(evidence, Binding, Policy, ChallengedAt).IsAccepted);
        Assert.True(SnpVerifier.Verify(evidence, Binding, Policy, ChallengedAt + day).IsAccepted);
        Assert.Equal(SnpCheck.Freshness, SnpVerifier.Verify(evidence, Binding, Policy, ChallengedAt + day + Duration.Epsilon).Failed);
        Assert.Equal(SnpCheck.Freshness, SnpVerifier.Verify(evidence, Binding, Policy, ChallengedAt - Duration.Epsilon).Failed);
    }

    [Fact]
    public void A_refusal_that_follows_a_proven_chain_still_shows_whose_it_was()
    {
        Assert.Equal(new SnpVerdict(SnpCheck.Vmpl, EvidenceGrade.Simulated, "Simulated ARK"), Verify(Honest with { Vmpl = 3 }));
    }

    private static void AssertRefused(SnpCheck expected, SnpReportDraft draft) => Assert.Equal(expected, Verify(draft).Failed);
}
