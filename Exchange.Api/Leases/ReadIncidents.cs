using Exchange.Api.Access;
using Exchange.Api.Wire;
using Exchange.Projections.Leases;
using Exchange.Projections.Queries;

namespace Exchange.Api.Leases;

/// <summary><c>GET /incidents</c>: failures of the caller's nodes that came together, and what they took from its bond.</summary>
public static class ReadIncidents
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/incidents", ListAsync).Needs(Scopes.Read).Produces<IncidentAnswer[]>().WithTags("Providers").WithSummary("List the incidents of the caller's nodes, the last first");

    private static async Task<IResult> ListAsync(HttpContext context, LeaseDesk desk)
    {
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        await desk.CatchUpAsync(context.RequestAborted);
        IReadOnlyList<IncidentRow> rows = await desk.Stored.IncidentsAsync(context.Caller().Account, page, context.RequestAborted);
        Paging.Write(context, rows, row => row.Incident.Value);
        return Answer.Ok([.. rows.Select(Of)], ApiJson.Default.IncidentAnswerArray);
    }

    private static IncidentAnswer Of(IncidentRow row) => new(
        row.Incident.Value, WireId.Text(WireId.Of(row.Node)), row.Place, WireTime.Text(row.From), WireTime.Text(row.Until), Decimals.Text(row.Cap),
        Decimals.Text(row.Taken), row.Charges, row.Position);
}

/// <summary>Failures in one place within minutes of each other.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Node">The first node that failed.</param>
/// <param name="Place">The whole place.</param>
/// <param name="From">The first minute that failed.</param>
/// <param name="Until">The first minute after the last failure.</param>
/// <param name="Cap">The most that it may take from the bond.</param>
/// <param name="Taken">What it took.</param>
/// <param name="Charges">How many failures belong to it.</param>
/// <param name="Position">The position of the event that opened it.</param>
public sealed record IncidentAnswer(long Id, string Node, string Place, string From, string Until, string Cap, string Taken, int Charges, long Position);
