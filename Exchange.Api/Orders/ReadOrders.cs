using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Products;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Exchange.Projections.Market;
using Exchange.Projections.Queries;

namespace Exchange.Api.Orders;

/// <summary><c>GET /orders</c>, <c>/orders/{id}</c> and <c>/orders/client:{oid}</c>.</summary>
public static class ReadOrders
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/orders", ListAsync).Needs(Scopes.Read).Produces<OrderAnswer[]>().WithTags("Orders").WithSummary("List orders");
        routes.MapGet("/orders/client:{oid}", ByClientAsync).Needs(Scopes.Read).Produces<OrderAnswer>().WithTags("Orders").WithSummary("Read an order by the client's id");
        routes.MapGet("/orders/{id}", ByIdAsync).Needs(Scopes.Read).Produces<OrderAnswer>().WithTags("Orders").WithSummary("Read an order");
    }

    private static async Task<IResult> ByIdAsync(string id, HttpContext context, OrderLookup lookup)
    {
        if (!WireId.TryOrder(id, out OrderId order)) return Problem.InvalidOrderId;
        OrderAnswer? found = await lookup.FindAsync(context.Caller().Account, order, context.RequestAborted);
        return Answer.Of(found, found is null ? Problem.OrderNotFound : null, ApiJson.Default.OrderAnswer);
    }

    private static async Task<IResult> ByClientAsync(string oid, HttpContext context, OrderLookup lookup)
    {
        var reader = new FieldReader();
        ClientOrderId client = TermsReader.ClientOid(oid, reader);
        if (reader.Problem is not null) return reader.Problem;
        AccountId account = context.Caller().Account;
        OrderId order = lookup.Find(account, client);
        OrderAnswer? found = order.IsNone ? null : await lookup.FindAsync(account, order, context.RequestAborted);
        return Answer.Of(found, found is null ? Problem.OrderNotFound : null, ApiJson.Default.OrderAnswer);
    }

    private static async Task<IResult> ListAsync(HttpContext context, OrderLookup lookup, Listings listings, OrderQueries stored, Views views)
    {
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        string? named = context.Request.Query["product_id"];
        Listing? product = listings.Find(named);
        if (!string.IsNullOrEmpty(named) && product is null) return Problem.ProductNotFound;
        if (Statuses([.. context.Request.Query["status"].OfType<string>()]) is not { } statuses)
            return Problem.BadField("status", "status must be open, pending, active, done or all");
        AccountId account = context.Caller().Account;
        if (statuses.Count > 0 && !statuses.Contains(OrderStatus.Done)) return Open(context, lookup.Open(account, product?.Id ?? default), page);
        await views.CatchUpAsync(context.RequestAborted);
        IReadOnlyList<OrderRow> rows = await stored.ListAsync(account, new OrderFilter(statuses, product?.Id ?? default), page, context.RequestAborted);
        Paging.Write(context, rows, row => row.PlacedPosition);
        return Answer.Ok([.. rows.Select(lookup.Answers.Stored)], ApiJson.Default.OrderAnswerArray);
    }

    /// <summary>Open orders come from memory, so that a client sees what it has just placed; the cursor is the order's place in the sequence.</summary>
    private static IResult Open(HttpContext context, List<(long Sequence, OrderAnswer Order)> open, Page page)
    {
        IEnumerable<(long Sequence, OrderAnswer Order)> wanted = open
            .Where(order => (page.Before is not { } before || order.Sequence > before) && (page.After is not { } after || order.Sequence < after));
        bool upwards = page.Before is not null && page.After is null;
        List<(long Sequence, OrderAnswer Order)> rows = upwards
            ? [.. wanted.OrderBy(order => order.Sequence).Take(page.Limit).Reverse()]
            : [.. wanted.OrderByDescending(order => order.Sequence).Take(page.Limit)];
        Paging.Write(context, rows, row => row.Sequence);
        return Answer.Ok([.. rows.Select(row => row.Order)], ApiJson.Default.OrderAnswerArray);
    }

    /// <summary>The statuses asked for: none means all; without the parameter those that are not done.</summary>
    private static HashSet<OrderStatus>? Statuses(string[] words)
    {
        HashSet<OrderStatus> statuses = [];
        if (words.Length == 0) words = ["open", "active"];
        foreach (string word in words)
        {
            switch (word)
            {
                case "all": return [];
                case "open": statuses.Add(OrderStatus.Open); break;
                case "pending" or "active": statuses.Add(OrderStatus.Active); break;
                case "done" or "settled": statuses.Add(OrderStatus.Done); break;
                default: return null;
            }
        }

        return statuses;
    }
}
