using Exchange.Engine.Events;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Providers;

/// <summary>On what nodes' verified performance rests.</summary>
/// <remarks>
/// It is found when the performance changes, by a walk over the node's units, at most <see cref="UnitTable.MaxUnitsPerNode"/>, and not when
/// somebody asks: an answer is one look-up. Ask inside a read of the committed state, whose lock guards this too.
/// </remarks>
public sealed class PerformanceEvidence : ITurnObserver
{
    private const string None = "none";
    private const string Vouched = "vouched";
    private const string Measured = "measured";
    private readonly HashSet<NodeId> measured = [];

    /// <summary>The evidence of a market's nodes.</summary>
    public PerformanceEvidence(CommittedMarket committed) => committed.Subscribe(this, Load);

    /// <summary>The word for a node: <c>none</c>, <c>vouched</c> for by the operator, or <c>measured</c>.</summary>
    public string Of(ExchangeState state, NodeId node)
    {
        if (state.Fleet[node].PerformanceUntil == default) return None;
        return measured.Contains(node) ? Measured : Vouched;
    }

    /// <summary>Whether a node's performance is the operator's word.</summary>
    public bool IsVouched(ExchangeState state, NodeId node) => Of(state, node) == Vouched;

    /// <inheritdoc/>
    public void OnEvolving(ExchangeState before, in RecordedEvent occurred)
    {
        // What was known before does not matter.
    }

    /// <inheritdoc/>
    public void OnEvolved(ExchangeState after, in RecordedEvent occurred)
    {
        if (occurred.Kind == EventKind.PerformanceVerified) Note(after, occurred.As<PerformanceVerified>().Node);
    }

    /// <inheritdoc/>
    public void OnTurnEnd(ExchangeState state)
    {
        // Nobody is told; who wants to know asks.
    }

    private void Load(ExchangeState state)
    {
        for (int number = 1; number <= state.Fleet.Count; number++) Note(state, new NodeId(number));
    }

    private void Note(ExchangeState state, NodeId node)
    {
        if (IsMeasured(state, node)) measured.Add(node);
        else measured.Remove(node);
    }

    /// <summary>What was measured of a node is its slowest unit, until its stalest proof is stale: anything else was said by the operator.</summary>
    private static bool IsMeasured(ExchangeState state, NodeId id)
    {
        ref readonly Node node = ref state.Fleet[id];
        if (node.PerformanceUntil == default || node.NamedUnits < node.Units.Count) return false;
        (int slowest, Minute stalest) = (int.MaxValue, Minute.Never);
        for (int number = 0; number < node.Units.Count; number++)
        {
            ref readonly Unit unit = ref state.Units[state.Units.Find(id, number)];
            (slowest, stalest) = (Math.Min(slowest, unit.Performance.Value), Minute.Min(stalest, unit.PerformanceUntil));
        }

        return node.Performance.Value == slowest && node.PerformanceUntil == stalest;
    }
}
