using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>How a certificate names a device.</summary>
/// <param name="Manufacturer">Who made it.</param>
/// <param name="Product">What it is: NVIDIA writes the chip (<c>GH100</c>), the simulated authority the SKU.</param>
/// <param name="DeviceId">Which one it is: the manufacturer's serial number.</param>
public readonly record struct GpuIdentity(string Manufacturer, string Product, string DeviceId);

/// <summary>What a GPU's attestation certificate says of the device and of the firmware that holds the key.</summary>
internal static class GpuCertificate
{
    /// <summary>DMTF's device information, an alternative name (DSP0274): <c>manufacturer:product:serial</c>.</summary>
    public const string DeviceName = "1.3.6.1.4.1.412.274.1";

    /// <summary>Alternative names of the subject (RFC 5280).</summary>
    public const string AlternativeName = "2.5.29.17";

    /// <summary>TCG's composite device id: version, the device's key, and the firmware's digest.</summary>
    public const string CompositeDeviceId = "2.23.133.5.4.1";

    /// <summary>SHA-384.</summary>
    public const string Sha384 = "2.16.840.1.101.3.4.2.2";

    private static readonly Asn1Tag OtherName = new(TagClass.ContextSpecific, 0);

    /// <summary>The device that the certificate names, if it names exactly one.</summary>
    public static GpuIdentity? Identity(X509Certificate2 leaf)
    {
        try
        {
            AsnReader names = new AsnReader(CertificateForm.Extension(leaf, AlternativeName), AsnEncodingRules.DER).ReadSequence();
            AsnReader name = names.ReadSequence(OtherName);
            if (name.ReadObjectIdentifier() != DeviceName) return null;
            string text = name.ReadSequence(OtherName).ReadCharacterString(UniversalTagNumber.UTF8String);
            names.ThrowIfNotEmpty();
            return text.Split(':') is [var manufacturer, var product, { Length: > 0 } device] ? new GpuIdentity(manufacturer, product, device) : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>SHA-384 of the firmware that holds the key; empty where the certificate does not say.</summary>
    public static ReadOnlyMemory<byte> FirmwareId(X509Certificate2 leaf)
    {
        try
        {
            AsnReader composite = new AsnReader(CertificateForm.Extension(leaf, CompositeDeviceId), AsnEncodingRules.DER).ReadSequence();
            composite.ReadInteger();
            composite.ReadSequence();
            AsnReader firmware = composite.ReadSequence();
            if (firmware.ReadObjectIdentifier() != Sha384) return default;
            byte[] digest = firmware.ReadOctetString();
            composite.ThrowIfNotEmpty();
            return digest;
        }
        catch (AsnContentException)
        {
            return default;
        }
    }
}
