using Exchange.Api.Access;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Exchange.Projections.Queries;

namespace Exchange.Api.Quorums;

/// <summary><c>GET /quorums</c> and <c>GET /quorums/{id}</c>: those that the caller opened or is a worker of.</summary>
public static class ReadQuorums
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/quorums", ListAsync).Needs(Scopes.Read).Produces<QuorumAnswer[]>().WithTags("Quorums").WithSummary("List the quorums that the caller opened or works in; ?status= committing, revealing or closed");
        routes.MapGet("/quorums/{id}", ReadAsync).Needs(Scopes.Read).Produces<QuorumAnswer>().WithTags("Quorums").WithSummary("Read a quorum with its workers");
    }

    private static async Task<IResult> ListAsync(HttpContext context, QuorumDesk desk)
    {
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        QuorumStatus? status = null;
        if (context.Request.Query["status"] is { Count: > 0 } words && words is not [""])
        {
            if (words is not [{ } word] || !SnakeCase.TryRead(word, out QuorumStatus asked)) return Problem.BadField("status", $"status must be one of {SnakeCase.All<QuorumStatus>()}");
            status = asked;
        }

        AccountId caller = context.Caller().Account;
        IReadOnlyList<QuorumWithWorkers> found = await desk.ListAsync(caller, status, page, context.RequestAborted);
        Paging.Write(context, found, quorum => quorum.Row.Quorum.Value);
        return Answer.Ok([.. found.Select(quorum => QuorumDesk.Of(quorum, caller, desk.Now))], ApiJson.Default.QuorumAnswerArray);
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext context, QuorumDesk desk) =>
        LeaseDesk.TryNumber(id, out long quorum) ? await desk.AnswerAsync(new QuorumId(quorum), context) : QuorumDesk.NotFound;
}
