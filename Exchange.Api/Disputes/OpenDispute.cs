using Exchange.Api.Access;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using OpenCommand = Exchange.Engine.Commands.OpenDispute;

namespace Exchange.Api.Disputes;

/// <summary><c>POST /disputes</c>: either side of a lease disputes hours that are not final.</summary>
public static class OpenDispute
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/disputes", HandleAsync).Needs(Scopes.Trade | Scopes.Provide).Produces<DisputeAnswer>().WithTags("Disputes").WithSummary("Dispute hours of a lease");

    private static async Task<IResult> HandleAsync(DisputeRequest request, HttpContext context, DisputeDesk desk)
    {
        if (!Decimals.TryMicros(request.Claim, out long micros, out bool exact) || !exact || micros <= 0)
            return Problem.BadField("claim", "claim must be dollars above zero, with at most six places");
        int last = request.LastHour ?? request.FirstHour;
        return await desk.RunAsync(new OpenCommand(context.Caller().Account, new FillId(request.Lease), request.FirstHour, last, micros), context);
    }
}
