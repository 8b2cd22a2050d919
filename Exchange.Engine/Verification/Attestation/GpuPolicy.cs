using NodaTime;

namespace Exchange.Engine.Verification.Attestation;

/// <summary>What a venue asks of a GPU's report.</summary>
public sealed record GpuPolicy
{
    /// <summary>The accepted roots of devices.</summary>
    public required TrustedRoots DeviceRoots { get; init; }

    /// <summary>The accepted roots of those who sign golden values.</summary>
    public required TrustedRoots ManifestRoots { get; init; }

    /// <summary>The golden values of every driver and VBIOS that is accepted.</summary>
    public required IReadOnlyList<SignedManifest> Manifests { get; init; }

    /// <summary>Devices that are no longer believed, by device id.</summary>
    public required IReadOnlySet<string> RevokedDevices { get; init; }

    /// <summary>How old a challenge may be.</summary>
    public Duration MaxAge { get; init; } = Duration.FromHours(24);
}

/// <summary>What is claimed of a unit, and must be true of the GPU that answers for it.</summary>
/// <param name="DeviceId">The device registered for the unit.</param>
/// <param name="Products">What a certificate may call a unit of the SKU.</param>
public readonly record struct GpuClaim(string DeviceId, IReadOnlySet<string> Products);
