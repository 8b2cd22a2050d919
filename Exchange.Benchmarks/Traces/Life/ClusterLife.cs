using Exchange.Engine.Commands;
using Exchange.Engine.Markets;

namespace Exchange.Benchmarks.Traces.Life;

/// <summary>The terms on which a cluster's leases live in a replay.</summary>
public static class ClusterLife
{
    /// <summary>Everything as by default, but nodes are offered on the operator's word, since their GPUs are not there to prove anything.</summary>
    public static IReadOnlyList<ChangeSetting> Settings { get; } = [new(Setting.MinAskPerformanceBasisPoints, 0)];

    /// <summary>Every choice that the sources do not make, for the reader of the output.</summary>
    public static IReadOnlyList<string> Notes { get; } =
    [
        "providers post the bond that their nodes need and name every GPU as a device; performance is the operator's word, for the GPUs are not here",
        $"agents wake every ten minutes: they hand over, report every hour signed by both sides, and end the leases of jobs that are over",
        $"of each {Manners.OneIn} nodes one never hands over, one delivers {Manners.FlakyMinutes} minutes of each hour and says so, one does and calls them whole",
    ];
}
