using System.Security.Cryptography;
using Exchange.Engine.Values;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>What the report data of a node's report must bind together.</summary>
/// <param name="Challenge">The challenge that the node answers.</param>
/// <param name="NodeKey">The node's P-256 key, X ‖ Y.</param>
/// <param name="Gpus">The hash of the evidence of the node's GPUs; see <see cref="GpuEvidence.HashOf"/>.</param>
public readonly record struct NodeBinding(AttestationChallenge Challenge, Bytes64 NodeKey, Hash256 Gpus)
{
    /// <summary>The 64 bytes that the report data must be: SHA-512 of nonce ‖ node key ‖ hash of the GPU evidence.</summary>
    public byte[] ToReportData() => SHA512.HashData([.. Challenge.Nonce.Bytes, .. NodeKey.Bytes, .. Gpus.Bytes]);
}
