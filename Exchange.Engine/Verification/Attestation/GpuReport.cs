using System.Buffers.Binary;
using System.Text;
using Exchange.Engine.Values;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>A GPU's report, read in place. Offsets are <see cref="GpuLayout"/>'s.</summary>
/// <remarks>Reading proves nothing but the form; <see cref="GpuVerifier"/> proves the content.</remarks>
public readonly ref struct GpuReport
{
    private const int BlockHeaderBytes = 4;
    private const int ValueHeaderBytes = 3;
    private const int VbiosVersionBytes = 8;
    private const byte DmtfSpecification = 1;
    private const byte DecoderOff = 0x55;

    private GpuReport(ReadOnlySpan<byte> bytes, int recordBytes)
    {
        int nonce = GpuLayout.RecordOffset + recordBytes;
        int opaque = nonce + GpuLayout.NonceBytes + sizeof(ushort);
        RequestNonce = Hash256.From(bytes.Slice(4, GpuLayout.NonceBytes));
        Record = bytes[GpuLayout.RecordOffset..nonce];
        Opaque = bytes[opaque..^GpuLayout.SignatureBytes];
        Signed = bytes[..^GpuLayout.SignatureBytes];
        Signature = bytes[^GpuLayout.SignatureBytes..];
    }

    /// <summary>Reads a report whose form is right.</summary>
    /// <returns>The first check of form that fails, or null.</returns>
    public static GpuCheck? Read(ReadOnlySpan<byte> bytes, out GpuReport report)
    {
        report = default;
        if (bytes.Length is < GpuLayout.FixedBytes or > GpuLayout.MaxReportBytes) return GpuCheck.Size;
        int recordBytes = bytes[42] | (bytes[43] << 8) | (bytes[44] << 16);
        if (recordBytes > bytes.Length - GpuLayout.FixedBytes) return GpuCheck.Size;
        int opaqueBytes = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(GpuLayout.RecordOffset + recordBytes + GpuLayout.NonceBytes)..]);
        if (bytes.Length != GpuLayout.FixedBytes + recordBytes + opaqueBytes) return GpuCheck.Size;
        byte slot = bytes[36];
        if (!bytes[..4].SequenceEqual(Request) || slot > 7) return GpuCheck.Request;
        if (!bytes[37..40].SequenceEqual(Response) || bytes[40] != slot) return GpuCheck.Response;
        var read = new GpuReport(bytes, recordBytes);
        if (!HasBlocks(read.Record, bytes[41])) return GpuCheck.Measurements;
        if (!HasWholeFields(read.Opaque)) return GpuCheck.Opaque;
        report = read;
        return null;
    }

    /// <summary>The asker's nonce.</summary>
    public Hash256 RequestNonce { get; }

    /// <summary>The measurement blocks.</summary>
    public ReadOnlySpan<byte> Record { get; }

    /// <summary>The opaque fields.</summary>
    public ReadOnlySpan<byte> Opaque { get; }

    /// <summary>The bytes that are signed: request and response up to the signature.</summary>
    public ReadOnlySpan<byte> Signed { get; }

    /// <summary>R ‖ S, both big-endian, 96 bytes.</summary>
    public ReadOnlySpan<byte> Signature { get; }

    /// <summary>The driver's version; empty where it is not told exactly once.</summary>
    public string DriverVersion => Encoding.ASCII.GetString(Field(GpuOpaqueField.DriverVersion).TrimEnd((byte)0));

    /// <summary>The VBIOS's version as NVIDIA writes it (<c>96.00.9F.00.01</c>); empty where it is not told exactly once.</summary>
    public string VbiosVersion
    {
        get
        {
            ReadOnlySpan<byte> told = Field(GpuOpaqueField.VbiosVersion);
            return told.Length == VbiosVersionBytes ? $"{told[3]:X2}.{told[2]:X2}.{told[1]:X2}.{told[0]:X2}.{told[4]:X2}" : "";
        }
    }

    /// <summary>Whether the report says that the first video decoder is off.</summary>
    public bool VideoDecoderIsOff => Field(GpuOpaqueField.VideoDecoder) is [DecoderOff];

    /// <summary>The content of an opaque field; empty where it is not told exactly once.</summary>
    public ReadOnlySpan<byte> Field(GpuOpaqueField type)
    {
        ReadOnlySpan<byte> found = default;
        int times = 0;
        for (ReadOnlySpan<byte> rest = Opaque; !rest.IsEmpty;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
            if (BinaryPrimitives.ReadUInt16LittleEndian(rest) == (ushort)type)
            {
                times++;
                found = rest.Slice(4, length);
            }

            rest = rest[(4 + length)..];
        }

        return times == 1 ? found : default;
    }

    /// <summary>The measured value at an index, 1..255; empty where there is none.</summary>
    public ReadOnlySpan<byte> Measurement(int index)
    {
        for (ReadOnlySpan<byte> rest = Record; !rest.IsEmpty;)
        {
            int length = BlockHeaderBytes + BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
            if (rest[0] == index) return rest[(BlockHeaderBytes + ValueHeaderBytes)..length];
            rest = rest[length..];
        }

        return default;
    }

    private static ReadOnlySpan<byte> Request =>
        [GpuLayout.SpdmVersion, GpuLayout.GetMeasurements, GpuLayout.SignatureRequested, GpuLayout.AllMeasurements];

    private static ReadOnlySpan<byte> Response => [GpuLayout.SpdmVersion, GpuLayout.Measurements, 0];

    // Block: index 1, specification 1, length 2, then value type 1, value length 2, value. Indices rise, so none occurs twice.
    private static bool HasBlocks(ReadOnlySpan<byte> rest, int count)
    {
        int last = 0;
        for (; count > 0; count--)
        {
            if (rest.Length <= BlockHeaderBytes + ValueHeaderBytes) return false;
            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
            if (rest[0] <= last || rest[1] != DmtfSpecification || length <= ValueHeaderBytes || length > rest.Length - BlockHeaderBytes) return false;
            if (BinaryPrimitives.ReadUInt16LittleEndian(rest[5..]) != length - ValueHeaderBytes) return false;
            last = rest[0];
            rest = rest[(BlockHeaderBytes + length)..];
        }

        return rest.IsEmpty && last > 0;
    }

    private static bool HasWholeFields(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
        {
            if (rest.Length < 4) return false;
            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
            if (length > rest.Length - 4) return false;
            rest = rest[(4 + length)..];
        }

        return true;
    }
}
