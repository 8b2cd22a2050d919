using Exchange.Api.Access;
using Exchange.Api.Wire;

namespace Exchange.Api.Orders;

/// <summary><c>POST /orders</c>: buy GPU-hours, or sell them.</summary>
public static class PlaceOrder
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/orders", HandleAsync).Needs(Scopes.Trade).Produces<OrderAnswer>().WithTags("Orders").WithSummary("Place an order");

    private static async Task<IResult> HandleAsync(OrderRequest request, HttpContext context, OrderDesk desk)
    {
        (OrderAnswer? order, Problem? problem) = await desk.PlaceAsync(context.Caller(), request, context.RequestAborted);
        return Answer.Of(order, problem, ApiJson.Default.OrderAnswer);
    }
}
