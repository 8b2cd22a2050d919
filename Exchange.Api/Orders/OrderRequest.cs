using System.Text.Json.Serialization;
using Exchange.Api.Wire;

namespace Exchange.Api.Orders;

/// <summary>An order as a client sends it: the fields of the Coinbase Exchange API, and those that a GPU-hour needs besides.</summary>
public sealed record OrderRequest
{
    /// <summary><c>limit</c> (default) or <c>market</c>.</summary>
    public string? Type { get; init; }
    /// <summary><c>buy</c> or <c>sell</c>.</summary>
    public string? Side { get; init; }
    /// <summary>The product, for example <c>H100SXM-USD</c>.</summary>
    public string? ProductId { get; init; }
    /// <summary>Dollars per GPU-hour.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Price { get; init; }
    /// <summary>GPUs.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Size { get; init; }
    /// <summary>Dollars to spend on a market order, instead of a size.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Funds { get; init; }
    /// <summary>Self-trade prevention: <c>dc</c> (default), <c>co</c>, <c>cn</c>, <c>cb</c>.</summary>
    public string? Stp { get; init; }
    /// <summary><c>GTC</c> (default), <c>GTT</c> or <c>GTD</c>, <c>IOC</c>, <c>FOK</c>; <c>PO</c> is post-only.</summary>
    public string? TimeInForce { get; init; }
    /// <summary>With GTT: <c>min</c>, <c>hour</c> or <c>day</c>.</summary>
    public string? CancelAfter { get; init; }
    /// <summary>With GTT: when the order goes.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? ExpireTime { get; init; }
    /// <summary>Refuse rather than trade at once.</summary>
    public bool PostOnly { get; init; }
    /// <summary>The client's own id of the order: a UUID, unique for the account.</summary>
    public string? ClientOid { get; init; }
    /// <summary>No fill smaller than this, unless it completes the order.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? MinSize { get; init; }
    /// <summary>Fill whole or not at all.</summary>
    public bool AllOrNone { get; init; }
    /// <summary>When the GPUs are wanted; the product's default duration, from now, where it is missing.</summary>
    public DeliveryRequest? Delivery { get; init; }
    /// <summary>What is required beyond, or instead of, the product's default.</summary>
    public RequireRequest? Require { get; init; }
    /// <summary>The node that delivers an ask; one of the account's with free units where it is missing.</summary>
    public string? Node { get; init; }
    /// <summary>When an ask's GPUs are there, and in which portions; a plain sell offers each GPU once, within the next day.</summary>
    public AvailabilityRequest? Availability { get; init; }
}

/// <summary>When a bid wants its GPUs.</summary>
public sealed record DeliveryRequest
{
    /// <summary>The earliest start; with neither start given, the order starts at its fill.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Start { get; init; }
    /// <summary>The latest start; equal to the start where it is missing.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? LatestStart { get; init; }
    /// <summary>How long: <c>PT90M</c>, or minutes.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Duration { get; init; }
}

/// <summary>A SKU that a bid accepts.</summary>
public sealed record SkuRequest
{
    /// <summary>Its name or an alias.</summary>
    public string? Sku { get; init; }
    /// <summary>Scales the bid's limit for this SKU; 1 where it is missing.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Factor { get; init; }
}

