using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Providers;

/// <summary>On what a node's verified performance rests.</summary>
internal static class PerformanceEvidence
{
    /// <summary>Nothing was recorded.</summary>
    public const string None = "none";
    /// <summary>The operator's word.</summary>
    public const string Vouched = "vouched";
    /// <summary>Proofs of all of its units.</summary>
    public const string Measured = "measured";

    /// <summary>The word for a node. What was measured of a node is its slowest unit, until its stalest proof is stale: anything else was said by the operator.</summary>
    public static string Of(ExchangeState state, NodeId id)
    {
        ref readonly Node node = ref state.Fleet[id];
        if (node.PerformanceUntil == default) return None;
        if (node.NamedUnits < node.Units.Count) return Vouched;
        (int slowest, Minute stalest) = (int.MaxValue, Minute.Never);
        for (int number = 0; number < node.Units.Count; number++)
        {
            ref readonly Unit unit = ref state.Units[state.Units.Find(id, number)];
            (slowest, stalest) = (Math.Min(slowest, unit.Performance.Value), Minute.Min(stalest, unit.PerformanceUntil));
        }

        return node.Performance.Value == slowest && node.PerformanceUntil == stalest ? Measured : Vouched;
    }
}
