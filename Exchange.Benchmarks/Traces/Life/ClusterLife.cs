using Exchange.Engine.Commands;
using Exchange.Engine.Markets;

namespace Exchange.Benchmarks.Traces.Life;

/// <summary>The terms on which a cluster's leases live in a replay.</summary>
public static class ClusterLife
{
    /// <summary>Providers post this much of the bond that their nodes need, in percent, so that no failure of one node stops the others.</summary>
    public const int PostedPercent = 150;

    /// <summary>Everything as by default, but nodes are offered on the operator's word, since their GPUs are not there to prove anything.</summary>
    public static IReadOnlyList<ChangeSetting> Settings { get; } = [new(Setting.MinAskPerformanceBasisPoints, 0)];

    /// <summary>Every choice that the sources do not make, for the reader of the output.</summary>
    public static IReadOnlyList<string> Notes { get; } =
    [
        $"providers post {PostedPercent} % of the bond that their nodes need (by default a week of every GPU's reference price, twice while nothing is known of them) and name every GPU as a device",
        "performance is the operator's word, for the GPUs are not here: nobody is challenged",
        $"agents hand over when a lease is filled and report once an hour what is over, signed by both sides; what a lease leaves that ends early returns to its ask",
        $"of each {Manners.OneIn} nodes one never hands over, one delivers {Manners.FlakyMinutes} minutes of each hour and says so, one does and calls them whole",
        "the first buyer whose hour a node calls whole falsely disputes it; the operator upholds that and proposes to slash the node's bond for fraud, which nobody appeals",
    ];
}
