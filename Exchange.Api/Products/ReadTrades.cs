using System.Globalization;
using Exchange.Api.Feed;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using Exchange.Projections.Market;
using Exchange.Projections.Queries;
using NodaTime;

namespace Exchange.Api.Products;

/// <summary>Tickers, statistics, trades and candles of products.</summary>
public static class ReadTrades
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/products/{id}/ticker", Ticker).Produces<TickerAnswer>().WithTags("Products").WithSummary("The last trade and the best prices");
        routes.MapGet("/products/{id}/stats", StatsAsync).Produces<StatsAnswer>().WithTags("Products").WithSummary("24 hours");
        routes.MapGet("/products/{id}/trades", TradesAsync).Produces<TradeAnswer[]>().WithTags("Products").WithSummary("The latest trades");
        routes.MapGet("/products/{id}/candles", CandlesAsync).Produces<decimal[][]>().WithTags("Products").WithSummary("Candles: time, low, high, open, close, volume");
        routes.MapGet("/products/spark-lines", SparkLinesAsync).Produces<Dictionary<string, decimal[][]>>().WithTags("Products").WithSummary("The last day of all products, by the hour");
    }

    private static IResult Ticker(string id, Listings listings, MarketFeed feed, IClock clock)
    {
        if (listings.Find(id) is not { } product) return Problem.ProductNotFound;
        long now = clock.GetCurrentInstant().ToUnixTimeTicks() / 10;
        TickerAnswer? ticker = feed.Read<TickerAnswer?>(product.Id, of => Of(of, now), null);
        return Answer.Of(ticker, ticker is null ? Problem.ProductNotFound : null, ApiJson.Default.TickerAnswer);
    }

    private static TickerAnswer Of(ProductFeed feed, long now) => new()
    {
        TradeId = feed.Tape.LastTrade,
        Price = Decimals.Text(feed.Tape.Last),
        Size = feed.Tape.LastSize.ToString(CultureInfo.InvariantCulture),
        Bid = feed.Book.Best(Side.Bid) is { } bid ? Decimals.Text(bid.Price) : "0",
        Ask = feed.Book.Best(Side.Ask) is { } ask ? Decimals.Text(ask.Price) : "0",
        Volume = feed.Tape.Day(now).Volume.ToString(CultureInfo.InvariantCulture),
        Time = WireTime.Text(feed.Tape.LastAtUnixMicroseconds == 0 ? now : feed.Tape.LastAtUnixMicroseconds),
    };

    private static async Task<IResult> StatsAsync(string id, HttpContext context, Listings listings, MarketQueries stored, IClock clock)
    {
        if (listings.Find(id) is not { } product) return Problem.ProductNotFound;
        ProductStats stats = await stored.StatsAsync(product.Id, clock.GetCurrentInstant(), context.RequestAborted);
        var answer = new StatsAnswer(
            Decimals.Text(stats.Open), Decimals.Text(stats.High), Decimals.Text(stats.Low), Decimals.Text(stats.Last),
            stats.VolumeGpus.ToString(CultureInfo.InvariantCulture), stats.VolumeGpus30Days.ToString(CultureInfo.InvariantCulture));
        return Answer.Ok(answer, ApiJson.Default.StatsAnswer);
    }

    private static async Task<IResult> TradesAsync(string id, HttpContext context, Listings listings, MarketQueries stored, Views views)
    {
        if (listings.Find(id) is not { } product) return Problem.ProductNotFound;
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        await views.CatchUpAsync(context.RequestAborted);
        IReadOnlyList<TradeRow> rows = await stored.TradesAsync(product.Id, page, context.RequestAborted);
        Paging.Write(context, rows, row => row.Fill.Value);
        return Answer.Ok([.. rows.Select(Of)], ApiJson.Default.TradeAnswerArray);
    }

    private static TradeAnswer Of(TradeRow row)
    {
        Side maker = row.Taker == Side.Bid ? Side.Ask : Side.Bid;
        return new TradeAnswer(
            row.Fill.Value, Words.Sides[maker], Decimals.Text(row.Gpus), Decimals.Text(row.Price), WireTime.Text(row.At), Decimals.GpuHours(row.Volume));
    }

    private static async Task<IResult> CandlesAsync(string id, HttpContext context, Listings listings, MarketQueries stored)
    {
        if (listings.Find(id) is not { } product) return Problem.ProductNotFound;
        IQueryCollection query = context.Request.Query;
        if (!int.TryParse(query["granularity"].ToString() is { Length: > 0 } text ? text : "60", NumberStyles.None, CultureInfo.InvariantCulture, out int granularity)
            || !MarketQueries.GranularitiesSeconds.Contains(granularity))
            return Problem.BadField("granularity", $"Unsupported granularity: it must be one of {string.Join(", ", MarketQueries.GranularitiesSeconds)}");
        if (!TryTime(query["start"], out Instant? start) || !TryTime(query["end"], out Instant? end))
            return Problem.BadField("start", "start and end must be times such as 2026-01-02T03:04:05Z");
        if (start is { } from && end is { } until && (until - from).TotalSeconds / granularity > MarketQueries.MaxCandles)
            return Problem.BadField("granularity", $"granularity too small for the requested time range: at most {MarketQueries.MaxCandles} candles");
        // Clients name the start of the last candle they want, so the end is inside.
        Instant? exclusive = end is { } last ? last + Duration.FromSeconds(1) : null;
        IReadOnlyList<CandleRow> rows = await stored.CandlesAsync(product.Id, granularity, start, exclusive, context.RequestAborted);
        return Answer.Ok([.. rows.Select(Of)], ApiJson.Default.DecimalArrayArray);
    }

    private static async Task<IResult> SparkLinesAsync(HttpContext context, Listings listings, MarketQueries stored, IClock clock)
    {
        const int hour = 3600;
        Instant dayAgo = clock.GetCurrentInstant() - Duration.FromHours(24);
        var lines = new Dictionary<string, decimal[][]>();
        foreach (Listing product in listings.All())
        {
            IReadOnlyList<CandleRow> rows = await stored.CandlesAsync(product.Id, hour, dayAgo, null, context.RequestAborted);
            if (rows.Count > 0) lines.Add(product.Name, [.. rows.Select(Of)]);
        }

        return Answer.Ok(lines, ApiJson.Default.DictionaryStringDecimalArrayArray);
    }

    private static decimal[] Of(CandleRow row) =>
        [row.Start.ToUnixTimeSeconds(), Dollars(row.Low), Dollars(row.High), Dollars(row.Open), Dollars(row.Close), row.VolumeGpus];

    private static decimal Dollars(Price price) => price.Micros / 1_000_000m;

    private static bool TryTime(string? text, out Instant? instant)
    {
        instant = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!WireTime.TryInstant(text, out Instant read)) return false;
        instant = read;
        return true;
    }
}
