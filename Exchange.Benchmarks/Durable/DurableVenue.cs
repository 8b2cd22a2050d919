using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Durable;

/// <summary>A venue on a running market, and an endless flow of orders for it: bids and asks around a mid, one in five taking, two in five cancels.</summary>
internal sealed class DurableVenue
{
    private const long Fortune = 400_000_000_000_000;
    private const int Remembered = 4_096;
    private const int Nodes = 256;

    private readonly Market market;
    private readonly AccountId buyer = new(1);
    private readonly AccountId provider = new(2);
    private readonly Task<Receipt>?[] recent = new Task<Receipt>?[Remembered];
    private SpecId spec;
    private RequirementId requirement;
    private Minute start;
    private ulong random = 88_172_645_463_325_252;
    private long sent;

    private DurableVenue(Market market) => this.market = market;

    public static async Task<DurableVenue> OpenAsync(Market market)
    {
        var venue = new DurableVenue(market);
        Text64 name = Text64.From("h100-sxm5-80");
        SkuId sku = market.Committed.Read(state => state.Specs.FindSku(name));
        bool isNew = sku.Value == 0;
        if (isNew) sku = new SkuId((int)await venue.DoAsync(new ListSku(new Sku { Name = name, VramGib = 80, Reference = Price.FromMicros(2_000_000) })));
        venue.spec = new SpecId((int)await venue.DoAsync(new InternSpec(Engines.FlowSpecs.Spec(sku) with { MinDuration = new Minutes(60) })));
        venue.requirement = new RequirementId((int)await venue.DoAsync(new InternRequirement(new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(sku, BasisPoints.Whole)) })));
        venue.start = market.Committed.Read(state => state.Now) + new Minutes(2_000);
        if (!isNew) return venue;
        foreach (ChangeSetting setting in MatchingAlone.Settings) await venue.DoAsync(setting);
        await venue.DoAsync(new OpenAccount(default, Text64.From("buyer")));
        await venue.DoAsync(new OpenAccount(default, Text64.From("provider")));
        await venue.DoAsync(new Deposit(venue.buyer, Fortune, default));
        await venue.DoAsync(new Deposit(venue.provider, Fortune, default));
        for (int i = 0; i < Nodes; i++) await venue.DoAsync(new RegisterNode(venue.provider, Text64.From($"pool {i}"), sku, new Gpus(8), RegisterNode.MaxNodesPerGroup));
        return venue;
    }

    public MarketHealth Health => market.Health;

    public Exception? Fault => market.Fault;

    /// <summary>Sends the next command of the flow; false where the inbox is full.</summary>
    public bool TrySend(out Task<Receipt> answer)
    {
        int place = (int)(sent % Remembered);
        if (Next(5) < 2 && recent[place] is { IsCompletedSuccessfully: true } earlier && earlier.Result.Order is var order && !order.IsNone)
        {
            bool bid = (sent - Remembered) % 2 == 0;
            return Count(market.TrySubmit(new CancelOrder(bid ? buyer : provider, order), out answer));
        }

        bool taken = sent % 2 == 0 ? TryBid(out answer) : TryAsk(out answer);
        if (taken) recent[place] = answer;
        return Count(taken);
    }

    private bool Count(bool taken)
    {
        if (taken) sent++;
        return taken;
    }

    private bool TryBid(out Task<Receipt> answer) => market.TrySubmit(
        new PlaceBid(buyer, Client(), new BidTerms
        {
            Requirement = requirement,
            Gpus = new Gpus(1 + Next(8)),
            Limit = Price.FromMicros(2_000_000 - ((Next(5) == 0 ? -2 : Next(100)) * 100L)),
            Delivery = Delivery.Between(start, start, new Minutes(60)),
        }), out answer);

    private bool TryAsk(out Task<Receipt> answer) => market.TrySubmit(
        new PlaceAsk(provider, Client(), new AskTerms
        {
            Node = new NodeId(1 + Next(Nodes)),
            Spec = spec,
            Gpus = new Gpus(1 + Next(8)),
            Limit = Price.FromMicros(2_000_100 + ((Next(5) == 0 ? -2 : Next(100)) * 100L)),
            Window = new Window(start, start + new Minutes(60)),
        }), out answer);

    private ClientOrderId Client() => new(new UInt128((ulong)start.Value + ((ulong)Environment.TickCount64 << 32), (ulong)sent + 1));

    private int Next(int below)
    {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        return (int)(random % (uint)below);
    }

    private async Task<long> DoAsync<T>(T command)
        where T : unmanaged, ICommand<T>
    {
        if (!market.TrySubmit(command, out Task<Receipt> answer)) throw new InvalidOperationException("The market does not trade.");
        Receipt receipt = await answer;
        await market.Committed.WaitForAsync(receipt.Position);
        return receipt.Accepted ? receipt.Id : throw new InvalidOperationException($"{typeof(T).Name} was refused: {receipt.Refusal}.");
    }
}
