using Exchange.Engine.Proofs;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>What became of a node's attestation.</summary>
/// <param name="Verdict">The verdict as a proof's.</param>
/// <param name="Grade">The lowest grade of all that was verified; null where a chain did not hold.</param>
/// <param name="Processor">The check of the processor that failed.</param>
/// <param name="Unit">The number of the first unit that failed.</param>
/// <param name="Gpu">The check of that unit that failed.</param>
public readonly record struct NodeVerdict(Verdict Verdict, EvidenceGrade? Grade, SnpCheck? Processor, int? Unit, GpuCheck? Gpu)
{
    /// <summary>Whether every check of the processor and of every unit held.</summary>
    public bool IsAccepted => Verdict == Verdict.Passed;
}
