using Exchange.Engine.Proofs;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>What became of an SEV-SNP report.</summary>
/// <param name="Failed">The first check that failed; null where the report is accepted.</param>
/// <param name="Grade">The pinned root's grade: it follows from where the chain ends, never from what the evidence says. Null until the chain has held.</param>
/// <param name="Root">The pinned root's name; empty until the chain has held.</param>
public readonly record struct SnpVerdict(SnpCheck? Failed, EvidenceGrade? Grade, string Root)
{
    /// <summary>Whether every check held.</summary>
    public bool IsAccepted => Failed is null;
}
