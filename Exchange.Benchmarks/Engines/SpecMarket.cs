using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Engines;

/// <summary>A market of many spec classes: half of them satisfy the requirement, asks are spread over a thousand prices.</summary>
internal sealed class SpecMarket
{
    private const long Now = 1_790_000_000_000_000;
    private const int Step = 100;
    private const int Touch = 1_900_000;
    private const int Nodes = 64;

    private readonly Exchange.Engine.Engine engine = new(new ExchangeState(1 << 16));
    private readonly EventBatch turn = new(1 << 20);
    private readonly AccountId buyer;
    private readonly AccountId provider;
    private readonly RequirementId requirement;
    private readonly SpecId[] specs;
    private ulong random = 20_251_120;

    public SpecMarket(int classes, int resting, int laterRemnants)
    {
        foreach (ChangeSetting setting in MatchingAlone.Settings) Do(setting);
        var sku = new SkuId((int)Do(new ListSku(new Sku { Name = Text64.From("h100-sxm5-80"), VramGib = 80, Reference = Price.FromMicros(2_000_000) })));
        requirement = new RequirementId((int)Do(new InternRequirement(new Requirement
        {
            Skus = Few<SkuFactor>.Of(new SkuFactor(sku, BasisPoints.Whole)),
            MinVcpuHundredthsPerGpu = 1_000,
        })));
        specs = new SpecId[classes];
        for (int i = 0; i < classes; i++)
        {
            // Every second class falls short of the requirement, so that the sieve has something to hold back.
            int vcpus = i % 2 == 0 ? 1_000 + i : 999;
            specs[i] = new SpecId((int)Do(new InternSpec(new Spec
            {
                Sku = sku, MinChunk = new Gpus(1), ChunkStep = new Gpus(1), MinDuration = new Minutes(60), GpusPerNode = new Gpus(8), VcpuHundredthsPerGpu = vcpus, DiskGbPerGpu = i,
            })));
        }

        buyer = Fund("buyer");
        provider = Fund("provider");
        for (int i = 0; i < Nodes; i++) Do(new RegisterNode(provider, Text64.From($"pool {i}"), sku, new Gpus(8), RegisterNode.MaxNodesPerGroup));
        Populate(resting, laterRemnants);
    }

    /// <summary>Pairs of orders: a bid that takes one GPU at the touch, and an ask that offers the like again.</summary>
    public void Trade(int pairs)
    {
        for (int i = 0; i < pairs; i++)
        {
            engine.Execute(new PlaceBid(buyer, default, new BidTerms
            {
                Requirement = requirement, Gpus = new Gpus(1), Limit = Price.FromMicros(Touch * 2), Delivery = Delivery.AtFill(new Minutes(60)), TimeInForce = TimeInForce.ImmediateOrCancel,
            }), Now, turn);
            (SpecId spec, Price price) = Sold();
            turn.Clear();
            Offer(spec, price, Soon());
        }
    }

    private (SpecId Spec, Price Price) Sold()
    {
        foreach (RecordedEvent occurred in turn)
        {
            if (occurred.Kind == EventKind.LeaseOpened) return (occurred.As<LeaseOpened>().Spec, occurred.As<LeaseOpened>().Price);
        }

        throw new InvalidOperationException("The bid found nothing, so nothing was measured.");
    }

    private void Populate(int resting, int laterRemnants)
    {
        for (int i = 0; i < resting; i++) Offer(specs[i % specs.Length], Price.FromMicros(Touch + (Next(1_000) * Step)), Soon());
        for (int i = 0; i < laterRemnants; i++)
        {
            int from = (int)(Now / 60_000_000) + 1_500 + Next(10_000);
            Offer(specs[0], Price.FromMicros(Touch), new Window(new Minute(from), new Minute(from + 600)));
        }
    }

    private static Window Soon() => new(new Minute((int)(Now / 60_000_000)), new Minute((int)(Now / 60_000_000) + 100));

    private void Offer(SpecId spec, Price price, Window window) => Do(new PlaceAsk(provider, default, new AskTerms
    {
        Node = new NodeId(1 + Next(Nodes)), Spec = spec, Gpus = new Gpus(1), Limit = price, Window = window, Flags = OrderFlags.SellOnce,
    }));

    private int Next(int below)
    {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        return (int)(random % (uint)below);
    }

    private AccountId Fund(string name)
    {
        var account = new AccountId((int)Do(new OpenAccount(default, Text64.From(name))));
        for (int i = 0; i < 20; i++) Do(new Deposit(account, 100_000_000_000_000, default));
        return account;
    }

    private long Do<T>(in T command)
        where T : unmanaged, ICommand<T>
    {
        Receipt receipt = engine.Execute(command, Now, turn);
        turn.Clear();
        return receipt.Accepted ? receipt.Id : throw new InvalidOperationException($"{typeof(T).Name} was refused: {receipt.Refusal}.");
    }
}
