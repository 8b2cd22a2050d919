using Exchange.Api.Wire;
using Exchange.Engine.Skus;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Api.Orders;

/// <summary>Reads what a bid requires: each field given replaces the product's default.</summary>
public static class RequirementReader
{
    private const int HundredthsOfOne = 100;
    private const int TenthsOfOne = 10;
    private const int MibPerGib = 1024;

    /// <summary>The requirement that a request states on top of the product's default.</summary>
    public static Requirement Read(RequireRequest? request, in Requirement defaults, Func<string, SkuId> findSku, FieldReader reader)
    {
        if (request is null) return defaults;
        return defaults with
        {
            Skus = request.Skus is null ? defaults.Skus : Skus(request.Skus, defaults.Skus, findSku, reader),
            MinGpusPerNode = new Gpus(reader.Count("min_gpus_per_node", request.MinGpusPerNode, defaults.MinGpusPerNode.Count)),
            MinVramGib = reader.Count("min_vram_gib", request.MinVramGib, defaults.MinVramGib),
            MinBandwidthGBs = reader.Count("min_bandwidth_gbs", request.MinBandwidthGbs, defaults.MinBandwidthGBs),
            MinBf16TflopsTenths = reader.Parts("min_bf16_tflops", request.MinBf16Tflops, TenthsOfOne, defaults.MinBf16TflopsTenths),
            MinLink = reader.Word("link", request.Link, Words.Links, defaults.MinLink),
            MinFabric = reader.Word("fabric", request.Fabric, Words.Fabrics, defaults.MinFabric),
            MinFabricGbpsPerGpu = reader.Count("min_fabric_gbps", request.MinFabricGbps, defaults.MinFabricGbpsPerGpu),
            AllowPlaces = reader.Texts("regions", request.Regions, defaults.AllowPlaces),
            DenyPlaces = reader.Texts("deny_regions", request.DenyRegions, defaults.DenyPlaces),
            MinVcpuHundredthsPerGpu = reader.Parts("min_vcpus_per_gpu", request.MinVcpusPerGpu, HundredthsOfOne, defaults.MinVcpuHundredthsPerGpu),
            MinRamMibPerGpu = reader.Parts("min_ram_gib_per_gpu", request.MinRamGibPerGpu, MibPerGib, defaults.MinRamMibPerGpu),
            MinDiskGbPerGpu = reader.Count("min_disk_gb_per_gpu", request.MinDiskGbPerGpu, defaults.MinDiskGbPerGpu),
            MinNetworkMbpsPerGpu = reader.Count("min_network_mbps_per_gpu", request.MinNetworkMbpsPerGpu, defaults.MinNetworkMbpsPerGpu),
            MinTee = reader.Word("tee", request.Tee, Words.TeeLevels, defaults.MinTee),
            TeePlatforms = reader.Flags("tee_platforms", request.TeePlatforms, Words.TeePlatforms, defaults.TeePlatforms),
            Handovers = reader.Flags("handover", request.Handover, Words.Handovers, defaults.Handovers),
            Firmness = reader.Word("firmness", request.Firmness, Words.Firmness, defaults.Firmness),
            MinNotice = new Minutes(reader.Count("min_notice", request.MinNotice, defaults.MinNotice.Count)),
            MinPerformance = reader.Fraction("min_performance", request.MinPerformance, defaults.MinPerformance),
            MinReputation = reader.Fraction("min_reputation", request.MinReputation, defaults.MinReputation),
            AllowProviders = reader.Accounts("providers", request.Providers, defaults.AllowProviders),
            DenyProviders = reader.Accounts("deny_providers", request.DenyProviders, defaults.DenyProviders),
        };
    }

    /// <summary>The SKU that a written name means; a problem that lists the candidates where it could mean several.</summary>
    public static SkuId Sku(string? written, Func<string, SkuId> findSku, FieldReader reader)
    {
        if (string.IsNullOrEmpty(written))
        {
            reader.Fail("sku", "sku must name a SKU");
            return default;
        }

        switch (SkuNames.Resolve(written))
        {
            case SkuResolution.Resolved(var sku) when findSku(sku.Name) is { Value: > 0 } listed:
                return listed;
            case SkuResolution.Ambiguous(var candidates):
                reader.Fail("sku", $"sku {written} could mean {string.Join(", ", candidates.Select(sku => sku.Name))}");
                return default;
            default:
                SkuId exact = written.Length <= Text64.MaxBytes ? findSku(written) : default;
                if (exact.Value == 0) reader.Fail("sku", $"sku {written} is not known here");
                return exact;
        }
    }

    private static Few<SkuFactor> Skus(SkuRequest[] list, Few<SkuFactor> otherwise, Func<string, SkuId> findSku, FieldReader reader)
    {
        if (list.Length is 0 or > Few<SkuFactor>.Max)
        {
            reader.Fail("skus", $"skus must list 1 to {Few<SkuFactor>.Max} SKUs");
            return otherwise;
        }

        var accepted = new SkuFactor[list.Length];
        for (int i = 0; i < list.Length; i++)
            accepted[i] = new SkuFactor(Sku(list[i].Sku, findSku, reader), reader.Fraction("factor", list[i].Factor, BasisPoints.Whole));
        if (accepted.DistinctBy(sku => sku.Sku).Count() != accepted.Length) reader.Fail("skus", "skus must name each SKU once");
        return Few<SkuFactor>.Of(accepted);
    }
}
