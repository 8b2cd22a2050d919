using Exchange.Api.Access;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Providers;
using Exchange.Engine.Values;
using AppealCommand = Exchange.Engine.Commands.AppealSlash;

namespace Exchange.Api.Slashes;

/// <summary><c>POST /slashes/{id}/appeal</c> for the provider; the operator proposes and decides under <c>/operator/slashes</c>.</summary>
public static class AppealSlash
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/slashes/{id}/appeal", AppealAsync).Needs(Scopes.Provide).Produces<SlashAnswer>().WithTags("Slashes").WithSummary("Appeal: the operator decides");
        routes.MapPost("/operator/slashes", ProposeAsync).Needs(Scopes.Admin).Produces<SlashAnswer>().WithTags("Operator").WithSummary("Propose to take from a bond");
        routes.MapPost("/operator/slashes/{id}/decide", DecideAsync).Needs(Scopes.Admin).Produces<SlashAnswer>().WithTags("Operator").WithSummary("Decide a slash");
    }

    private static async Task<IResult> AppealAsync(string id, HttpContext context, SlashDesk desk) =>
        LeaseDesk.TryNumber(id, out long slash)
            ? await desk.RunAsync(new AppealCommand(context.Caller().Account, new SlashId(slash)), context)
            : SlashDesk.NotFound;

    private static async Task<IResult> ProposeAsync(SlashRequest request, HttpContext context, SlashDesk desk)
    {
        if (!WireId.TryNode(request.Node, out NodeId node)) return new Problem(404, "node_not_found", "node not found");
        if (!SnakeCase.TryRead(request.Cause, out SlashCause cause) || cause != SlashCause.Fraud) return Problem.BadField("cause", "cause must be fraud");
        return await desk.RunAsync(new ProposeSlash(node, request.Unit ?? -1, cause, request.Evidence), context);
    }

    private static async Task<IResult> DecideAsync(string id, SlashDecisionRequest request, HttpContext context, SlashDesk desk)
    {
        if (!LeaseDesk.TryNumber(id, out long slash)) return SlashDesk.NotFound;
        if (request.Upheld is not { } upheld) return Problem.BadField("upheld", "upheld must be true or false");
        return await desk.RunAsync(new DecideSlash(new SlashId(slash), upheld), context);
    }
}
