using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Market;

/// <summary>Orders, their fills, what rests, and what was traded: one view, so that its tables always tell of the same position.</summary>
public sealed class MarketView : IView
{
    private readonly SkuDirectory _directory = new();
    private readonly Fills _fills = new();
    private readonly Tape _tape = new();
    private readonly Depth _depth;
    private readonly Orders _orders;

    /// <summary>The view before any event.</summary>
    public MarketView()
    {
        _depth = new Depth(_directory);
        _orders = new Orders(_directory, _depth);
    }

    /// <inheritdoc/>
    public string Name => "market";

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public IReadOnlyList<Table> Tables { get; } =
    [
        OrderTable.Table, MarketTables.Rectangles, MarketTables.Fills, MarketTables.Depth, MarketTables.Trades, MarketTables.Ticker,
        MarketTables.Candles, SkuDirectory.Table,
    ];

    /// <inheritdoc/>
    public int Evolve(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.BidPlaced => _orders.Place(occurred.As<BidPlaced>(), occurred.At(), occurred.Position),
        EventKind.AskPlaced => _orders.Place(occurred.As<AskPlaced>(), occurred.At(), occurred.Position),
        EventKind.OrderRested => _orders.Rest(occurred.As<OrderRested>(), occurred.Position),
        EventKind.OrderFilled => Fill(occurred.As<OrderFilled>(), occurred.At(), occurred.Position),
        EventKind.RemnantWithdrawn => _orders.Withdraw(occurred.As<RemnantWithdrawn>(), occurred.At(), occurred.Position),
        EventKind.SelfTradePrevented => Prevent(occurred.As<SelfTradePrevented>(), occurred.At(), occurred.Position),
        EventKind.OrderReduced => _orders.Reduce(occurred.As<OrderReduced>(), occurred.At(), occurred.Position),
        EventKind.OrderAmended => _orders.Amend(occurred.As<OrderAmended>(), occurred.Position),
        EventKind.OrderCancelled => _orders.Cancel(occurred.As<OrderCancelled>(), occurred.At(), occurred.Position),
        EventKind.RectangleReturned => _orders.Return(occurred.As<RectangleReturned>(), occurred.Position),
        EventKind.LeaseOpened => ChargeProvider(occurred.As<LeaseOpened>(), occurred.Position),
        EventKind.MoneyMoved => ChargeBuyer(occurred.As<MoneyMoved>(), occurred.Position),
        EventKind.ProductListed => _directory.Learn(occurred.As<ProductListed>()),
        EventKind.SpecInterned => _directory.Learn(occurred.As<SpecInterned>()),
        EventKind.RequirementInterned => _directory.Learn(occurred.As<RequirementInterned>()),

        // Nothing of an order was taken, so there is none to show.
        EventKind.OrderRejected => 0,

        // Parties, nodes and settings: other views tell of them.
        EventKind.SkuListed or EventKind.SkuLifecycleChanged or EventKind.SettingChanged or EventKind.AccountOpened
            or EventKind.NodeRegistered or EventKind.PerformanceVerified or EventKind.AttestationVerified
            or EventKind.ReputationPublished => 0,

        // What these do to orders is told by events of its own.
        EventKind.WriterStarted or EventKind.TimeAdvanced or EventKind.MarketStateChanged or EventKind.CancelAfterArmed => 0,

        // What providers and leases do after the fill reaches orders by events of their own: cancelled, returned, bought in.
        EventKind.ProviderRegistered or EventKind.AgentKeyRegistered or EventKind.NodeDescribed or EventKind.UnitRegistered
            or EventKind.DeviceBanned or EventKind.NodeStatusChanged or EventKind.MaintenancePublished or EventKind.UnbondingStarted
            or EventKind.UnbondingEnded or EventKind.IncidentOpened or EventKind.IncidentCharged or EventKind.SlashProposed or EventKind.SlashAppealed
            or EventKind.SlashExecuted or EventKind.SlashCancelled or EventKind.UnitsAssigned or EventKind.LeaseProvisioned
            or EventKind.LeaseStateChanged or EventKind.HourReported or EventKind.HourMetered or EventKind.HourAudited
            or EventKind.HourSettled or EventKind.LeaseEnded or EventKind.LeaseBoughtIn or EventKind.LeaseCashSettled
            or EventKind.LocksRolled or EventKind.MarginCalled or EventKind.LeaseClosed or EventKind.DisputeOpened
            or EventKind.DisputeAnswered or EventKind.DisputeDecided => 0,

        // Proofs are about nodes; whether a node may be offered is another event.
        EventKind.BeaconCommitted or EventKind.BeaconRevealed or EventKind.ModulusPublished or EventKind.FactorsReleased
            or EventKind.ChallengeRequested or EventKind.ChallengeIssued or EventKind.AnswerReceived or EventKind.ProofJudged or EventKind.HeartbeatsRecorded => 0,

        // Quorums are about leases, not about orders.
        EventKind.QuorumOpened or EventKind.QuorumExtended or EventKind.ResultCommitted or EventKind.ResultRevealed or EventKind.WorkerJudged or EventKind.QuorumClosed => 0,
        EventKind.None => throw new InvalidDataException("An event of no kind."),
    };

