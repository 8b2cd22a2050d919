using Exchange.Engine.Values;
using Exchange.Projections.Market;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Queries;

/// <summary>What was traded of a product in the 24 hours (and 30 days) before a point in time, to the minute (hour).</summary>
/// <param name="Open">The first price; zero where nothing was traded, as the others.</param>
/// <param name="High">The highest price.</param>
/// <param name="Low">The lowest price.</param>
/// <param name="Last">The last price there ever was.</param>
/// <param name="VolumeGpus">The sum of the trades' GPUs in 24 hours.</param>
/// <param name="Volume">The sum of their GPU-minutes in 24 hours.</param>
/// <param name="VolumeGpus30Days">The sum of the trades' GPUs in 30 days.</param>
public sealed record ProductStats(
    Price Open, Price High, Price Low, Price Last, long VolumeGpus, GpuMinutes Volume, long VolumeGpus30Days);

/// <summary>What rests and what was traded, for the public.</summary>
public sealed class MarketQueries(NpgsqlDataSource source)
{
    /// <summary>The most candles in one answer.</summary>
    public const int MaxCandles = 300;

    /// <summary>The spans for which there are candles, in seconds.</summary>
    public static IReadOnlyList<int> GranularitiesSeconds => Tape.GranularitiesSeconds;

    /// <summary>A product's trades, newest first. The cursor is the fill's number.</summary>
    public Task<IReadOnlyList<TradeRow>> TradesAsync(ProductId product, Page page, CancellationToken cancellation) =>
        Trades().Where("product_id = {0}", product.Value).PageAsync(source, "fill_id", page, cancellation);

    /// <summary>A SKU's trades, newest first, under whatever product. The cursor is the fill's number.</summary>
    public Task<IReadOnlyList<TradeRow>> TradesAsync(SkuId sku, Page page, CancellationToken cancellation) =>
        Trades().Where("sku_id = {0}", sku.Value).PageAsync(source, "fill_id", page, cancellation);

    /// <summary>A product's last trade, or null where there was none.</summary>
    public Task<TickerRow?> TickerAsync(ProductId product, CancellationToken cancellation) =>
        new Selection<TickerRow>(MarketTables.Ticker, MarketTables.ReadTicker)
            .Where("product_id = {0}", product.Value).FirstAsync(source, cancellation);

    /// <summary>A product's candles that begin in <c>[start, end)</c>, newest first, at most <see cref="MaxCandles"/>; spans without trades have none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The granularity is not one of <see cref="GranularitiesSeconds"/>.</exception>
    public async Task<IReadOnlyList<CandleRow>> CandlesAsync(
        ProductId product, int granularitySeconds, Instant? start, Instant? end, CancellationToken cancellation)
    {
        if (!GranularitiesSeconds.Contains(granularitySeconds))
            throw new ArgumentOutOfRangeException(nameof(granularitySeconds), granularitySeconds, "There are no candles of this length.");
        return await new Selection<CandleRow>(MarketTables.Candles, MarketTables.ReadCandle)
            .Where("product_id = {0}", product.Value)
            .Where("granularity_seconds = {0}", granularitySeconds)
            .WhereGiven("start_unix_seconds >= {0}", start?.ToUnixTimeSeconds())
            .WhereGiven("start_unix_seconds < {0}", end?.ToUnixTimeSeconds())
            .ListAsync(source, $"order by start_unix_seconds desc limit {MaxCandles}", cancellation);
    }

    /// <summary>The levels of one side of a product's depth, best first; all orders of the product count, whatever they require.</summary>
    public async Task<IReadOnlyList<DepthRow>> DepthAsync(ProductId product, Engine.Commands.Side side, int levels, CancellationToken cancellation)
    {
        string direction = side == Engine.Commands.Side.Bid ? "desc" : "asc";
        return await new Selection<DepthRow>(MarketTables.Depth, MarketTables.ReadLevel)
            .Where("product_id = {0}", product.Value)
            .Where("side = {0}", Tables.Words<Engine.Commands.Side>.Of(side))
            .ListAsync(source, $"order by price_micros {direction}, sku_id limit {levels}", cancellation);
    }

    /// <summary>What was traded of a product lately.</summary>
    public async Task<ProductStats> StatsAsync(ProductId product, Instant now, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            $"""
            select coalesce((array_agg(open_micros order by start_unix_seconds))[1], 0)::bigint, coalesce(max(high_micros), 0)::bigint,
                   coalesce(min(low_micros), 0)::bigint,
                   coalesce((select price_micros from {MarketTables.Ticker.Name} where product_id = $1), 0)::bigint,
                   coalesce(sum(volume_gpus), 0)::bigint, coalesce(sum(volume_gpu_minutes), 0)::bigint,
                   (select coalesce(sum(volume_gpus), 0)::bigint from {MarketTables.Candles.Name}
                    where product_id = $1 and granularity_seconds = 3600 and start_unix_seconds > $3)
            from {MarketTables.Candles.Name} where product_id = $1 and granularity_seconds = 60 and start_unix_seconds > $2
            """);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = product.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (now - Duration.FromHours(24)).ToUnixTimeSeconds() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (now - Duration.FromDays(30)).ToUnixTimeSeconds() });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return Read(reader);
    }

    private static ProductStats Read(NpgsqlDataReader reader)
    {
        var row = new Tables.RowReader(reader);
        return new ProductStats(row.Price(), row.Price(), row.Price(), row.Price(), row.Long(), new(row.Long()), row.Long());
    }

    private static Selection<TradeRow> Trades() => new(MarketTables.Trades, MarketTables.ReadTrade);
}
