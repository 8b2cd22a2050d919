using Exchange.Benchmarks;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Properties;

/// <summary>Whatever numbers a command carries, it is answered: it never stops the engine, and money still adds up.</summary>
public sealed class ExtremeCommands(ITestOutputHelper output)
{
    private const int Commands = 20_000;
    private static readonly int[] Ints = [int.MinValue, -1, 0, 1, 2, 7, 60, 61, 1_440, 65_536, 1_000_000, 29_833_920, 29_833_921, 29_835_000, int.MaxValue - 1, int.MaxValue];
    private static readonly long[] Longs = [0, 1, 99, 100, 2_000_000, 2_000_100, 1_677_721_500, 1_000_000_000_000, long.MaxValue / 60, long.MaxValue - 1, long.MaxValue];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(null)]
    public void Never_stop_the_engine(int? fixedSeed)
    {
        int seed = fixedSeed ?? Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var engine = new Engine.Engine(new ExchangeState(1));
        var turn = new EventBatch();
        long at = 29_833_919L * 60_000_000;
        Seed(engine, at, turn);
        for (int i = 0; i < Commands; i++)
        {
            if (i % 500 == 0) Settle(engine, at, turn);
            if (random.Next(50) == 0) at += random.Next(100) * 60_000_000L;
            Run(engine, random, at, turn);
            turn.Clear();
            if (i % 1_000 == 0) Assert.Equal(Int128.Zero, engine.State.Accounts.Sum());
        }

        Assert.True(engine.State.NextOrder > 1, "no order was ever taken: the numbers are all too extreme to test anything");
        Assert.Equal(Int128.Zero, engine.State.Accounts.Sum());
    }

    /// <summary>Puts the settings back to where orders are taken, so that no extreme value of one hides all others.</summary>
    private static void Settle(Engine.Engine engine, long at, EventBatch turn)
    {
        foreach (Setting setting in Enum.GetValues<Setting>()) engine.Execute(new ChangeSetting(setting, Settings.RangeOf(setting).Default), at, turn);
        foreach (ChangeSetting setting in MatchingAlone.EveryNodeMayBeOffered) engine.Execute(setting, at, turn);
    }

    private static void Seed(Engine.Engine engine, long at, EventBatch turn)
    {
        foreach (ChangeSetting setting in MatchingAlone.Settings) engine.Execute(setting, at, turn);
        engine.Execute(new ListSku(new Sku { Name = Text64.From("a"), Reference = Price.FromMicros(2_000_000) }), at, turn);
        engine.Execute(new OpenAccount(default, Text64.From("one")), at, turn);
        engine.Execute(new OpenAccount(default, Text64.From("two")), at, turn);
        for (int account = 1; account <= 2; account++) engine.Execute(new Deposit(new AccountId(account), 1_000_000_000_000, default), at, turn);
        engine.Execute(new RegisterNode(new AccountId(1), Text64.From("n"), new SkuId(1), new Gpus(8), 1_000), at, turn);
        engine.Execute(new InternSpec(new Spec { Sku = new SkuId(1), MinChunk = new Gpus(1), ChunkStep = new Gpus(1), GpusPerNode = new Gpus(8) }), at, turn);
        engine.Execute(new InternRequirement(new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(new SkuId(1), BasisPoints.Whole)) }), at, turn);
        turn.Clear();
    }

    private static void Run(Engine.Engine engine, Random random, long at, EventBatch turn)
    {
        var account = new AccountId(random.Next(4) == 0 ? Int(random) : random.Next(1, 3));
        var order = new OrderId(random.Next(3) == 0 ? Long(random) : engine.State.Orders.Slots == 0 ? 0 : engine.State.Orders[random.Next(engine.State.Orders.Slots)].Id.Value);
        switch (random.Next(18))
        {
            case 0 or 1 or 2: engine.Execute(new PlaceBid(account, Client(random), Bid(random)), at, turn); break;
            case 3 or 4 or 5: engine.Execute(new PlaceAsk(account, Client(random), Ask(random)), at, turn); break;
            case 6: engine.Execute(new AmendOrder(account, order, Gpus(random), Limit(random), random.Next(2) == 0), at, turn); break;
            case 7: engine.Execute(new CancelOrder(account, order), at, turn); break;
            case 8: engine.Execute(new Deposit(account, Long(random), Client(random)), at, turn); break;
            case 9: engine.Execute(new Withdraw(account, Long(random), Client(random)), at, turn); break;
            case 10: engine.Execute(new ArmCancelAfter(account, Int(random)), at, turn); break;
            case 11 or 12: Lease(engine, random, account, at, turn); break;
            case 13 or 14: ExtremeProviders.Run(engine, random, account, at, turn); break;
            case 15: Quorum(engine, random, account, at, turn); break;
            default: Rare(engine, random, account, at, turn); break;
        }
    }

    private static void Rare(Engine.Engine engine, Random random, AccountId account, long at, EventBatch turn)
    {
        switch (random.Next(8))
        {
            case 0: engine.Execute(new RegisterNode(account, Text64.From($"n{random.Next(9)}"), new SkuId(Int(random)), Gpus(random), Int(random)), at, turn); break;
            case 1: engine.Execute(new RecordPerformance(new NodeId(Int(random)), new BasisPoints(Int(random)), new Minute(Int(random))), at, turn); break;
            case 2: engine.Execute(new PublishReputation(account, new BasisPoints(Int(random))), at, turn); break;
            case 3:
                engine.Execute(new ChangeSetting((Setting)random.Next(80), Long(random)), at, turn);
                if (random.Next(4) > 0) foreach (ChangeSetting setting in MatchingAlone.EveryNodeMayBeOffered) engine.Execute(setting, at, turn);
                break;
            case 4: engine.Execute(new CancelAll(account, new ProductId(Int(random)), (Sides)random.Next(4)), at, turn); break;
            case 5: engine.Execute(new ListProduct(Text64.From("A-B"), new SkuId(Int(random)), new RequirementId(Int(random)), Minutes(random)), at, turn); break;
            case 6: engine.Execute(new InternSpec(new Spec { Sku = new SkuId(random.Next(3)), MinChunk = Gpus(random), ChunkStep = Gpus(random), MinDuration = Minutes(random), GpusPerNode = new Gpus(8) }), at, turn); break;
            default: engine.Execute(new InternRequirement(new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(new SkuId(random.Next(3)), new BasisPoints(Int(random)))) }), at, turn); break;
        }
    }

    private static void Lease(Engine.Engine engine, Random random, AccountId account, long at, EventBatch turn)
    {
        var lease = new FillId(random.Next(3) == 0 ? Long(random) : random.NextInt64(0, engine.State.NextFill + 1));
        switch (random.Next(10))
        {
            case 0: engine.Execute(new AssignFreeUnits(account, lease), at, turn); break;
            case 1: engine.Execute(new AssignUnits(account, lease, Int(random), Int(random)), at, turn); break;
            case 2: engine.Execute(new ProvisionLease(account, lease, (Handovers)random.Next(256), default), at, turn); break;
            case 3: engine.Execute(new TerminateLease(account, lease), at, turn); break;
            case 4: engine.Execute(new ReclaimLease(account, lease), at, turn); break;
            case 5: engine.Execute(new EndLease(lease), at, turn); break;
            case 6: engine.Execute(new ReportHour(account, (MeterSide)random.Next(5), lease, Int(random), new MinuteBits(Long(random)), default), at, turn); break;
            case 7: engine.Execute(new OpenDispute(account, lease, Int(random), Int(random), Long(random)), at, turn); break;
            case 8: engine.Execute(new AnswerDispute(account, new DisputeId(Long(random)), random.Next(2) == 0), at, turn); break;
            default:
                engine.Execute(new DecideDispute(new DisputeId(Long(random)), (Fault)random.Next(256), random.Next(2) == 0), at, turn);
                engine.Execute(new FundInsurance(Long(random)), at, turn);
                break;
        }
    }

    private static void Quorum(Engine.Engine engine, Random random, AccountId account, long at, EventBatch turn)
    {
        var quorum = new QuorumId(random.Next(2) == 0 ? Long(random) : engine.State.Quorums.Next.Value - 1);
        Hash256 hash = ProviderWords.AnyHash((byte)random.Next(3));
        var leases = new FillId[random.Next(Few<FillId>.Max + 1)];
        for (int i = 0; i < leases.Length; i++) leases[i] = new FillId(random.Next(3) == 0 ? Long(random) : random.NextInt64(0, engine.State.NextFill + 1));
        switch (random.Next(3))
        {
            case 0: engine.Execute(new OpenQuorum(account, hash, Few<FillId>.Of(leases), Int(random), Int(random), Int(random)), at, turn); break;
            case 1: engine.Execute(new CommitResult(account, quorum, hash), at, turn); break;
            default: engine.Execute(new RevealResult(account, quorum, hash, hash), at, turn); break;
        }
    }

    private static BidTerms Bid(Random random) => new()
    {
        Product = new ProductId(random.Next(8) == 0 ? Int(random) : 0),
        Requirement = new RequirementId(random.Next(4) == 0 ? Int(random) : 1),
        Gpus = Gpus(random),
        MinFill = random.Next(4) == 0 ? Gpus(random) : default,
        Limit = Limit(random),
        Delivery = random.Next(2) == 0 ? Delivery.AtFill(Minutes(random)) : Delivery.Between(new Minute(Int(random)), new Minute(Int(random)), Minutes(random)),
        Placement = (Placement)random.Next(8),
        TimeInForce = (TimeInForce)random.Next(5),
        Expires = new Minute(Int(random)),
        Flags = random.Next(3) == 0 ? (OrderFlags)random.Next(32) : OrderFlags.None,
        SelfTrade = (SelfTradePrevention)random.Next(5),
    };

    private static AskTerms Ask(Random random) => new()
    {
        Node = new NodeId(random.Next(4) == 0 ? Int(random) : 1),
        Spec = new SpecId(random.Next(4) == 0 ? Int(random) : 1),
        Gpus = Gpus(random),
        Limit = Limit(random),
        Window = new Window(new Minute(Int(random)), new Minute(Int(random))),
        TimeInForce = (TimeInForce)random.Next(5),
        Expires = new Minute(Int(random)),
        Flags = random.Next(3) == 0 ? (OrderFlags)random.Next(32) : OrderFlags.None,
        SelfTrade = (SelfTradePrevention)random.Next(5),
    };

    internal static int Int(Random random) => random.Next(3) == 0 ? random.Next(1, 100) : Ints[random.Next(Ints.Length)];

    internal static long Long(Random random) => Longs[random.Next(Longs.Length)];

    private static Gpus Gpus(Random random) => new(Math.Max(Int(random), 0));

    private static Minutes Minutes(Random random) => new(Math.Max(Int(random), 0));

    private static Price Limit(Random random) => Price.FromMicros(random.Next(2) == 0 ? 2_000_000 + (random.Next(5) * 100) : Long(random));

    private static ClientOrderId Client(Random random) => new((UInt128)(uint)random.Next(200));
}