/// <summary>What a bid requires. What is missing is as the product says.</summary>
public sealed record RequireRequest
{
    /// <summary>The SKUs accepted, at most eight.</summary>
    public SkuRequest[]? Skus { get; init; }
    /// <summary>Least GPUs in one node.</summary>
    public int? MinGpusPerNode { get; init; }
    /// <summary>Least memory per GPU, GiB.</summary>
    public int? MinVramGib { get; init; }
    /// <summary>Least memory bandwidth, GB/s.</summary>
    public int? MinBandwidthGbs { get; init; }
    /// <summary>Least dense BF16 throughput, TFLOPS.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? MinBf16Tflops { get; init; }
    /// <summary>Least link in the node: <c>none</c>, <c>pcie4</c>, <c>pcie5</c>, <c>nvlink</c>, <c>nvswitch</c>.</summary>
    public string? Link { get; init; }
    /// <summary>Least fabric: <c>ethernet</c>, <c>roce</c>, <c>infiniband</c>.</summary>
    public string? Fabric { get; init; }
    /// <summary>Least speed of the fabric, Gbit/s per GPU.</summary>
    public int? MinFabricGbps { get; init; }
    /// <summary>Places allowed, as prefixes: <c>eu/de</c>.</summary>
    public string[]? Regions { get; init; }
    /// <summary>Places denied; a denial wins.</summary>
    public string[]? DenyRegions { get; init; }
    /// <summary>Least virtual CPUs per GPU.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? MinVcpusPerGpu { get; init; }
    /// <summary>Least main memory per GPU, GiB.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? MinRamGibPerGpu { get; init; }
    /// <summary>Least local disk per GPU, GB.</summary>
    public int? MinDiskGbPerGpu { get; init; }
    /// <summary>Least network per GPU, Mbit/s.</summary>
    public int? MinNetworkMbpsPerGpu { get; init; }
    /// <summary>Least confidential computing: <c>none</c>, <c>cpu</c>, <c>cpu+gpu</c>.</summary>
    public string? Tee { get; init; }
    /// <summary>Platforms accepted: <c>snp</c>, <c>tdx</c>.</summary>
    public string[]? TeePlatforms { get; init; }
    /// <summary>One of: <c>container</c>, <c>vm</c>, <c>bare_metal</c>, <c>kubernetes</c>, <c>ray</c>, <c>slurm</c>.</summary>
    public string[]? Handover { get; init; }
    /// <summary><c>interruptible</c>, <c>standard</c> or <c>firm</c>.</summary>
    public string? Firmness { get; init; }
    /// <summary>Least notice before reclaiming, in minutes.</summary>
    public int? MinNotice { get; init; }
    /// <summary>Least verified performance, as a fraction of the SKU's reference: <c>0.9</c>.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? MinPerformance { get; init; }
    /// <summary>Least published reputation, as a fraction.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? MinReputation { get; init; }
    /// <summary>Providers that alone may fill it, by account id.</summary>
    public string[]? Providers { get; init; }
    /// <summary>Providers that may not.</summary>
    public string[]? DenyProviders { get; init; }
    /// <summary>Where the GPUs must lie together: <c>any</c>, <c>same_node</c>, <c>same_fabric</c>, <c>same_datacenter</c>, <c>same_provider</c>, <c>same_region</c>.</summary>
    public string? Placement { get; init; }
}

/// <summary>When an ask's GPUs are there, and in which portions they may be taken.</summary>
public sealed record AvailabilityRequest
{
    /// <summary>From when; now where it is missing.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? From { get; init; }
    /// <summary>Until when; a day later where it is missing.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Until { get; init; }
    /// <summary>The shortest duration taken: <c>PT1H</c> (default), or minutes.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? MinDuration { get; init; }
    /// <summary>The fewest GPUs taken at once; 1 where it is missing.</summary>
    public int? MinChunk { get; init; }
    /// <summary>Portions are multiples of this; 1 where it is missing.</summary>
    public int? ChunkStep { get; init; }
    /// <summary><c>interruptible</c>, <c>standard</c> (default) or <c>firm</c>.</summary>
    public string? Firmness { get; init; }
    /// <summary>Notice before reclaiming, in minutes.</summary>
    public int? Notice { get; init; }
    /// <summary>Take back what a lease that ended early leaves.</summary>
    public bool Replenish { get; init; }
    /// <summary>Sell each GPU once: what a fill leaves of its window is withdrawn.</summary>
    public bool SellOnce { get; init; }
    /// <summary>Buyers that alone may take it, by account id.</summary>
    public string[]? Buyers { get; init; }
    /// <summary>Buyers that may not.</summary>
    public string[]? DenyBuyers { get; init; }
}
