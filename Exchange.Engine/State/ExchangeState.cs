using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>A listed product: a named default requirement and duration.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sku">Its SKU.</param>
/// <param name="Requirement">What a plain bid requires.</param>
/// <param name="Duration">How long a plain bid lasts.</param>
public sealed record Product(ProductId Id, Text64 Name, SkuId Sku, RequirementId Requirement, Minutes Duration);

/// <summary>An order that should be tried against what rests on the other side.</summary>
/// <param name="Order">An ask, or a bid that became small enough to be completed.</param>
/// <param name="OnceMore">Whether plain orders are to be tried too, since it rested before and became eligible without arriving.</param>
internal readonly record struct Arrival(OrderId Order, bool OnceMore);

/// <summary>The whole state of one market: what all its events so far amount to. Changes in <see cref="Evolve"/> alone.</summary>
/// <remarks>Owned by one thread at a time. Everything else about it is only read.</remarks>
public sealed class ExchangeState
{
    private readonly List<Product> products = [];
    private readonly Dictionary<Text64, Product> productsByName = [];

    /// <summary>The state before the first event.</summary>
    /// <param name="capacityOrders">Room for so many orders at first; grows by itself.</param>
    /// <param name="capacityClientIds">Room for so many client ids at first; grows by itself.</param>
    public ExchangeState(int capacityOrders = 1024, int capacityClientIds = 1024)
    {
        Orders = new OrderTable(capacityOrders);
        Clients = new ClientIdTable(capacityClientIds);
        Leases = new LeaseTable(capacityOrders);
        Book = new RestingBook(Specs, Orders, Settings, capacityOrders);
        Ahead = new Foresight(Clients, Orders, Book);
    }

    /// <summary>Accounts and money.</summary>
    public AccountTable Accounts { get; } = new();

    /// <summary>Open orders.</summary>
    public OrderTable Orders { get; }

    /// <summary>SKUs, specs, requirements and their compatibility.</summary>
    public SpecTable Specs { get; } = new();

    /// <summary>Registered nodes.</summary>
    public FleetTable Fleet { get; } = new();

    /// <summary>Units, named by their devices.</summary>
    public UnitTable Units { get; } = new();

    /// <summary>Devices ever seen.</summary>
    public DeviceTable Devices { get; } = new();

    /// <summary>Accounts that are providers or have agents.</summary>
    public PartyTable Parties { get; } = new();

    /// <summary>The public randomness.</summary>
    public BeaconTable Beacons { get; } = new();

    /// <summary>Challenges that are not judged.</summary>
    public ChallengeTable Challenges { get; } = new();

    /// <summary>Slashes that are not decided.</summary>
    public SlashTable Slashes { get; } = new();

    /// <summary>Jobs that several providers do, and whose results are not compared yet.</summary>
    public QuorumTable Quorums { get; } = new();

    /// <summary>Leases that are not closed.</summary>
    public LeaseTable Leases { get; }

    /// <summary>Failures of providers that count as one.</summary>
    public IncidentTable Incidents { get; } = new();

    /// <summary>Disputes that are not decided.</summary>
    public DisputeTable Disputes { get; } = new();

    /// <summary>Clients' order ids, and the references of payments.</summary>
    public ClientIdTable Clients { get; }

    /// <summary>Settings in force.</summary>
    public Settings Settings { get; } = new();

    /// <summary>What rests, in price–time order.</summary>
    public RestingBook Book { get; }

    /// <summary>What the next commands will look at.</summary>
    public Foresight Ahead { get; }

    /// <summary>The products, in the order of their ids.</summary>
    public IReadOnlyList<Product> Products => products;

    /// <summary>What the market lets orders do.</summary>
    public MarketState Market { get; internal set; }

    /// <summary>The engine's clock.</summary>
    public Minute Now { get; internal set; }

    /// <summary>When the exchange itself was last away, with those outages that hardly an hour separates from it: deadlines move by it.</summary>
    public Outage LastOutage { get; internal set; }

    /// <summary>The last outages, each by itself, the newest last: what could not be handed over in their minutes is excused.</summary>
    public Few<Outage> RecentOutages { get; internal set; }

    /// <summary>Whether a writer started and its clock was not looked at yet.</summary>
    internal bool IsWriterNew { get; set; }

    /// <summary>The epoch of the writer that appended last.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The sequence of the next order.</summary>
    public long NextOrder { get; internal set; } = 1;

    /// <summary>The number of the next fill.</summary>
    public long NextFill { get; internal set; } = 1;

    /// <summary>The priority that the next order to lose or gain its place in time is given.</summary>
    public long NextPriority { get; internal set; } = 1;

    /// <summary>The position of the last event evolved.</summary>
    public long Position { get; internal set; }

