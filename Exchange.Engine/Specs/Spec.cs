using Exchange.Engine.Values;

namespace Exchange.Engine.Specs;

/// <summary>Everything static about an ask: what is offered, where, and in which portions. Interned as a <see cref="SpecId"/>.</summary>
/// <remarks>Zero, empty or undefined means "not stated", which satisfies no requirement.</remarks>
public readonly record struct Spec
{
    /// <summary>The exact product.</summary>
    public SkuId Sku { get; init; }
    /// <summary>The smallest part of the ask that may be taken, in GPUs; at least 1.</summary>
    public Gpus MinChunk { get; init; }
    /// <summary>Parts are multiples of this many GPUs; at least 1.</summary>
    public Gpus ChunkStep { get; init; }
    /// <summary>The shortest duration for which a part may be taken.</summary>
    public Minutes MinDuration { get; init; }
    /// <summary>How firmly the capacity is promised.</summary>
    public Firmness Firmness { get; init; }
    /// <summary>Notice before the capacity may be reclaimed, in minutes.</summary>
    public Minutes Notice { get; init; }
    /// <summary>The ways in which it can be handed over.</summary>
    public Handovers Handovers { get; init; }
    /// <summary>GPUs in one node, 1..16.</summary>
    public Gpus GpusPerNode { get; init; }
    /// <summary>The link inside the node.</summary>
    public LinkKind Link { get; init; }
    /// <summary>The fabric between nodes.</summary>
    public FabricKind Fabric { get; init; }
    /// <summary>The fabric's speed, Gbit/s per GPU.</summary>
    public int FabricGbpsPerGpu { get; init; }
    /// <summary>Which fabric it is; nodes with the same id reach each other over it.</summary>
    public Text64 FabricId { get; init; }
    /// <summary>The place, as a path from the whole to the part: <c>eu/de/fra/dc7</c>.</summary>
    public Text64 Place { get; init; }
    /// <summary>Virtual CPUs per GPU, in hundredths.</summary>
    public int VcpuHundredthsPerGpu { get; init; }
    /// <summary>Main memory per GPU, in MiB.</summary>
    public int RamMibPerGpu { get; init; }
    /// <summary>Local disk per GPU, in GB.</summary>
    public int DiskGbPerGpu { get; init; }
    /// <summary>Network per GPU, in Mbit/s.</summary>
    public int NetworkMbpsPerGpu { get; init; }
    /// <summary>Confidential computing offered.</summary>
    public TeeLevel Tee { get; init; }
    /// <summary>The platform of confidential computing.</summary>
    public TeePlatforms TeePlatform { get; init; }
    /// <summary>Buyers that alone may take it; empty means any.</summary>
    public Few<AccountId> AllowBuyers { get; init; }
    /// <summary>Buyers that may not take it.</summary>
    public Few<AccountId> DenyBuyers { get; init; }

    /// <summary>Whether it claims of confidential computing what this level and these platforms do not cover.</summary>
    public bool ClaimsMoreThan(TeeLevel level, TeePlatforms platforms) => Tee > level || (TeePlatform & ~platforms) != 0;
}

/// <summary>A SKU that a bid accepts, and the factor by which its limit is scaled for that SKU.</summary>
/// <param name="Sku">The exact product.</param>
/// <param name="Factor">10,000 leaves the limit as it is.</param>
public readonly record struct SkuFactor(SkuId Sku, BasisPoints Factor);

/// <summary>Everything static that a bid requires. Interned as a <see cref="RequirementId"/>.</summary>
/// <remarks>Zero, empty or undefined means "not required".</remarks>
public readonly record struct Requirement
{
    /// <summary>The SKUs accepted, each with its price factor; at least one.</summary>
    public Few<SkuFactor> Skus { get; init; }
    /// <summary>Least GPUs in one node.</summary>
    public Gpus MinGpusPerNode { get; init; }
    /// <summary>Least memory per GPU, in GiB.</summary>
    public int MinVramGib { get; init; }
    /// <summary>Least memory bandwidth, in GB/s.</summary>
    public int MinBandwidthGBs { get; init; }
    /// <summary>Least dense BF16 throughput, in tenths of a TFLOPS.</summary>
    public int MinBf16TflopsTenths { get; init; }
    /// <summary>Least link inside the node.</summary>
    public LinkKind MinLink { get; init; }
    /// <summary>Least fabric between nodes.</summary>
    public FabricKind MinFabric { get; init; }
    /// <summary>Least speed of the fabric, Gbit/s per GPU.</summary>
    public int MinFabricGbpsPerGpu { get; init; }
    /// <summary>Places allowed, as prefixes of whole segments; empty means anywhere.</summary>
    public Few<Text64> AllowPlaces { get; init; }
    /// <summary>Places denied, as prefixes of whole segments; a denial wins.</summary>
    public Few<Text64> DenyPlaces { get; init; }
    /// <summary>Least virtual CPUs per GPU, in hundredths.</summary>
    public int MinVcpuHundredthsPerGpu { get; init; }
    /// <summary>Least main memory per GPU, in MiB.</summary>
    public int MinRamMibPerGpu { get; init; }
    /// <summary>Least local disk per GPU, in GB.</summary>
    public int MinDiskGbPerGpu { get; init; }
    /// <summary>Least network per GPU, in Mbit/s.</summary>
    public int MinNetworkMbpsPerGpu { get; init; }
    /// <summary>Least confidential computing.</summary>
    public TeeLevel MinTee { get; init; }
    /// <summary>Platforms accepted for confidential computing; none means any.</summary>
    public TeePlatforms TeePlatforms { get; init; }
    /// <summary>Ways of handing over, one of which must be offered; none means any.</summary>
    public Handovers Handovers { get; init; }
    /// <summary>The firmness, exactly.</summary>
    public Firmness Firmness { get; init; }
    /// <summary>Least notice before reclaiming.</summary>
    public Minutes MinNotice { get; init; }
    /// <summary>Least verified performance, in basis points of the SKU's reference.</summary>
    public BasisPoints MinPerformance { get; init; }
    /// <summary>Least published reputation of the provider.</summary>
    public BasisPoints MinReputation { get; init; }
    /// <summary>Providers that alone may fill it; empty means any.</summary>
    public Few<AccountId> AllowProviders { get; init; }
    /// <summary>Providers that may not fill it.</summary>
    public Few<AccountId> DenyProviders { get; init; }
}

/// <summary>A SKU as the engine knows it: what requirements compare against, and the price that anchors its band.</summary>
public readonly record struct Sku
{
    /// <summary>Its name, for example <c>h100-sxm5-80</c>.</summary>
    public Text64 Name { get; init; }
    /// <summary>Memory per GPU, in GiB.</summary>
    public int VramGib { get; init; }
    /// <summary>Memory bandwidth, in GB/s.</summary>
    public int BandwidthGBs { get; init; }
    /// <summary>Dense BF16 throughput, in tenths of a TFLOPS.</summary>
    public int Bf16TflopsTenths { get; init; }
    /// <summary>The price that stands in until there is a fill.</summary>
    public Price Reference { get; init; }
    /// <summary>Whether new asks and bids may name it.</summary>
    public SkuLifecycle Lifecycle { get; init; }
}

/// <summary>The life of a SKU in the registry.</summary>
public enum SkuLifecycle : byte
{
    /// <summary>Open to asks and bids.</summary>
    Listed = 0,
    /// <summary>Still traded, no longer recommended.</summary>
    Deprecated = 1,
    /// <summary>No new asks or bids.</summary>
    Retired = 2,
}
