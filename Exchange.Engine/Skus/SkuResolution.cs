namespace Exchange.Engine.Skus;

/// <summary>What a written name means: one product, one of several, or nothing we know.</summary>
public abstract record SkuResolution
{
    private SkuResolution()
    {
    }

    /// <summary>The name means exactly this product.</summary>
    public sealed record Resolved(SkuDefinition Sku) : SkuResolution;

    /// <summary>The name fits several products and does not say which. There are always at least two candidates.</summary>
    public sealed record Ambiguous(IReadOnlyList<SkuDefinition> Candidates) : SkuResolution;

    /// <summary>The name fits no product, or contradicts itself, such as a memory size that the product never had.</summary>
    public sealed record Unknown : SkuResolution;

    internal static SkuResolution Of(IReadOnlyList<SkuDefinition> candidates) => candidates.Count switch
    {
        0 => new Unknown(),
        1 => new Resolved(candidates[0]),
        _ => new Ambiguous(candidates),
    };
}
