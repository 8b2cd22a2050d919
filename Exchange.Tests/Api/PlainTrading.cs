using Exchange.Benchmarks;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Tests.Api;

/// <summary>The real engine under random orders of which most are plain: asks that are carved and come back, some for later, and time that passes.</summary>
public sealed class PlainTrading
{
    private const int Traders = 4;
    private const long StartMicroseconds = 1_760_000_000_000_000;
    private readonly Random random;
    private readonly Engine.Engine engine = new(new ExchangeState());
    private readonly List<OrderId> orders = [];
    private long now = StartMicroseconds;

    public PlainTrading(int seed)
    {
        random = new Random(seed);
        foreach (ChangeSetting setting in MatchingAlone.Settings) Do(setting);
        Do(new ListSku(new Sku { Name = Text64.From("sku"), VramGib = 80, Reference = Price.FromMicros(2_000_000) }));
        for (int chunk = 1; chunk <= 2; chunk++)
            Do(new InternSpec(new Spec { Sku = new(1), MinChunk = new(chunk), ChunkStep = new(1), MinDuration = new(60), GpusPerNode = new(8), Place = Text64.From("eu/de") }));
        Do(new InternRequirement(new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(new(1), BasisPoints.Whole)) }));
        Do(new InternRequirement(new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(new(1), BasisPoints.Whole)), AllowPlaces = Few<Text64>.Of(Text64.From("eu")) }));
        Do(new ListProduct(Text64.From("SKU-USD"), new(1), new(1), new Minutes(60)));
        for (int trader = 1; trader <= Traders; trader++)
        {
            Do(new OpenAccount(default, Text64.From($"trader {trader}")));
            Do(new Deposit(new(trader), 1_000_000_000_000, new ClientOrderId((UInt128)trader)));
            Do(new RegisterNode(new(trader), Text64.From("rack"), new(1), new(8), 2_000));
        }
    }

    /// <summary>Every turn so far.</summary>
    public List<EventBatch> Turns { get; } = [];

    /// <summary>Executes so many random commands, one to a turn.</summary>
    public PlainTrading Trade(int commands)
    {
        for (; commands > 0; commands--)
        {
            switch (random.Next(16))
            {
                case < 5: Placed(Do(Ask())); break;
                case < 11: Placed(Do(Bid())); break;
                case < 13 when orders.Count > 0: Do(new CancelOrder(OwnerOf(out OrderId cancelled), cancelled)); break;
                case < 15 when orders.Count > 0: Do(new AmendOrder(OwnerOf(out OrderId amended), amended, new(random.Next(0, 9)), random.Next(2) == 0 ? default : AnyPrice(), false)); break;
                default: Do(new AdvanceTime()); break;
            }

            now += random.Next(1_000, 240_000_000);
        }

        return this;
    }

    private PlaceAsk Ask()
    {
        int trader = random.Next(1, Traders + 1);
        Minute from = new Minute((int)(now / 60_000_000)) + new Minutes(random.Next(4) == 0 ? random.Next(0, 90) : 0);
        return new PlaceAsk(new(trader), default, new AskTerms
        {
            Product = new(1), Node = new(trader), Spec = new(random.Next(8) == 0 ? 2 : 1), Gpus = new(random.Next(2, 9)), Limit = AnyPrice(),
            Window = new Window(from, from + new Minutes(random.Next(70, 400))), Flags = random.Next(2) == 0 ? OrderFlags.SellOnce : OrderFlags.None,
        });
    }

    private PlaceBid Bid() => new(new(random.Next(1, Traders + 1)), default, new BidTerms
    {
        Product = new(1), Requirement = new(random.Next(6) == 0 ? 2 : 1), Gpus = new(random.Next(1, 7)), Limit = AnyPrice(),
        Delivery = Delivery.AtFill(new Minutes(random.Next(6) == 0 ? 75 : 60)),
        TimeInForce = random.Next(8) == 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled,
    });

    private Receipt Do<T>(in T command)
        where T : unmanaged, ICommand<T>
    {
        var turn = new EventBatch();
        Receipt receipt = engine.Execute(command, now, turn);
        if (turn.Count > 0) Turns.Add(turn);
        return receipt;
    }

    private void Placed(Receipt receipt)
    {
        if (receipt.Accepted) orders.Add(receipt.Order);
    }

    private AccountId OwnerOf(out OrderId order)
    {
        order = orders[random.Next(Math.Max(0, orders.Count - 30), orders.Count)];
        int slot = engine.State.Orders.Find(order);
        return slot < 0 ? new AccountId(1) : engine.State.Orders[slot].Account;
    }

    private Price AnyPrice() => Price.FromMicros(1_950_000 + (random.Next(0, 10) * 10_000));
}
