using Exchange.Engine.Sequencing;
using Exchange.Engine.Values;

namespace Exchange.Api.Providers;

/// <summary>Finds among an account's nodes one to offer.</summary>
public sealed class NodeDirectory
{
    private readonly CommittedMarket committed;

    /// <summary>The nodes of a market.</summary>
    public NodeDirectory(CommittedMarket committed) => this.committed = committed;

    /// <summary>The account's first node of that SKU with enough units that are surely free, else the one with the most; none where it has no such node.</summary>
    /// <remarks>What is free of a busy node at the time in question may be more than is sure: the engine knows.</remarks>
    public NodeId Choose(AccountId provider, SkuId sku, Gpus gpus) => committed.Read(state =>
    {
        (NodeId best, long most) = (default, long.MinValue);
        foreach (NodeId node in state.Fleet.Of(provider))
        {
            if (state.Fleet[node].Sku != sku) continue;
            long free = state.Fleet[node].Units.Count - state.Fleet[node].CommittedGpus;
            if (free >= gpus.Count) return node;
            if (free > most) (best, most) = (node, free);
        }

        return best;
    });
}
