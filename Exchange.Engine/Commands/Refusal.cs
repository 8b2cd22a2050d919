namespace Exchange.Engine.Commands;

/// <summary>Why a command was refused. Zero means that it was not.</summary>
public enum Refusal : byte
{
    /// <summary>Not refused.</summary>
    None = 0,
    /// <summary>No such account.</summary>
    UnknownAccount,
    /// <summary>No such order, or not the account's own.</summary>
    UnknownOrder,
    /// <summary>The order was done already.</summary>
    OrderDone,
    /// <summary>No such requirement.</summary>
    UnknownRequirement,
    /// <summary>No such spec.</summary>
    UnknownSpec,
    /// <summary>No such node, or not the account's own.</summary>
    UnknownNode,
    /// <summary>No such SKU.</summary>
    UnknownSku,
    /// <summary>No such product.</summary>
    UnknownProduct,
    /// <summary>The SKU is retired.</summary>
    SkuRetired,
    /// <summary>The spec's SKU or node size differs from the node's.</summary>
    SpecDiffersFromNode,
    /// <summary>The client's order id was used before with other content.</summary>
    ClientOrderIdReused,
    /// <summary>Less money is available than the order must lock.</summary>
    InsufficientFunds,
    /// <summary>The market is halted.</summary>
    MarketHalted,
    /// <summary>The market accepts cancels alone.</summary>
    MarketCancelOnly,
    /// <summary>The market is post-only and the order may not rest.</summary>
    MarketPostOnly,
    /// <summary>The order was post-only and would have traded.</summary>
    PostOnlyWouldTrade,
    /// <summary>The price is not a multiple of the tick.</summary>
    PriceOffTick,
    /// <summary>The price is outside the band around the reference price.</summary>
    PriceOutsideBand,
    /// <summary>The GPU count is zero, above the limit, or no multiple of the chunk step.</summary>
    GpusOutOfRange,
    /// <summary>The minimum fill is above the order's GPUs.</summary>
    MinFillOutOfRange,
    /// <summary>The duration or window is empty or above the limit.</summary>
    WindowOutOfRange,
    /// <summary>The start has passed, or is nearer than gate closure allows.</summary>
    GateClosed,
    /// <summary>The expiry has passed.</summary>
    ExpiryPassed,
    /// <summary>The notional is above the limit.</summary>
    NotionalTooLarge,
    /// <summary>The combination of flags, placement and time in force means nothing.</summary>
    TermsContradict,
    /// <summary>The asks and leases on the node would exceed its units.</summary>
    UnitsTaken,
    /// <summary>The account has as many open orders as it may.</summary>
    TooManyOpenOrders,
    /// <summary>A table of the engine is full.</summary>
    CapacityReached,
    /// <summary>A market order found nobody to trade with.</summary>
    NoLiquidity,
    /// <summary>The name is taken, empty or malformed.</summary>
    NameInvalid,
    /// <summary>A number is outside its range.</summary>
    ValueOutOfRange,
    /// <summary>The amendment changes nothing that can be changed.</summary>
    NothingToAmend,
    /// <summary>The payment's reference was used before with other content.</summary>
    ReferenceReused,
    /// <summary>No such lease, or not the account's own.</summary>
    UnknownLease,
    /// <summary>The lease is not in a state in which that can be done.</summary>
    LeaseStateContradicts,
    /// <summary>No such open challenge, or not the account's own.</summary>
    UnknownChallenge,
    /// <summary>No such open slash, or not the account's own.</summary>
    UnknownSlash,
    /// <summary>No such open dispute, or not the account's own.</summary>
    UnknownDispute,
    /// <summary>The account is no provider.</summary>
    UnknownProvider,
    /// <summary>The node may not be offered: its onboarding is not complete, or it was put out of the market.</summary>
    NodeInactive,
    /// <summary>The bond does not reach for the provider's nodes.</summary>
    BondShort,
    /// <summary>The node has no fresh proof of the performance that an offer needs.</summary>
    PerformanceStale,
    /// <summary>The node has no fresh attestation of what its spec claims.</summary>
    AttestationStale,
    /// <summary>The device is registered already.</summary>
    DeviceTaken,
    /// <summary>The device may never be offered again.</summary>
    DeviceBanned,
    /// <summary>A unit serves another lease at that time, is not registered, or is none of the lease's node.</summary>
    UnitsNotFree,
    /// <summary>It is too early for that.</summary>
    NotYet,
    /// <summary>It is too late for that.</summary>
    TooLate,
    /// <summary>That was done before.</summary>
    AlreadyDone,
    /// <summary>The link does not belong to the day's chain.</summary>
    BeaconBroken,
    /// <summary>The account has registered no agent key.</summary>
    NoAgentKey,
    /// <summary>Open asks, leases or proofs of the node stand in the way.</summary>
    NodeInUse,
    /// <summary>No such open quorum, or the account is none of its workers.</summary>
    UnknownQuorum,
    /// <summary>The lease stands in an open quorum already.</summary>
    LeaseInQuorum,
    /// <summary>Two of those concerned have one beneficial owner, so that what they agree on shows nothing.</summary>
    OwnersNotDistinct,
    /// <summary>The buyer has as many quorums open as it may.</summary>
    TooManyOpenQuorums,
    /// <summary>A slash for which the node is out of the market is not decided: neither may it be retired nor its devices change.</summary>
    SlashOpen,
    /// <summary>The node's description claims no confidential computing.</summary>
    NothingToAttest,
    /// <summary>The description claims a platform of confidential computing whose reports the venue cannot verify.</summary>
    PlatformNotVerified,
}

