using Exchange.Engine.Proofs;
using NodaTime;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>Decides whether a node, processor and GPUs together, is what it claims to be. A pure function of its arguments.</summary>
/// <remarks>The processor's report data holds the hash of the GPUs' evidence, so evidence of different nodes cannot be put together.</remarks>
public static class NodeVerifier
{
    /// <summary>Verifies the processor, then unit by unit, and stops at the first check that fails.</summary>
    /// <remarks>Never throws for anything that a node presents.</remarks>
    /// <param name="evidence">What the node presented.</param>
    /// <param name="claim">What is claimed of it.</param>
    /// <param name="challenge">The challenge that all of it must answer.</param>
    /// <param name="policy">What the venue asks.</param>
    /// <param name="at">The time of verification.</param>
    public static NodeVerdict Verify(
        in NodeEvidence evidence, in NodeClaim claim, in AttestationChallenge challenge, AttestationPolicy policy, Instant at)
    {
        if (evidence.Gpus is null || evidence.Gpus.Count != claim.Units.Count) return new NodeVerdict(Verdict.Malformed, null, null, null, null);
        var binding = new NodeBinding(challenge, claim.Key, GpuEvidence.HashOf(evidence.Gpus));
        SnpVerdict processor = SnpVerifier.Verify(evidence.Processor, binding, policy.Processor, at);
        if (processor.Failed is { } check) return new NodeVerdict(check.ToVerdict(), processor.Grade, check, null, null);

        EvidenceGrade? lowest = processor.Grade;
        for (int unit = 0; unit < claim.Units.Count; unit++)
        {
            GpuVerdict gpu = GpuVerifier.Verify(evidence.Gpus[unit], claim.Units[unit], challenge, policy.Gpu, at);
            if (gpu.Failed is { } failed) return new NodeVerdict(failed.ToVerdict(), gpu.Grade, null, unit, failed);
            if (gpu.Grade < lowest) lowest = gpu.Grade;
        }

        return new NodeVerdict(Verdict.Passed, lowest, null, null, null);
    }
}
