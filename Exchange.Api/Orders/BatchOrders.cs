using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Values;

namespace Exchange.Api.Orders;

/// <summary><c>POST /orders/batch</c> and <c>DELETE /orders/batch</c>: many orders in one request, each with an answer of its own.</summary>
public static class BatchOrders
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/orders/batch", PlaceAsync).Needs(Scopes.Trade).Produces<BatchItem[]>().WithTags("Orders").WithSummary("Place many orders");
        routes.MapDelete("/orders/batch", CancelAsync).Needs(Scopes.Trade).Produces<BatchItem[]>().WithTags("Orders").WithSummary("Cancel many orders");
    }

    private static async Task<IResult> PlaceAsync(OrderRequest[] requests, HttpContext context, OrderDesk desk)
    {
        if (TooMany(requests.Length, desk.Settings) is { } problem) return problem;
        if (Array.IndexOf(requests, null) is var missing && missing >= 0) return Problem.BadField("batch", $"order {missing} of the batch is null");
        Caller caller = context.Caller();
        var placing = new Task<(OrderAnswer? Order, Problem? Problem)>[requests.Length];
        for (int i = 0; i < requests.Length; i++)
        {
            // A requirement that is new to the market takes its time: each order waits for its own, so that they arrive in their order.
            (OrderDraft? draft, Problem? unread) = await desk.DraftAsync(caller.Account, requests[i]);
            placing[i] = draft is null
                ? Task.FromResult<(OrderAnswer?, Problem?)>((null, unread))
                : desk.SendAsync(caller, draft, context.RequestAborted).AsTask();
        }

        var items = new BatchItem[requests.Length];
        for (int i = 0; i < items.Length; i++)
        {
            (OrderAnswer? order, Problem? refused) = await placing[i];
            items[i] = new BatchItem { Status = refused?.Status ?? StatusCodes.Status200OK, Order = order, Problem = refused?.Body() };
        }

        return Answer.Ok(items, ApiJson.Default.BatchItemArray);
    }

    private static async Task<IResult> CancelAsync(
        [Microsoft.AspNetCore.Mvc.FromBody] string[] ids, HttpContext context, Gateway gateway, OrderLookup lookup, ApiSettings settings)
    {
        if (TooMany(ids.Length, settings) is { } problem) return problem;
        var items = new BatchItem[ids.Length];
        for (int i = 0; i < items.Length; i++)
        {
            Problem? refused = WireId.TryOrder(ids[i], out OrderId order)
                ? await CancelOrder.CancelAsync(context.Caller().Account, order, gateway, lookup, context.RequestAborted)
                : Problem.InvalidOrderId;
            items[i] = new BatchItem { Status = refused?.Status ?? StatusCodes.Status200OK, Id = ids[i], Problem = refused?.Body() };
        }

        return Answer.Ok(items, ApiJson.Default.BatchItemArray);
    }

    private static Problem? TooMany(int count, ApiSettings settings) =>
        count <= settings.MaxBatchOrders ? null : Problem.BadField("batch", $"a batch may hold at most {settings.MaxBatchOrders} orders");
}
