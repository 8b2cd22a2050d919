using Exchange.Api.Access;
using NodaTime;

namespace Exchange.Api.Proofs;

/// <summary><c>POST /heartbeats/{nonce}</c>: a node's sign of life, within five seconds of its being asked over the channel <c>challenges</c>.</summary>
public static class AnswerHeartbeat
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/heartbeats/{nonce}", Handle).Needs(Scopes.Provide).WithTags("Proofs").WithSummary("Give a sign of life");

    private static IResult Handle(string nonce, HttpContext context, HeartbeatPulse pulse, IClock clock) =>
        pulse.Answer(context.Caller().Account, nonce, clock.GetCurrentInstant()) is { } problem ? problem : TypedResults.NoContent();
}
