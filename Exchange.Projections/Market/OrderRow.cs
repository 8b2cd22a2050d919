using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Projections.Market;

/// <summary>Where an order stands.</summary>
public enum OrderStatus : byte
{
    /// <summary>Taken, and not in the book: it is being matched.</summary>
    Active,
    /// <summary>In the book.</summary>
    Open,
    /// <summary>Nothing of it is left.</summary>
    Done,
}

/// <summary>Why nothing of an order is left.</summary>
public enum DoneReason : byte
{
#pragma warning disable CS1591 // All but the first are documented at the cancel reason of the same name.
    /// <summary>A fill took the last of it.</summary>
    Filled,
    ByOwner,
    MassCancel,
    CancelAfter,
    Expired,
    GateClosed,
    WindowOver,
    ImmediateOrCancel,
    FillOrKill,
    MarketRemainder,
    SelfTrade,
    FillLimit,
    MarginShort,
    TooSmall,
    NodeInactive,
#pragma warning restore CS1591
}

/// <summary>An order: what was asked or bid, and what became of it.</summary>
/// <remarks>
/// A bid's GPUs balance: <c>Gpus = Filled + Prevented + Cancelled + Open</c>. An ask may sell the same GPUs several times, one window
/// after the other, so that only its volume balances; it does for both sides: <c>Volume = Leased + Withdrawn + Resting</c>.
/// </remarks>
public sealed record OrderRow
{
    /// <summary>The order.</summary>
    public required OrderId Order { get; init; }
    /// <summary>Whose.</summary>
    public required AccountId Account { get; init; }
    /// <summary>The client's name of it.</summary>
    public ClientOrderId Client { get; init; }
    /// <summary>Bid or ask.</summary>
    public required Side Side { get; init; }
    /// <summary>The product under which it was sent; the default where it named none.</summary>
    public ProductId Product { get; init; }
    /// <summary>The SKU offered, or the first of those accepted.</summary>
    public SkuId Sku { get; init; }
    /// <summary>A bid's requirement.</summary>
    public RequirementId Requirement { get; init; }
    /// <summary>An ask's spec.</summary>
    public SpecId Spec { get; init; }
    /// <summary>An ask's node.</summary>
    public NodeId Node { get; init; }
    /// <summary>The limit; for a market order the collar.</summary>
    public Price Limit { get; init; }
    /// <summary>GPUs wanted or offered; grows where the order was raised.</summary>
    public Gpus Gpus { get; init; }
    /// <summary>A bid's smallest acceptable fill.</summary>
    public Gpus MinFill { get; init; }
    /// <summary>An ask's availability; for a bid the bounds of its start, empty where it starts at the fill.</summary>
    public Window Window { get; init; }
    /// <summary>A bid's duration, an ask's length.</summary>
    public Minutes Duration { get; init; }
    /// <summary>A bid's placement.</summary>
    public Placement Placement { get; init; }
    /// <summary>How long it stays.</summary>
    public TimeInForce TimeInForce { get; init; }
    /// <summary>When a good-till-time order goes.</summary>
    public Minute Expires { get; init; }
    /// <summary>Its switches.</summary>
    public OrderFlags Flags { get; init; }
    /// <summary>Its self-trade prevention.</summary>
    public SelfTradePrevention SelfTrade { get; init; }
    /// <summary>GPUs filled, counted once for each fill.</summary>
    public Gpus Filled { get; init; }
    /// <summary>GPUs that self-trade prevention took away.</summary>
    public Gpus Prevented { get; init; }
    /// <summary>GPUs cancelled, reduced, expired or withdrawn with a fill.</summary>
    public Gpus Cancelled { get; init; }
    /// <summary>GPUs still wanted; for an ask the most that it still offers at any one minute.</summary>
    public Gpus Open { get; init; }
    /// <summary>GPU-minutes wanted or offered in all.</summary>
    public GpuMinutes Volume { get; init; }
    /// <summary>GPU-minutes sold or bought.</summary>
    public GpuMinutes Leased { get; init; }
    /// <summary>GPU-minutes given up unfilled.</summary>
    public GpuMinutes Withdrawn { get; init; }
    /// <summary>GPU-minutes still wanted or offered.</summary>
    public GpuMinutes Resting { get; init; }
    /// <summary>What the fills are worth: price × GPU-minutes.</summary>
    public Money ExecutedValue { get; init; }
    /// <summary>What the filled GPUs cost an hour, in micro-dollars: the sum of price × GPUs.</summary>
    public long ExecutedMicrosPerHour { get; init; }
    /// <summary>Fees owed for its fills.</summary>
    public Money Fees { get; init; }
    /// <summary>Where it stands.</summary>
    public OrderStatus Status { get; init; }
    /// <summary>Why it is done, once it is.</summary>
    public DoneReason? DoneReason { get; init; }
    /// <summary>When it was taken.</summary>
    public Instant PlacedAt { get; init; }
    /// <summary>When it was done.</summary>
    public Instant? DoneAt { get; init; }
    /// <summary>The position at which it was taken; the cursor of lists of orders.</summary>
    public long PlacedPosition { get; init; }
    /// <summary>The position of the last event that changed it.</summary>
    public long Position { get; init; }
    /// <summary>How many of an ask's rectangles were numbered so far.</summary>
    public int RectanglesNumbered { get; init; }
}
