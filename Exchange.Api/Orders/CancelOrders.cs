using System.Text.Json;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Products;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;

namespace Exchange.Api.Orders;

/// <summary><c>DELETE /orders</c>: cancel all, or all of one product or side. The answer lists the ids.</summary>
/// <remarks>The product may stand in the query or in a body: some clients send the one, some the other, and to overlook it would cancel too much.</remarks>
public static class CancelOrders
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/orders", HandleAsync).Needs(Scopes.Trade).Produces<string[]>().WithTags("Orders").WithSummary("Cancel all orders");

    private static async Task<IResult> HandleAsync(HttpContext context, Gateway gateway, OrderLookup lookup, Listings listings)
    {
        CancelFilter? body = await ReadBodyAsync(context);
        if (body is null) return Problem.BadField("body", "the body must be a JSON object with a product_id");
        string? named = context.Request.Query["product_id"].ToString() is { Length: > 0 } inQuery ? inQuery : body.ProductId;
        Listing? product = listings.Find(named);
        if (named is not null && product is null) return Problem.ProductNotFound;
        var reader = new FieldReader();
        string? side = context.Request.Query["side"].ToString() is { Length: > 0 } given ? given : body.Side;
        Sides sides = side is null ? Sides.Both : reader.Word("side", side, Words.Sides, Side.Bid) == Side.Bid ? Sides.Bids : Sides.Asks;
        if (reader.Problem is not null) return reader.Problem;
        return await CancelAsync(context, new CancelAll(context.Caller().Account, product?.Id ?? default, sides), gateway, lookup);
    }

    private static async Task<IResult> CancelAsync(HttpContext context, CancelAll command, Gateway gateway, OrderLookup lookup)
    {
        List<OrderId> before = lookup.OpenIds(command.Account);
        bool more = true;
        while (more)
        {
            (Receipt receipt, Problem? problem) = await gateway.RunAsync(command);
            if (problem is not null) return problem;
            await lookup.Committed.WaitForAsync(receipt.Position, context.RequestAborted);
            more = receipt.More;
        }

        HashSet<OrderId> after = [.. lookup.OpenIds(command.Account)];
        string[] cancelled = [.. before.Where(order => !after.Contains(order)).Select(order => WireId.Text(WireId.Of(order)))];
        return Answer.Ok(cancelled, ApiJson.Default.StringArray);
    }

    private static async ValueTask<CancelFilter?> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.Body.Length == 0) return new CancelFilter();
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, ApiJson.Default.CancelFilter, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Narrows a mass cancel.</summary>
public sealed record CancelFilter
{
    /// <summary>Only orders of this product.</summary>
    public string? ProductId { get; init; }
    /// <summary>Only this side.</summary>
    public string? Side { get; init; }
}
