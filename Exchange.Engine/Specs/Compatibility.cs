using Exchange.Engine.Values;

namespace Exchange.Engine.Specs;

/// <summary>Why an ask does not serve a bid; a set.</summary>
[Flags]
public enum Mismatch : long
{
#pragma warning disable CS1591 // Each member is the attribute of the spec that fails.
    None = 0,
    Sku = 1L << 0,
    GpusPerNode = 1L << 1,
    Vram = 1L << 2,
    MemoryBandwidth = 1L << 3,
    Bf16 = 1L << 4,
    Link = 1L << 5,
    Fabric = 1L << 6,
    FabricSpeed = 1L << 7,
    Place = 1L << 8,
    PlaceDenied = 1L << 9,
    Vcpu = 1L << 10,
    Ram = 1L << 11,
    Disk = 1L << 12,
    Network = 1L << 13,
    Tee = 1L << 14,
    TeePlatform = 1L << 15,
    Handover = 1L << 16,
    Firmness = 1L << 17,
    Notice = 1L << 18,
    Performance = 1L << 19,
    PerformanceExpired = 1L << 20,
    AttestationExpired = 1L << 21,
    Reputation = 1L << 22,
    BuyerNotAllowed = 1L << 23,
    ProviderNotAllowed = 1L << 24,
    Start = 1L << 25,
    Duration = 1L << 26,
    MinimumDuration = 1L << 27,
    Chunk = 1L << 28,
    MinimumFill = 1L << 29,
    Price = 1L << 30,
    SelfTrade = 1L << 31,
    Margin = 1L << 32,
    Group = 1L << 33,
#pragma warning restore CS1591
}

/// <summary>Compares what an ask offers with what a bid requires, as far as both are static.</summary>
public static class Compatibility
{
    /// <summary>All the reasons for which the spec does not satisfy the requirement; none where it does.</summary>
    /// <param name="spec">What is offered.</param>
    /// <param name="sku">The facts of the offered SKU.</param>
    /// <param name="requirement">What is required.</param>
    public static Mismatch Compare(in Spec spec, in Sku sku, in Requirement requirement)
    {
        Mismatch found = Mismatch.None;
        if (FactorOf(requirement, spec.Sku) == 0) found |= Mismatch.Sku;
        if (spec.GpusPerNode < requirement.MinGpusPerNode) found |= Mismatch.GpusPerNode;
        if (sku.VramGib < requirement.MinVramGib) found |= Mismatch.Vram;
        if (sku.BandwidthGBs < requirement.MinBandwidthGBs) found |= Mismatch.MemoryBandwidth;
        if (sku.Bf16TflopsTenths < requirement.MinBf16TflopsTenths) found |= Mismatch.Bf16;
        if (spec.Link < requirement.MinLink) found |= Mismatch.Link;
        if (spec.Fabric < requirement.MinFabric) found |= Mismatch.Fabric;
        if (spec.FabricGbpsPerGpu < requirement.MinFabricGbpsPerGpu) found |= Mismatch.FabricSpeed;
        if (spec.VcpuHundredthsPerGpu < requirement.MinVcpuHundredthsPerGpu) found |= Mismatch.Vcpu;
        if (spec.RamMibPerGpu < requirement.MinRamMibPerGpu) found |= Mismatch.Ram;
        if (spec.DiskGbPerGpu < requirement.MinDiskGbPerGpu) found |= Mismatch.Disk;
        if (spec.NetworkMbpsPerGpu < requirement.MinNetworkMbpsPerGpu) found |= Mismatch.Network;
        if (spec.Tee < requirement.MinTee) found |= Mismatch.Tee;
        if (requirement.TeePlatforms != TeePlatforms.None && (spec.TeePlatform & requirement.TeePlatforms) == 0) found |= Mismatch.TeePlatform;
        if (requirement.Handovers != Handovers.None && (spec.Handovers & requirement.Handovers) == 0) found |= Mismatch.Handover;
        if (spec.Firmness != requirement.Firmness) found |= Mismatch.Firmness;
        if (spec.Notice < requirement.MinNotice) found |= Mismatch.Notice;
        return found | ComparePlace(spec.Place, requirement);
    }

    /// <summary>The factor, in basis points, at which the requirement accepts the SKU; 0 where it does not.</summary>
    public static int FactorOf(in Requirement requirement, SkuId sku)
    {
        foreach (SkuFactor accepted in requirement.Skus.Items)
        {
            if (accepted.Sku == sku) return accepted.Factor.Value;
        }

        return 0;
    }

    /// <summary>Whether a place lies in the place named by the prefix: whole segments, so <c>eu/de</c> holds <c>eu/de/fra</c> and not <c>eu/den</c>.</summary>
    public static bool IsWithin(ReadOnlySpan<byte> place, ReadOnlySpan<byte> prefix) =>
        place.StartsWith(prefix) && (place.Length == prefix.Length || place[prefix.Length] == (byte)'/');

    private static Mismatch ComparePlace(in Text64 place, in Requirement requirement)
    {
        Mismatch found = Mismatch.None;
        ReadOnlySpan<byte> path = place.Bytes;
        bool allowed = requirement.AllowPlaces.Count == 0;
        foreach (ref readonly Text64 prefix in requirement.AllowPlaces.Items) allowed |= IsWithin(path, prefix.Bytes);
        if (!allowed) found |= Mismatch.Place;
        bool denied = requirement.DenyPlaces.Count > 0 && path.IsEmpty;
        foreach (ref readonly Text64 prefix in requirement.DenyPlaces.Items) denied |= IsWithin(path, prefix.Bytes);
        if (denied) found |= Mismatch.PlaceDenied;
        return found;
    }
}
