using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Providers;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Exchange.Projections.Proofs;
using Exchange.Projections.Queries;

namespace Exchange.Api.Proofs;

/// <summary><c>GET /nodes/{id}/proofs</c> and <c>GET /nodes/{id}/heartbeats</c>: what one of the caller's nodes was asked, and how it answered.</summary>
public static class ReadNodeProofs
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/nodes/{id}/proofs", ProofsAsync).Needs(Scopes.Read).Produces<PastProofAnswer[]>().WithTags("Proofs").WithSummary("A node's challenges and what was found, newest first");
        routes.MapGet("/nodes/{id}/heartbeats", HeartbeatsAsync).Needs(Scopes.Read).Produces<HeartbeatsAnswer[]>().WithTags("Proofs").WithSummary("A node's signs of life, epoch by epoch, newest first");
    }

    private static async Task<IResult> ProofsAsync(string id, HttpContext context, NodeDesk nodes, ProofQueries stored, Views views)
    {
        if (!nodes.TryFind(id, context, out NodeId node)) return NodeDesk.NotFound;
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        await views.CatchUpAsync("proofs", context.RequestAborted);
        IReadOnlyList<ChallengeRow> rows = await stored.OfNodeAsync(node, page, context.RequestAborted);
        Paging.Write(context, rows, row => row.Challenge.Value);
        return Answer.Ok([.. rows.Select(Of)], ApiJson.Default.PastProofAnswerArray);
    }

    private static async Task<IResult> HeartbeatsAsync(string id, HttpContext context, NodeDesk nodes, ProofQueries stored, Views views)
    {
        if (!nodes.TryFind(id, context, out NodeId node)) return NodeDesk.NotFound;
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        await views.CatchUpAsync("proofs", context.RequestAborted);
        IReadOnlyList<HeartbeatsRow> rows = await stored.HeartbeatsAsync(node, page, context.RequestAborted);
        Paging.Write(context, rows, row => row.Position);
        return Answer.Ok(
            [.. rows.Select(row => new HeartbeatsAnswer(row.Day, row.Epoch, row.Sent, row.Answered, WireTime.Text(row.At), row.Position))],
            ApiJson.Default.HeartbeatsAnswerArray);
    }

    private static PastProofAnswer Of(ChallengeRow row) => new(
        row.Challenge.Value, row.Unit < 0 ? null : row.Unit, SnakeCase.Of(row.Kind), SnakeCase.Of(row.Purpose), row.Size, WireTime.Text(row.IssuedAt),
        WireTime.Text(row.Due), row.ReceivedAt is { } received ? WireTime.Text(received) : null, ProofDesk.Of(row));
}

/// <summary>A challenge of the past, or one that is still open.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Unit">Which unit; null for the whole node.</param>
/// <param name="Kind">What was to be proven.</param>
/// <param name="Purpose">Why.</param>
/// <param name="Size">The matrix's n, or the number of squarings.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="Due">By when it was to be answered.</param>
/// <param name="ReceivedAt">When it was; null where it was not.</param>
/// <param name="Proof">What was found.</param>
public sealed record PastProofAnswer(
    long Id, int? Unit, string Kind, string Purpose, long Size, string IssuedAt, string Due, string? ReceivedAt, ProofAnswer Proof);

/// <summary>A node's signs of life in one epoch.</summary>
/// <param name="Day">The beacon's day, since the Unix epoch.</param>
/// <param name="Epoch">The beacon's epoch of that day.</param>
/// <param name="Sent">How many were asked for.</param>
/// <param name="Answered">How many came in time.</param>
/// <param name="At">When that was recorded.</param>
/// <param name="Position">Where in the history.</param>
public sealed record HeartbeatsAnswer(int Day, int Epoch, int Sent, int Answered, string At, long Position);
