using Exchange.Api.Access;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Exchange.Projections.Proofs;
using Exchange.Projections.Queries;

namespace Exchange.Api.Slashes;

/// <summary><c>GET /slashes</c> and <c>GET /slashes/{id}</c>; <c>GET /operator/slashes</c> lists all that are open.</summary>
public static class ReadSlashes
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/slashes", ListAsync).Needs(Scopes.Read).Produces<SlashAnswer[]>().WithTags("Slashes").WithSummary("List what was proposed against the caller's bond");
        routes.MapGet("/slashes/{id}", ReadAsync).Needs(Scopes.Read).Produces<SlashAnswer>().WithTags("Slashes").WithSummary("Read a slash");
        routes.MapGet("/operator/slashes", OpenAsync).Needs(Scopes.Admin).Produces<SlashAnswer[]>().WithTags("Operator").WithSummary("List the slashes that are open");
    }

    private static Task<IResult> ListAsync(HttpContext context, SlashDesk desk) =>
        PageAsync(context, desk, page => desk.Stored.SlashesAsync(context.Caller().Account, page, context.RequestAborted));

    private static Task<IResult> OpenAsync(HttpContext context, SlashDesk desk) =>
        PageAsync(context, desk, page => desk.Stored.OpenSlashesAsync(page, context.RequestAborted));

    private static async Task<IResult> ReadAsync(string id, HttpContext context, SlashDesk desk) =>
        LeaseDesk.TryNumber(id, out long slash) ? await desk.AnswerAsync(new SlashId(slash), context) : SlashDesk.NotFound;

    private static async Task<IResult> PageAsync(HttpContext context, SlashDesk desk, Func<Page, Task<IReadOnlyList<SlashRow>>> read)
    {
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        await desk.CatchUpAsync(context.RequestAborted);
        IReadOnlyList<SlashRow> rows = await read(page);
        Paging.Write(context, rows, row => row.Slash.Value);
        return Answer.Ok([.. rows.Select(SlashDesk.Of)], ApiJson.Default.SlashAnswerArray);
    }
}
