using Exchange.Api.Access;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Exchange.Projections.Leases;
using Exchange.Projections.Queries;

namespace Exchange.Api.Disputes;

/// <summary><c>GET /disputes</c> and <c>GET /disputes/{id}</c>; <c>GET /operator/disputes</c> lists all that wait for a decision.</summary>
public static class ReadDisputes
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/disputes", ListAsync).Needs(Scopes.Read).Produces<DisputeAnswer[]>().WithTags("Disputes").WithSummary("List disputes over the caller's leases");
        routes.MapGet("/disputes/{id}", ReadAsync).Needs(Scopes.Read).Produces<DisputeAnswer>().WithTags("Disputes").WithSummary("Read a dispute");
        routes.MapGet("/operator/disputes", WaitingAsync).Needs(Scopes.Admin).Produces<DisputeAnswer[]>().WithTags("Operator").WithSummary("List the disputes that are not decided");
    }

    private static Task<IResult> ListAsync(HttpContext context, DisputeDesk desk) =>
        PageAsync(context, desk, page => desk.Leases.Stored.DisputesOfAsync(context.Caller().Account, page, context.RequestAborted));

    private static Task<IResult> WaitingAsync(HttpContext context, DisputeDesk desk) =>
        PageAsync(context, desk, page => desk.Leases.Stored.OpenDisputesAsync(page, context.RequestAborted));

    private static async Task<IResult> ReadAsync(string id, HttpContext context, DisputeDesk desk) =>
        LeaseDesk.TryNumber(id, out long dispute) ? await desk.AnswerAsync(new DisputeId(dispute), context) : DisputeDesk.NotFound;

    private static async Task<IResult> PageAsync(HttpContext context, DisputeDesk desk, Func<Page, Task<IReadOnlyList<DisputeRow>>> read)
    {
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        await desk.Leases.CatchUpAsync(context.RequestAborted);
        IReadOnlyList<DisputeRow> rows = await read(page);
        Paging.Write(context, rows, row => row.Dispute.Value);
        return Answer.Ok([.. rows.Select(DisputeDesk.Of)], ApiJson.Default.DisputeAnswerArray);
    }
}
