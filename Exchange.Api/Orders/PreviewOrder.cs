using Exchange.Api.Access;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Ledger;
using Exchange.Engine.Matching;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Orders;

/// <summary><c>POST /orders/preview</c>: what the order would do now: its fills, fee and hold, and why the rest would not fill.</summary>
public static class PreviewOrder
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/orders/preview", HandleAsync).Needs(Scopes.Read).Produces<PreviewAnswer>().WithTags("Orders").WithSummary("Try an order without placing it");

    private static async Task<IResult> HandleAsync(OrderRequest request, HttpContext context, OrderDesk desk)
    {
        AccountId account = context.Caller().Account;
        (OrderDraft? draft, Problem? problem) = await desk.DraftAsync(account, request);
        if (draft is null) return problem!;
        PreviewAnswer answer = desk.Committed.Read(state => draft.Common.Side == Side.Bid ? Bid(state, account, draft.Bid) : Ask(state, account, draft.Ask));
        return Answer.Ok(answer, ApiJson.Default.PreviewAnswer);
    }

    private static PreviewAnswer Bid(ExchangeState state, AccountId account, BidTerms terms)
    {
        var planner = new BidPlanner(state);
        BidIntent intent = BidIntent.Of(account, terms);
        if ((terms.Flags & OrderFlags.Market) != 0) intent = intent with { Limit = planner.MarketLimit(intent) };
        var plan = new MatchPlan();
        if (intent.IsGang) new GangPlanner(state, planner).Plan(intent, plan);
        else planner.Plan(intent, plan);
        (int serving, IReadOnlyList<ReasonCount> reasons) = Explanation.Of(state, intent);
        Money hold = Locks.ForBid(Locks.Dearest(intent.Limit, intent.Requirement, state), terms.Gpus, terms.Delivery.Duration, state.Settings);
        return Of(state, plan, terms.Gpus, hold, state.Accounts.Balance(account, AccountKind.Available)) with { AsksServing = serving, Reasons = reasons };
    }

    private static PreviewAnswer Ask(ExchangeState state, AccountId account, AskTerms terms)
    {
        var planner = new AskPlanner(state);
        planner.Pieces.Add(new Piece(0, terms.Gpus, terms.Window));
        var plan = new MatchPlan();
        planner.Plan(AskIntent.Of(account, terms), plan);
        BasisPoints rate = state.Settings.Margin(state.Specs[terms.Spec].Firmness);
        Minutes locked = new(Math.Min(terms.Window.Length.Count, state.Settings.LockHorizonMinutes));
        Money margin = (terms.Limit * (terms.Gpus * locked)).ShareRoundedUp(rate);
        return Of(state, plan, terms.Gpus, margin, state.Accounts.Balance(account, AccountKind.Available));
    }

    private static PreviewAnswer Of(ExchangeState state, MatchPlan plan, Gpus size, Money hold, Money available)
    {
        var fills = new List<PreviewFill>();
        Money value = Money.Zero;
        foreach (PlanStep step in plan.Steps)
        {
            if (step.Kind != StepKind.Fill) continue;
            Money worth = step.Price * (step.Gpus * step.Window.Length);
            value += worth;
            fills.Add(new PreviewFill(Decimals.Text(step.Price), Decimals.Text(step.Gpus), WireTime.Text(step.Window.From), WireTime.Text(step.Window.Until), Decimals.Text(worth)));
        }

        return new PreviewAnswer
        {
            Fills = fills,
            FilledSize = Decimals.Text(plan.Filled),
            RemainingSize = Decimals.Text(new Gpus(Math.Max(0, size.Count - plan.Filled.Count - plan.Prevented.Count))),
            ExecutedValue = Decimals.Text(value),
            Fee = Decimals.Text(value.Share(state.Settings.TakerFee)),
            Hold = Decimals.Text(hold),
            Shortfall = hold > available ? Decimals.Text(hold - available) : null,
        };
    }
}

/// <summary>What an order would do now.</summary>
public sealed record PreviewAnswer
{
    /// <summary>What it would fill at once.</summary>
    public required IReadOnlyList<PreviewFill> Fills { get; init; }
    /// <summary>GPUs that would fill.</summary>
    public required string FilledSize { get; init; }
    /// <summary>GPUs that would rest or be cancelled.</summary>
    public required string RemainingSize { get; init; }
    /// <summary>What the fills are worth.</summary>
    public required string ExecutedValue { get; init; }
    /// <summary>The taker's fee for them.</summary>
    public required string Fee { get; init; }
    /// <summary>What would be set aside when it is taken.</summary>
    public required string Hold { get; init; }
    /// <summary>What is missing for that.</summary>
    public string? Shortfall { get; init; }
    /// <summary>For a bid: resting asks that fit it.</summary>
    public int AsksServing { get; init; }
    /// <summary>For a bid: why the other asks do not fit.</summary>
    public IReadOnlyList<ReasonCount> Reasons { get; init; } = [];
}

/// <summary>One fill that would happen.</summary>
/// <param name="Price">Dollars per GPU-hour.</param>
/// <param name="Size">GPUs.</param>
/// <param name="Start">The first minute of delivery.</param>
/// <param name="Until">The first minute after it.</param>
/// <param name="Value">Price × GPUs × duration.</param>
public sealed record PreviewFill(string Price, string Size, string Start, string Until, string Value);
