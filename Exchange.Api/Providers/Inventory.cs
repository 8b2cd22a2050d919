using System.Globalization;
using Exchange.Engine.Skus;

namespace Exchange.Api.Providers;

/// <summary>What a client detects on a machine: totals of one node, under the names that its drivers give.</summary>
public sealed record Inventory
{
    private const int MibPerGib = 1024;
    private const int PercentOff = 10;

    /// <summary>The GPUs' model, as the driver writes it: <c>NVIDIA H100 80GB HBM3</c>.</summary>
    public string? Gpu { get; init; }
    /// <summary>How many GPUs there are.</summary>
    public int? GpuCount { get; init; }
    /// <summary>Memory of one GPU, MiB.</summary>
    public int? VramMib { get; init; }
    /// <summary>Virtual CPUs.</summary>
    public int? Cpus { get; init; }
    /// <summary>Main memory, MiB.</summary>
    public long? RamMib { get; init; }
    /// <summary>Local disk, GB.</summary>
    public int? DiskGb { get; init; }
    /// <summary>Bandwidth to the outside, Mbit/s.</summary>
    public int? NetworkMbps { get; init; }
    /// <summary>The version of the GPUs' driver, at most 64 bytes: <c>550.54.15</c>. It is kept with the node; nothing is matched by it.</summary>
    public string? Driver { get; init; }
    /// <summary>The link between the GPUs.</summary>
    public string? Link { get; init; }
    /// <summary>The fabric to other nodes.</summary>
    public string? Fabric { get; init; }

    /// <summary>What an owner said of a node, completed by what was detected; what the owner said wins.</summary>
    public NodeRequest Complete(NodeRequest said)
    {
        int gpus = Math.Max(said.GpusPerNode ?? GpuCount ?? 1, 1);
        return said with
        {
            Sku = said.Sku ?? Model(),
            GpusPerNode = gpus,
            Link = said.Link ?? Link,
            Fabric = said.Fabric ?? Fabric,
            VcpusPerGpu = said.VcpusPerGpu ?? Share(Cpus, gpus),
            RamGibPerGpu = said.RamGibPerGpu ?? Share(RamMib / (decimal?)MibPerGib, gpus),
            DiskGbPerGpu = said.DiskGbPerGpu ?? DiskGb / gpus,
            NetworkMbpsPerGpu = said.NetworkMbpsPerGpu ?? NetworkMbps / gpus,
        };
    }

    /// <summary>Whether the memory detected is that of the SKU, within a tenth: drivers keep some of it.</summary>
    public bool FitsMemory(int vramGib) =>
        VramMib is not { } mib || Math.Abs(mib - ((long)vramGib * MibPerGib)) * 100 <= (long)vramGib * MibPerGib * PercentOff;

    /// <summary>The model's name; with its memory where the name alone could mean several.</summary>
    private string? Model()
    {
        if (Gpu is null || VramMib is not { } mib || SkuNames.Resolve(Gpu) is not SkuResolution.Ambiguous(var candidates)) return Gpu;
        SkuDefinition[] fitting = [.. candidates.Where(sku => FitsMemory(sku.VramGib))];
        return fitting.Length == 1 ? fitting[0].Name : Gpu;
    }

    private static string? Share(decimal? whole, int parts) =>
        whole is { } total ? decimal.Round(total / parts, 4).ToString(CultureInfo.InvariantCulture) : null;
}
