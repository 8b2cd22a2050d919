namespace Exchange.Engine.Verification.Attestation;

/// <summary>Where everything lies in a GPU's report. Numbers are little-endian.</summary>
/// <remarks>It is the SPDM 1.1 request GET_MEASUREMENTS and, right behind it, the response MEASUREMENTS. Source: DMTF DSP0274 1.1, GET_MEASUREMENTS and MEASUREMENTS; NVIDIA's verifier for the opaque part and the choice of P-384.</remarks>
public static class GpuLayout
{
    /// <summary>The most bytes of a report that are read; NVIDIA's Hopper report has 4,117.</summary>
    public const int MaxReportBytes = 65_536;

    /// <summary>Length of the request.</summary>
    public const int RequestBytes = 37;

    /// <summary>Length of the response's header.</summary>
    public const int HeaderBytes = 8;

    /// <summary>Where the measurement record begins.</summary>
    public const int RecordOffset = RequestBytes + HeaderBytes;

    /// <summary>Length of each side's nonce.</summary>
    public const int NonceBytes = 32;

    /// <summary>Length of the signature: R ‖ S of P-384, both big-endian.</summary>
    public const int SignatureBytes = 96;

    /// <summary>Length of a report with neither measurements nor opaque fields.</summary>
    public const int FixedBytes = RecordOffset + NonceBytes + sizeof(ushort) + SignatureBytes;

    /// <summary>SPDM version 1.1.</summary>
    public const byte SpdmVersion = 0x11;

    /// <summary>The request's code.</summary>
    public const byte GetMeasurements = 0xE0;

    /// <summary>The response's code.</summary>
    public const byte Measurements = 0x60;

    /// <summary>The request's attribute that asks for a signature.</summary>
    public const byte SignatureRequested = 0x01;

    /// <summary>The request's operation that asks for all measurements.</summary>
    public const byte AllMeasurements = 0xFF;

    /// <summary>Every field of a report whose variable parts have these lengths, in order and without gaps.</summary>
    /// <param name="recordBytes">Length of the measurement record.</param>
    /// <param name="opaqueBytes">Length of the opaque part.</param>
    public static IReadOnlyList<ReportField> Fields(int recordBytes, int opaqueBytes)
    {
        int behind = RecordOffset + recordBytes;
        return
        [
            new("RequestVersion", 0, 1),
            new("RequestCode", 1, 1),
            new("RequestAttributes", 2, 1),
            new("RequestOperation", 3, 1),
            new("RequestNonce", 4, NonceBytes),
            new("RequestSlot", 36, 1),
            new("ResponseVersion", 37, 1),
            new("ResponseCode", 38, 1),
            new("ResponseParameter1", 39, 1),
            new("ResponseParameter2", 40, 1),
            new("BlockCount", 41, 1),
            new("RecordLength", 42, 3),
            new("MeasurementRecord", RecordOffset, recordBytes),
            new("ResponseNonce", behind, NonceBytes),
            new("OpaqueLength", behind + NonceBytes, sizeof(ushort)),
            new("Opaque", behind + NonceBytes + sizeof(ushort), opaqueBytes),
            new("Signature", behind + NonceBytes + sizeof(ushort) + opaqueBytes, SignatureBytes),
        ];
    }
}

/// <summary>The fields of the opaque part that are read; each is its type (2 bytes), its length (2 bytes) and its bytes.</summary>
public enum GpuOpaqueField : ushort
{
    /// <summary>Version of the driver, text that may end with zeros.</summary>
    DriverVersion = 3,

    /// <summary>Version of the VBIOS, 8 bytes.</summary>
    VbiosVersion = 6,

    /// <summary>Whether the first video decoder is on: 0xAA on, 0x55 off.</summary>
    VideoDecoder = 11,

    /// <summary>SHA-384 of the firmware whose key signed, 48 bytes.</summary>
    FirmwareId = 20,
}
