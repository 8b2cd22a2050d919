using Exchange.Engine.Verification.Attestation.Simulated;
using NodaTime;

namespace Exchange.Tests.Verification.Attestation;

/// <summary>The authorities that all tests of a run share: an RSA key of 4,096 bits takes seconds to find.</summary>
internal static class Authorities
{
    private static readonly Lazy<SimulatedAuthority> Made = new(() => SimulatedAuthority.Create(Beginning));
    private static readonly Lazy<SimulatedAuthority> MadeElsewhere = new(() => SimulatedAuthority.Create(Beginning));

    /// <summary>When the authorities' certificates begin to hold.</summary>
    public static Instant Beginning { get; } = Instant.FromUtc(2026, 1, 1, 0, 0);

    /// <summary>The one that the venue has pinned.</summary>
    public static SimulatedAuthority Pinned => Made.Value;

    /// <summary>One that nobody has pinned.</summary>
    public static SimulatedAuthority Foreign => MadeElsewhere.Value;
}
