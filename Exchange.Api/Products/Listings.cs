using System.Collections.Concurrent;
using Exchange.Api.Orders;
using Exchange.Api.Wire;
using Exchange.Engine.Markets;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Products;

/// <summary>The listed products, by name. A listing never changes, so what was read once is kept.</summary>
public sealed class Listings
{
    private readonly CommittedMarket committed;
    private readonly ConcurrentDictionary<string, Listing> byName = new(StringComparer.OrdinalIgnoreCase);
    private Listing[] all = [];

    /// <summary>The products of a market.</summary>
    public Listings(CommittedMarket committed) => this.committed = committed;

    /// <summary>The product of a name, or null. Clients that write a slash for the hyphen are understood.</summary>
    public Listing? Find(string? name)
    {
        if (string.IsNullOrEmpty(name)) return null;
        string written = name.Replace('/', '-');
        if (byName.TryGetValue(written, out Listing? known)) return known;
        Refresh();
        return byName.GetValueOrDefault(written);
    }

    /// <summary>The product of a number, or null.</summary>
    public Listing? Find(ProductId product)
    {
        if (product.Value <= 0) return null;
        if (product.Value > all.Length) Refresh();
        Listing[] listed = all;
        return product.Value <= listed.Length ? listed[product.Value - 1] : null;
    }

    /// <summary>All products, in the order in which they were listed.</summary>
    public IReadOnlyList<Listing> All()
    {
        if (committed.Read(state => state.Products.Count) != all.Length) Refresh();
        return all;
    }

    /// <summary>The products as clients are told of them.</summary>
    public ProductAnswer[] Answers()
    {
        (MarketState market, long tick, long maxGpus) = committed.Read(state =>
            (state.Market, state.Settings.TickMicros, state.Settings[Setting.MaxOrderGpus]));
        return [.. All().Select(product => Answer(product, market, tick, maxGpus))];
    }

    /// <summary>The currencies of the products, in the trading API's sense: dollars, and each product's GPUs.</summary>
    public CurrencyAnswer[] Currencies() =>
    [
        new CurrencyAnswer("USD", "United States Dollar", "0.01", "online", "0.000001", new CurrencyDetails("fiat", "$")),
        .. All().Select(product => new CurrencyAnswer(product.Base, product.SkuName, "1", "online", "1", new CurrencyDetails("gpu", product.Base))),
    ];

    private void Refresh()
    {
        Listing[] listed = committed.Read(state => state.Products.Select(product => Of(state, product)).ToArray());
        foreach (Listing product in listed) byName.TryAdd(product.Name, product);
        all = listed;
    }

    private static Listing Of(ExchangeState state, Product product) => new(
        product.Id, product.Name.ToString(), product.Sku, state.Specs[product.Sku].Name.ToString(), product.Requirement,
        state.Specs[product.Requirement], product.Duration);

    private static ProductAnswer Answer(Listing product, MarketState market, long tickMicros, long maxGpus) => new()
    {
        Id = product.Name,
        BaseCurrency = product.Base,
        QuoteCurrency = product.Quote,
        BaseIncrement = "1",
        QuoteIncrement = Decimals.MicrosText(tickMicros),
        BaseMinSize = "1",
        BaseMaxSize = maxGpus.ToString(System.Globalization.CultureInfo.InvariantCulture),
        MinMarketFunds = Decimals.MicrosText(tickMicros),
        DisplayName = product.Name,
        Status = market == MarketState.Halted ? "offline" : "online",
        StatusMessage = "",
        CancelOnly = market == MarketState.CancelOnly,
        LimitOnly = false,
        PostOnly = market == MarketState.PostOnly,
        TradingDisabled = market is MarketState.Halted or MarketState.CancelOnly,
        AuctionMode = false,
        MarginEnabled = false,
        Sku = product.SkuName,
        Spec = Describe(product),
        Delivery = new DeliveryRequest { Duration = $"PT{product.Duration.Count}M" },
    };

    private static RequireRequest Describe(Listing product)
    {
        Requirement requirement = product.Requirement;
        return new RequireRequest
        {
            Skus = [new SkuRequest { Sku = product.SkuName, Factor = "1" }],
            Firmness = Words.Firmness[requirement.Firmness],
            MinPerformance = Decimals.Fraction(requirement.MinPerformance.Value),
            MinReputation = Decimals.Fraction(requirement.MinReputation.Value),
            MinGpusPerNode = requirement.MinGpusPerNode.Count,
            Tee = Words.TeeLevels[requirement.MinTee],
            Placement = "any",
        };
    }
}