    /// <inheritdoc/>
    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        Written();
        await _directory.LoadAsync(connection, cancellation);
        await _depth.LoadAsync(connection, cancellation);
        await _orders.LoadAsync(connection, cancellation);
    }

    /// <inheritdoc/>
    public void AddWrites(NpgsqlBatch batch)
    {
        _directory.AddTo(batch);
        _orders.AddTo(batch);
        _fills.AddTo(batch);
        _depth.AddTo(batch);
        _tape.AddTo(batch);
    }

    /// <inheritdoc/>
    public void Written()
    {
        _directory.Written();
        _orders.Written();
        _fills.Written();
        _depth.Written();
        _tape.Written();
    }

    /// <summary>An order that is not done, or was done since the last write.</summary>
    internal OrderRow Order(OrderId order) => _orders.Get(order);

    private int Fill(in OrderFilled fill, Instant at, long position)
    {
        OrderRow ask = _orders.Get(fill.Ask), bid = _orders.Get(fill.Bid);
        (OrderRow taker, OrderRow maker) = fill.Taker == Side.Bid ? (bid, ask) : (ask, bid);
        ProductId named = taker.Product != default ? taker.Product : maker.Product;
        var trade = new TradeRow(
            fill.Fill, _directory.ProductOf(named, ask.Sku), ask.Sku, fill.Price, fill.Gpus, fill.Delivery, fill.Taker,
            maker.Order, taker.Order, at, position);
        _fills.Add(SideOf(trade, ask));
        _fills.Add(SideOf(trade, bid));
        return 2 + _tape.Print(trade) + _orders.Fill(ask, fill, at, position) + _orders.Fill(bid, fill, at, position);
    }

    private static FillRow SideOf(TradeRow trade, OrderRow order) => new(
        order.Order, trade.Fill, order.Account, trade.Product, trade.Sku, order.Side,
        order.Order == trade.MakerOrder ? Liquidity.Maker : Liquidity.Taker, trade.Price, trade.Gpus, trade.Window, default, trade.At, trade.Position);

    private int Prevent(in SelfTradePrevented prevented, Instant at, long position) =>
        _orders.Prevent(prevented.Maker, prevented.Remnant, prevented.Gpus, at, position)
        + _orders.Prevent(prevented.Taker, prevented.TakerRemnant, prevented.Gpus, at, position);

    /// <summary>The fee that an arriving ask owes is collected later, yet known with the lease.</summary>
    private int ChargeProvider(in LeaseOpened opened, long position) => Charge(opened.Ask, opened.Lease, opened.ProviderTakerFee, position);

    private int ChargeBuyer(in MoneyMoved moved, long position) =>
        moved.Reason == MoveReason.TakerFee ? Charge(moved.Order, moved.Lease, moved.Amount, position) : 0;

    private int Charge(OrderId order, FillId fill, Money fee, long position)
    {
        if (fee == Money.Zero) return 0;
        _fills.Charge(order, fill, fee);
        return 1 + _orders.Charge(order, fee, position);
    }
}
