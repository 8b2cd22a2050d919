using Exchange.Api.Proofs;
using Exchange.Api.Wire;
using Exchange.Engine.Providers;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections.Queries;

namespace Exchange.Api.Providers;

/// <summary><c>GET /providers/{id}/nodes</c>: what everybody may know of a provider's nodes before buying of them: what was proven, and on whose word.</summary>
public static class ReadPublicNodes
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/providers/{id}/nodes", ListAsync).Produces<PublicNodeAnswer[]>().WithTags("Providers").WithSummary("What is proven of a provider's nodes, newest first");

    private static async Task<IResult> ListAsync(string id, HttpContext context, NodeDesk desk, Attestations attestations)
    {
        if (!RegisterProvider.TryFind(id, desk.Committed, out AccountId provider)) return RegisterProvider.NotFound;
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        NodeId[] nodes = desk.Committed.Read(state => PageOf(state, provider, page));
        IReadOnlyDictionary<NodeId, AttestationAnswer> attested = await attestations.OfAsync(nodes, context.RequestAborted);
        Paging.Write(context, nodes, node => node.Value);
        return Answer.Ok(
            desk.Committed.Read(state => nodes.Select(node => Of(state, desk.Evidence, node) with { Attestation = attested.GetValueOrDefault(node) }).ToArray()),
            ApiJson.Default.PublicNodeAnswerArray);
    }

    /// <summary>The nodes that are not retired, the newest first. Looks at all of the provider's, at most <see cref="FleetTable.MaxNodesPerProvider"/>.</summary>
    private static NodeId[] PageOf(ExchangeState state, AccountId provider, Page page)
    {
        NodeId[] nodes = [.. state.Fleet.Of(provider).Where(node => state.Fleet[node].Status != NodeStatus.Retired
            && node.Value > (page.Before ?? 0) && node.Value < (page.After ?? long.MaxValue))];
        bool upwards = page.Before is not null && page.After is null; // Towards the newer, the nodes next to the cursor are wanted.
        return [.. (upwards ? nodes.Take(page.Limit) : nodes.TakeLast(page.Limit)).Reverse()];
    }

    private static PublicNodeAnswer Of(ExchangeState state, PerformanceEvidence evidence, NodeId id)
    {
        Node node = state.Fleet[id];
        Spec? spec = state.Specs.Exists(node.Spec) ? state.Specs[node.Spec] : null;
        return new PublicNodeAnswer(
            WireId.Text(WireId.Of(id)), state.Specs[node.Sku].Name.ToString(), spec?.Place.ToString() ?? "", node.GpusPerNode.Count, node.Nodes,
            SnakeCase.Of(node.Status), Decimals.Fraction(node.Performance.Value), WireTime.Text(node.PerformanceUntil), evidence.Of(state, id),
            RegisterNode.TeeOf(state, node));
    }
}

/// <summary>A node as everybody sees it.</summary>
/// <param name="Id">Its UUID, as leases name it.</param>
/// <param name="Sku">The exact SKU.</param>
/// <param name="Place">The place.</param>
/// <param name="GpusPerNode">GPUs in one node.</param>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Status">Whether it may be offered.</param>
/// <param name="Performance">Verified performance as a fraction of the SKU's reference; 0 before the first proof.</param>
/// <param name="PerformanceUntil">When that is stale.</param>
/// <param name="PerformanceEvidence">On what that rests: <c>measured</c> by proofs, <c>vouched</c> for by the operator, or <c>none</c>.</param>
/// <param name="Tee">The confidential computing that it claims: <c>none</c>, <c>cpu</c> or <c>cpu+gpu</c>.</param>
public sealed record PublicNodeAnswer(
    string Id, string Sku, string Place, int GpusPerNode, int Nodes, string Status, string Performance, string PerformanceUntil,
    string PerformanceEvidence, string Tee)
{
    /// <summary>How it attested last; null where it never did.</summary>
    public AttestationAnswer? Attestation { get; init; }
}
