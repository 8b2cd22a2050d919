using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Market;

/// <summary>The tables of what rests and of what was traded.</summary>
public static class MarketTables
{
    /// <summary><c>exchange.ask_rectangles</c>: what open asks still offer, and when.</summary>
    public static Table<RectangleRow> Rectangles { get; } = new("ask_rectangles", columns => columns
        .Key("order_id", row => row.Order.Value)
        .Key("number", row => row.Number)
        .Column("gpus", row => row.Gpus.Count)
        .Column("from_minute", row => row.Window.From.Value)
        .Column("until_minute", row => row.Window.Until.Value));

    /// <summary><c>exchange.fills</c>: each fill twice, once for each side.</summary>
    public static Table<FillRow> Fills { get; } = new("fills", columns => columns
        .Key("order_id", row => row.Order.Value)
        .Key("fill_id", row => row.Fill.Value)
        .Column("account_id", row => row.Account.Value)
        .Column("product_id", row => row.Product.Value)
        .Column("sku_id", row => row.Sku.Value)
        .Word("side", row => row.Side)
        .Word("liquidity", row => row.Liquidity)
        .Column("price_micros", row => row.Price.Micros)
        .Column("gpus", row => row.Gpus.Count)
        .Column("from_minute", row => row.Window.From.Value)
        .Column("until_minute", row => row.Window.Until.Value)
        .Column("fee_sixtieths", row => row.Fee.Sixtieths)
        .Column("at", row => row.At)
        .Column("position", row => row.Position)
        .Index("(account_id, fill_id)"));

    /// <summary><c>exchange.trades</c>: each fill once, for the public.</summary>
    public static Table<TradeRow> Trades { get; } = new("trades", columns => columns
        .Key("fill_id", row => row.Fill.Value)
        .Column("product_id", row => row.Product.Value)
        .Column("sku_id", row => row.Sku.Value)
        .Column("price_micros", row => row.Price.Micros)
        .Column("gpus", row => row.Gpus.Count)
        .Column("from_minute", row => row.Window.From.Value)
        .Column("until_minute", row => row.Window.Until.Value)
        .Word("taker_side", row => row.Taker)
        .Column("maker_order_id", row => row.MakerOrder.Value)
        .Column("taker_order_id", row => row.TakerOrder.Value)
        .Column("at", row => row.At)
        .Column("position", row => row.Position)
        .Index("(product_id, fill_id)")
        .Index("(sku_id, fill_id)"));

    /// <summary><c>exchange.ticker</c>: each product's last trade.</summary>
    public static Table<TickerRow> Ticker { get; } = new("ticker", columns => columns
        .Key("product_id", row => row.Last.Product.Value)
        .Column("fill_id", row => row.Last.Fill.Value)
        .Column("sku_id", row => row.Last.Sku.Value)
        .Column("price_micros", row => row.Last.Price.Micros)
        .Column("gpus", row => row.Last.Gpus.Count)
        .Column("from_minute", row => row.Last.Window.From.Value)
        .Column("until_minute", row => row.Last.Window.Until.Value)
        .Word("taker_side", row => row.Last.Taker)
        .Column("maker_order_id", row => row.Last.MakerOrder.Value)
        .Column("taker_order_id", row => row.Last.TakerOrder.Value)
        .Column("at", row => row.Last.At)
        .Column("position", row => row.Last.Position)
        .Column("trades", row => row.Trades, Merge.Add)
        .Column("volume_gpus", row => row.VolumeGpus, Merge.Add)
        .Column("volume_gpu_minutes", row => row.Volume.Value, Merge.Add));

    /// <summary><c>exchange.candles</c>: prices and volumes of a product by span of time.</summary>
    public static Table<CandleRow> Candles { get; } = new("candles", columns => columns
        .Key("product_id", row => row.Product.Value)
        .Key("granularity_seconds", row => row.GranularitySeconds)
        .Key("start_unix_seconds", row => row.Start.ToUnixTimeSeconds())
        .Column("open_micros", row => row.Open.Micros, Merge.Keep)
        .Column("high_micros", row => row.High.Micros, Merge.Greatest)
        .Column("low_micros", row => row.Low.Micros, Merge.Least)
        .Column("close_micros", row => row.Close.Micros)
        .Column("trades", row => row.Trades, Merge.Add)
        .Column("volume_gpus", row => row.VolumeGpus, Merge.Add)
        .Column("volume_gpu_minutes", row => row.Volume.Value, Merge.Add)
        .Column("notional_sixtieths", row => row.NotionalSixtieths, Merge.Add)
        .Column("position", row => row.Position));

    /// <summary><c>exchange.book_depth</c>: what rests, by price.</summary>
    public static Table<DepthRow> Depth { get; } = new("book_depth", columns => columns
        .Key("product_id", row => row.Level.Product.Value)
        .Key("sku_id", row => row.Level.Sku.Value)
        .WordKey("side", row => row.Level.Side)
        .Key("price_micros", row => row.Level.Price.Micros)
        .Column("gpus", row => row.Gpus)
        .Column("orders", row => row.Orders)
        .Column("position", row => row.Position));

    /// <summary>The rectangle in the reader's current row.</summary>
    public static RectangleRow ReadRectangle(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new RectangleRow(new(row.Long()), row.Int(), row.Gpus(), row.Window());
    }

    /// <summary>The fill in the reader's current row.</summary>
    public static FillRow ReadFill(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new FillRow(
            new(row.Long()), new(row.Long()), new(row.Int()), new(row.Int()), new(row.Int()), row.Word<Side>(), row.Word<Liquidity>(),
            row.Price(), row.Gpus(), row.Window(), row.Money(), row.Instant(), row.Long());
    }

    /// <summary>The trade in the reader's current row.</summary>
    public static TradeRow ReadTrade(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new TradeRow(
            new(row.Long()), new(row.Int()), new(row.Int()), row.Price(), row.Gpus(), row.Window(), row.Word<Side>(),
            new(row.Long()), new(row.Long()), row.Instant(), row.Long());
    }

    /// <summary>The ticker in the reader's current row.</summary>
    public static TickerRow ReadTicker(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        var product = new ProductId(row.Int());
        var last = new TradeRow(
            new(row.Long()), product, new(row.Int()), row.Price(), row.Gpus(), row.Window(), row.Word<Side>(),
            new(row.Long()), new(row.Long()), row.Instant(), row.Long());
        return new TickerRow(last, row.Long(), row.Long(), new(row.Long()));
    }

    /// <summary>The candle in the reader's current row.</summary>
    public static CandleRow ReadCandle(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new CandleRow(
            new(row.Int()), row.Int(), NodaTime.Instant.FromUnixTimeSeconds(row.Long()), row.Price(), row.Price(), row.Price(), row.Price(),
            row.Long(), row.Long(), new(row.Long()), row.Number(), row.Long());
    }

    /// <summary>The level in the reader's current row.</summary>
    public static DepthRow ReadLevel(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        var level = new LevelKey(new(row.Int()), new(row.Int()), row.Word<Side>(), row.Price());
        return new DepthRow(level, row.Long(), row.Int(), row.Long());
    }
}
