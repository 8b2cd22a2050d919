using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.Skus;

/// <summary>One exact product and its reference figures, such as <c>h100-sxm5-80</c>.</summary>
/// <remarks>Figures are what the vendor states. What a node really delivers is measured by its proofs.</remarks>
public sealed record SkuDefinition
{
    /// <summary>The exchange's own name: lower-case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The vendor's model without its maker, such as <c>V100 SXM2</c>. Several SKUs may share it.</summary>
    public required string Model { get; init; }

    /// <summary>The name to show to people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Its maker.</summary>
    public required SkuVendor Vendor { get; init; }

    /// <summary>How it sits in its machine.</summary>
    public required FormFactor FormFactor { get; init; }

    /// <summary>Memory of one GPU, in GiB.</summary>
    public required int VramGib { get; init; }

    /// <summary>Other sizes that sellers write for that memory, in GiB; used to read names, never to match.</summary>
    public required IReadOnlyList<int> AlsoWrittenGib { get; init; }

    /// <summary>Memory bandwidth of one GPU, in GB/s.</summary>
    public required int MemoryBandwidthGbs { get; init; }

    /// <summary>Dense FP16 rate in tenths of a TFLOPS; null where the product has no native FP16.</summary>
    public required int? Fp16DenseTflopsTenths { get; init; }

    /// <summary>Dense BF16 rate in tenths of a TFLOPS; null where the product has no native BF16.</summary>
    public required int? Bf16DenseTflopsTenths { get; init; }

    /// <summary>The link to other GPUs of its node.</summary>
    public required SkuLink Link { get; init; }

    /// <summary>Speed of that link per GPU, both directions together, in MB/s; zero without a link.</summary>
    public required int LinkMbs { get; init; }

    /// <summary>Whether it can keep its memory from the host.</summary>
    public required TeeCapability Tee { get; init; }

    /// <summary>The price that bonds and price bands start from; above zero.</summary>
    public required Price ReferencePrice { get; init; }

    /// <summary>Where that price comes from.</summary>
    public required string PriceProvenance { get; init; }

    /// <summary>Whether it is traded.</summary>
    public required SkuLifecycle Lifecycle { get; init; }

    /// <summary>The figures above that no public table confirmed.</summary>
    public required UnverifiedFigures Unverified { get; init; }

    /// <summary>What the engine's registry lists of it. No native BF16 is a rate of zero, which satisfies no minimum.</summary>
    public Sku ToSku() => new()
    {
        Name = Text64.From(Name),
        VramGib = VramGib,
        BandwidthGBs = MemoryBandwidthGbs,
        Bf16TflopsTenths = Bf16DenseTflopsTenths ?? 0,
        Reference = ReferencePrice,
        Lifecycle = Lifecycle,
    };

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
