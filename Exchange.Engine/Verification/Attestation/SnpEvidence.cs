namespace Exchange.Engine.Verification.Attestation;

/// <summary>What a node presents for its processor.</summary>
/// <param name="Report">The report as the secure processor wrote it.</param>
/// <param name="Certificates">DER of VCEK, ASK and ARK, in this order.</param>
public readonly record struct SnpEvidence(ReadOnlyMemory<byte> Report, IReadOnlyList<ReadOnlyMemory<byte>> Certificates);
