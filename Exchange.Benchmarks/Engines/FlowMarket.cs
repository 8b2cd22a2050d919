using Exchange.Benchmarks.Flows;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Engines;

/// <summary>
/// A market in which the common flow runs as real commands: 64 funded buyers, 64 providers with nodes and margin, one SKU, a requirement
/// and a spec with every attribute, delivery tomorrow from ten to eleven, client order ids on every order.
/// </summary>
internal sealed class FlowMarket
{
    private const int Traders = 64;
    private const int TickMicros = 100;
    private const long StartUnixMicroseconds = 1_790_000_000_000_000;

    private readonly Exchange.Engine.Engine engine;
    private readonly EventBatch turn = new(1 << 22);
    private readonly OrderId[] orders;
    private long now = StartUnixMicroseconds;
    private uint round;
    private readonly RequirementId requirement;
    private readonly SpecId spec;

    /// <param name="maxId">The highest order id of the flow.</param>
    /// <param name="rounds">How often the flow will be run.</param>
    public FlowMarket(int maxId, int rounds)
    {
        engine = new Exchange.Engine.Engine(new ExchangeState(1 << 19, maxId * rounds));
        orders = new OrderId[maxId + 1];
        foreach (ChangeSetting setting in MatchingAlone.Settings) Do(setting);
        var sku = new SkuId((int)Do(new ListSku(new Sku { Name = Text64.From("h100-sxm5-80"), VramGib = 80, BandwidthGBs = 3_350, Bf16TflopsTenths = 9_890, Reference = Price.FromMicros(2_000_000) })));
        spec = new SpecId((int)Do(new InternSpec(FlowSpecs.Spec(sku))));
        requirement = new RequirementId((int)Do(new InternRequirement(FlowSpecs.Requirement(sku))));
        for (int i = 0; i < Traders; i++) Fund($"buyer {i}");
        for (int i = 0; i < Traders; i++)
        {
            AccountId provider = Fund($"provider {i}");
            var node = new NodeId((int)Do(new RegisterNode(provider, Text64.From("pool"), sku, new Gpus(8), RegisterNode.MaxNodesPerGroup)));
            Do(new RecordPerformance(node, new BasisPoints(9_800), Start + new Minutes(100_000)));
            Do(new PublishReputation(provider, new BasisPoints(9_500)));
        }
    }

    private Minute Start => new((int)(now / 60_000_000) + 720);

    /// <summary>Clears the market for the next round: what is open is cancelled, and two days later every lease is over.</summary>
    public void NextRound()
    {
        round++;
        for (int account = 1; account <= 2 * Traders; account++)
        {
            while (engine.Execute(new CancelAll(new AccountId(account), default, Sides.Both), now, turn).More) turn.Clear();
            turn.Clear();
        }

        now += 2L * 86_400_000_000;
        engine.Execute(default(AdvanceTime), now, turn);
        turn.Clear();
        Events = 0;
    }

    public ExchangeState State => engine.State;

    public long Events { get; private set; }

    public EventBatch Turn => turn;

    public void EndTurn()
    {
        Events += turn.Count;
        turn.Clear();
    }

    /// <summary>Runs one command of the flow; what it does must be what the flow says.</summary>
    public Receipt Run(in FlowCommand command)
    {
        switch (command.Op)
        {
            case FlowCommand.New:
                Receipt placed = command.IsBid ? engine.Execute(Bid(command), now, turn) : engine.Execute(Ask(command), now, turn);
                orders[command.Id] = placed.Order;
                return placed;
            case FlowCommand.Cancel:
                return engine.Execute(Cancel(command), now, turn);
            default:
                return engine.Execute(Amend(command), now, turn);
        }
    }

    /// <summary>Tells the engine of a command that comes soon, as the sequencer does.</summary>
    public void Foresee(in FlowCommand command)
    {
        if (command.Op == FlowCommand.Cancel) engine.Foresee(Cancel(command));
        else if (command.Op != FlowCommand.New) engine.Foresee(Amend(command));
        else if (command.IsBid) engine.Foresee(Bid(command));
        else engine.Foresee(Ask(command));
    }

    /// <summary>Lets the engine fetch what they will need, as the sequencer does.</summary>
    public void Fetch() => engine.Fetch();

    private CancelOrder Cancel(in FlowCommand command) => new(AccountOf(command), orders[command.Id]);

    private AmendOrder Amend(in FlowCommand command) =>
        new(AccountOf(command), orders[command.Id], new Gpus(command.Quantity), Price.FromMicros((long)command.Price * TickMicros), false);

    private PlaceBid Bid(in FlowCommand command) => new(AccountOf(command), ClientOf(command), new BidTerms
    {
        Requirement = requirement,
        Gpus = new Gpus(command.Quantity),
        Limit = Price.FromMicros((long)command.Price * TickMicros),
        Delivery = Delivery.Between(Start, Start, new Minutes(60)),
    });

    private PlaceAsk Ask(in FlowCommand command) => new(AccountOf(command), ClientOf(command), new AskTerms
    {
        Node = new NodeId(1 + (command.Id % Traders)),
        Spec = spec,
        Gpus = new Gpus(command.Quantity),
        Limit = Price.FromMicros((long)command.Price * TickMicros),
        Window = new Window(Start, Start + new Minutes(60)),
    });

    private ClientOrderId ClientOf(in FlowCommand command) => new(new UInt128(round, (uint)command.Id));

    private static AccountId AccountOf(in FlowCommand command) => new(1 + (command.Id % Traders) + (command.IsBid ? 0 : Traders));

    private AccountId Fund(string name)
    {
        var account = new AccountId((int)Do(new OpenAccount(default, Text64.From(name))));
        for (int i = 0; i < 3; i++) Do(new Deposit(account, 100_000_000_000_000, default));
        return account;
    }

    private long Do<T>(in T command)
        where T : unmanaged, ICommand<T>
    {
        Receipt receipt = engine.Execute(command, now, turn);
        turn.Clear();
        return receipt.Accepted ? receipt.Id : throw new InvalidOperationException($"{typeof(T).Name} was refused: {receipt.Refusal}.");
    }
}
