using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Exchange.Engine.Verification.Attestation.Simulated;

/// <summary>The certificate extensions in which vendors say what a key belongs to.</summary>
internal static class SimulatedExtensions
{
    private const int CompositeDeviceIdVersion = 1;
    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);

    /// <summary>A VCEK's: the patch levels and the chip.</summary>
    public static X509Extension[] OfChip(TcbVersion tcb, ReadOnlySpan<byte> chipId) =>
    [
        Level(ChipCertificate.BootLoader, tcb.BootLoader),
        Level(ChipCertificate.Tee, tcb.Tee),
        Level(ChipCertificate.Snp, tcb.Snp),
        Level(ChipCertificate.Microcode, tcb.Microcode),
        new X509Extension(ChipCertificate.HardwareId, chipId, false),
    ];

    /// <summary>A GPU's attestation key's: the device's name, its key, and the firmware that holds this key.</summary>
    public static X509Extension[] OfGpu(in GpuIdentity identity, ReadOnlySpan<byte> deviceKey, ReadOnlySpan<byte> firmwareId) =>
        [Name(identity), Composite(deviceKey, firmwareId)];

    private static X509Extension Level(string oid, byte level)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteInteger(level);
        return new X509Extension(oid, writer.Encode(), false);
    }

    private static X509Extension Name(in GpuIdentity identity)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(Zero))
        {
            writer.WriteObjectIdentifier(GpuCertificate.DeviceName);
            using (writer.PushSequence(Zero))
            {
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, $"{identity.Manufacturer}:{identity.Product}:{identity.DeviceId}");
            }
        }

        return new X509Extension(GpuCertificate.AlternativeName, writer.Encode(), false);
    }

    private static X509Extension Composite(ReadOnlySpan<byte> deviceKey, ReadOnlySpan<byte> firmwareId)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(CompositeDeviceIdVersion);
            writer.WriteEncodedValue(deviceKey);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(GpuCertificate.Sha384);
                writer.WriteOctetString(firmwareId);
            }
        }

        return new X509Extension(GpuCertificate.CompositeDeviceId, writer.Encode(), false);
    }
}
