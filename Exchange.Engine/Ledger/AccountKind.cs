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
    /// <summary>From a buyer, for a lease's further hours.</summary>
    EscrowRolled = 8,
    /// <summary>From a provider, for a lease's further hours.</summary>
    MarginRolled = 9,
    /// <summary>To the provider, for what it delivered.</summary>
    Delivery = 10,
    /// <summary>The provider's fee of what it delivered.</summary>
    DeliveryFee = 11,
    /// <summary>A taker's fee that the provider owed out of what it delivered.</summary>
    DeferredTakerFee = 12,
    /// <summary>To the buyer, for what was not delivered.</summary>
    EscrowReturned = 13,
    /// <summary>To the buyer, owed for what was not delivered.</summary>
    Damages = 14,
    /// <summary>To the provider, when an hour is settled.</summary>
    MarginReturned = 15,
    /// <summary>To the buyer, for what a replacement costs beyond the contract.</summary>
    BuyInCover = 16,
    /// <summary>Set aside by who opens a dispute.</summary>
    DisputeDeposit = 17,
    /// <summary>Returned to who was right.</summary>
    DisputeDepositReturned = 18,
    /// <summary>To the other side of who was wrong.</summary>
    DisputeDepositLost = 19,
    /// <summary>Into a bond.</summary>
    BondPosted = 20,
    /// <summary>Out of a bond, after unbonding.</summary>
    BondReturned = 21,
    /// <summary>From a bond, to who showed the fault.</summary>
    SlashToChallenger = 23,
    /// <summary>From a bond, to the fund against losses.</summary>
    SlashToInsurance = 24,
    /// <summary>From the house's earnings to the fund against losses.</summary>
    InsuranceFunded = 25,
}
