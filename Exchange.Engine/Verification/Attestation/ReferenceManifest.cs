using System.Formats.Asn1;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>Whose golden values a manifest holds.</summary>
public enum GpuComponent
{
    /// <summary>The driver's.</summary>
    Driver = 0,

    /// <summary>The VBIOS's.</summary>
    Vbios = 1,
}

/// <summary>The values that a measurement may have.</summary>
/// <param name="Index">The measurement's index, 1..255.</param>
/// <param name="Values">The alternatives.</param>
public sealed record GoldenMeasurement(int Index, IReadOnlyList<ReadOnlyMemory<byte>> Values)
{
    /// <summary>Whether a measured value is one of the alternatives.</summary>
    public bool Admits(ReadOnlySpan<byte> measured)
    {
        foreach (ReadOnlyMemory<byte> value in Values)
        {
            if (measured.SequenceEqual(value.Span)) return true;
        }

        return false;
    }
}

/// <summary>Golden values of one release of a driver or VBIOS for one product.</summary>
/// <param name="Component">Driver or VBIOS.</param>
/// <param name="Product">The product as device certificates name it.</param>
/// <param name="Release">The version as reports name it.</param>
/// <param name="Measurements">What is measured.</param>
public sealed record ReferenceManifest(GpuComponent Component, string Product, string Release, IReadOnlyList<GoldenMeasurement> Measurements)
{
    private const int FormVersion = 1;

    /// <summary>Reads the DER.</summary>
    /// <returns>Null where it is not of this form.</returns>
    public static ReferenceManifest? Read(ReadOnlyMemory<byte> der)
    {
        try
        {
            var document = new AsnReader(der, AsnEncodingRules.DER);
            AsnReader body = document.ReadSequence();
            document.ThrowIfNotEmpty();
            if (!body.TryReadInt32(out int version) || version != FormVersion) return null;
            GpuComponent component = body.ReadEnumeratedValue<GpuComponent>();
            string product = body.ReadCharacterString(UniversalTagNumber.UTF8String);
            string release = body.ReadCharacterString(UniversalTagNumber.UTF8String);
            List<GoldenMeasurement>? measurements = ReadMeasurements(body.ReadSequence());
            body.ThrowIfNotEmpty();
            return measurements is null ? null : new ReferenceManifest(component, product, release, measurements);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>The manifest as DER: <c>SEQUENCE { version INTEGER (1), component ENUMERATED, product UTF8String, release UTF8String,
    /// SEQUENCE OF SEQUENCE { index INTEGER, SEQUENCE OF OCTET STRING } }</c>.</summary>
    public byte[] ToDer()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(FormVersion);
            writer.WriteEnumeratedValue(Component);
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, Product);
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, Release);
            using (writer.PushSequence())
            {
                foreach (GoldenMeasurement measurement in Measurements) Write(writer, measurement);
            }
        }

        return writer.Encode();
    }

    private static void Write(AsnWriter writer, GoldenMeasurement measurement)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(measurement.Index);
            using (writer.PushSequence())
            {
                foreach (ReadOnlyMemory<byte> value in measurement.Values) writer.WriteOctetString(value.Span);
            }
        }
    }

    private static List<GoldenMeasurement>? ReadMeasurements(AsnReader list)
    {
        var measurements = new List<GoldenMeasurement>();
        while (list.HasData)
        {
            AsnReader entry = list.ReadSequence();
            if (!entry.TryReadInt32(out int index)) return null;
            var values = new List<ReadOnlyMemory<byte>>();
            for (AsnReader alternatives = entry.ReadSequence(); alternatives.HasData;) values.Add(alternatives.ReadOctetString());
            entry.ThrowIfNotEmpty();
            measurements.Add(new GoldenMeasurement(index, values));
        }

        return measurements;
    }
}

/// <summary>A manifest under its author's signature.</summary>
/// <param name="Document">The manifest's DER.</param>
/// <param name="Signature">ECDSA P-384 with SHA-384 over the document: R ‖ S, both big-endian, 96 bytes.</param>
/// <param name="Certificates">DER of the author's certificate, its issuers, and the root, in this order.</param>
public readonly record struct SignedManifest(
    ReadOnlyMemory<byte> Document, ReadOnlyMemory<byte> Signature, IReadOnlyList<ReadOnlyMemory<byte>> Certificates);
