using Exchange.Api.Operator;
using Exchange.Api.Orders;
using Exchange.Api.Products;
using Exchange.Benchmarks.Traces.Sources;
using Exchange.Engine.Skus;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Traces.Plans;

/// <summary>A SKU as a replay trades it.</summary>
/// <param name="Name">Its name in the registry.</param>
/// <param name="Reference">The median price of firm offers: the most that bids pay.</param>
/// <param name="IsDisclosed">Whether the catalogue knows it; one that the source keeps secret is listed under the source's own word.</param>
public sealed record TradedSku(string Name, Price Reference, bool IsDisclosed)
{
    private static readonly Dictionary<string, string> Products = SkuCatalogue.All
        .Zip(ProductNames.Of([.. SkuCatalogue.All.Select(sku => sku.Name)]))
        .ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);

    /// <summary>The product under which it is traded.</summary>
    public string Product => IsDisclosed ? Products[Name] : Name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() + "-USD";

    /// <summary>A SKU of the catalogue.</summary>
    public static TradedSku Of(string name) => Of(SkuCatalogue.Find(name) ?? throw new ArgumentException($"{name} is not in the catalogue.", nameof(name)));

    /// <summary>A SKU of the catalogue.</summary>
    public static TradedSku Of(SkuDefinition sku) => new(sku.Name, Quotes.OnTick(sku.ReferencePrice), IsDisclosed: true);

    /// <summary>What a source's model is traded as.</summary>
    /// <param name="model">The model.</param>
    /// <param name="secretPrefix">Stands before the source's word where the model is not disclosed.</param>
    /// <param name="secretReference">The reference price of such a model.</param>
    public static TradedSku Of(TracedModel model, string secretPrefix, Price secretReference) => model.StandIn is { } known
        ? Of(known)
        : new TradedSku(secretPrefix + model.Written.ToLowerInvariant(), secretReference, IsDisclosed: false);

    /// <summary>The request that lists it.</summary>
    public SkuListingRequest Listing => IsDisclosed
        ? new SkuListingRequest { Name = Name }
        : new SkuListingRequest { Name = Name, Bf16Tflops = "0", ReferencePrice = Quotes.Text(Reference) };

    /// <summary>The request that lists its product.</summary>
    public ProductRequest ProductListing => new() { Name = Product, Sku = Name };

    /// <summary>The SKUs as a bid accepts them, dearest first, each valued at its own reference price, and the limit that makes them so.</summary>
    /// <remarks>Factors are rounded up to the basis point, so that each effective limit is its reference price or less than a basis point of the limit above.</remarks>
    public static (Price Limit, SkuRequest[] Skus) Accept(IReadOnlyList<TradedSku> skus)
    {
        TradedSku[] dearestFirst = [.. skus.OrderByDescending(sku => sku.Reference)];
        Price limit = dearestFirst[0].Reference;
        return (limit, [.. dearestFirst.Select(sku => new SkuRequest { Sku = sku.Name, Factor = Factor(sku.Reference.Micros, limit.Micros) })]);
    }

    private static string Factor(long micros, long limitMicros)
    {
        long basisPoints = ((micros * BasisPoints.One) + limitMicros - 1) / limitMicros;
        return (basisPoints / (decimal)BasisPoints.One).ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture);
    }
}
