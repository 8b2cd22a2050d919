using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>An open order. A bid and an ask share the fields that matching, money and cancelling need.</summary>
public struct Order
{
    /// <summary>Its id; the default where the slot is free.</summary>
    public OrderId Id;
    /// <summary>Whose it is.</summary>
    public AccountId Account;
    /// <summary>Buys or sells.</summary>
    public Side Side;
    /// <summary>Switches.</summary>
    public OrderFlags Flags;
    /// <summary>How long it stays.</summary>
    public TimeInForce TimeInForce;
    /// <summary>Self-trade prevention.</summary>
    public SelfTradePrevention SelfTrade;
    /// <summary>Where a bid's GPUs must lie together.</summary>
    public Placement Placement;
    /// <summary>How firmly an ask promises; decides its margin.</summary>
    public Firmness Firmness;
    /// <summary>Whether it is in the book.</summary>
    public bool Resting;
    /// <summary>Whether nothing is left of it; its slot is freed once nothing is locked for it.</summary>
    public bool Done;
    /// <summary>The product under which it was sent.</summary>
    public ProductId Product;
    /// <summary>A bid's requirement.</summary>
    public RequirementId Requirement;
    /// <summary>An ask's spec.</summary>
    public SpecId Spec;
    /// <summary>An ask's node.</summary>
    public NodeId Node;
    /// <summary>GPUs when it was placed or last grew.</summary>
    public Gpus Gpus;
    /// <summary>GPUs still wanted by a bid. What an ask still offers lies in its rectangles.</summary>
    public Gpus Open;
    /// <summary>A bid's least fill.</summary>
    public Gpus MinFill;
    /// <summary>The limit, or the collar of a market order.</summary>
    public Price Limit;
    /// <summary>When a bid wants delivery.</summary>
    public Delivery Delivery;
    /// <summary>When an ask's GPUs are available, as placed.</summary>
    public Window Window;
    /// <summary>When a good-till-time order goes.</summary>
    public Minute Expires;
    /// <summary>Its place in time: lower is earlier.</summary>
    public long Priority;
    /// <summary>Money locked for it: a bid's hold, or an ask's margin not yet behind a lease.</summary>
    public Money Locked;
    /// <summary>What an ask still offers, over all its rectangles.</summary>
    public GpuMinutes Offered;
    /// <summary>What was leased of an ask, or to a bid.</summary>
    public GpuMinutes Leased;
    /// <summary>What was withdrawn of an ask.</summary>
    public GpuMinutes Withdrawn;
    /// <summary>GPUs filled so far.</summary>
    public Gpus Filled;
    /// <summary>GPUs that self-trade prevention took.</summary>
    public Gpus Prevented;
    /// <summary>What was paid or earned so far, at the fills' prices.</summary>
    public Money ExecutedValue;
    /// <summary>Taker's fees so far.</summary>
    public Money Fees;
    /// <summary>When it was placed, in microseconds since the Unix epoch.</summary>
    public long PlacedAtUnixMicroseconds;
    /// <summary>The client's name of it.</summary>
    public ClientOrderId Client;

    internal int FirstRectangle;
    internal int LastRectangle;
    internal int NextOrdinal;
    internal int NextOfAccount;
    internal int PreviousOfAccount;
    internal int NextOfNode;
    internal int PreviousOfNode;

    /// <summary>Whether it is a bid that fills whole inside one group or not at all.</summary>
    public readonly bool IsGang => Side == Side.Bid && (Placement != Placement.Any || (Flags & OrderFlags.AllOrNone) != 0);

    /// <summary>Whether the switch is set.</summary>
    public readonly bool Has(OrderFlags flag) => (Flags & flag) != 0;
}

/// <summary>A rectangle of an order as it lies in the book: one of an ask's remnants, or a bid as one SKU's queue sees it.</summary>
public struct Rectangle
{
    /// <summary>The slot of its order.</summary>
    public int Order;
    /// <summary>An ask's remnant by number; a bid's SKU by its place in the requirement.</summary>
    public int Ordinal;
    /// <summary>An ask's GPUs in this rectangle. A bid's open GPUs are in its order.</summary>
    public Gpus Gpus;
    /// <summary>An ask's window of this rectangle.</summary>
    public Window Window;

    internal int Next;
    internal int Previous;
    internal short Row;
    internal int Column;
    internal int Sku;
}
