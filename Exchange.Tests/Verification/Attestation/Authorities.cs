using Exchange.Engine.Verification.Attestation.Simulated;
using NodaTime;

namespace Exchange.Tests.Verification.Attestation;

/// <summary>The authorities that all tests of a run share: an RSA key of 4,096 bits takes seconds to find.</summary>
internal static class Authorities
{
    private static readonly Lazy<SimulatedAuthority> Made = new(() => SimulatedAuthority.Create(Beginning));
    private static readonly Lazy<SimulatedAuthority> MadeElsewhere = new(() => SimulatedAuthority.Create(ForeignBeginning));

    /// <summary>When the pinned authority's certificates begin to hold.</summary>
    public static Instant Beginning => Instant.FromUtc(2026, 1, 1, 0, 0);

    /// <summary>When the foreign authority's certificates begin to hold.</summary>
    public static Instant ForeignBeginning => Instant.FromUtc(2026, 3, 1, 0, 0);

    /// <summary>The one that the venue has pinned.</summary>
    public static SimulatedAuthority Pinned => Made.Value;

    /// <summary>One that nobody has pinned.</summary>
    public static SimulatedAuthority Foreign => MadeElsewhere.Value;
}
