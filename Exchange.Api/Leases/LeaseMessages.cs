using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Api.Proofs;

namespace Exchange.Api.Leases;

/// <summary>Hands a lease over.</summary>
public sealed record ProvisionRequest
{
    /// <summary>The units that serve it, by number or by device id; the lowest free ones where it is missing.</summary>
    public JsonElement[]? Units { get; init; }
    /// <summary>As what: <c>container</c>, <c>vm</c>, …; the only way that the node offers where it is missing.</summary>
    public string? Handover { get; init; }
    /// <summary>How to connect: host, port, user, and whatever else the buyer needs. Only its hash enters the history.</summary>
    public JsonElement Descriptor { get; init; }
}

/// <summary>How to reach what was handed over.</summary>
/// <param name="Lease">Which lease.</param>
/// <param name="Sha256">The hash in the history: of the descriptor's UTF-8 without white space, in hexadecimal.</param>
/// <param name="Descriptor">As the provider gave it.</param>
public sealed record ConnectionAnswer(long Lease, string Sha256, JsonElement Descriptor);

/// <summary>Units of a node, side by side.</summary>
/// <param name="First">The first one's number, from 0.</param>
/// <param name="Count">How many.</param>
public sealed record UnitsAnswer(int First, int Count);

/// <summary>The money that stands behind a lease now.</summary>
/// <param name="Escrow">The buyer's, in escrow.</param>
/// <param name="BuyerCoveredUntil">The first minute that it does not cover.</param>
/// <param name="Margin">The provider's margin.</param>
/// <param name="ProviderCoveredUntil">The first minute that it does not cover.</param>
/// <param name="TakerFeeOwed">What the provider still owes of a taker's fee.</param>
public sealed record LeaseMoneyAnswer(string Escrow, string BuyerCoveredUntil, string Margin, string ProviderCoveredUntil, string TakerFeeOwed);

/// <summary>What the hours of a lease came to, as far as they are final.</summary>
/// <param name="Hours">How many hours are final.</param>
/// <param name="DeliveredGpuHours">Paid for.</param>
/// <param name="ExcusedGpuHours">Neither paid nor owed for.</param>
/// <param name="UndeliveredGpuHours">Owed for.</param>
/// <param name="Gross">What the buyer paid.</param>
/// <param name="Refund">What returned to the buyer.</param>
/// <param name="Damages">What the provider paid the buyer.</param>
/// <param name="Fee">What the provider paid the house.</param>
/// <param name="BoughtInSize">GPUs bought elsewhere after a default.</param>
/// <param name="BuyInDifference">What those cost beyond the contract.</param>
public sealed record LeaseTotalsAnswer(
    int Hours, string DeliveredGpuHours, string ExcusedGpuHours, string UndeliveredGpuHours, string Gross, string Refund, string Damages, string Fee,
    string BoughtInSize, string BuyInDifference);

/// <summary>What a monitor said of an hour.</summary>
/// <param name="Account">The monitor.</param>
/// <param name="Minutes">The minutes that it calls delivered.</param>
public sealed record MonitorAnswer(string Account, string Minutes);

/// <summary>An hour that is not final.</summary>
/// <param name="Hour">Which, from 0.</param>
/// <param name="Start">Its first minute.</param>
/// <param name="Until">The first minute after it.</param>
/// <param name="Provider">The minutes that the provider calls delivered; null before it says so.</param>
/// <param name="Buyer">The minutes that the buyer calls delivered; null before it says so.</param>
/// <param name="Monitors">What monitors said.</param>
/// <param name="Verdict">What it delivered, provisionally; null before that is known.</param>
/// <param name="Dispute">The dispute for which it waits, if any.</param>
public sealed record OpenHourAnswer(
    int Hour, string Start, string Until, string? Provider, string? Buyer, MonitorAnswer[] Monitors, HourVerdictAnswer? Verdict, long? Dispute);

/// <summary>What an hour delivered.</summary>
/// <param name="Delivered">The minutes delivered.</param>
/// <param name="Excused">The minutes that are neither paid nor owed for.</param>
/// <param name="Source">By which evidence.</param>
/// <param name="FinalAt">When it becomes final unless disputed.</param>
public sealed record HourVerdictAnswer(string Delivered, string Excused, string Source, string FinalAt);

