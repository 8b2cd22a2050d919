using Exchange.Api.Access;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Matching;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Orders;

/// <summary><c>GET /orders/{id}/explain</c>: why an order filled, or why not.</summary>
public static class ExplainOrder
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/orders/{id}/explain", HandleAsync).Needs(Scopes.Read).Produces<ExplainAnswer>().WithTags("Orders").WithSummary("Why an order filled, or why not");

    private static async Task<IResult> HandleAsync(string id, HttpContext context, OrderLookup lookup)
    {
        if (!WireId.TryOrder(id, out OrderId order)) return Problem.InvalidOrderId;
        OrderAnswer? found = await lookup.FindAsync(context.Caller().Account, order, context.RequestAborted);
        if (found is null) return Problem.OrderNotFound;
        (int serving, IReadOnlyList<ReasonCount> reasons) = lookup.Committed.Read(state => Reasons(state, order));
        string summary = found.Status == "done"
            ? found.DoneReason == "filled" ? "filled" : $"cancelled: {found.CancelReason}"
            : reasons.Count == 0 && found.Side == "buy" ? "no ask rests" : Say(found, reasons);
        return Answer.Ok(new ExplainAnswer(found.Id, found.Status, summary, serving, reasons), ApiJson.Default.ExplainAnswer);
    }

    private static (int Serving, IReadOnlyList<ReasonCount> Reasons) Reasons(ExchangeState state, OrderId id)
    {
        int slot = state.Orders.Find(id);
        bool openBid = slot >= 0 && state.Orders[slot].Side == Side.Bid && !state.Orders[slot].Done;
        return openBid ? Explanation.Of(state, BidIntent.Of(state.Orders[slot])) : (0, []);
    }

    private static string Say(OrderAnswer order, IReadOnlyList<ReasonCount> reasons) => order.Side == "sell"
        ? "rests: no bid that it satisfies pays its price"
        : $"{reasons.Sum(reason => reason.Asks)} asks: {string.Join(", ", reasons.Select(reason => $"{reason.Asks} {reason.Reason}"))}";
}

/// <summary>Why an order filled, or why not.</summary>
/// <param name="Id">The order.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Summary">In a sentence.</param>
/// <param name="AsksServing">For an open bid: resting asks that fit it, and that a constraint on placement may still keep away.</param>
/// <param name="Reasons">For an open bid: why the other asks do not fit.</param>
public sealed record ExplainAnswer(string Id, string Status, string Summary, int AsksServing, IReadOnlyList<ReasonCount> Reasons);
