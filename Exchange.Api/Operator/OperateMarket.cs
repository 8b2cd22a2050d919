using System.Text.Json;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Orders;
using Exchange.Api.Proofs;
using Exchange.Api.Reputation;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using NodaTime;

namespace Exchange.Api.Operator;

/// <summary>What the operator does with the market: its state, settings and, where it is a virtual one, its clock.</summary>
public static class OperateMarket
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/operator/market", Read).Needs(Scopes.Admin).Produces<MarketAnswer>().WithTags("Operator").WithSummary("The market's state, settings and hash");
        routes.MapGet("/operator/conservation", Recount).Needs(Scopes.Admin).Produces<ConservationAnswer>().WithTags("Operator").WithSummary("Whether money and GPU-minutes are all there");
        routes.MapPut("/operator/market", ChangeAsync).Needs(Scopes.Admin).Produces<MarketAnswer>().WithTags("Operator").WithSummary("Open, restrict or halt the market");
        routes.MapPut("/operator/settings", SetAsync).Needs(Scopes.Admin).Produces<MarketAnswer>().WithTags("Operator").WithSummary("Change a setting");
        routes.MapPut("/operator/clock", MoveClockAsync).Needs(Scopes.Admin).Produces<ClockAnswer>().WithTags("Operator").WithSummary("Move a virtual clock");
    }

    private static IResult Read(CommittedMarket committed, IClock clock) => Answer.Ok(committed.Read(state => Of(state, clock)), ApiJson.Default.MarketAnswer);

    private static IResult Recount(CommittedMarket committed) => Answer.Ok(committed.Read(Conservation.Of), ApiJson.Default.ConservationAnswer);

    private static async Task<IResult> ChangeAsync(MarketRequest request, HttpContext context, OrderDesk desk, IClock clock)
    {
        foreach (MarketState wanted in Enum.GetValues<MarketState>())
            if (Snake(wanted.ToString()) == request.State) return await RunAsync(new ChangeMarketState(wanted), context, desk, clock);
        return Problem.BadField("state", "state must be open, post_only, cancel_only or halted");
    }

    private static async Task<IResult> SetAsync(SettingRequest request, HttpContext context, OrderDesk desk, IClock clock)
    {
        foreach (Setting wanted in Enum.GetValues<Setting>())
            if (Snake(wanted.ToString()) == request.Setting) return await RunAsync(new ChangeSetting(wanted, request.Value), context, desk, clock);
        return Problem.BadField("setting", "setting must be one of those that GET /operator/market shows");
    }

    private static async Task<IResult> MoveClockAsync(ClockRequest request, HttpContext context, OrderDesk desk, IClock clock, BeaconClockwork beacon, ReputationPublisher scores)
    {
        if (clock is not VirtualClock moving) return Problem.BadField("clock", "the clock is the real one: start with --clock virtual to move it");
        if (!WireTime.TryInstant(request.Time, out Instant time) || !moving.TryMoveTo(time))
            return Problem.BadField("time", "time must be a time such as 2026-01-02T03:04:00Z, not before the present one");
        (Receipt receipt, Problem? problem) = await desk.Gateway.RunAsync(default(AdvanceTime));
        if (problem is not null) return problem;
        await desk.Committed.WaitForAsync(receipt.Position, context.RequestAborted);
        await beacon.StepAsync(context.RequestAborted); // What is due by the new time has happened when this is answered.
        await scores.StepAsync(context.RequestAborted);
        ClockAnswer reached = desk.Committed.Read(state => new ClockAnswer(WireTime.Text(clock.GetCurrentInstant()), state.Position, state.NextFill - 1));
        return Answer.Ok(reached, ApiJson.Default.ClockAnswer);
    }

    private static async Task<IResult> RunAsync<T>(T command, HttpContext context, OrderDesk desk, IClock clock)
        where T : unmanaged, ICommand<T>
    {
        (Receipt receipt, Problem? problem) = await desk.Gateway.RunAsync(command);
        if (problem is not null) return problem;
        await desk.Committed.WaitForAsync(receipt.Position, context.RequestAborted);
        return Read(desk.Committed, clock);
    }

    private static MarketAnswer Of(ExchangeState state, IClock clock) => new(
        WireTime.Text(clock.GetCurrentInstant()), state.Position, state.Hash().ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
        Snake(state.Market.ToString()), Enum.GetValues<Setting>().ToDictionary(setting => Snake(setting.ToString()), setting => state.Settings[setting]));

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
