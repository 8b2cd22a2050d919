using System.Text.Json.Serialization;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;

namespace Exchange.Api.Orders;

/// <summary><c>POST /cancel-after</c>: the dead-man's switch. Counts down in the engine, fires once; 0 disarms.</summary>
public static class CancelAfter
{
    private const int MostSeconds = 24 * 60 * 60;

    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/cancel-after", HandleAsync).Needs(Scopes.Trade).Produces<CancelAfterAnswer>().WithTags("Orders").WithSummary("Arm the dead-man's switch");

    private static async Task<IResult> HandleAsync(CancelAfterRequest request, HttpContext context, Gateway gateway, OrderLookup lookup)
    {
        var reader = new FieldReader();
        const int millisecondsOfSecond = 1_000;
        int milliseconds = reader.Parts("timeout", request.Timeout, millisecondsOfSecond, -1);
        if (milliseconds is < 0 or > MostSeconds * millisecondsOfSecond) reader.Fail("timeout", $"timeout must be seconds, 0 to {MostSeconds}");
        if (reader.Problem is not null) return reader.Problem;
        Engine.Values.AccountId account = context.Caller().Account;
        (Receipt receipt, Problem? problem) = await gateway.RunAsync(new ArmCancelAfter(account, milliseconds));
        if (problem is not null) return problem;
        await lookup.Committed.WaitForAsync(receipt.Position, context.RequestAborted);
        long deadline = lookup.Committed.Read(state => state.Accounts[account].CancelAfterUnixMilliseconds);
        return Answer.Ok(new CancelAfterAnswer(deadline == 0 ? null : WireTime.Text(deadline * 1_000)), ApiJson.Default.CancelAfterAnswer);
    }
}

/// <summary>When all orders shall go.</summary>
public sealed record CancelAfterRequest
{
    /// <summary>Seconds from now; 0 disarms.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Timeout { get; init; }
}

/// <summary>When all orders will go.</summary>
/// <param name="Deadline">The moment, or null where the switch is disarmed.</param>
public sealed record CancelAfterAnswer(string? Deadline);
