using System.Globalization;
using Exchange.Benchmarks;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Tests.Conformance;

/// <summary>
/// The production engine as a plain order book: one SKU, one hour, one buyer, one seller whose GPUs are each sold once.
/// A price of the cases is so many ticks.
/// </summary>
/// <remarks>
/// There, to modify is to cancel and reinsert. Another price or more GPUs do just that here, as an amendment; fewer GPUs or the same
/// keep their place here by design, so those are sent as a cancel and a new order.
/// </remarks>
public sealed class ConformanceVenue
{
    private const long Now = 29_450_880L * 60_000_000;
    private const int TickMicros = 100;
    private static readonly AccountId Buyer = new(1);
    private static readonly AccountId Seller = new(2);
    private readonly Engine.Engine engine = new(new ExchangeState());
    private readonly Dictionary<long, OrderId> orders = [];
    private readonly Dictionary<OrderId, long> ids = [];
    private readonly Dictionary<OrderId, ConformanceMessage> placed = [];
    private readonly List<string> reports = [];
    private EventBatch told = new();

    public ConformanceVenue(long highestPrice)
    {
        foreach (ChangeSetting setting in MatchingAlone.Settings) Execute(setting);
        Execute(new OpenAccount(default, Text64.From("buyer")));
        Execute(new OpenAccount(default, Text64.From("seller")));
        Execute(new Deposit(Buyer, 100_000_000_000_000, new(1)));
        Execute(new Deposit(Seller, 100_000_000_000_000, new(2)));
        Execute(new ChangeSetting(Setting.BandLowBasisPoints, 0));
        Execute(new ChangeSetting(Setting.BandHighBasisPoints, 10_000_000));
        Execute(new ListSku(new Sku { Name = Text64.From("only"), Reference = Price.FromMicros(highestPrice * TickMicros) }));
        Execute(new RegisterNode(Seller, Text64.From("all"), new(1), new(16), 65_536));
        Execute(new InternSpec(new Spec { Sku = new(1), GpusPerNode = new(16), MinChunk = new(1), ChunkStep = new(1), MinDuration = new(60) }));
        Execute(new InternRequirement(new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(new(1), BasisPoints.Whole)) }));
    }

    /// <summary>The lines that this venue answers; the number of a message is its place.</summary>
    public IReadOnlyList<string> Play(IReadOnlyList<ConformanceMessage> messages)
    {
        for (int sequence = 0; sequence < messages.Count; sequence++)
        {
            ConformanceMessage message = messages[sequence];
            if (message.Type == 0) New(sequence, message);
            else if (message.Type == 1) Cancel(sequence, message.Id);
            else Modify(sequence, message);
        }

        return reports;
    }

    private void New(int sequence, ConformanceMessage message)
    {
        Place(message);
        Report($"0,{sequence},{message.Side},{message.Id},{message.Price},{message.Quantity}");
        ReportTrades(sequence);
        foreach (RecordedEvent occurred in told)
            if (occurred.Kind == EventKind.OrderCancelled) Report($"2,{sequence},{message.Side},{message.Id},{message.Price}");
    }

    private void Cancel(int sequence, long id)
    {
        OrderId order = orders.GetValueOrDefault(id);
        if (!Execute(new CancelOrder(OwnerOf(order), order)).Accepted) Report($"4,{sequence},{id}");
        else Report($"2,{sequence},{placed[order].Side},{id},{placed[order].Price}");
    }

    private void Modify(int sequence, ConformanceMessage message)
    {
        if (!TryModify(message))
        {
            Report($"5,{sequence},{message.Id}");
            return;
        }

        ReportTrades(sequence);
        Report($"3,{sequence},{message.Side},{message.Id},{message.Price},{message.Quantity}");
    }

    private bool TryModify(ConformanceMessage message)
    {
        OrderId order = orders.GetValueOrDefault(message.Id);
        int slot = engine.State.Orders.Find(order);
        if (slot < 0 || engine.State.Orders[slot].Done) return false;
        bool losesPriority = message.Price != placed[order].Price || message.Quantity > engine.State.Orders[slot].Open.Count;
        if (!losesPriority)
        {
            Execute(new CancelOrder(OwnerOf(order), order));
            Place(message);
            return true;
        }

        placed[order] = message;
        return Execute(new AmendOrder(OwnerOf(order), order, new Gpus(message.Quantity), PriceOf(message), false)).Accepted;
    }

    private void Place(ConformanceMessage message)
    {
        TimeInForce force = message.IsImmediate ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled;
        OrderId order = message.Side == 0 ? PlaceBid(message, force) : PlaceAsk(message, force);
        orders[message.Id] = order;
        ids[order] = message.Id;
        placed[order] = message;
    }

    private OrderId PlaceBid(ConformanceMessage message, TimeInForce force) => Execute(new PlaceBid(Buyer, default, new BidTerms
    {
        Requirement = new(1),
        Gpus = new(message.Quantity),
        Limit = PriceOf(message),
        Delivery = Delivery.AtFill(Minutes.FromHours(1)),
        TimeInForce = force,
    })).Order;

    private OrderId PlaceAsk(ConformanceMessage message, TimeInForce force)
    {
        var from = new Minute((int)(Now / 60_000_000) + 1);
        return Execute(new PlaceAsk(Seller, default, new AskTerms
        {
            Node = new(1),
            Spec = new(1),
            Gpus = new(message.Quantity),
            Limit = PriceOf(message),
            Window = new Window(from, from + Minutes.FromHours(1)),
            TimeInForce = force,
            Flags = OrderFlags.SellOnce,
        })).Order;
    }

    private Receipt Execute<T>(in T command)
        where T : unmanaged, ICommand<T>
    {
        told = new EventBatch { AtUnixMicroseconds = Now };
        return engine.Execute(command, Now, told);
    }

    private void ReportTrades(int sequence)
    {
        foreach (RecordedEvent occurred in told)
        {
            if (occurred.Kind != EventKind.OrderFilled) continue;
            OrderFilled filled = occurred.As<OrderFilled>();
            Report($"1,{sequence},{filled.Price.Micros / TickMicros},{filled.Gpus.Count},{ids[filled.Maker]},{ids.GetValueOrDefault(filled.TakerOrder)}");
        }
    }

    private AccountId OwnerOf(OrderId order) => placed.TryGetValue(order, out ConformanceMessage? message) && message.Side == 1 ? Seller : Buyer;

    private static Price PriceOf(ConformanceMessage message) => Price.FromMicros(message.Price * TickMicros);

    private void Report(FormattableString line) => reports.Add(line.ToString(CultureInfo.InvariantCulture));
}
