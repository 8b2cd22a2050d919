using System.Text.Json.Serialization;

namespace Exchange.Api.Accounts;

/// <summary>An account's dollars.</summary>
/// <param name="Id">Its UUID.</param>
/// <param name="Currency">Always USD.</param>
/// <param name="Balance">All of it.</param>
/// <param name="Available">Free to use.</param>
/// <param name="Hold">Set aside: the three parts below.</param>
/// <param name="ProfileId">The account again: it has one profile.</param>
/// <param name="TradingEnabled">Whether it may trade.</param>
/// <param name="OrderHold">Behind open bids.</param>
/// <param name="LeaseEscrow">Behind leases bought.</param>
/// <param name="ProviderMargin">Behind asks and leases sold.</param>
public sealed record AccountAnswer(
    string Id, string Currency, string Balance, string Available, string Hold, string ProfileId, bool TradingEnabled,
    string OrderHold, string LeaseEscrow, string ProviderMargin);

/// <summary>One movement of money of an account.</summary>
/// <param name="Id">The position of its event.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Amount">What came to the purse or, negative, went out of it.</param>
/// <param name="Balance">What is in the purse after it.</param>
/// <param name="Type"><c>transfer</c>, <c>match</c>, <c>fee</c> or <c>hold</c>.</param>
/// <param name="Details">What it concerns.</param>
public sealed record LedgerAnswer(string Id, string CreatedAt, string Amount, string Balance, string Type, LedgerDetails Details);

/// <summary>What a movement of money concerns.</summary>
public sealed record LedgerDetails
{
    /// <summary>The order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OrderId { get; init; }
    /// <summary>The trade, and lease.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TradeId { get; init; }
    /// <summary>The purse that it changed.</summary>
    public required string Purse { get; init; }
    /// <summary>The purse on the other side.</summary>
    public required string CounterpartyPurse { get; init; }
    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}

/// <summary>Money in or out.</summary>
public sealed record TransferAnswer(
    string Id, string Type, string CreatedAt, string CompletedAt, string ProcessedAt, string AccountId, string Currency, string Amount,
    TransferDetails Details);

/// <summary>The payment behind a transfer.</summary>
public sealed record TransferDetails(string Reference);

/// <summary>The caller's fees.</summary>
/// <param name="TakerFeeRate">Of the value of what it takes, as a fraction.</param>
/// <param name="MakerFeeRate">Of the value of what it makes.</param>
/// <param name="UsdVolume">Null: there are no tiers by volume.</param>
public sealed record FeesAnswer(string TakerFeeRate, string MakerFeeRate, string? UsdVolume);

/// <summary>One execution of one of the caller's orders.</summary>
public sealed record FillAnswer
{
    /// <summary>The fill's number.</summary>
    public required long TradeId { get; init; }
    /// <summary>The product.</summary>
    public required string ProductId { get; init; }
    /// <summary>The caller's order.</summary>
    public required string OrderId { get; init; }
    /// <summary>The account.</summary>
    public required string ProfileId { get; init; }
    /// <summary>Dollars per GPU-hour.</summary>
    public required string Price { get; init; }
    /// <summary>GPUs.</summary>
    public required string Size { get; init; }
    /// <summary>When.</summary>
    public required string CreatedAt { get; init; }
    /// <summary><c>M</c>aker or <c>T</c>aker.</summary>
    public required string Liquidity { get; init; }
    /// <summary>In dollars.</summary>
    public required string Fee { get; init; }
    /// <summary><c>buy</c> or <c>sell</c>.</summary>
    public required string Side { get; init; }
    /// <summary>Whether it is final; delivery follows in the lease.</summary>
    public required bool Settled { get; init; }
    /// <summary>Price × GPUs × duration.</summary>
    public required string UsdVolume { get; init; }
    /// <summary>The lease that it opened: the same number.</summary>
    public required long LeaseId { get; init; }
    /// <summary>The first minute of delivery.</summary>
    public required string Start { get; init; }
    /// <summary>The first minute after it.</summary>
    public required string Until { get; init; }
}
