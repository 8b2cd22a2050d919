using System.Text.Json;
using Exchange.Api.Access;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Leases;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Api.Leases;

/// <summary><c>POST /leases/{id}/meter</c>: a party's agent, or a monitor, says which minutes of an hour were delivered, and signs it.</summary>
public static class MeterLease
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/leases/{id}/meter", HandleAsync).Needs(Scopes.Trade | Scopes.Provide | Scopes.Monitor).Produces<MeteredAnswer>()
            .WithTags("Leases").WithSummary("Report an hour, signed by the agent's key");

    private static async Task<IResult> HandleAsync(string id, MeterRequest request, HttpContext context, LeaseDesk desk)
    {
        Caller caller = context.Caller();
        if (!LeaseDesk.TryNumber(id, out long number)) return LeaseDesk.NotFound;
        var lease = new FillId(number);
        if (desk.Committed.Read(state => SideOf(state, lease, caller)) is not { } side) return LeaseDesk.NotFound;
        if (!MinuteText.TryRead(request.Minutes, out MinuteBits minutes)) return Problem.BadField("minutes", "minutes must be up to 60 digits, 1 for each minute delivered");
        Span<byte> signature = stackalloc byte[Bytes64.Count];
        if (request.Signature is null || !Convert.TryFromBase64String(request.Signature, signature, out int written) || written != Bytes64.Count)
            return Problem.BadField("signature", "signature must be r and s, 32 bytes each, in base64");
        Bytes64 key = desk.Committed.Read(state => state.Parties.Of(caller.Account).AgentKey);
        if (key.IsNone) return Refusals.Problem(new Receipt(Refusal.NoAgentKey));
        if (!HourMeter.IsSigned(key.Bytes, number, request.Hour, minutes.Value, signature))
            return new Problem(400, "invalid_signature", "the signature is not that of the registered agent key over these minutes");
        return await ReportAsync(new ReportHour(caller.Account, side, lease, request.Hour, minutes, Bytes64.From(signature)), context, desk);
    }

    private static async Task<IResult> ReportAsync(ReportHour report, HttpContext context, LeaseDesk desk)
    {
        (Receipt receipt, Problem? problem) = await desk.Gateway.RunAsync(report);
        if (problem is not null) return problem;
        await desk.Committed.WaitForAsync(receipt.Position, context.RequestAborted);
        return Answer.Ok(new MeteredAnswer(report.Lease.Value, report.Hour, SnakeCase.Of(report.Side)), ApiJson.Default.MeteredAnswer);
    }

    /// <summary>As what the caller may report of a lease that is not closed; null where it may not.</summary>
    private static MeterSide? SideOf(ExchangeState state, FillId lease, Caller caller)
    {
        int slot = state.Leases.Find(lease);
        if (slot < 0) return null;
        if (state.Leases[slot].Terms.Provider == caller.Account) return MeterSide.Provider;
        if (state.Leases[slot].Terms.Buyer == caller.Account) return MeterSide.Buyer;
        return (caller.Scopes & Scopes.Monitor) != 0 ? MeterSide.Monitor : null;
    }
}

/// <summary>What an agent says of an hour.</summary>
public sealed record MeterRequest
{
    /// <summary>Which hour of the lease, from 0.</summary>
    public int Hour { get; init; }
    /// <summary>One digit, or number, for each minute: 1 where it was delivered.</summary>
    public JsonElement Minutes { get; init; }
    /// <summary>By the agent's P-256 key, r and s in base64, over SHA-256(<c>meter|</c>, lease, hour, Merkle root of the minutes).</summary>
    public string? Signature { get; init; }
}

/// <summary>A report that was taken.</summary>
/// <param name="Lease">Of which lease.</param>
/// <param name="Hour">Of which hour.</param>
/// <param name="Side">As which party.</param>
public sealed record MeteredAnswer(long Lease, int Hour, string Side);
