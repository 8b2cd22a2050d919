using Exchange.Benchmarks;
using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>A small venue on a running market: one SKU, a buyer and a provider with money, and a large node.</summary>
internal sealed class MarketVenue
{
    private const long Fortune = 100_000_000_000_000;

    private MarketVenue(Market market, AccountId buyer, AccountId provider, SpecId spec, RequirementId requirement, NodeId node) =>
        (Market, Buyer, Provider, Spec, Requirement, Node) = (market, buyer, provider, spec, requirement, node);

    public Market Market { get; }

    public AccountId Buyer { get; }

    public AccountId Provider { get; }

    public SpecId Spec { get; }

    public RequirementId Requirement { get; }

    public NodeId Node { get; }

    /// <summary>Sets the venue up, or finds it where an earlier run did: every step can be repeated.</summary>
    public static async Task<MarketVenue> OpenAsync(Market market)
    {
        Text64 name = Text64.From("h100-sxm5-80");
        SkuId sku = market.Committed.Read(state => state.Specs.FindSku(name));
        if (sku.Value == 0) sku = new SkuId((int)await Do(market, new ListSku(new Sku { Name = name, VramGib = 80, Reference = Price.FromMicros(2_000_000) })));
        var one = new Gpus(1);
        var spec = new Spec { Sku = sku, MinChunk = one, ChunkStep = one, MinDuration = new Minutes(60), GpusPerNode = new Gpus(8) };
        var requirement = new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(sku, BasisPoints.Whole)) };
        var specId = new SpecId((int)await Do(market, new InternSpec(spec)));
        var requirementId = new RequirementId((int)await Do(market, new InternRequirement(requirement)));
        if (market.Committed.Read(state => state.Accounts.Count) < 2) await Do(market, new OpenAccount(default, Text64.From("buyer")));
        if (market.Committed.Read(state => state.Accounts.Count) < 3) await Do(market, new OpenAccount(default, Text64.From("provider")));
        (var buyer, var provider) = (new AccountId(1), new AccountId(2));
        await Do(market, new Deposit(buyer, Fortune, new ClientOrderId(UInt128.MaxValue)));
        await Do(market, new Deposit(provider, Fortune, new ClientOrderId(UInt128.MaxValue)));
        if (market.Committed.Read(state => state.Fleet.Count) > 0) return new MarketVenue(market, buyer, provider, specId, requirementId, new NodeId(1));
        foreach (ChangeSetting setting in MatchingAlone.Settings) await Do(market, setting);
        await Do(market, new RegisterNode(provider, Text64.From("pool"), sku, new Gpus(8), 10_000));
        return new MarketVenue(market, buyer, provider, specId, requirementId, new NodeId(1));
    }

    /// <summary>The bid or ask of a number: odd numbers buy, even ones sell, at prices that cross now and then.</summary>
    public bool TryTrade(int number, out Task<Receipt> receipt)
    {
        var client = new ClientOrderId((UInt128)(uint)number);
        var price = Price.FromMicros(2_000_000 + (number * 7919 % 41 * 100));
        Window window = WindowOf(number);
        if (number % 2 == 0)
        {
            var ask = new AskTerms { Node = Node, Spec = Spec, Gpus = new Gpus(1 + (number % 5)), Limit = price, Window = window };
            return Market.TrySubmit(new PlaceAsk(Provider, client, ask), out receipt);
        }

        var bid = new BidTerms
        {
            Requirement = Requirement, Gpus = new Gpus(1 + (number % 7)), Limit = price, Delivery = Delivery.Between(window.From, window.From, new Minutes(60)),
        };
        return Market.TrySubmit(new PlaceBid(Buyer, client, bid), out receipt);
    }

    public static async Task<long> Do<T>(Market market, T command)
        where T : unmanaged, ICommand<T>
    {
        Assert.True(market.TrySubmit(command, out Task<Receipt> answer));
        Receipt receipt = await answer;
        Assert.Equal(Refusal.None, receipt.Refusal);
        await market.Committed.WaitForAsync(receipt.Position);
        return receipt.Id;
    }

    /// <summary>An hour far ahead, another one for every thousand numbers, so that the node never runs out of units.</summary>
    private static Window WindowOf(int number)
    {
        var start = new Minute(30_000_000 + (number / 1_000 * 60));
        return new Window(start, start + new Minutes(60));
    }
}
