using System.Text.Json.Serialization;

namespace Exchange.Api.Products;

/// <summary>The server's clock, by which signatures are checked, and the market's, which may be a virtual one.</summary>
/// <param name="Iso">ISO 8601.</param>
/// <param name="Epoch">Seconds since the Unix epoch.</param>
/// <param name="Market">The market's time, by which leases run.</param>
public sealed record TimeAnswer(string Iso, decimal Epoch, string Market);

/// <summary>A currency, in the sense of the trading API: dollars, or the GPUs of a product.</summary>
public sealed record CurrencyAnswer(string Id, string Name, string MinSize, string Status, string MaxPrecision, CurrencyDetails Details);

/// <summary>What kind of currency it is.</summary>
public sealed record CurrencyDetails(string Type, string Symbol);

/// <summary>A product: a named default spec.</summary>
public sealed record ProductAnswer
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }
    /// <summary>What is traded: the part of the name before the hyphen.</summary>
    public required string BaseCurrency { get; init; }
    /// <summary>What it is paid in.</summary>
    public required string QuoteCurrency { get; init; }
    /// <summary>The smallest step of a size.</summary>
    public required string BaseIncrement { get; init; }
    /// <summary>The smallest step of a price.</summary>
    public required string QuoteIncrement { get; init; }
    /// <summary>The least GPUs.</summary>
    public required string BaseMinSize { get; init; }
    /// <summary>The most GPUs.</summary>
    public required string BaseMaxSize { get; init; }
    /// <summary>The least dollars of a market order.</summary>
    public required string MinMarketFunds { get; init; }
    /// <summary>For people.</summary>
    public required string DisplayName { get; init; }
    /// <summary><c>online</c> or <c>offline</c>.</summary>
    public required string Status { get; init; }
    /// <summary>What to know about the status; empty mostly.</summary>
    public required string StatusMessage { get; init; }
    /// <summary>Whether orders may be cancelled alone.</summary>
    public required bool CancelOnly { get; init; }
    /// <summary>Whether only limit orders are taken.</summary>
    public required bool LimitOnly { get; init; }
    /// <summary>Whether only orders that rest are taken.</summary>
    public required bool PostOnly { get; init; }
    /// <summary>Whether nothing trades.</summary>
    public required bool TradingDisabled { get; init; }
    /// <summary>Never: trading is continuous.</summary>
    public required bool AuctionMode { get; init; }
    /// <summary>Never: everything is paid in advance.</summary>
    public required bool MarginEnabled { get; init; }
    /// <summary>The exact SKU.</summary>
    public required string Sku { get; init; }
    /// <summary>The default requirement.</summary>
    public required Orders.RequireRequest Spec { get; init; }
    /// <summary>The default delivery.</summary>
    public required Orders.DeliveryRequest Delivery { get; init; }
}

/// <summary>A product's book. Each row is price, size, and the number of orders or, on level 3, the order's id.</summary>
public sealed record BookAnswer(long Sequence, object[][] Bids, object[][] Asks, bool AuctionMode, string Time);

/// <summary>The last trade and the best prices.</summary>
public sealed record TickerAnswer
{
    /// <summary>The last trade's number, or 0.</summary>
    public required long TradeId { get; init; }
    /// <summary>The last trade's price.</summary>
    public required string Price { get; init; }
    /// <summary>The last trade's GPUs.</summary>
    public required string Size { get; init; }
    /// <summary>The best bid.</summary>
    public required string Bid { get; init; }
    /// <summary>The best ask.</summary>
    public required string Ask { get; init; }
    /// <summary>GPUs traded in 24 hours.</summary>
    public required string Volume { get; init; }
    /// <summary>The last trade's time.</summary>
    public required string Time { get; init; }
}

/// <summary>24 hours of a product.</summary>
public sealed record StatsAnswer(string Open, string High, string Low, string Last, string Volume, [property: JsonPropertyName("volume_30day")] string Volume30Day);

/// <summary>A trade of a product.</summary>
/// <param name="TradeId">Its number.</param>
/// <param name="Side">The maker's side.</param>
/// <param name="Size">GPUs.</param>
/// <param name="Price">Dollars per GPU-hour.</param>
/// <param name="Time">When.</param>
/// <param name="GpuHours">GPU-hours.</param>
public sealed record TradeAnswer(long TradeId, string Side, string Size, string Price, string Time, string GpuHours);
