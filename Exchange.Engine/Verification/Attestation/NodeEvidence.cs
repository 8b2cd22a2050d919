using Exchange.Engine.Values;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>Everything that a node presents for one challenge.</summary>
/// <param name="Processor">The evidence of its processor.</param>
/// <param name="Gpus">The evidence of its units, by number; none where its processor alone is claimed.</param>
public readonly record struct NodeEvidence(SnpEvidence Processor, IReadOnlyList<GpuEvidence> Gpus);

/// <summary>What is claimed of a node.</summary>
/// <param name="Key">The node's P-256 key, X ‖ Y.</param>
/// <param name="Units">What is claimed of its units, by number; none where its processor alone is.</param>
public readonly record struct NodeClaim(Bytes64 Key, IReadOnlyList<GpuClaim> Units);

/// <summary>What a venue asks of confidential nodes.</summary>
/// <param name="Processor">Of their processors.</param>
/// <param name="Gpu">Of their GPUs.</param>
public sealed record AttestationPolicy(SnpPolicy Processor, GpuPolicy Gpu);
