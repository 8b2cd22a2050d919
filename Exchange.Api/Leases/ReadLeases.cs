using Exchange.Api.Access;
using Exchange.Api.Wire;
using Exchange.Engine.Leases;
using Exchange.Engine.Values;
using Exchange.Projections.Leases;
using Exchange.Projections.Queries;

namespace Exchange.Api.Leases;

/// <summary><c>GET /leases</c>, <c>/leases/{id}</c>, <c>/leases/{id}/hours</c> and <c>/leases/{id}/hours/{hour}/reports</c>.</summary>
public static class ReadLeases
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/leases", ListAsync).Needs(Scopes.Read).Produces<LeaseAnswer[]>().WithTags("Leases").WithSummary("List the leases that the caller uses or delivers");
        routes.MapGet("/leases/{id}", ReadAsync).Needs(Scopes.Read).Produces<LeaseAnswer>().WithTags("Leases").WithSummary("Read a lease with its open hours");
        routes.MapGet("/leases/{id}/hours", HoursAsync).Needs(Scopes.Read).Produces<HourAnswer[]>().WithTags("Leases").WithSummary("List the hours of a lease, the last first");
        routes.MapGet("/leases/{id}/hours/{hour}/reports", ReportsAsync).Needs(Scopes.Read).Produces<HourReportAnswer[]>().WithTags("Leases").WithSummary("What was reported of an hour, with signatures");
    }

    private static async Task<IResult> ListAsync(HttpContext context, LeaseDesk desk)
    {
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        AccountId caller = context.Caller().Account;
        if (!TryRole(context.Request.Query["role"], out LeaseRole role)) return Problem.BadField("role", "role must be buyer or provider");
        HashSet<LeaseState> states = [];
        foreach (string? word in context.Request.Query["state"])
        {
            if (!SnakeCase.TryRead(word, out LeaseState state)) return Problem.BadField("state", $"state must be one of {SnakeCase.All<LeaseState>()}");
            states.Add(state);
        }

        await desk.CatchUpAsync(context.RequestAborted);
        IReadOnlyList<LeaseRow> rows = await desk.Stored.ListAsync(caller, new LeaseFilter(role, states), page, context.RequestAborted);
        Paging.Write(context, rows, row => row.Lease.Value);
        return Answer.Ok(await desk.Answers.ListAsync(rows, caller, context.RequestAborted), ApiJson.Default.LeaseAnswerArray);
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext context, LeaseDesk desk) =>
        LeaseDesk.TryNumber(id, out long lease) ? await desk.AnswerAsync(new FillId(lease), context) : LeaseDesk.NotFound;

    private static async Task<IResult> HoursAsync(string id, HttpContext context, LeaseDesk desk)
    {
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        if (await desk.FindAsync(id, context.Caller(), context.RequestAborted) is not { } lease) return LeaseDesk.NotFound;
        IReadOnlyList<HourRow> rows = await desk.Stored.HoursAsync(lease.Lease, page, context.RequestAborted);
        Paging.Write(context, rows, row => row.Hour);
        return Answer.Ok([.. rows.Select(row => LeaseAnswers.Hour(row, MinutesOf(lease, row.Hour)))], ApiJson.Default.HourAnswerArray);
    }

    private static async Task<IResult> ReportsAsync(string id, int hour, HttpContext context, LeaseDesk desk)
    {
        if (await desk.FindAsync(id, context.Caller(), context.RequestAborted) is not { } lease) return LeaseDesk.NotFound;
        IReadOnlyList<HourReportRow> rows = await desk.Stored.ReportsAsync(lease.Lease, hour, context.RequestAborted);
        return Answer.Ok([.. rows.Select(row => LeaseAnswers.Report(row, MinutesOf(lease, hour)))], ApiJson.Default.HourReportAnswerArray);
    }

    /// <summary>How many minutes an hour of the lease has: sixty, fewer in its last.</summary>
    private static int MinutesOf(LeaseRow lease, int hour) =>
        (int)Math.Clamp(lease.End.Value - lease.Window.From.Value - ((long)hour * MinuteBits.Most), 0, MinuteBits.Most);

    private static bool TryRole(string? word, out LeaseRole role)
    {
        role = LeaseRole.Either;
        return string.IsNullOrEmpty(word) || (SnakeCase.TryRead(word, out role) && role != LeaseRole.Either);
    }
}
