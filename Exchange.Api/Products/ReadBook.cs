using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Exchange.Api.Feed;
using Exchange.Api.Hosting;
using Exchange.Api.Orders;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using NodaTime;

namespace Exchange.Api.Products;

/// <summary>
/// <c>GET /products/{id}/book</c>: the public book. Level 1 is the best price, 2 the best levels, 3 the single orders. With <c>require</c>
/// it is what a bid with that requirement would see in place of the product's own: the asks that satisfy it, and no bids.
/// </summary>
public static class ReadBook
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/products/{id}/book", Handle).Produces<BookAnswer>().WithTags("Products").WithSummary("Read the public book, or what a requirement would see");

    private static IResult Handle(
        string id,
        [Description("1: the best price (default); 2: the best levels; 3: single orders")] string? level,
        [Description("JSON in the shape of an order's require: show the asks that satisfy it, at the limits that reach them")] string? require,
        Listings listings, OrderDesk desk, MarketFeed feed, IClock clock)
    {
        if (listings.Find(id) is not { } product) return Problem.ProductNotFound;
        if (level is not (null or "" or "1" or "2" or "3")) return Problem.BadField("level", "Invalid level: it must be 1, 2 or 3");
        string time = WireTime.Text(clock.GetCurrentInstant());
        return require is null ? Plain(product, level, feed, desk.Settings, time) : Required(product, level, require, desk, feed, time);
    }

    private static IResult Plain(Listing product, string? level, MarketFeed feed, ApiSettings settings, string time)
    {
        Func<ProductFeed, Side, object[][]> rows = level switch
        {
            "2" => (of, side) => Levels(of, side, settings.MaxBookLevels),
            "3" => (of, side) => Orders(of, side, settings.MaxBookOrders),
            _ => (of, side) => Levels(of, side, 1),
        };
        BookAnswer book = feed.Read(
            product.Id, of => new BookAnswer(of.Sequence, rows(of, Side.Bid), rows(of, Side.Ask), false, time), new BookAnswer(0, [], [], false, time));
        return Answer.Ok(book, ApiJson.Default.BookAnswer);
    }

    private static IResult Required(Listing product, string? level, string require, OrderDesk desk, MarketFeed feed, string time)
    {
        var reader = new FieldReader();
        Requirement requirement = RequirementReader.Read(Parse(require, reader), product.Requirement, desk.FindSku, reader);
        if (reader.Problem is not null) return reader.Problem;
        (long sequence, List<SeenAsk> seen) = desk.Committed.Read(state => (
            feed.Read(product.Id, of => of.Sequence, 0), RequiredBook.Of(state, requirement, product.Duration, desk.Settings.MaxBookScanRectangles)));
        object[][] asks = level switch
        {
            "2" => [.. Levels(seen).Take(desk.Settings.MaxBookLevels)],
            "3" => [.. seen.Take(desk.Settings.MaxBookOrders).Select(ask => Row(ask.Price, ask.Gpus, WireId.Text(WireId.Of(ask.Order))))],
            _ => [.. Levels(seen).Take(1)],
        };
        return Answer.Ok(new BookAnswer(sequence, [], asks, false, time), ApiJson.Default.BookAnswer);
    }

    private static RequireRequest? Parse(string require, FieldReader reader)
    {
        try
        {
            RequireRequest? request = JsonSerializer.Deserialize(require, ApiJson.Default.RequireRequest);
            if (request is null) reader.Fail("require", "require must be a JSON object");
            if (request?.Placement is not (null or "any")) reader.Fail("placement", "placement is about an order's fills together: a book cannot show it");
            return request;
        }
        catch (JsonException)
        {
            reader.Fail("require", "require must be a JSON object in the shape of an order's require");
            return null;
        }
    }

    private static IEnumerable<object[]> Levels(List<SeenAsk> seen) =>
        seen.GroupBy(ask => ask.Price).Select(level => Row(level.Key, level.Sum(ask => (long)ask.Gpus), level.Count()));

    private static object[] Row(Engine.Values.Price price, long size, object last) =>
        [Decimals.Text(price), size.ToString(CultureInfo.InvariantCulture), last];

    private static object[][] Levels(ProductFeed feed, Side side, int most) =>
    [
        .. feed.Book.Levels(side).Take(most)
            .Select(level => Row(level.Key, level.Value.Size, level.Value.Count)),
    ];

    private static object[][] Orders(ProductFeed feed, Side side, int most) =>
    [
        .. feed.Book.Levels(side).SelectMany(level => level.Value.Orders).Take(most)
            .Select(order => Row(order.Price, order.Size, WireId.Text(WireId.Of(order.Order)))),
    ];
}
