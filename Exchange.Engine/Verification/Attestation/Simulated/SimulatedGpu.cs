using System.Security.Cryptography;

namespace Exchange.Engine.Verification.Attestation.Simulated;

/// <summary>A GPU without silicon: a P-384 key certified by a <see cref="SimulatedAuthority"/>, which signs reports as a GPU does.</summary>
public sealed class SimulatedGpu : IDisposable
{
    private readonly ECDsa key;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> certificates;

    internal SimulatedGpu(ECDsa key, GpuIdentity identity, ReadOnlyMemory<byte> firmwareId, IReadOnlyList<ReadOnlyMemory<byte>> certificates) =>
        (this.key, Identity, FirmwareId, this.certificates) = (key, identity, firmwareId, certificates);

    /// <summary>What its certificate calls it.</summary>
    public GpuIdentity Identity { get; }

    /// <summary>SHA-384 of the firmware that holds its key.</summary>
    public ReadOnlyMemory<byte> FirmwareId { get; }

    /// <summary>A signed report of the draft, with the certificates from its key to the root.</summary>
    public GpuEvidence Attest(GpuReportDraft draft)
    {
        byte[] report = draft.ToBytes(this);
        Sign(report);
        return new GpuEvidence(report, certificates);
    }

    /// <summary>Signs a report anew, whatever it says.</summary>
    public void Sign(Span<byte> report) => key
        .SignData(report[..^GpuLayout.SignatureBytes], HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
        .CopyTo(report[^GpuLayout.SignatureBytes..]);

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    /// <summary>The GPU's own nonce for its next answer.</summary>
    internal static byte[] NextNonce() => RandomNumberGenerator.GetBytes(GpuLayout.NonceBytes);
}
