using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Views;

/// <summary>The real engine under random commands: many traders, carved asks, amends, cancels, self-trades, and time that passes.</summary>
public sealed class RandomMarket
{
    /// <summary>Accounts 1 to this one; the first and the last belong to one owner.</summary>
    public const int Traders = 8;
    private const int Skus = 3;
    private const long StartMicroseconds = 1_760_000_000_000_000;

    private readonly Random _random;
    private readonly Engine.Engine _engine = new(new ExchangeState());
    private readonly List<EventBatch> _turns = [];
    private readonly List<OrderId> _orders = [];
    private long _now = StartMicroseconds;

    /// <summary>The market of a seed: its SKUs, products, traders and nodes, nothing traded yet.</summary>
    public RandomMarket(int seed)
    {
        _random = new Random(seed);
        foreach (ChangeSetting setting in MatchingAlone.Settings) Do(setting);
        for (int sku = 1; sku <= Skus; sku++) ListSku(sku);
        for (int trader = 1; trader <= Traders; trader++) Admit(trader);
    }

    /// <summary>Everything recorded so far.</summary>
    public IReadOnlyList<EventBatch> Turns => _turns;

    /// <summary>What the engine makes of it.</summary>
    public ExchangeState State => _engine.State;

    /// <summary>Every order taken so far.</summary>
    public IReadOnlyList<OrderId> Orders => _orders;

    /// <summary>Executes so many random commands, a few to each turn.</summary>
    public RandomMarket Trade(int commands)
    {
        for (int left = commands; left > 0;)
        {
            var turn = new EventBatch();
            for (int few = _random.Next(1, 5); few > 0 && left > 0; few--, left--) Act(turn);
            Note(turn);
            if (turn.Count > 0) _turns.Add(turn);
            _now += _random.Next(1_000, 20_000_000);
        }

        return this;
    }

    private void ListSku(int sku)
    {
        Do(new ListSku(new Sku { Name = Text64.From($"sku-{sku}"), VramGib = 80, Reference = Price.FromMicros(2_000_000) }));
        Do(new InternSpec(new Spec
        {
            Sku = new(sku), MinChunk = new(sku), ChunkStep = new(1), MinDuration = new(60), Firmness = Firmness.Standard, GpusPerNode = new(8),
        }));
        Few<SkuFactor> accepted = sku == Skus
            ? Few<SkuFactor>.Of(new SkuFactor(new(sku), BasisPoints.Whole), new SkuFactor(new(1), new(9_000)))
            : Few<SkuFactor>.Of(new SkuFactor(new(sku), BasisPoints.Whole));
        Do(new InternRequirement(new Requirement { Skus = accepted, Firmness = Firmness.Standard }));
        Do(new ListProduct(Text64.From($"SKU{sku}-USD"), new(sku), new(sku), new Minutes(60)));
    }

    /// <summary>Opens an account with money and nodes; the last belongs to the owner of the first, so that the two never trade.</summary>
    private void Admit(int trader)
    {
        Do(new OpenAccount(trader == Traders ? new(1) : default, Text64.From($"trader {trader}")));
        Do(new Deposit(new(trader), 1_000_000_000_000, new ClientOrderId((UInt128)trader)));
        for (int sku = 1; sku <= Skus; sku++) Do(new RegisterNode(new(trader), Text64.From($"rack {sku}"), new(sku), new(8), 1_000));
    }

    private void Act(EventBatch turn)
    {
        switch (_random.Next(20))
        {
            case < 7: Execute(Ask(), turn); break;
            case < 14: Execute(Bid(), turn); break;
            case < 16 when _orders.Count > 0: Execute(new CancelOrder(AnyTrader(), AnyOrder()), turn); break;
            case < 18 when _orders.Count > 0: Amend(turn); break;
            case 18: Execute(new Withdraw(AnyTrader(), _random.Next(1, 1_000_000), new ClientOrderId((UInt128)_now)), turn); break;
            default: Execute(new AdvanceTime(), turn); break;
        }
    }

