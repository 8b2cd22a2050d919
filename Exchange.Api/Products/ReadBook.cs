using System.Globalization;
using Exchange.Api.Feed;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using NodaTime;

namespace Exchange.Api.Products;

/// <summary><c>GET /products/{id}/book</c>: the public book. Level 1 is the best price, 2 the best levels, 3 the single orders.</summary>
public static class ReadBook
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/products/{id}/book", Handle).Produces<BookAnswer>().WithTags("Products").WithSummary("Read the public book");

    private static IResult Handle(string id, HttpContext context, Listings listings, MarketFeed feed, IClock clock, ApiSettings settings)
    {
        if (listings.Find(id) is not { } product) return Problem.ProductNotFound;
        string level = context.Request.Query["level"].ToString();
        Func<ProductFeed, Side, object[][]>? rows = level switch
        {
            "" or "1" => (of, side) => Levels(of, side, 1),
            "2" => (of, side) => Levels(of, side, settings.MaxBookLevels),
            "3" => (of, side) => Orders(of, side, settings.MaxBookOrders),
            _ => null,
        };
        if (rows is null) return Problem.BadField("level", "Invalid level: it must be 1, 2 or 3");
        string time = WireTime.Text(clock.GetCurrentInstant());
        BookAnswer book = feed.Read(
            product.Id, of => new BookAnswer(of.Sequence, rows(of, Side.Bid), rows(of, Side.Ask), false, time), new BookAnswer(0, [], [], false, time));
        return Answer.Ok(book, ApiJson.Default.BookAnswer);
    }

    private static object[][] Levels(ProductFeed feed, Side side, int most) =>
    [
        .. feed.Book.Levels(side).Take(most)
            .Select(level => new object[] { Decimals.Text(level.Key), level.Value.Size.ToString(CultureInfo.InvariantCulture), level.Value.Count }),
    ];

    private static object[][] Orders(ProductFeed feed, Side side, int most) =>
    [
        .. feed.Book.Levels(side).SelectMany(level => level.Value.Orders).Take(most)
            .Select(order => new object[] { Decimals.Text(order.Price), order.Size.ToString(CultureInfo.InvariantCulture), WireId.Text(WireId.Of(order.Order)) }),
    ];
}
