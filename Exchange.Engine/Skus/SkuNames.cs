using System.Collections.Frozen;

namespace Exchange.Engine.Skus;

/// <summary>
/// Finds the product that a written name means. Names are compared whole, never in part: <c>A10</c> is not <c>A100</c>,
/// <c>L4</c> is not <c>L40S</c>, and a PCIe card is not an SXM module.
/// </summary>
public static class SkuNames
{
    /// <summary>Longer names are unknown without being looked at, in characters.</summary>
    public const int MaxNameCharacters = 100;

    private static readonly FrozenDictionary<string, SkuDefinition[]> ByKey = Index();

    /// <summary>
    /// What the name means. Tried in turn: the whole name; the name without memory and NVLink, which then narrow the candidates down;
    /// the name without its form factor, which then narrows them down too.
    /// </summary>
    public static SkuResolution Resolve(string freeText)
    {
        ArgumentNullException.ThrowIfNull(freeText);
        if (freeText.Length > MaxNameCharacters) return new SkuResolution.Unknown();

        return SkuResolution.Of(Candidates(WrittenName.Parse(freeText)));
    }

    /// <summary>Empty where no key fits, or where the name's own hints contradict the one that does.</summary>
    private static SkuDefinition[] Candidates(WrittenName name)
    {
        if (ByKey.TryGetValue(name.WholeKey, out SkuDefinition[]? found))
            return [.. found.Where(sku => FitsVendor(sku, name))];
        if (ByKey.TryGetValue(name.KeyWithForm, out found))
            return [.. found.Where(sku => FitsVendor(sku, name) && FitsMemory(sku, name))];
        if (ByKey.TryGetValue(name.BareKey, out found))
            return [.. found.Where(sku => FitsVendor(sku, name) && FitsMemory(sku, name) && FitsForm(sku, name))];
        return [];
    }

    private static bool FitsVendor(SkuDefinition sku, WrittenName name) => name.Vendors.TrueForAll(vendor => vendor == sku.Vendor);

    private static bool FitsMemory(SkuDefinition sku, WrittenName name) =>
        name.MemoryGib.TrueForAll(gib => gib == sku.VramGib || sku.AlsoWrittenGib.Contains(gib))
        && (!name.SaysNvLink || sku.Link is SkuLink.NvLink or SkuLink.NvLinkBridge);

    private static bool FitsForm(SkuDefinition sku, WrittenName name) => name.Forms.TrueForAll(form => Fits(sku.FormFactor, form));

    private static bool Fits(FormFactor actual, string written) => written switch
    {
        "pcie" => actual is FormFactor.Pcie3 or FormFactor.Pcie4 or FormFactor.Pcie5,
        "sxm" => actual is FormFactor.Sxm2 or FormFactor.Sxm4 or FormFactor.Sxm5 or FormFactor.Sxm6,
        _ => actual.ToString().Equals(written, StringComparison.OrdinalIgnoreCase),
    };

    private static FrozenDictionary<string, SkuDefinition[]> Index()
    {
        var index = new Dictionary<string, SkuDefinition[]>(StringComparer.Ordinal);
        foreach (SkuDefinition sku in SkuCatalogue.All) index.Add(WrittenName.Parse(sku.Name).WholeKey, [sku]);
        foreach ((string written, string[] skus) in SkuTable.ReadAliases())
            index.Add(WrittenName.Parse(written).WholeKey, [.. skus.Select(Known)]);
        return index.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static SkuDefinition Known(string name) =>
        SkuCatalogue.Find(name) ?? throw new InvalidDataException($"aliases.csv names an unknown SKU: {name}");
}