/// <summary>A lease.</summary>
public sealed record LeaseAnswer
{
    /// <summary>Its number, which is also that of the fill that opened it.</summary>
    public required long Id { get; init; }
    /// <summary>Where it stands.</summary>
    public required string State { get; init; }
    /// <summary>Why it ended: 1xxx the buyer, 2xxx the provider, 3xxx the exchange; null while it has not.</summary>
    public int? CloseReason { get; init; }
    /// <summary>Why not all that a default left owed was bought elsewhere, such as <c>nothing_offered</c>; null where it was, or where nothing failed.</summary>
    public string? NotBoughtIn { get; init; }
    /// <summary>Who uses it.</summary>
    public required string Buyer { get; init; }
    /// <summary>Who delivers it.</summary>
    public required string Provider { get; init; }
    /// <summary>The order that bought; null where it is not the caller's.</summary>
    public string? BidOrderId { get; init; }
    /// <summary>The order that sold; null where it is not the caller's.</summary>
    public string? AskOrderId { get; init; }
    /// <summary>The node or group that delivers.</summary>
    public required string Node { get; init; }
    /// <summary>How the node attested last; null where it never did.</summary>
    public AttestationAnswer? Attestation { get; init; }
    /// <summary>The exact SKU.</summary>
    public required string Sku { get; init; }
    /// <summary>The place.</summary>
    public required string Place { get; init; }
    /// <summary>How firmly it is promised.</summary>
    public required string Firmness { get; init; }
    /// <summary>Notice before reclaiming, in minutes.</summary>
    public required int Notice { get; init; }
    /// <summary>How many GPUs.</summary>
    public required string Size { get; init; }
    /// <summary>Dollars per GPU-hour.</summary>
    public required string Price { get; init; }
    /// <summary>The first minute of its window.</summary>
    public required string Start { get; init; }
    /// <summary>The first minute after its window.</summary>
    public required string Until { get; init; }
    /// <summary>The first minute that it does not deliver: the window's end, or earlier where it was ended.</summary>
    public required string End { get; init; }
    /// <summary>When the fill opened it.</summary>
    public required string OpenedAt { get; init; }
    /// <summary>When it was handed over.</summary>
    public string? ProvisionedAt { get; init; }
    /// <summary>When its last hour was final.</summary>
    public string? ClosedAt { get; init; }
    /// <summary>The units that serve it, while it is not closed.</summary>
    public required UnitsAnswer[] Units { get; init; }
    /// <summary>The money behind it; null once it is closed.</summary>
    public LeaseMoneyAnswer? Money { get; init; }
    /// <summary>What its final hours came to.</summary>
    public required LeaseTotalsAnswer Totals { get; init; }
    /// <summary>The hours of which something is known and that are not final; in the answer about one lease alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OpenHourAnswer[]? Hours { get; init; }
}

/// <summary>An hour of a lease as it was last metered, and what it came to.</summary>
public sealed record HourAnswer
{
    /// <summary>Which, from 0.</summary>
    public required int Hour { get; init; }
    /// <summary>What it delivered; null before that is known.</summary>
    public HourVerdictAnswer? Verdict { get; init; }
    /// <summary>What an audit found: <c>none</c>, <c>agrees</c> or <c>disagrees</c>.</summary>
    public required string Audit { get; init; }
    /// <summary>The last dispute over it.</summary>
    public long? Dispute { get; init; }
    /// <summary>When it became final.</summary>
    public string? SettledAt { get; init; }
    /// <summary>What the delivered minutes cost, once final.</summary>
    public required string Gross { get; init; }
    /// <summary>What returned to the buyer.</summary>
    public required string Refund { get; init; }
    /// <summary>What the provider paid the buyer.</summary>
    public required string Damages { get; init; }
    /// <summary>What the provider paid the house.</summary>
    public required string Fee { get; init; }
}

/// <summary>What one side said of an hour, with the signature that proves it.</summary>
/// <param name="Account">Who.</param>
/// <param name="Side">As which party.</param>
/// <param name="Minutes">The minutes that it calls delivered.</param>
/// <param name="Signature">Its agent's signature, r‖s in base64.</param>
/// <param name="At">When it was reported.</param>
/// <param name="Position">The event's position.</param>
public sealed record HourReportAnswer(string Account, string Side, string Minutes, string Signature, string At, long Position);
