using System.Text.Json.Serialization;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using AmendCommand = Exchange.Engine.Commands.AmendOrder;

namespace Exchange.Api.Orders;

/// <summary><c>PATCH /orders/{id}</c>: fewer GPUs at the same price keep their place in time; more GPUs, or another price, lose it.</summary>
public static class AmendOrder
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/orders/{id}", HandleAsync).Needs(Scopes.Trade).Produces<OrderAnswer>().WithTags("Orders").WithSummary("Change an order");

    private static async Task<IResult> HandleAsync(string id, AmendRequest request, HttpContext context, Gateway gateway, OrderLookup lookup)
    {
        if (!WireId.TryOrder(id, out OrderId order)) return Problem.InvalidOrderId;
        AccountId account = context.Caller().Account;
        var reader = new FieldReader();
        Price limit = request.Price is null ? default : reader.Price("price", request.Price);
        Gpus gpus = request.RemainingSize is null ? default : reader.Gpus("remaining_size", request.RemainingSize);
        if (reader.Problem is not null) return reader.Problem;
        (Receipt receipt, Problem? problem) = await gateway.SubmitAsync(new AmendCommand(account, order, gpus, limit, request.PostOnly));
        if (problem is not null) return problem;
        await lookup.Committed.WaitForAsync(receipt.Position, context.RequestAborted);
        OrderAnswer? after = await lookup.FindAsync(account, order, context.RequestAborted);
        if (after is null) return Problem.OrderNotFound;
        if (receipt.Refusal == Refusal.UnknownOrder) return Refusals.Problem(new Receipt(Refusal.OrderDone));
        return receipt.Accepted ? Answer.Ok(after, ApiJson.Default.OrderAnswer) : Refusals.Problem(receipt);
    }
}

/// <summary>What shall be different.</summary>
public sealed record AmendRequest
{
    /// <summary>GPUs that shall be open from now on.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? RemainingSize { get; init; }
    /// <summary>The new price.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Price { get; init; }
    /// <summary>Refuse the change where it would trade at once.</summary>
    public bool PostOnly { get; init; }
}
