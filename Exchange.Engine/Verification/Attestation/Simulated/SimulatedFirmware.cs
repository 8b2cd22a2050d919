using System.Security.Cryptography;
using System.Text;

namespace Exchange.Engine.Verification.Attestation.Simulated;

/// <summary>The one driver and the one VBIOS that simulated GPUs run, with the values that they measure.</summary>
public static class SimulatedFirmware
{
    /// <summary>The driver's version.</summary>
    public const string DriverVersion = "550.90.07";

    /// <summary>The VBIOS's version as reports tell it.</summary>
    public const string VbiosRelease = "96.00.9F.00.01";

    /// <summary>How many measurements a GPU makes, as Hopper does.</summary>
    public const int MeasurementCount = 64;

    // Of the even indices the driver's author knows the values, of the odd ones the VBIOS's.
    private const int Components = 2;

    /// <summary>The VBIOS's version, byte by byte from the left.</summary>
    public static ReadOnlyMemory<byte> VbiosVersion { get; } = new byte[] { 0x96, 0x00, 0x9F, 0x00, 0x01 };

    /// <summary>What an honest GPU measures, SHA-384 each, from index 1 on.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Measurements { get; } =
        [.. Enumerable.Range(1, MeasurementCount).Select(index => new ReadOnlyMemory<byte>(Digest($"measurement {index}")))];

    /// <summary>The driver's golden values for a product.</summary>
    public static ReferenceManifest Driver(string product) => Manifest(GpuComponent.Driver, product, DriverVersion);

    /// <summary>The VBIOS's golden values for a product.</summary>
    public static ReferenceManifest Vbios(string product) => Manifest(GpuComponent.Vbios, product, VbiosRelease);

    /// <summary>The digest of the firmware that holds a simulated GPU's key.</summary>
    internal static byte[] FirmwareId => Digest("firmware");

    private static ReferenceManifest Manifest(GpuComponent component, string product, string release)
    {
        var measurements = new List<GoldenMeasurement>();
        for (int index = 1; index <= MeasurementCount; index++)
        {
            if (index % Components == (int)component) measurements.Add(new GoldenMeasurement(index, [Measurements[index - 1]]));
        }

        return new ReferenceManifest(component, product, release, measurements);
    }

    private static byte[] Digest(string name) => SHA384.HashData(Encoding.UTF8.GetBytes($"simulated {name}"));
}
