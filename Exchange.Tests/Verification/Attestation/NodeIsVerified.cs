using Exchange.Engine.Proofs;
using Exchange.Engine.Values;
using Exchange.Engine.Verification.Attestation;
using Exchange.Engine.Verification.Attestation.Simulated;
using Xunit;

namespace Exchange.Tests.Verification.Attestation;

public sealed class NodeIsVerified
{
    private const string Product = GpuStage.Product;
    private static readonly Lazy<SimulatedGpu[]> Issued =
        new(() => [.. Enumerable.Range(0, 2).Select(unit => Authorities.Pinned.IssueGpu(Product, $"unit-{unit}", Authorities.Beginning))]);

    private static readonly AttestationChallenge Challenge = SnpStage.Binding.Challenge;
    private static readonly Bytes64 Key = SnpStage.Binding.NodeKey;

    [Fact]
    public void A_node_with_two_units_is_accepted() =>
        Assert.Equal(new NodeVerdict(Verdict.Passed, EvidenceGrade.Simulated, null, null, null), Verify(Attested(Gpus()), Claim(2)));

    [Fact]
    public void A_node_that_claims_its_processor_alone_is_accepted() => Assert.True(Verify(Attested([]), Claim(0)).IsAccepted);

    [Fact]
    public void One_GPU_cannot_answer_for_two_units()
    {
        GpuEvidence first = Gpus()[0];
        Assert.Equal(new NodeVerdict(Verdict.NotAllowed, EvidenceGrade.Simulated, null, 1, GpuCheck.Device), Verify(Attested([first, first]), Claim(2)));
    }

    /// <summary>Whatever fails in the venue's own manifests is not the provider's fault.</summary>
    [Fact]
    public void What_the_venues_own_manifests_leave_open_is_not_held_against_the_node()
    {
        var policy = new AttestationPolicy(SnpStage.Policy, GpuStage.Policy with { ManifestRoots = new TrustedRoots(Authorities.Pinned.DeviceRoot) });
        Assert.Equal(
            new NodeVerdict(Verdict.Void, EvidenceGrade.Simulated, null, 0, GpuCheck.DriverManifestSigned),
            NodeVerifier.Verify(Attested(Gpus()), Claim(2), Challenge, policy, SnpStage.Now));
        GpuCheck[] own = [GpuCheck.DriverManifestSigned, GpuCheck.VbiosManifestSigned, GpuCheck.ManifestsDisjoint];
        Assert.All(Enum.GetValues<GpuCheck>(), check => Assert.Equal(own.Contains(check), check.ToVerdict() == Verdict.Void));
    }

    [Fact]
    public void More_or_fewer_GPUs_than_claimed_are_refused()
    {
        Assert.Equal(Verdict.Malformed, Verify(Attested(Gpus()), Claim(1)).Verdict);
        Assert.Equal(Verdict.Malformed, Verify(Attested([]), Claim(2)).Verdict);
        Assert.Equal(Verdict.Malformed, Verify(default, Claim(0)).Verdict);
    }

    [Fact]
    public void GPUs_that_the_processor_did_not_vouch_for_are_refused()
    {
        NodeEvidence bound = Attested(Gpus());
        NodeVerdict verdict = Verify(bound with { Gpus = Gpus() }, Claim(2));
        Assert.Equal(new NodeVerdict(Verdict.Expired, EvidenceGrade.Simulated, SnpCheck.ReportData, null, null), verdict);
    }

    [Fact]
    public void The_grade_is_the_lowest_of_processor_and_GPUs()
    {
        SnpPolicy vendors = SnpStage.Policy with { Roots = new TrustedRoots(Authorities.Pinned.ProcessorRoot with { Grade = EvidenceGrade.Vendor }) };
        var policy = new AttestationPolicy(vendors, GpuStage.Policy);
        Assert.Equal(EvidenceGrade.Simulated, NodeVerifier.Verify(Attested(Gpus()), Claim(2), Challenge, policy, SnpStage.Now).Grade);
        Assert.Equal(EvidenceGrade.Vendor, NodeVerifier.Verify(Attested([]), Claim(0), Challenge, policy, SnpStage.Now).Grade);
    }

    [Fact]
    public void Missing_certificates_of_a_GPU_are_refused()
    {
        GpuEvidence bare = Gpus()[0] with { Certificates = null! };
        Assert.Equal(GpuCheck.Certificates, Verify(Attested([bare]), Claim(1)).Gpu);
    }

    [Fact]
    public void A_simulated_GPU_is_not_named_with_a_colon() =>
        Assert.Throws<ArgumentException>(() => Authorities.Pinned.IssueGpu(Product, "a:b", Authorities.Beginning));

    [Fact]
    public void Evidence_hashes_alike_only_if_it_is_alike()
    {
        GpuEvidence gpu = Gpus()[0];
        Hash256[] hashes =
        [
            GpuEvidence.HashOf([]),
            GpuEvidence.HashOf([gpu]),
            GpuEvidence.HashOf([gpu, gpu]),
            GpuEvidence.HashOf([gpu with { Certificates = [.. gpu.Certificates.Skip(1)] }]),
            GpuEvidence.HashOf([gpu with { Report = gpu.Report[1..] }]),
            GpuEvidence.HashOf([gpu with { Report = gpu.Certificates[0], Certificates = [gpu.Report, .. gpu.Certificates.Skip(1)] }]),
            GpuEvidence.HashOf([gpu with { Certificates = [(byte[])[.. gpu.Certificates[0].Span, .. gpu.Certificates[1].Span], .. gpu.Certificates.Skip(2)] }]),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(GpuEvidence.HashOf([gpu]), GpuEvidence.HashOf([gpu]));
    }

    [Fact]
    public void Every_check_has_a_verdict_and_none_of_them_passes()
    {
        Assert.All(Enum.GetValues<SnpCheck>(), check => Assert.NotEqual(Verdict.Passed, check.ToVerdict()));
        Assert.All(Enum.GetValues<GpuCheck>(), check => Assert.NotEqual(Verdict.Passed, check.ToVerdict()));
    }

    private static GpuEvidence[] Gpus() => [.. Issued.Value.Select(gpu => gpu.Attest(new GpuReportDraft { Nonce = Challenge.Nonce }))];

    private static NodeClaim Claim(int units) =>
        new(Key, [.. Enumerable.Range(0, units).Select(unit => new GpuClaim($"unit-{unit}", new HashSet<string> { Product }))]);

    private static NodeEvidence Attested(IReadOnlyList<GpuEvidence> gpus)
    {
        var binding = new NodeBinding(Challenge, Key, GpuEvidence.HashOf(gpus));
        return new NodeEvidence(SnpStage.Chip.Attest(SnpStage.Honest with { ReportData = binding.ToReportData() }), gpus);
    }

    private static NodeVerdict Verify(NodeEvidence evidence, NodeClaim claim) =>
        NodeVerifier.Verify(evidence, claim, Challenge, new AttestationPolicy(SnpStage.Policy, GpuStage.Policy), SnpStage.Now);
}
