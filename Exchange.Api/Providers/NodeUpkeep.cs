using Exchange.Api.Access;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Proofs;
using Exchange.Engine.Values;

namespace Exchange.Api.Providers;

/// <summary>
/// <c>POST /nodes/{id}/maintenance</c>, <c>POST /nodes/{id}/challenge</c> and <c>DELETE /nodes/{id}</c>: announces that a node will be down,
/// asks that it be challenged, withdraws it for good.
/// </summary>
public static class NodeUpkeep
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/nodes/{id}/maintenance", AnnounceAsync).Needs(Scopes.Provide).Produces<NodeAnswer>().WithTags("Providers").WithSummary("Announce that a node will be down");
        routes.MapPost("/nodes/{id}/challenge", ChallengeAsync).Needs(Scopes.Provide).Produces<NodeAnswer>().WithTags("Providers").WithSummary("Ask to be challenged when the next epoch begins");
        routes.MapDelete("/nodes/{id}", RetireAsync).Needs(Scopes.Provide).Produces<NodeAnswer>().WithTags("Providers").WithSummary("Withdraw a node for good");
    }

    private static async Task<IResult> AnnounceAsync(string id, MaintenanceRequest request, HttpContext context, NodeDesk desk)
    {
        if (!desk.TryFind(id, context, out NodeId node)) return NodeDesk.NotFound;
        var reader = new FieldReader();
        if (request.Start is null) reader.Fail("start", "start must say from when the node is down");
        Minute from = reader.MinuteAtOrAfter("start", request.Start, default);
        Minutes duration = reader.Duration("duration", request.Duration, Minutes.FromHours(1));
        if (reader.Problem is not null) return reader.Problem;
        var window = new Window(from, new Minute((int)Math.Min((long)from.Value + duration.Count, int.MaxValue)));
        return await desk.RunAsync(new PublishMaintenance(context.Caller().Account, node, window), node, context);
    }

    private static async Task<IResult> ChallengeAsync(string id, ChallengeRequest request, HttpContext context, NodeDesk desk)
    {
        if (!desk.TryFind(id, context, out NodeId node)) return NodeDesk.NotFound;
        ChallengeKind? proof = request.Proof switch
        {
            "matrix" => ChallengeKind.MatrixFull,
            "attestation" => ChallengeKind.Attestation,
            _ => null,
        };
        if (proof is not { } wanted) return Problem.BadField("proof", "proof must be matrix or attestation");
        return await desk.RunAsync(new RequestChallenge(context.Caller().Account, node, wanted), node, context);
    }

    private static async Task<IResult> RetireAsync(string id, HttpContext context, NodeDesk desk) =>
        desk.TryFind(id, context, out NodeId node)
            ? await desk.RunAsync(new RetireNode(context.Caller().Account, node), node, context)
            : NodeDesk.NotFound;
}
