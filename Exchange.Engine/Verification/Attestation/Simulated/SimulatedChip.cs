using System.Security.Cryptography;

namespace Exchange.Engine.Verification.Attestation.Simulated;

/// <summary>A processor without silicon: a P-384 key certified by a <see cref="SimulatedAuthority"/>, which signs reports as a secure processor does.</summary>
public sealed class SimulatedChip : IDisposable
{
    private readonly ECDsa key;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> certificates;

    internal SimulatedChip(ECDsa key, byte[] chipId, TcbVersion tcb, IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        (this.key, ChipId, Tcb, this.certificates) = (key, chipId, tcb, certificates);
    }

    /// <summary>The chip, 64 bytes.</summary>
    public ReadOnlyMemory<byte> ChipId { get; }

    /// <summary>The patch levels that its key was certified for.</summary>
    public TcbVersion Tcb { get; }

    /// <summary>A signed report of the draft, with VCEK, ASK and ARK.</summary>
    public SnpEvidence Attest(SnpReportDraft draft)
    {
        byte[] report = draft.ToBytes(this);
        Sign(report);
        return new SnpEvidence(report, certificates);
    }

    /// <summary>Signs a report of 1,184 bytes anew, whatever it says.</summary>
    public void Sign(Span<byte> report)
    {
        byte[] signature = key.SignData(report[..SnpLayout.SignedBytes], HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        report[SnpLayout.SignedBytes..].Clear();
        Reversed(signature.AsSpan(0, P384Signature.ScalarBytes)).CopyTo(report[SnpLayout.SignatureR.Offset..]);
        Reversed(signature.AsSpan(P384Signature.ScalarBytes)).CopyTo(report[SnpLayout.SignatureS.Offset..]);
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    private static ReadOnlySpan<byte> Reversed(Span<byte> bigEndian)
    {
        bigEndian.Reverse();
        return bigEndian;
    }
}