    /// <summary>Orders that entered the book, or that became eligible by time, by a proof or by becoming smaller, not yet followed up.</summary>
    internal List<Arrival> Arrived { get; } = [];

    /// <summary>A product by its id, or null.</summary>
    public Product? FindProduct(ProductId product) => product.Value > 0 && product.Value <= products.Count ? products[product.Value - 1] : null;

    /// <summary>A product by its name, or null.</summary>
    public Product? FindProduct(Text64 name) => productsByName.GetValueOrDefault(name);

    /// <summary>A digest of all that matters in the state, the same in any process that saw the same events.</summary>
    public ulong Hash() => StateHash.Of(this);

    /// <summary>Takes one event in. The only way in which the state changes.</summary>
    /// <exception cref="InvariantBrokenException">The event does not fit the state.</exception>
    public void Evolve(in RecordedEvent occurred)
    {
        Position = occurred.Position;
        Apply(occurred);
    }

    internal void Restore(long position, long nextOrder, long nextFill, long nextPriority) =>
        (Position, NextOrder, NextFill, NextPriority) = (position, nextOrder, nextFill, nextPriority);

    internal void List(in ProductListed listed)
    {
        if (listed.Product.Value != products.Count + 1) throw new InvariantBrokenException($"Product {listed.Product.Value} listed out of order.");
        var product = new Product(listed.Product, listed.Name, listed.Sku, listed.Requirement, listed.Duration);
        products.Add(product);
        productsByName.Add(product.Name, product);
    }

    private void Apply(in RecordedEvent occurred)
    {
        switch (occurred.Kind)
        {
            case EventKind.BidPlaced: OrderEvolution.Place(this, occurred.As<BidPlaced>(), occurred.AtUnixMicroseconds); break;
            case EventKind.AskPlaced: OrderEvolution.Place(this, occurred.As<AskPlaced>(), occurred.AtUnixMicroseconds); break;
            case EventKind.OrderRested: OrderEvolution.Rest(this, occurred.As<OrderRested>()); break;
            case EventKind.OrderFilled: FillEvolution.Fill(this, occurred.As<OrderFilled>()); break;
            case EventKind.LeaseOpened: FillEvolution.Open(this, occurred.As<LeaseOpened>()); break;
            case EventKind.MoneyMoved: FillEvolution.Move(this, occurred.As<MoneyMoved>()); break;
            case EventKind.OrderCancelled: OrderEvolution.Cancel(this, occurred.As<OrderCancelled>()); break;
            case EventKind.OrderReduced: OrderEvolution.Reduce(this, occurred.As<OrderReduced>()); break;
            case EventKind.OrderAmended: OrderEvolution.Amend(this, occurred.As<OrderAmended>()); break;
            case EventKind.RemnantWithdrawn: OrderEvolution.Withdraw(this, occurred.As<RemnantWithdrawn>()); break;
            case EventKind.SelfTradePrevented: OrderEvolution.Prevent(this, occurred.As<SelfTradePrevented>()); break;
            case EventKind.OrderRejected: break; // Changes nothing: it is kept for those who ask why.
            case EventKind.TimeAdvanced: TimeEvolution.Advance(this, occurred.As<TimeAdvanced>()); break;
            case EventKind.UnitsAssigned or EventKind.LeaseProvisioned or EventKind.LeaseStateChanged or EventKind.HourReported
                or EventKind.HourMetered or EventKind.HourAudited or EventKind.HourSettled or EventKind.LeaseEnded
                or EventKind.LeaseBoughtIn or EventKind.LeaseCashSettled or EventKind.LocksRolled or EventKind.MarginCalled
                or EventKind.LeaseClosed or EventKind.RectangleReturned:
                LeaseEvolution.Apply(this, occurred);
                break;
            case EventKind.IncidentOpened: Incidents.Open(occurred.As<IncidentOpened>(), Now); break;
            case EventKind.IncidentCharged: Incidents.Charge(this, occurred.As<IncidentCharged>()); break;
            case EventKind.DisputeOpened: Disputes.Open(this, occurred.As<DisputeOpened>()); break;
            case EventKind.DisputeAnswered: Disputes.Answer(occurred.As<DisputeAnswered>()); break;
            case EventKind.DisputeDecided: Disputes.Decide(this, occurred.As<DisputeDecided>()); break;
            case EventKind.QuorumOpened or EventKind.QuorumExtended or EventKind.ResultCommitted or EventKind.ResultRevealed or EventKind.WorkerJudged or EventKind.QuorumClosed:
                Quorums.Apply(occurred);
                break;
            default: RegistryEvolution.Apply(this, occurred); break;
        }
    }
}
