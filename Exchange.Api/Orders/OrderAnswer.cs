using System.Text.Json.Serialization;

namespace Exchange.Api.Orders;

/// <summary>An order as a client is told of it.</summary>
public sealed record OrderAnswer
{
    /// <summary>Its UUID.</summary>
    public required string Id { get; init; }
    /// <summary>The client's own id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientOid { get; init; }
    /// <summary>The product under which it was sent.</summary>
    public required string ProductId { get; init; }
    /// <summary><c>buy</c> or <c>sell</c>.</summary>
    public required string Side { get; init; }
    /// <summary><c>limit</c> or <c>market</c>.</summary>
    public required string Type { get; init; }
    /// <summary>Dollars per GPU-hour; for a market order the collar.</summary>
    public required string Price { get; init; }
    /// <summary>GPUs: filled, prevented, cancelled and open together.</summary>
    public required string Size { get; init; }
    /// <summary>GPUs still open.</summary>
    public required string RemainingSize { get; init; }
    /// <summary>GPUs filled; an ask that sells a GPU for several windows counts each.</summary>
    public required string FilledSize { get; init; }
    /// <summary>GPU-hours filled.</summary>
    public required string FilledGpuHours { get; init; }
    /// <summary>Price × GPUs × duration of the fills, in dollars.</summary>
    public required string ExecutedValue { get; init; }
    /// <summary>Fees of the fills, in dollars.</summary>
    public required string FillFees { get; init; }
    /// <summary><c>dc</c>, <c>co</c>, <c>cn</c> or <c>cb</c>.</summary>
    public required string Stp { get; init; }
    /// <summary><c>GTC</c>, <c>GTT</c>, <c>IOC</c> or <c>FOK</c>.</summary>
    public required string TimeInForce { get; init; }
    /// <summary>When a GTT order goes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExpireTime { get; init; }
    /// <summary>Whether it was post-only.</summary>
    public required bool PostOnly { get; init; }
    /// <summary>When it was taken.</summary>
    public required string CreatedAt { get; init; }
    /// <summary>When it was done.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DoneAt { get; init; }
    /// <summary><c>filled</c> or <c>canceled</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DoneReason { get; init; }
    /// <summary>Why it was cancelled, more exactly.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CancelReason { get; init; }
    /// <summary><c>pending</c>, <c>open</c> or <c>done</c>.</summary>
    public required string Status { get; init; }
    /// <summary>Whether nothing more will change.</summary>
    public required bool Settled { get; init; }
    /// <summary>The node that delivers an ask.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }
}

/// <summary>One order's answer among those of a batch: the order, or the problem.</summary>
public sealed record BatchItem
{
    /// <summary>The HTTP status that the order alone would have had.</summary>
    public required int Status { get; init; }
    /// <summary>The order, where it was taken.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderAnswer? Order { get; init; }
    /// <summary>The order's id, where it was cancelled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }
    /// <summary>The problem, where it was refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Wire.ProblemBody? Problem { get; init; }
}
