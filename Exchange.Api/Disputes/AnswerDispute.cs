using Exchange.Api.Access;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Leases;
using Exchange.Engine.Values;
using AnswerCommand = Exchange.Engine.Commands.AnswerDispute;
using DecideCommand = Exchange.Engine.Commands.DecideDispute;

namespace Exchange.Api.Disputes;

/// <summary><c>POST /disputes/{id}/answer</c> for the other side, <c>POST /operator/disputes/{id}/decide</c> for the operator.</summary>
public static class AnswerDispute
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/disputes/{id}/answer", ReplyAsync).Needs(Scopes.Trade | Scopes.Provide).Produces<DisputeAnswer>().WithTags("Disputes").WithSummary("Accept or deny a claim");
        routes.MapPost("/operator/disputes/{id}/decide", DecideAsync).Needs(Scopes.Admin).Produces<DisputeAnswer>().WithTags("Operator").WithSummary("Decide a dispute");
    }

    private static async Task<IResult> ReplyAsync(string id, DisputeReplyRequest request, HttpContext context, DisputeDesk desk)
    {
        if (!LeaseDesk.TryNumber(id, out long dispute)) return DisputeDesk.NotFound;
        if (request.Accepts is not { } accepts) return Problem.BadField("accepts", "accepts must be true or false");
        return await desk.RunAsync(new AnswerCommand(context.Caller().Account, new DisputeId(dispute), accepts), context);
    }

    private static async Task<IResult> DecideAsync(string id, DisputeDecisionRequest request, HttpContext context, DisputeDesk desk)
    {
        if (!LeaseDesk.TryNumber(id, out long dispute)) return DisputeDesk.NotFound;
        if (!SnakeCase.TryRead(request.Fault, out Fault fault)) return Problem.BadField("fault", $"fault must be one of {SnakeCase.All<Fault>()}");
        if (request.Upheld is not { } upheld) return Problem.BadField("upheld", "upheld must be true or false");
        return await desk.RunAsync(new DecideCommand(new DisputeId(dispute), fault, upheld), context);
    }
}
