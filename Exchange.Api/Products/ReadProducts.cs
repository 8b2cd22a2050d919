using System.Globalization;
using Exchange.Api.Wire;
using NodaTime;

namespace Exchange.Api.Products;

/// <summary><c>GET /products</c>, <c>/products/{id}</c>, <c>/currencies</c>, <c>/time</c>: what is traded here.</summary>
public static class ReadProducts
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/time", (TimeProvider clock, IClock market) => Time(clock, market))
            .Produces<TimeAnswer>().WithTags("Products").WithSummary("The clock by which signatures are checked, and the market's");
        routes.MapGet("/currencies", (Listings listings) => Answer.Ok(listings.Currencies(), ApiJson.Default.CurrencyAnswerArray))
            .Produces<CurrencyAnswer[]>().WithTags("Products").WithSummary("List currencies");
        routes.MapGet("/currencies/{id}", (string id, Listings listings) => Currency(id, listings))
            .Produces<CurrencyAnswer>().WithTags("Products").WithSummary("Read a currency");
        routes.MapGet("/products", (Listings listings) => Answer.Ok(listings.Answers(), ApiJson.Default.ProductAnswerArray))
            .Produces<ProductAnswer[]>().WithTags("Products").WithSummary("List products");
        routes.MapGet("/products/{id}", (string id, Listings listings) => Product(id, listings))
            .Produces<ProductAnswer>().WithTags("Products").WithSummary("Read a product");
    }

    private static IResult Time(TimeProvider clock, IClock market)
    {
        DateTimeOffset now = clock.GetUtcNow();
        decimal epoch = now.ToUnixTimeMilliseconds() / 1000m;
        string iso = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return Answer.Ok(new TimeAnswer(iso, epoch, WireTime.Text(market.GetCurrentInstant())), ApiJson.Default.TimeAnswer);
    }

    private static IResult Product(string id, Listings listings)
    {
        ProductAnswer? found = listings.Find(id) is { } product ? listings.Answers()[product.Id.Value - 1] : null;
        return Answer.Of(found, found is null ? Problem.ProductNotFound : null, ApiJson.Default.ProductAnswer);
    }

    private static IResult Currency(string id, Listings listings)
    {
        CurrencyAnswer? found = Array.Find(listings.Currencies(), currency => currency.Id == id);
        return Answer.Of(found, found is null ? new Problem(404, "currency_not_found", "NotFound") : null, ApiJson.Default.CurrencyAnswer);
    }
}
