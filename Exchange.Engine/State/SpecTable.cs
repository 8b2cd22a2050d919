using Exchange.Engine.Books;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>The SKUs, and the specs and requirements that were interned, with the compatibility of every pair computed once.</summary>
public sealed class SpecTable
{
    /// <summary>The most specs, and the most requirements.</summary>
    public const int MaxEach = 8_192;

    /// <summary>The most SKUs.</summary>
    public const int MaxSkus = 1_024;

    private readonly List<Sku> skus = [default];
    private readonly List<SkuBook> books = [new(default)];
    private readonly List<Spec> specs = [default];
    private readonly List<int> specColumns = [0];
    private readonly List<Requirement> requirements = [default];
    private readonly List<int[]> requirementColumns = [[]];
    private readonly Dictionary<Spec, SpecId> specIds = [];
    private readonly Dictionary<Requirement, RequirementId> requirementIds = [];
    private readonly Dictionary<Text64, SkuId> skuIds = [];

    /// <summary>How many SKUs are listed.</summary>
    public int SkuCount => skus.Count - 1;

    /// <summary>How many specs are interned.</summary>
    public int SpecCount => specs.Count - 1;

    /// <summary>How many requirements are interned.</summary>
    public int RequirementCount => requirements.Count - 1;

    /// <summary>Whether there is such a SKU.</summary>
    public bool Exists(SkuId sku) => sku.Value > 0 && sku.Value < skus.Count;

    /// <summary>Whether there is such a spec.</summary>
    public bool Exists(SpecId spec) => spec.Value > 0 && spec.Value < specs.Count;

    /// <summary>Whether there is such a requirement.</summary>
    public bool Exists(RequirementId requirement) => requirement.Value > 0 && requirement.Value < requirements.Count;

    /// <summary>A SKU's facts.</summary>
    public ref readonly Sku this[SkuId sku] => ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(skus)[sku.Value];

    /// <summary>A spec.</summary>
    public ref readonly Spec this[SpecId spec] => ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(specs)[spec.Value];

    /// <summary>A requirement.</summary>
    public ref readonly Requirement this[RequirementId requirement] =>
        ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(requirements)[requirement.Value];

    /// <summary>The SKU of that name, or the default.</summary>
    public SkuId FindSku(Text64 name) => skuIds.GetValueOrDefault(name);

    /// <summary>The id of an interned spec, or the default.</summary>
    public SpecId Find(in Spec spec) => specIds.GetValueOrDefault(spec);

    /// <summary>The id of an interned requirement, or the default.</summary>
    public RequirementId Find(in Requirement requirement) => requirementIds.GetValueOrDefault(requirement);

    /// <summary>The books of a SKU.</summary>
    public SkuBook Book(SkuId sku) => books[sku.Value];

    /// <summary>The column of a spec among the asks of its SKU.</summary>
    public int Column(SpecId spec) => specColumns[spec.Value];

    /// <summary>The column of a requirement among the bids of the SKU that it accepts in this place.</summary>
    public int Column(RequirementId requirement, int place) => requirementColumns[requirement.Value][place];

    internal ReadOnlySpan<Sku> Skus => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(skus)[1..];

    internal ReadOnlySpan<Spec> Specs => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(specs)[1..];

    internal ReadOnlySpan<Requirement> Requirements => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(requirements)[1..];

    internal long[] LastFills() => [.. books.Skip(1).Select(book => book.LastFillMicros)];

    internal void List(SkuId sku, in Sku facts)
    {
        if (sku.Value != skus.Count) throw new InvariantBrokenException($"SKU {sku.Value} listed out of order.");
        skus.Add(facts);
        books.Add(new SkuBook(sku));
        skuIds.Add(facts.Name, sku);
    }

    internal void Change(SkuId sku, SkuLifecycle lifecycle) => skus[sku.Value] = skus[sku.Value] with { Lifecycle = lifecycle };

    internal void Intern(SpecId spec, in Spec terms)
    {
        if (spec.Value != specs.Count) throw new InvariantBrokenException($"Spec {spec.Value} interned out of order.");
        specs.Add(terms);
        specIds.Add(terms, spec);
        SkuBook book = books[terms.Sku.Value];
        specColumns.Add(book.AddAskColumn(spec));
        foreach (RequirementId requirement in book.BidColumns) Relate(book, spec, requirement);
    }

    internal void Intern(RequirementId requirement, in Requirement terms)
    {
        if (requirement.Value != requirements.Count) throw new InvariantBrokenException($"Requirement {requirement.Value} interned out of order.");
        requirements.Add(terms);
        requirementIds.Add(terms, requirement);
        var columns = new int[terms.Skus.Count];
        requirementColumns.Add(columns);
        for (int place = 0; place < columns.Length; place++)
        {
            SkuBook book = books[terms.Skus.Items[place].Sku.Value];
            columns[place] = book.AddBidColumn(requirement);
            foreach (SpecId spec in book.AskColumns) Relate(book, spec, requirement);
        }
    }

    private void Relate(SkuBook book, SpecId spec, RequirementId requirement)
    {
        bool fits = Compatibility.Compare(this[spec], this[book.Sku], this[requirement]) == Mismatch.None;
        book.Relate(spec, requirement, fits);
    }
}
