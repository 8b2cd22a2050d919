using Exchange.Engine.Commands;
using Exchange.Engine.Markets;

namespace Exchange.Benchmarks;

/// <summary>The settings of a venue for measuring and testing matching alone: no bond, no proofs, and leases that rest until their windows are over.</summary>
public static class MatchingAlone
{
    private const long FiveYearsMinutes = 2_628_000;

    /// <summary>Those by which every node may be offered from its registration on: no bond, no proofs.</summary>
    public static IReadOnlyList<ChangeSetting> EveryNodeMayBeOffered { get; } =
    [
        new(Setting.BondHours, 0),
        new(Setting.BondFloorMicros, 0),
        new(Setting.MinAskPerformanceBasisPoints, 0),
    ];

    /// <summary>All of them, in the order in which they are to be changed.</summary>
    public static IReadOnlyList<ChangeSetting> Settings { get; } =
    [
        .. EveryNodeMayBeOffered,
        new(Setting.ProvisionWithinMinutes, FiveYearsMinutes),
        new(Setting.MeteringDueMinutes, FiveYearsMinutes),
        new(Setting.ProvisionalMinutes, FiveYearsMinutes),
        new(Setting.SignedProvisionalMinutes, FiveYearsMinutes),
        new(Setting.SilentHours, 8_760),
        new(Setting.DisputeLongestMinutes, FiveYearsMinutes),
    ];
}
