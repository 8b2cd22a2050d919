using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using CancelCommand = Exchange.Engine.Commands.CancelOrder;

namespace Exchange.Api.Orders;

/// <summary><c>DELETE /orders/{id}</c> and <c>DELETE /orders/client:{oid}</c>: cancel one order. The answer is its id alone.</summary>
public static class CancelOrder
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapDelete("/orders/client:{oid}", HandleClientAsync).Needs(Scopes.Trade).Produces<string>().WithTags("Orders").WithSummary("Cancel an order by the client's id");
        routes.MapDelete("/orders/{id}", HandleAsync).Needs(Scopes.Trade).Produces<string>().WithTags("Orders").WithSummary("Cancel an order");
    }

    /// <summary>Cancels one of the account's orders; null where that is done.</summary>
    public static async ValueTask<Problem?> CancelAsync(AccountId account, OrderId id, Gateway gateway, OrderLookup lookup, CancellationToken cancellation)
    {
        (Receipt receipt, Problem? problem) = await gateway.SubmitAsync(new CancelCommand(account, id));
        if (problem is not null) return problem;
        await lookup.Committed.WaitForAsync(receipt.Position, cancellation);
        if (receipt.Accepted) return null;
        if (receipt.Refusal is not (Refusal.UnknownOrder or Refusal.OrderDone)) return Refusals.Problem(receipt);
        return await lookup.FindAsync(account, id, cancellation) is null ? Problem.OrderNotFound : Refusals.Problem(new Receipt(Refusal.OrderDone));
    }

    private static Task<IResult> HandleAsync(string id, HttpContext context, Gateway gateway, OrderLookup lookup) =>
        WireId.TryOrder(id, out OrderId order)
            ? AnswerAsync(order, context, gateway, lookup)
            : Task.FromResult<IResult>(Problem.InvalidOrderId);

    private static Task<IResult> HandleClientAsync(string oid, HttpContext context, Gateway gateway, OrderLookup lookup)
    {
        var reader = new FieldReader();
        ClientOrderId client = TermsReader.ClientOid(oid, reader);
        if (reader.Problem is not null) return Task.FromResult<IResult>(reader.Problem);
        OrderId order = lookup.Find(context.Caller().Account, client);
        return order.IsNone ? Task.FromResult<IResult>(Problem.OrderNotFound) : AnswerAsync(order, context, gateway, lookup);
    }

    private static async Task<IResult> AnswerAsync(OrderId order, HttpContext context, Gateway gateway, OrderLookup lookup)
    {
        Problem? problem = await CancelAsync(context.Caller().Account, order, gateway, lookup, context.RequestAborted);
        return Answer.Of(WireId.Text(WireId.Of(order)), problem, ApiJson.Default.String);
    }
}
