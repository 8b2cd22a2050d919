using System.Collections.Frozen;

namespace Exchange.Engine.Skus;

/// <summary>The products that a new registry starts from: the table inside the assembly, read once.</summary>
public static class SkuCatalogue
{
    private static readonly SkuDefinition[] Rows = SkuTable.ReadDefinitions();

    private static readonly FrozenDictionary<string, SkuDefinition> ByName =
        Rows.ToFrozenDictionary(sku => sku.Name, StringComparer.Ordinal);

    /// <summary>Every product, in the table's order.</summary>
    public static IReadOnlyList<SkuDefinition> All { get; } = Array.AsReadOnly(Rows);

    /// <summary>The product of that exact name, or null. For what people write, see <see cref="SkuNames"/>.</summary>
    public static SkuDefinition? Find(string name) => ByName.GetValueOrDefault(name);
}
