using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Api.Products;

/// <summary>A product as orders refer to it: its defaults.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name, <c>BASE-USD</c>.</param>
/// <param name="Sku">Its SKU.</param>
/// <param name="SkuName">The SKU's name.</param>
/// <param name="RequirementId">The default requirement's number.</param>
/// <param name="Requirement">The default requirement.</param>
/// <param name="Duration">The default duration.</param>
public sealed record Listing(
    ProductId Id, string Name, SkuId Sku, string SkuName, RequirementId RequirementId, Requirement Requirement, Minutes Duration)
{
    /// <summary>What is traded: the name up to its hyphen.</summary>
    public string Base => Name[..Name.IndexOf('-', StringComparison.Ordinal)];

    /// <summary>What it is paid in.</summary>
    public string Quote => Name[(Name.IndexOf('-', StringComparison.Ordinal) + 1)..];
}
