using System.Text.Json.Serialization;
using Exchange.Api.Wire;

namespace Exchange.Api.Operator;

/// <summary>Opens an account.</summary>
public sealed record AccountRequest
{
    /// <summary>A name for people.</summary>
    public string? Name { get; init; }
    /// <summary>The account of its beneficial owner, where that is another.</summary>
    public string? Owner { get; init; }
}

/// <summary>Brings money in, or takes it out.</summary>
public sealed record PaymentRequest
{
    /// <summary>Dollars.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Amount { get; init; }
    /// <summary>The payment's own id, a UUID: the same one is booked once.</summary>
    public string? Reference { get; init; }
}

/// <summary>Issues an API key.</summary>
public sealed record KeyRequest
{
    /// <summary>What it may do: read, trade, provide, monitor, admin.</summary>
    public string[]? Scopes { get; init; }
    /// <summary>Whether each timestamp must be later than the one before.</summary>
    public bool RisingNonce { get; init; }
}

/// <summary>A fresh key. Its secret and passphrase cannot be read again.</summary>
/// <param name="Key">The public name.</param>
/// <param name="Secret">In base64.</param>
/// <param name="Passphrase">The words.</param>
/// <param name="Scopes">What it may do.</param>
public sealed record KeyAnswer(string Key, string Secret, string Passphrase, string[] Scopes);

/// <summary>Lists a SKU.</summary>
public sealed record SkuListingRequest
{
    /// <summary>Its name, lower-case letters, digits and hyphens.</summary>
    public string? Name { get; init; }
    /// <summary>Memory per GPU, GiB.</summary>
    public int VramGib { get; init; }
    /// <summary>Memory bandwidth, GB/s.</summary>
    public int BandwidthGbs { get; init; }
    /// <summary>Dense BF16 throughput, TFLOPS.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Bf16Tflops { get; init; }
    /// <summary>The price that stands in until there is a trade, dollars per GPU-hour.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? ReferencePrice { get; init; }
}

/// <summary>Lists a product.</summary>
public sealed record ProductRequest
{
    /// <summary>Its name, <c>BASE-USD</c>.</summary>
    public string? Name { get; init; }
    /// <summary>Its SKU.</summary>
    public string? Sku { get; init; }
    /// <summary>The default duration; an hour where it is missing.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Duration { get; init; }
    /// <summary>The default requirement.</summary>
    public Orders.RequireRequest? Require { get; init; }
}

/// <summary>Opens, restricts or halts the market.</summary>
/// <param name="State"><c>open</c>, <c>post_only</c>, <c>cancel_only</c> or <c>halted</c>.</param>
public sealed record MarketRequest(string? State);

/// <summary>Changes a setting.</summary>
/// <param name="Setting">Its name in snake case.</param>
/// <param name="Value">In the setting's own unit.</param>
public sealed record SettingRequest(string? Setting, long Value);

/// <summary>Records what was verified of a node.</summary>
public sealed record NodeVerificationRequest
{
    /// <summary>Verified performance as a fraction of the SKU's reference.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Performance { get; init; }
    /// <summary>When that is stale.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? PerformanceUntil { get; init; }
    /// <summary>When the attestation is stale.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? AttestedUntil { get; init; }
}

/// <summary>Publishes a provider's reputation.</summary>
public sealed record ReputationRequest
{
    /// <summary>The score as a fraction.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Score { get; init; }
}

/// <summary>Moves the clock of a server that runs on a virtual one.</summary>
/// <param name="Time">The new time; not before the present one.</param>
public sealed record ClockRequest(string? Time);

/// <summary>The market's clock, and how far it has come.</summary>
/// <param name="Time">The market's time.</param>
/// <param name="Position">The position of the last event taken in.</param>
/// <param name="StateHash">A digest of the state at that position, in hexadecimal.</param>
/// <param name="State">What the market lets orders do.</param>
/// <param name="Settings">The settings in force.</param>
public sealed record MarketAnswer(string Time, long Position, string StateHash, string State, Dictionary<string, long> Settings);

/// <summary>Where the market's clock stands now.</summary>
/// <param name="Time">The market's time.</param>
/// <param name="Position">The position of the last event taken in.</param>
/// <param name="Fills">How many fills there were since the market's beginning.</param>
public sealed record ClockAnswer(string Time, long Position, long Fills);

/// <summary>The number of what was made.</summary>
/// <param name="Id">The UUID of an account or node; the name of a SKU or product.</param>
public sealed record CreatedAnswer(string Id);
