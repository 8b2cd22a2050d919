using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Engines;

/// <summary>A spec and a requirement that state every attribute, so that nothing is free.</summary>
internal static class FlowSpecs
{
    public static Spec Spec(SkuId sku) => new()
    {
        Sku = sku,
        MinChunk = new Gpus(1),
        ChunkStep = new Gpus(1),
        MinDuration = new Minutes(60),
        Notice = new Minutes(60),
        Handovers = Handovers.Container | Handovers.Vm,
        GpusPerNode = new Gpus(8),
        Link = LinkKind.NvSwitch,
        Fabric = FabricKind.InfiniBand,
        FabricGbpsPerGpu = 400,
        FabricId = Text64.From("fra-1"),
        Place = Text64.From("eu/de/fra/dc7"),
        VcpuHundredthsPerGpu = 2_400,
        RamMibPerGpu = 262_144,
        DiskGbPerGpu = 3_000,
        NetworkMbpsPerGpu = 25_000,
    };

    public static Requirement Requirement(SkuId sku) => new()
    {
        Skus = Few<SkuFactor>.Of(new SkuFactor(sku, BasisPoints.Whole)),
        MinGpusPerNode = new Gpus(8),
        MinVramGib = 80,
        MinLink = LinkKind.NvSwitch,
        MinFabric = FabricKind.RoCE,
        AllowPlaces = Few<Text64>.Of(Text64.From("eu")),
        DenyPlaces = Few<Text64>.Of(Text64.From("eu/hu")),
        MinVcpuHundredthsPerGpu = 1_600,
        MinRamMibPerGpu = 131_072,
        Handovers = Handovers.Container,
        MinNotice = new Minutes(60),
        MinPerformance = new BasisPoints(9_000),
        MinReputation = new BasisPoints(9_000),
    };
}
