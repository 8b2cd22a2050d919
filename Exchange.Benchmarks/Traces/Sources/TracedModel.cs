using Exchange.Engine.Skus;

namespace Exchange.Benchmarks.Traces.Sources;

/// <summary>A GPU model as a trace names it, and what the catalogue makes of the name.</summary>
/// <param name="Written">The source's own word; two rows with the same word mean the same model.</param>
/// <param name="Means">The product, the candidates, or nothing where the source does not disclose the model.</param>
public readonly record struct TracedModel(string Written, SkuResolution Means)
{
    /// <summary>The one product the name means; null where it is ambiguous or undisclosed.</summary>
    public SkuDefinition? Sku => Means is SkuResolution.Resolved(var sku) ? sku : null;

    /// <summary>
    /// The product to trade the model as: the one it means, else the first candidate, so that a source's supply and demand of one
    /// word meet in one product. Null where the model is undisclosed.
    /// </summary>
    public SkuDefinition? StandIn => Means switch
    {
        SkuResolution.Resolved(var sku) => sku,
        SkuResolution.Ambiguous(var candidates) => candidates[0],
        _ => null,
    };

    /// <summary>A model under the name that the source writes.</summary>
    public static TracedModel Of(string written) => new(written, SkuNames.Resolve(written));

    /// <summary>The source's word.</summary>
    public override string ToString() => Written;
}
