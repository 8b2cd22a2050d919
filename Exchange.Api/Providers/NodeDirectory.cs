using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Providers;

/// <summary>Finds an account's nodes. Nodes are numbered in order and never go, so each is looked at once.</summary>
public sealed class NodeDirectory
{
    private readonly CommittedMarket committed;
    private readonly Dictionary<AccountId, List<NodeId>> nodes = [];
    private int seen;

    /// <summary>The nodes of a market.</summary>
    public NodeDirectory(CommittedMarket committed) => this.committed = committed;

    /// <summary>The account's first node of that SKU with enough units that are surely free, else the one with the most; none where it has no such node.</summary>
    /// <remarks>What is free of a busy node at the time in question may be more than is sure: the engine knows.</remarks>
    public NodeId Choose(AccountId provider, SkuId sku, Gpus gpus) => committed.Read(state =>
    {
        (NodeId best, long most) = (default, long.MinValue);
        foreach (NodeId node in Of(state, provider))
        {
            if (state.Fleet[node].Sku != sku) continue;
            long free = state.Fleet[node].Units.Count - state.Fleet[node].CommittedGpus;
            if (free >= gpus.Count) return node;
            if (free > most) (best, most) = (node, free);
        }

        return best;
    });

    /// <summary>Reads each of an account's nodes.</summary>
    public T[] Read<T>(AccountId provider, Func<ExchangeState, NodeId, T> query) =>
        committed.Read(state => Of(state, provider).Select(node => query(state, node)).ToArray());

    /// <summary>Called under the replica's lock, which so guards the index too.</summary>
    private List<NodeId> Of(ExchangeState state, AccountId provider)
    {
        for (; seen < state.Fleet.Count; seen++)
        {
            var node = new NodeId(seen + 1);
            AccountId owner = state.Fleet[node].Provider;
            if (nodes.TryGetValue(owner, out List<NodeId>? list)) list.Add(node);
            else nodes.Add(owner, [node]);
        }

        return nodes.GetValueOrDefault(provider) ?? [];
    }
}
