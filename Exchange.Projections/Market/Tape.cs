using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Market;

/// <summary>What was traded: each trade, each product's last, and candles.</summary>
/// <remarks>Remembers nothing: sums, highs and lows of a span are merged into what the tables hold.</remarks>
internal sealed class Tape
{
    /// <summary>The spans for which candles are kept, in seconds.</summary>
    internal static readonly int[] GranularitiesSeconds = [60, 300, 900, 3_600, 21_600, 86_400];

    private readonly Changes<FillId, TradeRow> _trades = new(MarketTables.Trades);
    private readonly Changes<ProductId, TickerRow> _ticker = new(MarketTables.Ticker);
    private readonly Changes<(ProductId, int, Instant), CandleRow> _candles = new(MarketTables.Candles);

    /// <summary>Prints a trade; without a product it is in the list of its SKU alone.</summary>
    /// <returns>How many rows it touched.</returns>
    internal int Print(TradeRow trade)
    {
        _trades.Write(trade.Fill, trade);
        if (trade.Product == default) return 1;
        TickerRow before = _ticker.TryGet(trade.Product, out TickerRow? printed) ? printed : new TickerRow(trade, 0, 0, default);
        _ticker.Write(trade.Product, new TickerRow(trade, before.Trades + 1, before.VolumeGpus + trade.Gpus.Count, before.Volume + trade.Volume));
        foreach (int granularity in GranularitiesSeconds) Draw(trade, granularity);
        return 2 + GranularitiesSeconds.Length;
    }

    internal void AddTo(NpgsqlBatch batch)
    {
        _trades.AddTo(batch);
        _ticker.AddTo(batch);
        _candles.AddTo(batch);
    }

    internal void Written()
    {
        _trades.Clear();
        _ticker.Clear();
        _candles.Clear();
    }

    private void Draw(TradeRow trade, int granularitySeconds)
    {
        long at = trade.At.ToUnixTimeSeconds();
        var start = Instant.FromUnixTimeSeconds(at - (at % granularitySeconds));
        var key = (trade.Product, granularitySeconds, start);
        CandleRow candle = _candles.TryGet(key, out CandleRow? drawn)
            ? drawn
            : new CandleRow(trade.Product, granularitySeconds, start, trade.Price, trade.Price, trade.Price, trade.Price, 0, 0, default, 0, 0);
        _candles.Write(key, candle with
        {
            High = trade.Price > candle.High ? trade.Price : candle.High,
            Low = trade.Price < candle.Low ? trade.Price : candle.Low,
            Close = trade.Price,
            Trades = candle.Trades + 1,
            VolumeGpus = candle.VolumeGpus + trade.Gpus.Count,
            Volume = candle.Volume + trade.Volume,
            NotionalSixtieths = candle.NotionalSixtieths + ((decimal)trade.Price.Micros * trade.Volume.Value),
            Position = trade.Position,
        });
    }
}
