using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Exchange.Projections;

namespace Exchange.Tests.Projections;

/// <summary>Events as a market would record them, told one after the other; each is a turn of its own.</summary>
internal sealed class Story
{
    /// <summary>The time of the first event; each further one is a second later.</summary>
    internal const long StartUnixSeconds = 1_760_000_400;

    internal static readonly AccountId Alice = new(1), Bob = new(2);
    internal static readonly ProductId Product = new(1);
    internal static readonly SkuId Sku = new(1);
    internal static readonly Minute Start = new(29_400_000);

    private readonly List<EventBatch> _turns = [];
    private int _orders;
    private int _fills;

    internal IReadOnlyList<EventBatch> Turns => _turns;

    internal long LastPosition => _turns.Count;

    internal static Window Hours(int from, int until) => new(Start + Minutes.FromHours(from), Start + Minutes.FromHours(until));

    /// <summary>Records an event.</summary>
    internal Story Tell<T>(in T occurred)
        where T : unmanaged, IEvent<T>
    {
        var turn = new EventBatch { FirstPosition = _turns.Count + 1, AtUnixMicroseconds = (StartUnixSeconds + _turns.Count) * 1_000_000 };
        turn.Append(occurred);
        _turns.Add(turn);
        return this;
    }

    /// <summary>Two funded accounts, a SKU, a product, a spec and a requirement.</summary>
    internal Story Open()
    {
        Tell(new SkuListed(Sku, new Sku { Name = Text64.From("h100-sxm5-80"), VramGib = 80, Reference = Price.FromMicros(2_000_000) }));
        Tell(new SpecInterned(new(1), new Spec { Sku = Sku, MinChunk = new(1), ChunkStep = new(1) }));
        Tell(new RequirementInterned(new(1), new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(Sku, BasisPoints.Whole)) }));
        Tell(new ProductListed(Product, Text64.From("H100SXM-USD"), Sku, new(1), Minutes.FromHours(1)));
        foreach (AccountId account in new[] { Alice, Bob })
        {
            Tell(new AccountOpened(account, account, Text64.From($"account {account.Value}")));
            Move(AccountId.House, AccountKind.External, account, AccountKind.Available, 1_000_000_000, MoveReason.Deposit);
        }

        return Tell(new NodeRegistered(new(1), Alice, Text64.From("rack 1"), Sku, new(8), 4));
    }

    internal OrderId Ask(int gpus, long micros, Window window, OrderFlags flags = OrderFlags.None, ProductId product = default)
    {
        var order = OrderId.Of(++_orders, _orders);
        Tell(new AskPlaced(order, Alice, default, new AskTerms
        {
            Product = product,
            Node = new(1),
            Spec = new(1),
            Gpus = new(gpus),
            Limit = Price.FromMicros(micros),
            Window = window,
            Flags = flags,
        }));
        return order;
    }

    internal OrderId Bid(int gpus, long micros, int hours, ProductId product = default)
    {
        var order = OrderId.Of(++_orders, _orders);
        Tell(new BidPlaced(order, Bob, new ClientOrderId((UInt128)_orders), new BidTerms
        {
            Product = product,
            Requirement = new(1),
            Gpus = new(gpus),
            Limit = Price.FromMicros(micros),
            Delivery = Delivery.AtFill(Minutes.FromHours(hours)),
        }));
        return order;
    }

    internal Story Rest(OrderId order) => Tell(new OrderRested(order));

    internal FillId Fill(OrderId ask, OrderId bid, int gpus, long micros, Window delivery, Kept kept, int remnant = 0, Side taker = Side.Bid)
    {
        var fill = new FillId(++_fills);
        Tell(new OrderFilled(fill, ask, bid, taker, Price.FromMicros(micros), new(gpus), delivery, remnant, kept));
        return fill;
    }

    internal Story Move(AccountId from, AccountKind fromKind, AccountId to, AccountKind toKind, long micros, MoveReason reason) =>
        Tell(new MoneyMoved(from, fromKind, to, toKind, Money.FromMicros(micros), reason, default, default, default));

    /// <summary>Lets a view take in everything told so far.</summary>
    internal TView In<TView>(TView view)
        where TView : IView
    {
        foreach (EventBatch turn in _turns)
            foreach (RecordedEvent occurred in turn) view.Evolve(occurred);
        return view;
    }
}
