using Exchange.Engine.Proofs;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>What became of a GPU's report.</summary>
/// <param name="Failed">The first check that failed; null where the report is accepted.</param>
/// <param name="Grade">
/// The grade of the pinned root in which the device's chain ends; of an accepted report the lowest of that root's and of those behind the
/// golden values. Null until the device's chain has held.
/// </param>
/// <param name="Root">The device's pinned root by name; empty until the chain has held.</param>
/// <param name="Device">The device that the first certificate names; null until the signature has held.</param>
public readonly record struct GpuVerdict(GpuCheck? Failed, EvidenceGrade? Grade, string Root, GpuIdentity? Device)
{
    /// <summary>Whether every check held.</summary>
    public bool IsAccepted => Failed is null;
}
