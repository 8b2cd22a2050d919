using System.Text.Json.Serialization;
using Exchange.Api.Wire;

namespace Exchange.Api.Providers;

/// <summary>A node, or a group of identical nodes, as its owner describes it.</summary>
public sealed record NodeRequest
{
    /// <summary>The owner's name for it, unique among the owner's.</summary>
    public string? Name { get; init; }
    /// <summary>What a client detected on the machine; what is said besides it wins.</summary>
    public Inventory? Inventory { get; init; }
    /// <summary>The SKU, or an alias of it.</summary>
    public string? Sku { get; init; }
    /// <summary>GPUs in one node, 1 to 16; 1 where it is missing.</summary>
    public int? GpusPerNode { get; init; }
    /// <summary>How many nodes; 1 where it is missing.</summary>
    public int? Nodes { get; init; }
    /// <summary>The place as a path: <c>eu/de/fra/dc7</c>.</summary>
    public string? Place { get; init; }
    /// <summary>The link inside the node.</summary>
    public string? Link { get; init; }
    /// <summary>The fabric between nodes.</summary>
    public string? Fabric { get; init; }
    /// <summary>The fabric's speed, Gbit/s per GPU.</summary>
    public int? FabricGbps { get; init; }
    /// <summary>Which fabric it is.</summary>
    public string? FabricId { get; init; }
    /// <summary>Virtual CPUs per GPU.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? VcpusPerGpu { get; init; }
    /// <summary>Main memory per GPU, GiB.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? RamGibPerGpu { get; init; }
    /// <summary>Local disk per GPU, GB.</summary>
    public int? DiskGbPerGpu { get; init; }
    /// <summary>Network per GPU, Mbit/s.</summary>
    public int? NetworkMbpsPerGpu { get; init; }
    /// <summary>Confidential computing offered.</summary>
    public string? Tee { get; init; }
    /// <summary>Its platform.</summary>
    public string? TeePlatform { get; init; }
    /// <summary>Ways of handing over.</summary>
    public string[]? Handover { get; init; }
    /// <summary>How firmly its capacity is promised unless an ask says otherwise.</summary>
    public string? Firmness { get; init; }
    /// <summary>Notice before reclaiming, in minutes.</summary>
    public int? Notice { get; init; }
}

/// <summary>A registered node.</summary>
/// <param name="Id">Its UUID, to be named by asks.</param>
/// <param name="Name">The owner's name for it.</param>
/// <param name="Provider">The owner's account.</param>
/// <param name="Sku">The exact SKU.</param>
/// <param name="GpusPerNode">GPUs in one node.</param>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Units">GPUs in all.</param>
/// <param name="CommittedUnits">GPUs that asks and leases hold, whenever they are.</param>
/// <param name="Performance">Verified performance as a fraction of the SKU's reference; 0 before the first proof.</param>
/// <param name="PerformanceUntil">When that is stale.</param>
/// <param name="PerformanceEvidence">On what that rests: <c>measured</c> by proofs, <c>vouched</c> for by the operator, or <c>none</c>.</param>
/// <param name="Tee">The confidential computing that it claims: <c>none</c>, <c>cpu</c> or <c>cpu+gpu</c>.</param>
/// <param name="AttestedUntil">When its attestation is stale.</param>
/// <param name="Status">Whether it may be offered: <c>onboarding</c>, <c>active</c>, <c>suspended</c>, <c>quarantined</c> or <c>retired</c>.</param>
/// <param name="StatusReason">Why that changed last.</param>
/// <param name="Maintenance">When it was announced to be down; windows that are over are kept for thirty days.</param>
public sealed record NodeAnswer(
    string Id, string Name, string Provider, string Sku, int GpusPerNode, int Nodes, int Units, long CommittedUnits, string Performance,
    string PerformanceUntil, string PerformanceEvidence, string Tee, string AttestedUntil, string Status, string StatusReason,
    DownAnswer[] Maintenance)
{
    /// <summary>The version of the GPUs' driver, where the owner's client detected it.</summary>
    public string? Driver { get; init; }
}

/// <summary>Minutes in which a node was announced to be down.</summary>
/// <param name="Start">The first.</param>
/// <param name="Until">The first after them.</param>
public sealed record DownAnswer(string Start, string Until);
