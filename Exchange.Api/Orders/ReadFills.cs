using Exchange.Api.Access;
using Exchange.Api.Accounts;
using Exchange.Api.Hosting;
using Exchange.Api.Products;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Exchange.Projections.Market;
using Exchange.Projections.Queries;

namespace Exchange.Api.Orders;

/// <summary><c>GET /fills</c>: the caller's executions, of one order or product or all, newest first.</summary>
public static class ReadFills
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/fills", HandleAsync).Needs(Scopes.Read).Produces<FillAnswer[]>().WithTags("Orders").WithSummary("List fills");

    private static async Task<IResult> HandleAsync(HttpContext context, Listings listings, OrderQueries stored, Views views)
    {
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        AccountId account = context.Caller().Account;
        string? named = context.Request.Query["product_id"];
        string? orderId = context.Request.Query["order_id"];
        Listing? product = listings.Find(named);
        if (!string.IsNullOrEmpty(named) && product is null) return Problem.ProductNotFound;
        OrderId order = default;
        if (!string.IsNullOrEmpty(orderId) && !WireId.TryOrder(orderId, out order)) return Problem.InvalidOrderId;
        await views.CatchUpAsync(context.RequestAborted);
        IReadOnlyList<FillRow> rows = order.IsNone
            ? await stored.FillsAsync(account, product?.Id ?? default, page, context.RequestAborted)
            : await stored.FillsAsync(account, order, page, context.RequestAborted);
        Paging.Write(context, rows, row => row.Fill.Value);
        return Answer.Ok([.. rows.Select(row => Of(row, listings))], ApiJson.Default.FillAnswerArray);
    }

    private static FillAnswer Of(FillRow row, Listings listings) => new()
    {
        TradeId = row.Fill.Value,
        ProductId = listings.Find(row.Product)?.Name ?? "",
        OrderId = WireId.Text(WireId.Of(row.Order)),
        ProfileId = WireId.Text(WireId.Of(row.Account)),
        Price = Decimals.Text(row.Price),
        Size = Decimals.Text(row.Gpus),
        CreatedAt = WireTime.Text(row.At),
        Liquidity = row.Liquidity == Liquidity.Maker ? "M" : "T",
        Fee = Decimals.Text(row.Fee),
        Side = Words.Sides[row.Side],
        Settled = true,
        UsdVolume = Decimals.Text(row.Price * (row.Gpus * row.Window.Length)),
        LeaseId = row.Fill.Value,
        Start = WireTime.Text(row.Window.From),
        Until = WireTime.Text(row.Window.Until),
    };
}
