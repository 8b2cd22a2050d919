using System.Buffers.Binary;
using System.Security.Cryptography;
using Exchange.Engine.Values;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>What a node presents for one of its GPUs.</summary>
/// <param name="Report">The SPDM request and response as exchanged with the GPU, one behind the other.</param>
/// <param name="Certificates">DER of the attestation key's certificate, its issuers, and the root, in this order.</param>
public readonly record struct GpuEvidence(ReadOnlyMemory<byte> Report, IReadOnlyList<ReadOnlyMemory<byte>> Certificates)
{
    /// <summary>What a node's report data binds of its GPUs: SHA-256 over each part's length (4 bytes, little-endian) and bytes, unit by unit.</summary>
    /// <param name="units">The evidence of all units in the order of their numbers; none for a node that claims its processor alone.</param>
    public static Hash256 HashOf(IEnumerable<GpuEvidence> units)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (GpuEvidence unit in units)
        {
            Append(hash, unit.Report.Span);
            foreach (ReadOnlyMemory<byte> certificate in unit.Certificates ?? []) Append(hash, certificate.Span);
            Append(hash, []);
        }

        return Hash256.From(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
