using System.Security.Cryptography;
using Exchange.Engine.Verification.Attestation;
using Exchange.Engine.Verification.Attestation.Simulated;
using NodaTime;
using Xunit;
using static Exchange.Tests.Verification.Attestation.SnpStage;

namespace Exchange.Tests.Verification.Attestation;

public sealed class SnpChipIsCertified
{
    [Fact]
    public void A_chain_to_a_root_that_is_not_pinned_is_refused_without_a_grade()
    {
        using SimulatedChip foreign = Authorities.Foreign.IssueChip(ChipId, Tcb, Authorities.Beginning);
        Assert.Equal(new SnpVerdict(SnpCheck.Root, null, ""), Verify(foreign.Attest(Honest)));
    }

    [Fact]
    public void A_foreign_signing_key_under_the_pinned_root_is_refused()
    {
        using SimulatedChip foreign = Authorities.Foreign.IssueChip(ChipId, Tcb, Authorities.Beginning);
        SnpEvidence evidence = foreign.Attest(Honest);
        Assert.Equal(SnpCheck.Chain, Verify(evidence with { Certificates = [.. evidence.Certificates.Take(2), Root] }).Failed);
    }

    [Fact]
    public void A_chip_key_that_the_signing_key_did_not_certify_is_refused()
    {
        using SimulatedChip foreign = Authorities.Foreign.IssueChip(ChipId, Tcb, Authorities.Beginning);
        SnpEvidence evidence = foreign.Attest(Honest);
        IReadOnlyList<ReadOnlyMemory<byte>> pinned = Chip.Attest(Honest).Certificates;
        Assert.Equal(SnpCheck.Chain, Verify(evidence with { Certificates = [evidence.Certificates[0], pinned[1], pinned[2]] }).Failed);
    }

    [Fact]
    public void Certificates_out_of_order_are_refused()
    {
        SnpEvidence evidence = Chip.Attest(Honest);
        IReadOnlyList<ReadOnlyMemory<byte>> right = evidence.Certificates;
        Assert.Equal(SnpCheck.Chain, Verify(evidence with { Certificates = [right[1], right[0], right[2]] }).Failed);
        Assert.Equal(SnpCheck.Root, Verify(evidence with { Certificates = [right[2], right[1], right[0]] }).Failed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Any_other_number_of_certificates_is_refused(int count)
    {
        SnpEvidence evidence = Chip.Attest(Honest);
        ReadOnlyMemory<byte>[] certificates = [.. Enumerable.Repeat(evidence.Certificates, 2).SelectMany(chain => chain).Take(count)];
        Assert.Equal(SnpCheck.Certificates, Verify(evidence with { Certificates = certificates }).Failed);
    }

    [Fact]
    public void Another_chips_certificate_does_not_carry_the_report()
    {
        using SimulatedChip other = Authorities.Pinned.IssueChip(Bytes(64, 0xC2), Tcb, Authorities.Beginning);
        SnpEvidence evidence = Chip.Attest(Honest);
        Assert.Equal(SnpCheck.Signature, Verify(evidence with { Certificates = other.Attest(Honest).Certificates }).Failed);
    }

    [Fact]
    public void A_chip_that_names_another_is_refused() =>
        Assert.Equal(SnpCheck.ChipId, Verify(Honest with { ChipId = Bytes(64, 0xC2) }).Failed);

    [Fact]
    public void A_masked_chip_is_refused() => Assert.Equal(SnpCheck.ChipId, Verify(Honest with { ChipId = new byte[64] }).Failed);

    [Fact]
    public void Certificates_hold_from_their_first_second_to_their_last()
    {
        Instant until = Instant.FromUtc(2033, 1, 1, 0, 0);
        Assert.Null(VerifyAt(Authorities.Beginning));
        Assert.Equal(SnpCheck.Validity, VerifyAt(Authorities.Beginning - Duration.FromSeconds(1)));
        Assert.Null(VerifyAt(until - Duration.FromSeconds(1)));
        Assert.Equal(SnpCheck.Validity, VerifyAt(until + Duration.FromSeconds(1)));
    }

    [Theory]
    [InlineData(1, 0, 0, 0, SnpCheck.BootLoaderLevel)]
    [InlineData(0, 1, 0, 0, SnpCheck.TeeLevel)]
    [InlineData(0, 0, 1, 0, SnpCheck.SnpLevel)]
    [InlineData(0, 0, 0, 1, SnpCheck.MicrocodeLevel)]
    public void A_reported_level_that_the_certificate_does_not_carry_is_refused(byte bootLoader, byte tee, byte snp, byte microcode, SnpCheck check)
    {
        var raised = new TcbVersion(
            (byte)(Tcb.BootLoader + bootLoader), (byte)(Tcb.Tee + tee), (byte)(Tcb.Snp + snp), (byte)(Tcb.Microcode + microcode));
        Assert.Equal(check, Verify(Honest with { Tcb = raised }).Failed);
    }

    [Theory]
    [InlineData(1, 0, 0, 0, SnpCheck.MinimumBootLoader)]
    [InlineData(0, 1, 0, 0, SnpCheck.MinimumTee)]
    [InlineData(0, 0, 1, 0, SnpCheck.MinimumSnp)]
    [InlineData(0, 0, 0, 1, SnpCheck.MinimumMicrocode)]
    public void A_level_below_the_policys_is_refused_in_each_part(byte bootLoader, byte tee, byte snp, byte microcode, SnpCheck check)
    {
        var minimum = new TcbVersion(
            (byte)(Tcb.BootLoader + bootLoader), (byte)(Tcb.Tee + tee), (byte)(Tcb.Snp + snp), (byte)(Tcb.Microcode + microcode));
        Assert.Equal(check, Verify(Chip.Attest(Honest), Policy with { MinimumTcb = minimum }).Failed);
    }

    [Fact]
    public void A_high_level_in_one_part_does_not_make_up_for_another()
    {
        using SimulatedChip old = Authorities.Pinned.IssueChip(ChipId, Tcb with { BootLoader = 3, Microcode = 255 }, Authorities.Beginning);
        Assert.Equal(SnpCheck.MinimumBootLoader, Verify(old.Attest(Honest)).Failed);
    }

    [Fact]
    public void An_authority_read_back_from_PEM_signs_under_the_same_root()
    {
        using SimulatedAuthority again = SimulatedAuthority.FromPem(Authorities.Pinned.ToPem());
        using SimulatedChip chip = again.IssueChip(ChipId, Tcb, Authorities.Beginning);
        Assert.Equal(Authorities.Pinned.ProcessorRoot, again.ProcessorRoot);
        Assert.True(Verify(chip.Attest(Honest)).IsAccepted);
    }

    [Fact]
    public void What_is_no_authoritys_PEM_is_refused()
    {
        string pem = Authorities.Pinned.ToPem();
        Assert.Throws<ArgumentException>(() => SimulatedAuthority.FromPem("").Dispose());
        Assert.Throws<ArgumentException>(() => SimulatedAuthority.FromPem(pem.AsSpan(0, pem.Length / 2)).Dispose());
        Assert.Throws<CryptographicException>(() => SimulatedAuthority.FromPem(pem.AsSpan(pem.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal))).Dispose());
    }

    private static ReadOnlyMemory<byte> Root => Chip.Attest(Honest).Certificates[2];

    private static SnpCheck? VerifyAt(Instant at)
    {
        NodeBinding now = Binding with { Challenge = Binding.Challenge with { IssuedAt = at } };
        return SnpVerifier.Verify(Chip.Attest(Honest), now, Policy, at).Failed;
    }
}
