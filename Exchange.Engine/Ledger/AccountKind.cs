namespace Exchange.Engine.Ledger;

/// <summary>The purses of an account. Every movement of money is between two of them.</summary>
public enum AccountKind : byte
{
    /// <summary>Free to use or withdraw.</summary>
    Available = 0,
    /// <summary>Set aside for open bids.</summary>
    OrderHold = 1,
    /// <summary>Set aside for leases that are being delivered.</summary>
    LeaseEscrow = 2,
    /// <summary>A provider's margin behind open asks and leases.</summary>
    ProviderMargin = 3,
    /// <summary>A provider's bond.</summary>
    Bond = 4,
    /// <summary>The house's fund against losses.</summary>
    Insurance = 5,
    /// <summary>The house's earnings.</summary>
    Fees = 6,
    /// <summary>Owed to a provider, not yet paid.</summary>
    Payable = 7,
    /// <summary>The world outside; the only one that may be negative.</summary>
    External = 8,
}

/// <summary>Why money moved.</summary>
public enum MoveReason : byte
{
    /// <summary>Came from outside.</summary>
    Deposit = 0,
    /// <summary>Went outside.</summary>
    Withdrawal = 1,
    /// <summary>Set aside for a bid.</summary>
    BidHold = 2,
    /// <summary>Returned from a bid.</summary>
    BidRelease = 3,
    /// <summary>Set aside for an ask.</summary>
    AskMargin = 4,
    /// <summary>Returned from an ask.</summary>
    AskRelease = 5,
    /// <summary>From a bid's hold into a lease's escrow.</summary>
    LeaseEscrow = 6,
    /// <summary>The taker's fee.</summary>
    TakerFee = 7,
}
