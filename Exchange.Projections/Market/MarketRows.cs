using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Projections.Market;

/// <summary>Whether an order rested or arrived when it was filled.</summary>
public enum Liquidity : byte
{
    /// <summary>It rested.</summary>
    Maker,
    /// <summary>It arrived.</summary>
    Taker,
}

/// <summary>One side of a fill.</summary>
/// <param name="Order">The order.</param>
/// <param name="Fill">The fill's number: the trade id; the cursor of lists of fills.</param>
/// <param name="Account">Whose order.</param>
/// <param name="Product">The product that it traded under; the default where there is none.</param>
/// <param name="Sku">What was sold.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Liquidity">Maker or taker.</param>
/// <param name="Price">Per GPU-hour.</param>
/// <param name="Gpus">How many GPUs.</param>
/// <param name="Window">When they are delivered.</param>
/// <param name="Fee">The fee of this side.</param>
/// <param name="At">When.</param>
/// <param name="Position">The fill's position.</param>
public sealed record FillRow(
    OrderId Order, FillId Fill, AccountId Account, ProductId Product, SkuId Sku, Side Side, Liquidity Liquidity,
    Price Price, Gpus Gpus, Window Window, Money Fee, Instant At, long Position);

/// <summary>A fill as the public sees it.</summary>
/// <param name="Fill">The fill's number: the trade id; the cursor of lists of trades.</param>
/// <param name="Product">The product; the default where there is none.</param>
/// <param name="Sku">What was sold.</param>
/// <param name="Price">Per GPU-hour.</param>
/// <param name="Gpus">How many GPUs.</param>
/// <param name="Window">When they are delivered.</param>
/// <param name="Taker">The side that arrived.</param>
/// <param name="MakerOrder">The order that rested.</param>
/// <param name="TakerOrder">The order that arrived.</param>
/// <param name="At">When.</param>
/// <param name="Position">Its position.</param>
public sealed record TradeRow(
    FillId Fill, ProductId Product, SkuId Sku, Price Price, Gpus Gpus, Window Window, Side Taker, OrderId MakerOrder, OrderId TakerOrder,
    Instant At, long Position)
{
    /// <summary>GPUs × minutes.</summary>
    public GpuMinutes Volume => Gpus * Window.Length;
}

/// <summary>The last trade of a product, and how much was traded in all.</summary>
/// <param name="Last">The last trade.</param>
/// <param name="Trades">How many there were.</param>
/// <param name="VolumeGpus">The sum of their GPUs.</param>
/// <param name="Volume">The sum of their GPU-minutes.</param>
public sealed record TickerRow(TradeRow Last, long Trades, long VolumeGpus, GpuMinutes Volume);

/// <summary>What was traded of a product in one span of time.</summary>
/// <param name="Product">The product.</param>
/// <param name="GranularitySeconds">How long the span is.</param>
/// <param name="Start">When it begins; a multiple of the granularity since the Unix epoch.</param>
/// <param name="Open">The first price.</param>
/// <param name="High">The highest price.</param>
/// <param name="Low">The lowest price.</param>
/// <param name="Close">The last price.</param>
/// <param name="Trades">How many trades.</param>
/// <param name="VolumeGpus">The sum of their GPUs.</param>
/// <param name="Volume">The sum of their GPU-minutes.</param>
/// <param name="NotionalSixtieths">The sum of price × GPU-minutes, in sixtieths of a micro-dollar: over the volume, the average price.</param>
/// <param name="Position">The position of the last trade.</param>
public sealed record CandleRow(
    ProductId Product, int GranularitySeconds, Instant Start, Price Open, Price High, Price Low, Price Close,
    long Trades, long VolumeGpus, GpuMinutes Volume, decimal NotionalSixtieths, long Position);

/// <summary>What names a level of the depth.</summary>
/// <param name="Product">The product: the one that the order was sent under, else that of its SKU, else the default.</param>
/// <param name="Sku">The SKU offered, or the first of those accepted.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Price">The orders' limit.</param>
public readonly record struct LevelKey(ProductId Product, SkuId Sku, Side Side, Price Price);

/// <summary>What rests at one price.</summary>
/// <param name="Level">Where.</param>
/// <param name="Gpus">The sum of the orders' open GPUs.</param>
/// <param name="Orders">How many orders.</param>
/// <param name="Position">The position of the last change.</param>
public sealed record DepthRow(LevelKey Level, long Gpus, int Orders, long Position);
