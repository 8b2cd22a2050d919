using Exchange.Engine.Commands;
using Exchange.Engine.Values;

namespace Exchange.Api.Feed;

/// <summary>What a message of the <c>full</c> channel says.</summary>
public enum FeedKind : byte
{
    /// <summary>An order was taken.</summary>
    Received,
    /// <summary>An order is in the public book.</summary>
    Open,
    /// <summary>Two orders of the public book's kind met.</summary>
    Match,
    /// <summary>An order changed its size otherwise.</summary>
    Change,
    /// <summary>An order left the public book, or is done.</summary>
    Done,
}

/// <summary>Why an order changed or left.</summary>
public enum FeedReason : byte
{
    /// <summary>Nothing to say.</summary>
    None,
    /// <summary>Filled.</summary>
    Filled,
    /// <summary>Cancelled.</summary>
    Canceled,
    /// <summary>Re-priced or grown: an <see cref="FeedKind.Open"/> follows where something rests.</summary>
    Amended,
    /// <summary>Shown anew at once, behind an order with an earlier place in time that came into reach.</summary>
    Requeued,
    /// <summary>No longer of the public book's kind; the order lives on.</summary>
    Unlisted,
    /// <summary>Filled by an order that is not of the public book's kind.</summary>
    OtherTrade,
    /// <summary>Self-trade prevention.</summary>
    SelfTrade,
    /// <summary>Reduced by its owner.</summary>
    Reduced,
    /// <summary>More or fewer of its GPUs are within reach.</summary>
    Availability,
}

/// <summary>One message of a product's <c>full</c> channel.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Sequence">Its number in the product's feed, without gaps.</param>
/// <param name="AtUnixMicroseconds">The time stamped on the command.</param>
/// <param name="Order">The order; for a match the maker.</param>
/// <param name="Side">The order's side; for a match the maker's.</param>
/// <param name="Price">The order's price; for a match the trade's.</param>
/// <param name="Size">GPUs: of the order, traded, left, or from now on.</param>
public readonly record struct FeedMessage(
    FeedKind Kind, long Sequence, long AtUnixMicroseconds, OrderId Order, Side Side, Price Price, int Size)
{
    /// <summary>GPUs before a change.</summary>
    public int OldSize { get; init; }
    /// <summary>Why.</summary>
    public FeedReason Reason { get; init; }
    /// <summary>The taker of a match.</summary>
    public OrderId Taker { get; init; }
    /// <summary>The fill's number.</summary>
    public long Trade { get; init; }
    /// <summary>The client's own id, of a received order.</summary>
    public ClientOrderId Client { get; init; }
    /// <summary>Whether a received order is a market order.</summary>
    public bool IsMarket { get; init; }
    /// <summary>The account of the order, or of a match's maker. Shown on the <c>user</c> channel alone.</summary>
    public AccountId Account { get; init; }
    /// <summary>The account of a match's taker.</summary>
    public AccountId TakerAccount { get; init; }
    /// <summary>What the taker of a match pays, in basis points of its value.</summary>
    public int TakerFeeBasisPoints { get; init; }
}
