using Exchange.Engine.Sequencing;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Providers;

/// <summary>Finds how each node was described, as a spec, so that an ask only has to name the node.</summary>
public sealed class NodeOffers
{
    private readonly CommittedMarket committed;

    /// <summary>Descriptions in a market.</summary>
    public NodeOffers(CommittedMarket committed) => this.committed = committed;

    /// <summary>The node's description; of one that was never described, only what the registry says.</summary>
    public Spec Of(NodeId node) => committed.Read(state =>
    {
        Node described = state.Fleet[node];
        return state.Specs.Exists(described.Spec) ? state.Specs[described.Spec] : new Spec { Sku = described.Sku, GpusPerNode = described.GpusPerNode };
    });
}
