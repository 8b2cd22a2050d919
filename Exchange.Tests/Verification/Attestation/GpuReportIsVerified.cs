using Exchange.Engine.Proofs;
using Exchange.Engine.Values;
using Exchange.Engine.Verification.Attestation;
using Exchange.Engine.Verification.Attestation.Simulated;
using NodaTime;
using Xunit;
using static Exchange.Tests.Verification.Attestation.GpuStage;

namespace Exchange.Tests.Verification.Attestation;

public sealed class GpuReportIsVerified
{
    private const string RootName = "Simulated Device Identity CA";

    [Fact]
    public void An_honest_report_is_accepted_and_shows_its_grade_root_and_device()
    {
        var device = new GpuIdentity("SIMULATED", Product, DeviceId);
        Assert.Equal(new GpuVerdict(null, EvidenceGrade.Simulated, RootName, device), Verify(Honest));
    }

    [Theory]
    [InlineData(EvidenceGrade.Vendor, EvidenceGrade.Vendor, EvidenceGrade.Vendor)]
    [InlineData(EvidenceGrade.Vendor, EvidenceGrade.Simulated, EvidenceGrade.Simulated)]
    [InlineData(EvidenceGrade.Simulated, EvidenceGrade.Vendor, EvidenceGrade.Simulated)]
    public void The_grade_is_the_lowest_of_the_roots_that_it_rests_on(EvidenceGrade device, EvidenceGrade manifests, EvidenceGrade expected)
    {
        GpuPolicy policy = Policy with
        {
            DeviceRoots = new TrustedRoots(Authorities.Pinned.DeviceRoot with { Grade = device }),
            ManifestRoots = new TrustedRoots(Authorities.Pinned.ManifestRoot with { Grade = manifests }),
        };
        GpuVerdict verdict = Verify(Gpu.Attest(Honest), policy);
        Assert.True(verdict.IsAccepted);
        Assert.Equal(expected, verdict.Grade);
    }

    [Fact]
    public void A_nonce_of_another_challenge_is_refused() =>
        Assert.Equal(GpuCheck.Nonce, Verify(Honest with { Nonce = Hash256.From(SnpStage.Bytes(32, 0x41)) }).Failed);

    [Fact]
    public void Other_firmware_than_the_certificates_is_refused() =>
        Assert.Equal(GpuCheck.FirmwareId, Verify(Honest with { FirmwareId = SnpStage.Bytes(48, 1) }).Failed);

    [Fact]
    public void A_report_without_a_firmware_id_is_refused() =>
        Assert.Equal(GpuCheck.FirmwareId, Verify(Honest with { FirmwareId = ReadOnlyMemory<byte>.Empty }).Failed);

    [Fact]
    public void Another_device_cannot_answer_for_the_registered_one()
    {
        using SimulatedGpu other = Authorities.Pinned.IssueGpu(Product, "48B02D92494BADF5", Authorities.Beginning);
        GpuVerdict verdict = Verify(other.Attest(Honest));
        Assert.Equal(GpuCheck.Device, verdict.Failed);
        Assert.Equal(other.Identity, verdict.Device);
    }

    [Fact]
    public void Another_product_than_the_claimed_is_refused()
    {
        using SimulatedGpu cheaper = Authorities.Pinned.IssueGpu("h100-pcie-80", DeviceId, Authorities.Beginning);
        Assert.Equal(GpuCheck.Product, Verify(cheaper.Attest(Honest)).Failed);
    }

    [Fact]
    public void A_revoked_device_is_refused() =>
        Assert.Equal(GpuCheck.Revocation, Verify(Gpu.Attest(Honest), Policy with { RevokedDevices = new HashSet<string> { DeviceId } }).Failed);

    [Fact]
    public void An_answer_ages_with_its_challenge()
    {
        GpuEvidence evidence = Gpu.Attest(Honest);
        Duration day = Duration.FromHours(24);
        Assert.True(GpuVerifier.Verify(evidence, Claim, Challenge, Policy, ChallengedAt).IsAccepted);
        Assert.True(GpuVerifier.Verify(evidence, Claim, Challenge, Policy, ChallengedAt + day).IsAccepted);
        Assert.Equal(GpuCheck.Freshness, GpuVerifier.Verify(evidence, Claim, Challenge, Policy, ChallengedAt + day + Duration.Epsilon).Failed);
        Assert.Equal(GpuCheck.Freshness, GpuVerifier.Verify(evidence, Claim, Challenge, Policy, ChallengedAt - Duration.Epsilon).Failed);
    }

    [Fact]
    public void A_chain_to_a_root_that_is_not_pinned_is_refused_without_a_grade()
    {
        using SimulatedGpu foreign = Authorities.Foreign.IssueGpu(Product, DeviceId, Authorities.Beginning);
        Assert.Equal(new GpuVerdict(GpuCheck.Root, null, "", null), Verify(foreign.Attest(Honest)));
    }

    [Fact]
    public void A_chain_that_only_ends_in_the_pinned_root_is_refused()
    {
        using SimulatedGpu foreign = Authorities.Foreign.IssueGpu(Product, DeviceId, Authorities.Beginning);
        GpuEvidence evidence = foreign.Attest(Honest);
        IReadOnlyList<ReadOnlyMemory<byte>> pinned = Gpu.Attest(Honest).Certificates;
        Assert.Equal(GpuCheck.Chain, Verify(evidence with { Certificates = [.. evidence.Certificates.Take(3), pinned[3]] }).Failed);
        Assert.Equal(GpuCheck.Chain, Verify(evidence with { Certificates = [evidence.Certificates[0], .. pinned.Skip(1)] }).Failed);
        Assert.Equal(GpuCheck.Chain, Verify(evidence with { Certificates = [pinned[0], .. pinned.Skip(2)] }).Failed);
    }

    [Fact]
    public void A_root_of_another_use_does_not_vouch_for_devices()
    {
        GpuPolicy policy = Policy with { DeviceRoots = new TrustedRoots(Authorities.Pinned.ManifestRoot, Authorities.Pinned.ProcessorRoot) };
        Assert.Equal(GpuCheck.Root, Verify(Gpu.Attest(Honest), policy).Failed);
    }

    [Fact]
    public void A_processors_chain_is_of_another_kind()
    {
        GpuPolicy policy = Policy with { DeviceRoots = new TrustedRoots(Authorities.Pinned.ProcessorRoot) };
        GpuEvidence evidence = Gpu.Attest(Honest) with { Certificates = SnpStage.Chip.Attest(SnpStage.Honest).Certificates };
        Assert.Equal(GpuCheck.ChainAlgorithms, Verify(evidence, policy).Failed);
    }

    [Fact]
    public void An_expired_certificate_is_refused()
    {
        Instant late = Instant.FromUtc(2033, 1, 2, 0, 0);
        Assert.Equal(GpuCheck.Validity, GpuVerifier.Verify(Gpu.Attest(Honest), Claim, Challenge with { IssuedAt = late }, Policy, late).Failed);
    }
}
