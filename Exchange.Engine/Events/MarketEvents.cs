using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Values;

namespace Exchange.Engine.Events;

/// <summary>A writer took over the market.</summary>
/// <param name="Epoch">Its epoch; each is higher than the one before.</param>
public readonly record struct WriterStarted(int Epoch) : IEvent<WriterStarted>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.WriterStarted;
}

/// <summary>The engine's clock reached a minute.</summary>
/// <param name="Now">The minute that has begun.</param>
public readonly record struct TimeAdvanced(Minute Now) : IEvent<TimeAdvanced>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.TimeAdvanced;
}

/// <summary>The market opened, closed or was restricted.</summary>
/// <param name="State">The new state.</param>
public readonly record struct MarketStateChanged(MarketState State) : IEvent<MarketStateChanged>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.MarketStateChanged;
}

/// <summary>A bid was taken. It is not in the book before <see cref="OrderRested"/> says so.</summary>
/// <param name="Order">Its id.</param>
/// <param name="Account">Whose.</param>
/// <param name="Client">The client's name of it.</param>
/// <param name="Terms">What was bid; for a market order the limit is the collar that was found.</param>
public readonly record struct BidPlaced(OrderId Order, AccountId Account, ClientOrderId Client, BidTerms Terms) : IEvent<BidPlaced>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.BidPlaced;
}

/// <summary>An ask was taken. It is not in the book before <see cref="OrderRested"/> says so.</summary>
/// <param name="Order">Its id.</param>
/// <param name="Account">Whose.</param>
/// <param name="Client">The client's name of it.</param>
/// <param name="Terms">What was asked; for a market order the limit is the collar that was found.</param>
public readonly record struct AskPlaced(OrderId Order, AccountId Account, ClientOrderId Client, AskTerms Terms) : IEvent<AskPlaced>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.AskPlaced;
}

/// <summary>An order was refused.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Client">The client's name of it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Shortfall">What was missing, where money was.</param>
public readonly record struct OrderRejected(AccountId Account, ClientOrderId Client, Refusal Reason, Money Shortfall) : IEvent<OrderRejected>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.OrderRejected;
}

/// <summary>What is left of an order entered the book, behind all that rests at its price.</summary>
/// <param name="Order">The order.</param>
public readonly record struct OrderRested(OrderId Order) : IEvent<OrderRested>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.OrderRested;
}

/// <summary>Which parts of the carved rectangle stay offered; the others are withdrawn with the fill.</summary>
[Flags]
public enum Kept : byte
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>The GPUs that were not taken, over the whole window.</summary>
    Beside = 1,
    /// <summary>The GPUs taken, before the fill's window.</summary>
    Before = 2,
    /// <summary>The GPUs taken, after the fill's window.</summary>
    After = 4,
}

/// <summary>Two orders met. The price is the resting one's.</summary>
/// <param name="Fill">The fill, and the lease that it opens.</param>
/// <param name="Ask">The order that sells.</param>
/// <param name="Bid">The order that buys.</param>
/// <param name="Taker">The side that arrived.</param>
/// <param name="Price">Per GPU-hour.</param>
/// <param name="Gpus">How many GPUs.</param>
/// <param name="Delivery">When they are delivered.</param>
/// <param name="Remnant">Which rectangle of the ask was carved, counted within the ask from 0.</param>
/// <param name="Kept">Which parts of that rectangle stay offered.</param>
public readonly record struct OrderFilled(
    FillId Fill, OrderId Ask, OrderId Bid, Side Taker, Price Price, Gpus Gpus, Window Delivery, int Remnant, Kept Kept) : IEvent<OrderFilled>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.OrderFilled;

    /// <summary>The order that rested.</summary>
    public OrderId Maker => Taker == Side.Bid ? Ask : Bid;

    /// <summary>The order that arrived.</summary>
    public OrderId TakerOrder => Taker == Side.Bid ? Bid : Ask;
}

/// <summary>A rectangle of an ask left the book although its order stays.</summary>
/// <param name="Order">The ask.</param>
/// <param name="Remnant">Which rectangle, counted within the ask from 0.</param>
/// <param name="Volume">The GPU-minutes withdrawn.</param>
public readonly record struct RemnantWithdrawn(OrderId Order, int Remnant, GpuMinutes Volume) : IEvent<RemnantWithdrawn>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.RemnantWithdrawn;
}

/// <summary>Two orders of one beneficial owner met and both gave way by this much.</summary>
/// <param name="Maker">The order that rested.</param>
/// <param name="Remnant">Which rectangle of the maker, where the maker is an ask.</param>
/// <param name="Taker">The order that arrived.</param>
/// <param name="TakerRemnant">Which rectangle of the taker, where the taker is an ask.</param>
/// <param name="Gpus">How many GPUs were prevented on each side; zero where the mode cancels instead.</param>
public readonly record struct SelfTradePrevented(OrderId Maker, int Remnant, OrderId Taker, int TakerRemnant, Gpus Gpus) : IEvent<SelfTradePrevented>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.SelfTradePrevented;
}

/// <summary>An order shrank and kept its priority.</summary>
/// <param name="Order">The order.</param>
/// <param name="Gpus">GPUs open from now on, in each of its rectangles at most.</param>
public readonly record struct OrderReduced(OrderId Order, Gpus Gpus) : IEvent<OrderReduced>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.OrderReduced;
}

/// <summary>An order was re-priced or grew, lost its priority and left the book until <see cref="OrderRested"/> says otherwise.</summary>
/// <param name="Order">The order.</param>
/// <param name="Gpus">GPUs open from now on.</param>
/// <param name="Limit">Its limit from now on.</param>
public readonly record struct OrderAmended(OrderId Order, Gpus Gpus, Price Limit) : IEvent<OrderAmended>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.OrderAmended;
}

/// <summary>What was left of an order is gone.</summary>
/// <param name="Order">The order.</param>
/// <param name="Reason">Why.</param>
public readonly record struct OrderCancelled(OrderId Order, CancelReason Reason) : IEvent<OrderCancelled>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.OrderCancelled;
}

/// <summary>The dead-man's switch of an account was armed or disarmed.</summary>
/// <param name="Account">Whose.</param>
/// <param name="DeadlineUnixMilliseconds">When everything of the account is cancelled; 0 is never.</param>
public readonly record struct CancelAfterArmed(AccountId Account, long DeadlineUnixMilliseconds) : IEvent<CancelAfterArmed>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.CancelAfterArmed;
}

/// <summary>A fill opened a lease; its terms are frozen here.</summary>
/// <param name="Lease">The lease, by the number of its fill.</param>
/// <param name="Buyer">Who uses it.</param>
/// <param name="Provider">Who delivers it.</param>
/// <param name="Bid">The order that bought.</param>
/// <param name="Ask">The order that sold.</param>
/// <param name="Node">The node, or group, that delivers.</param>
/// <param name="Spec">What was promised.</param>
/// <param name="Requirement">What was required.</param>
/// <param name="Gpus">How many GPUs.</param>
/// <param name="Window">When.</param>
/// <param name="Price">Per GPU-hour.</param>
/// <param name="Margin">What of the ask's margin now stands behind the lease.</param>
/// <param name="ProviderTakerFee">A taker's fee that the provider owes out of what is delivered, where the ask was the taker.</param>
public readonly record struct LeaseOpened(
    FillId Lease, AccountId Buyer, AccountId Provider, OrderId Bid, OrderId Ask, NodeId Node, SpecId Spec, RequirementId Requirement,
    Gpus Gpus, Window Window, Price Price, Money Margin, Money ProviderTakerFee) : IEvent<LeaseOpened>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.LeaseOpened;
}
