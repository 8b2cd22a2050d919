namespace Exchange.Api.Products;

/// <summary>Names the products of a catalogue of SKUs: <c>h100-sxm5-80</c> is traded as <c>H100SXM-USD</c>.</summary>
/// <remarks>The model and how it is built, in capitals and without generation numbers; the memory too, where several SKUs would share a name.</remarks>
public static class ProductNames
{
    private const string Quote = "-USD";

    /// <summary>The name of each SKU's product, in the order of the SKUs.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> skus)
    {
        ILookup<string, string> sharing = skus.ToLookup(Short, StringComparer.Ordinal);
        return [.. skus.Select(sku => (sharing[Short(sku)].Skip(1).Any() ? Short(sku) + Memory(sku) : Short(sku)) + Quote)];
    }

    private static string Short(string sku)
    {
        string[] parts = sku.Split('-');
        string built = string.Concat(parts[1..^1].Select(part => part.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')));
        return (parts[0] + built).ToUpperInvariant();
    }

    private static string Memory(string sku) => sku[(sku.LastIndexOf('-') + 1)..];
}
