using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Leases;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Api.Leases;

/// <summary>
/// <c>POST /leases/{id}/meter</c> and, for many hours in one request, <c>POST /leases/meter</c>: a party's agent, or a monitor, says which
/// minutes of an hour were delivered, and signs it.
/// </summary>
public static class MeterLease
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/leases/{id}/meter", HandleAsync).Needs(Scopes.Trade | Scopes.Provide | Scopes.Monitor).Produces<MeteredAnswer>()
            .WithTags("Leases").WithSummary("Report an hour, signed by the agent's key");
        routes.MapPost("/leases/meter", HandleManyAsync).Needs(Scopes.Trade | Scopes.Provide | Scopes.Monitor).Produces<MeteredItem[]>()
            .WithTags("Leases").WithSummary("Report hours of many leases, each signed, each with an answer of its own");
    }

    private static async Task<IResult> HandleAsync(string id, MeterRequest request, HttpContext context, LeaseDesk desk)
    {
        if (!LeaseDesk.TryNumber(id, out long number)) return LeaseDesk.NotFound;
        (MeteredAnswer? taken, Problem? problem) = await ReportAsync(number, request, context.Caller(), desk, context.RequestAborted);
        return Answer.Of(taken, problem, ApiJson.Default.MeteredAnswer);
    }

    private static async Task<IResult> HandleManyAsync(MeterRequest[] requests, HttpContext context, LeaseDesk desk, ApiSettings settings)
    {
        if (requests.Length > settings.MaxBatchHours) return Problem.BadField("batch", $"a batch may hold at most {settings.MaxBatchHours} hours");
        if (Array.IndexOf(requests, null) is var missing && missing >= 0) return Problem.BadField("batch", $"hour {missing} of the batch is null");
        Caller caller = context.Caller();

        // All are on their way before the first is waited for, so that one commit may hold them.
        var reporting = new Task<(MeteredAnswer? Taken, Problem? Problem)>[requests.Length];
        for (int i = 0; i < requests.Length; i++) reporting[i] = ReportAsync(requests[i].Lease, requests[i], caller, desk, context.RequestAborted);
        var items = new MeteredItem[requests.Length];
        for (int i = 0; i < items.Length; i++)
        {
            (MeteredAnswer? taken, Problem? problem) = await reporting[i];
            items[i] = new MeteredItem(problem?.Status ?? StatusCodes.Status200OK, taken, problem?.Body());
        }

        return Answer.Ok(items, ApiJson.Default.MeteredItemArray);
    }

    private static async Task<(MeteredAnswer? Taken, Problem? Problem)> ReportAsync(
        long number, MeterRequest request, Caller caller, LeaseDesk desk, CancellationToken cancellation)
    {
        (ReportHour report, Problem? unread) = Read(number, request, caller, desk);
        if (unread is not null) return (null, unread);
        (Receipt receipt, Problem? problem) = await desk.Gateway.RunAsync(report);
        if (problem is not null) return (null, problem);
        await desk.Committed.WaitForAsync(receipt.Position, cancellation);
        return (new MeteredAnswer(number, report.Hour, SnakeCase.Of(report.Side)), null);
    }

    private static (ReportHour Report, Problem? Problem) Read(long number, MeterRequest request, Caller caller, LeaseDesk desk)
    {
        var lease = new FillId(number);
        (MeterSide? side, Bytes64 key) = desk.Committed.Read(state => (SideOf(state, lease, caller), state.Parties.Of(caller.Account).AgentKey));
        if (side is not { } known) return (default, LeaseDesk.NotFound);
        if (!MinuteText.TryRead(request.Minutes, out MinuteBits minutes)) return (default, Problem.BadField("minutes", "minutes must be up to 60 digits, 1 for each minute delivered"));
        Span<byte> signature = stackalloc byte[Bytes64.Count];
        if (request.Signature is null || !Convert.TryFromBase64String(request.Signature, signature, out int written) || written != Bytes64.Count)
            return (default, Problem.BadField("signature", "signature must be r and s, 32 bytes each, in base64"));
        if (key.IsNone) return (default, Refusals.Problem(new Receipt(Refusal.NoAgentKey)));
        if (!HourMeter.IsSigned(key.Bytes, number, request.Hour, minutes.Value, signature))
            return (default, new Problem(400, "invalid_signature", "the signature is not that of the registered agent key over these minutes"));
        return (new ReportHour(caller.Account, known, lease, request.Hour, minutes, Bytes64.From(signature)), null);
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
    /// <summary>Which lease; read in a batch alone, else the path names it.</summary>
    public long Lease { get; init; }
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

/// <summary>One answer out of a batch.</summary>
/// <param name="Status">As for a request of its own.</param>
/// <param name="Metered">The report that was taken.</param>
/// <param name="Problem">Why it was not.</param>
public sealed record MeteredItem(
    int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MeteredAnswer? Metered,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ProblemBody? Problem);
