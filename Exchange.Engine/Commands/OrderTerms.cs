using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

/// <summary>How long an order stays.</summary>
public enum TimeInForce : byte
{
    /// <summary>Good till cancelled.</summary>
    GoodTillCancelled = 0,
    /// <summary>Good till a named minute.</summary>
    GoodTillTime = 1,
    /// <summary>What does not fill at once is cancelled.</summary>
    ImmediateOrCancel = 2,
    /// <summary>Fills whole at once, or not at all.</summary>
    FillOrKill = 3,
}

/// <summary>Where the GPUs of one bid must lie together.</summary>
public enum Placement : byte
{
    /// <summary>Anywhere, and in parts.</summary>
    Any = 0,
    /// <summary>One node.</summary>
    SameNode = 1,
    /// <summary>One fabric.</summary>
    SameFabric = 2,
    /// <summary>One datacenter: the whole place.</summary>
    SameDatacenter = 3,
    /// <summary>One provider.</summary>
    SameProvider = 4,
    /// <summary>One region: the first two segments of the place.</summary>
    SameRegion = 5,
}

/// <summary>What happens when an order would meet another of the same beneficial owner. The taker's mode wins.</summary>
public enum SelfTradePrevention : byte
{
    /// <summary>Both shrink by the overlap; the one that is used up goes.</summary>
    DecrementAndCancel = 0,
    /// <summary>The resting order goes.</summary>
    CancelOldest = 1,
    /// <summary>The arriving order goes.</summary>
    CancelNewest = 2,
    /// <summary>Both go.</summary>
    CancelBoth = 3,
}

/// <summary>Switches of an order.</summary>
[Flags]
public enum OrderFlags : byte
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>Refused rather than traded on arrival.</summary>
    PostOnly = 1,
    /// <summary>A bid that fills whole or not at all: a gang anywhere.</summary>
    AllOrNone = 2,
    /// <summary>No limit but the protective collar around the best price on arrival.</summary>
    Market = 4,
    /// <summary>An ask whose GPUs are each sold once: what a fill leaves of their window is withdrawn.</summary>
    SellOnce = 8,
    /// <summary>An ask to which the unused part of a lease that ended early returns.</summary>
    Replenish = 16,
    /// <summary>A bid with which the exchange buys in what a provider failed to deliver.</summary>
    BuyIn = 32,
}

/// <summary>When a bid wants its GPUs, and for how long.</summary>
/// <param name="Scheduled">False: start at fill (the next whole minute, or the ask's start where that is near). True: within the two bounds.</param>
/// <param name="EarliestStart">The first minute at which it may start, if scheduled.</param>
/// <param name="LatestStart">The last minute at which it may start, if scheduled.</param>
/// <param name="Duration">How long, at least one minute.</param>
public readonly record struct Delivery(bool Scheduled, Minute EarliestStart, Minute LatestStart, Minutes Duration)
{
    /// <summary>Delivery that starts at the fill.</summary>
    public static Delivery AtFill(Minutes duration) => new(false, default, default, duration);

    /// <summary>Delivery that starts between two minutes, both included.</summary>
    public static Delivery Between(Minute earliest, Minute latest, Minutes duration) => new(true, earliest, latest, duration);
}

/// <summary>What a bid says: a rectangle of GPUs × time with a limit price.</summary>
public readonly record struct BidTerms
{
    /// <summary>The product under which it was sent, if any; decides nothing in matching.</summary>
    public ProductId Product { get; init; }
    /// <summary>What is required of an ask.</summary>
    public RequirementId Requirement { get; init; }
    /// <summary>How many GPUs.</summary>
    public Gpus Gpus { get; init; }
    /// <summary>No fill smaller than this, unless it completes the order; 0 means any.</summary>
    public Gpus MinFill { get; init; }
    /// <summary>The most it pays per GPU-hour (ignored for a market order, whose collar is found on arrival).</summary>
    public Price Limit { get; init; }
    /// <summary>When.</summary>
    public Delivery Delivery { get; init; }
    /// <summary>Where the GPUs must lie together.</summary>
    public Placement Placement { get; init; }
    /// <summary>How long the order stays.</summary>
    public TimeInForce TimeInForce { get; init; }
    /// <summary>When a good-till-time order goes.</summary>
    public Minute Expires { get; init; }
    /// <summary>Switches.</summary>
    public OrderFlags Flags { get; init; }
    /// <summary>Self-trade prevention.</summary>
    public SelfTradePrevention SelfTrade { get; init; }

    /// <summary>Whether it fills whole inside one group or not at all.</summary>
    public bool IsGang => Placement != Placement.Any || (Flags & OrderFlags.AllOrNone) != 0;
}

/// <summary>What an ask says: GPUs of one node or group over an availability window, with a limit price.</summary>
public readonly record struct AskTerms
{
    /// <summary>The product under which it was sent, if any; decides nothing in matching.</summary>
    public ProductId Product { get; init; }
    /// <summary>The node, or group of nodes, that delivers.</summary>
    public NodeId Node { get; init; }
    /// <summary>What is offered.</summary>
    public SpecId Spec { get; init; }
    /// <summary>How many GPUs.</summary>
    public Gpus Gpus { get; init; }
    /// <summary>The least it takes per GPU-hour (ignored for a market order).</summary>
    public Price Limit { get; init; }
    /// <summary>When they are available.</summary>
    public Window Window { get; init; }
    /// <summary>How long the order stays.</summary>
    public TimeInForce TimeInForce { get; init; }
    /// <summary>When a good-till-time order goes.</summary>
    public Minute Expires { get; init; }
    /// <summary>Switches.</summary>
    public OrderFlags Flags { get; init; }
    /// <summary>Self-trade prevention.</summary>
    public SelfTradePrevention SelfTrade { get; init; }
}
