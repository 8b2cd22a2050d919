using System.Buffers.Binary;
using System.Text;
using Exchange.Engine.Values;

namespace Exchange.Engine.Verification.Attestation.Simulated;

/// <summary>The content of a GPU's report before a simulated GPU signs it.</summary>
public sealed record GpuReportDraft
{
    /// <summary>The asker's nonce.</summary>
    public Hash256 Nonce { get; init; }

    /// <summary>Version of the driver.</summary>
    public string DriverVersion { get; init; } = SimulatedFirmware.DriverVersion;

    /// <summary>Version of the VBIOS: the bytes of <c>96.00.9F.00.01</c> from the left.</summary>
    public ReadOnlyMemory<byte> VbiosVersion { get; init; } = SimulatedFirmware.VbiosVersion;

    /// <summary>SHA-384 of the firmware; the GPU's own where none is given.</summary>
    public ReadOnlyMemory<byte>? FirmwareId { get; init; }

    /// <summary>Whether the first video decoder is on.</summary>
    public bool VideoDecoderIsOn { get; init; } = true;

    /// <summary>What was measured, from index 1 on.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Measurements { get; init; } = SimulatedFirmware.Measurements;

    /// <summary>Request and response up to the signature, and room for it.</summary>
    internal byte[] ToBytes(SimulatedGpu gpu)
    {
        byte[] record = Record();
        byte[] opaque =
        [
            .. Field(GpuOpaqueField.VbiosVersion, [.. VbiosVersion.Span[..4].ToArray().Reverse(), VbiosVersion.Span[4], 0, 0, 0]),
            .. Field(GpuOpaqueField.DriverVersion, [.. Encoding.ASCII.GetBytes(DriverVersion), 0]),
            .. Field(GpuOpaqueField.VideoDecoder, [VideoDecoderIsOn ? (byte)0xAA : (byte)0x55]),
            .. Field(GpuOpaqueField.FirmwareId, (FirmwareId ?? gpu.FirmwareId).Span),
        ];
        return
        [
            GpuLayout.SpdmVersion, GpuLayout.GetMeasurements, GpuLayout.SignatureRequested, GpuLayout.AllMeasurements, .. Nonce.Bytes, 0,
            GpuLayout.SpdmVersion, GpuLayout.Measurements, 0, 0, (byte)Measurements.Count, .. Number(record.Length, 3), .. record,
            .. SimulatedGpu.NextNonce(), .. Number(opaque.Length, 2), .. opaque, .. new byte[GpuLayout.SignatureBytes],
        ];
    }

    private byte[] Record()
    {
        var record = new List<byte>();
        for (int i = 0; i < Measurements.Count; i++)
        {
            ReadOnlySpan<byte> value = Measurements[i].Span;
            record.AddRange([(byte)(i + 1), 1, .. Number(value.Length + 3, 2), 1, .. Number(value.Length, 2), .. value]);
        }

        return [.. record];
    }

    private static byte[] Field(GpuOpaqueField type, ReadOnlySpan<byte> content) => [.. Number((int)type, 2), .. Number(content.Length, 2), .. content];

    private static byte[] Number(int value, int bytes)
    {
        byte[] littleEndian = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(littleEndian, value);
        return littleEndian[..bytes];
    }
}