    private PlaceAsk Ask()
    {
        int sku = _random.Next(1, Skus + 1), trader = _random.Next(1, Traders + 1);
        Minute from = Now + new Minutes(_random.Next(0, 3) * 30);
        return new PlaceAsk(new(trader), Client(), new AskTerms
        {
            Product = _random.Next(2) == 0 ? default : new(sku), Node = new(((trader - 1) * Skus) + sku), Spec = new(sku), Gpus = new(_random.Next(1, 17)),
            Limit = AnyPrice(), Window = new Window(from, from + new Minutes(_random.Next(60, 1_500))), TimeInForce = AnyTimeInForce(),
            Expires = Now + new Minutes(30), Flags = _random.Next(3) == 0 ? OrderFlags.SellOnce : OrderFlags.None, SelfTrade = AnyPrevention(),
        });
    }

    private PlaceBid Bid()
    {
        int sku = _random.Next(1, Skus + 1);
        var duration = new Minutes(_random.Next(60, 300));
        Minute start = Now + new Minutes(_random.Next(10, 400));
        return new PlaceBid(AnyTrader(), Client(), new BidTerms
        {
            Product = _random.Next(2) == 0 ? default : new(sku), Requirement = new(sku), Gpus = new(_random.Next(1, 17)), Limit = AnyPrice(),
            Delivery = _random.Next(2) == 0 ? Delivery.AtFill(duration) : Delivery.Between(start, start + new Minutes(60), duration),
            TimeInForce = AnyTimeInForce(), Expires = Now + new Minutes(30), SelfTrade = AnyPrevention(),
        });
    }

    private void Amend(EventBatch turn)
    {
        OrderId order = AnyOrder();
        int slot = State.Orders.Find(order);
        AccountId account = slot < 0 ? AnyTrader() : State.Orders[slot].Account;
        Price limit = _random.Next(2) == 0 ? default : AnyPrice();
        Execute(new AmendOrder(account, order, new(_random.Next(0, 17)), limit, false), turn);
    }

    private void Do<T>(in T command)
        where T : unmanaged, ICommand<T>
    {
        var turn = new EventBatch();
        Receipt receipt = _engine.Execute(command, _now, turn);
        if (!receipt.Accepted) throw new InvalidOperationException($"{command} was refused: {receipt.Refusal}.");
        _turns.Add(turn);
    }

    private Receipt Execute<T>(in T command, EventBatch turn)
        where T : unmanaged, ICommand<T> =>
        _engine.Execute(command, _now, turn);

    /// <summary>Notes the orders of a turn, those with which the exchange bought in among them.</summary>
    private void Note(EventBatch turn)
    {
        foreach (RecordedEvent occurred in turn)
        {
            if (occurred.Kind == EventKind.BidPlaced) _orders.Add(occurred.As<BidPlaced>().Order);
            if (occurred.Kind == EventKind.AskPlaced) _orders.Add(occurred.As<AskPlaced>().Order);
        }
    }

    private Minute Now => new((int)(_now / 60_000_000));

    private AccountId AnyTrader() => new(_random.Next(1, Traders + 1));

    private OrderId AnyOrder() => _orders[_random.Next(Math.Max(0, _orders.Count - 40), _orders.Count)];

    private Price AnyPrice() => Price.FromMicros(1_900_000 + (_random.Next(0, 20) * 10_000));

    private ClientOrderId Client() => new(((UInt128)(ulong)_random.NextInt64() << 64) | (ulong)_random.NextInt64());

    private TimeInForce AnyTimeInForce() => _random.Next(6) == 0 ? (TimeInForce)_random.Next(4) : TimeInForce.GoodTillCancelled;

    private SelfTradePrevention AnyPrevention() => (SelfTradePrevention)_random.Next(4);
}
