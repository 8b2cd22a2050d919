namespace Exchange.Engine.Markets;

/// <summary>What the market lets orders do.</summary>
public enum MarketState : byte
{
    /// <summary>Everything.</summary>
    Open = 0,
    /// <summary>Orders may rest, none may trade.</summary>
    PostOnly = 1,
    /// <summary>Orders may only be cancelled.</summary>
    CancelOnly = 2,
    /// <summary>Nothing.</summary>
    Halted = 3,
}

/// <summary>A number that the operator may change; each change is an event, so that replay uses the value of its day.</summary>
public enum Setting : byte
{
    /// <summary>The smallest price step, in micro-dollars per GPU-hour.</summary>
    TickMicros = 0,
    /// <summary>The taker's fee, in basis points of notional.</summary>
    TakerFeeBasisPoints = 1,
    /// <summary>Provider margin behind a standard ask, in basis points of notional.</summary>
    StandardMarginBasisPoints = 2,
    /// <summary>Provider margin behind a firm ask, in basis points of notional.</summary>
    FirmMarginBasisPoints = 3,
    /// <summary>Provider margin behind an interruptible ask, in basis points of notional.</summary>
    InterruptibleMarginBasisPoints = 4,
    /// <summary>The longest part of a rectangle that locks money, in minutes.</summary>
    LockHorizonMinutes = 5,
    /// <summary>How near an ask's start may be for a bid that starts at fill, in minutes.</summary>
    AtFillReachMinutes = 6,
    /// <summary>How long before a scheduled start its orders leave the book, in minutes.</summary>
    GateClosureMinutes = 7,
    /// <summary>The collar around the best price for a market order, in basis points.</summary>
    MarketCollarBasisPoints = 8,
    /// <summary>The lowest price accepted, in basis points of the product's reference price.</summary>
    BandLowBasisPoints = 9,
    /// <summary>The highest price accepted, in basis points of the product's reference price.</summary>
    BandHighBasisPoints = 10,
    /// <summary>The most GPUs in one order.</summary>
    MaxOrderGpus = 11,
    /// <summary>The longest window or duration, in minutes.</summary>
    MaxWindowMinutes = 12,
    /// <summary>The most fills that one command may cause.</summary>
    MaxFillsPerCommand = 13,
    /// <summary>The largest notional of one order, in micro-dollars.</summary>
    MaxNotionalMicros = 14,
    /// <summary>The most open orders of one account.</summary>
    MaxOpenOrdersPerAccount = 15,
}