/// <summary>Why what was left of an order is gone.</summary>
public enum CancelReason : byte
{
    /// <summary>Its owner said so.</summary>
    ByOwner = 0,
    /// <summary>Its owner's mass cancel.</summary>
    MassCancel,
    /// <summary>Its owner's dead-man's switch.</summary>
    CancelAfter,
    /// <summary>Its time was over.</summary>
    Expired,
    /// <summary>Its start came too near.</summary>
    GateClosed,
    /// <summary>Its window had no room left for its minimum duration.</summary>
    WindowOver,
    /// <summary>Immediate-or-cancel, and this did not fill.</summary>
    ImmediateOrCancel,
    /// <summary>Fill-or-kill, and it could not be filled whole.</summary>
    FillOrKill,
    /// <summary>A market order's remainder.</summary>
    MarketRemainder,
    /// <summary>Self-trade prevention.</summary>
    SelfTrade,
    /// <summary>One command may not cause more fills.</summary>
    FillLimit,
    /// <summary>The margin that a further lease needs was not there.</summary>
    MarginShort,
    /// <summary>Too little was left to be taken by anybody.</summary>
    TooSmall,
    /// <summary>Its node was put out of the market.</summary>
    NodeInactive,
}

/// <summary>What became of a command.</summary>
/// <param name="Refusal">Why it was refused, or none.</param>
/// <param name="Id">The id that it created or touched: of the order, account, SKU, spec, requirement, node or product.</param>
/// <param name="Shortfall">What was missing, where money was.</param>
/// <param name="Count">How many orders a mass cancel cancelled.</param>
/// <param name="More">Whether a mass cancel left some for the next command.</param>
/// <param name="Repeated">Whether it had been answered before and this is that answer again.</param>
public readonly record struct Receipt(
    Refusal Refusal, long Id = 0, Values.Money Shortfall = default, int Count = 0, bool More = false, bool Repeated = false)
{
    /// <summary>The position up to which the answer's turn is stored; a replica that has reached it has seen the answer's events.</summary>
    public long Position { get; init; }

    /// <summary>Whether the command was taken.</summary>
    public bool Accepted => Refusal == Refusal.None;

    /// <summary>The order that it created or touched.</summary>
    public Values.OrderId Order => new(Id);
}
