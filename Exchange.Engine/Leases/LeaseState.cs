namespace Exchange.Engine.Leases;

/// <summary>Where a lease stands in its life.</summary>
public enum LeaseState : byte
{
    /// <summary>Sold; its window has not begun.</summary>
    Scheduled = 0,
    /// <summary>Its window has begun; the provider has not handed it over.</summary>
    Provisioning = 1,
    /// <summary>Being delivered.</summary>
    Active = 2,
    /// <summary>Being delivered, but the last hour metered lacked minutes.</summary>
    Degraded = 3,
    /// <summary>The provider takes it back after its notice.</summary>
    Reclaiming = 4,
    /// <summary>Its window is over.</summary>
    Completed = 5,
    /// <summary>The buyer ended it, or could not pay for its next hours.</summary>
    ClosedByBuyer = 6,
    /// <summary>The provider took it back with notice, as its firmness allows.</summary>
    ClosedByProvider = 7,
    /// <summary>The exchange ended it.</summary>
    ClosedByExchange = 8,
    /// <summary>The provider failed it.</summary>
    Defaulted = 9,
    /// <summary>The provider failed it, and what was owed was bought elsewhere, all of it.</summary>
    BoughtIn = 10,
    /// <summary>The provider failed it, and what was not found elsewhere was paid for in money.</summary>
    CashSettled = 11,
}

/// <summary>Why a lease ended. Numbered by party: 1 the buyer, 2 the provider, 3 the exchange; <see cref="CloseReasons.NumberOf"/> gives the public number.</summary>
public enum CloseReason : byte
{
    /// <summary>3001: its window was over.</summary>
    WindowOver = 0,
    /// <summary>1001: the buyer ended it.</summary>
    Terminated = 1,
    /// <summary>1002: the buyer's money did not reach for its next hours.</summary>
    FundsShort = 2,
    /// <summary>2001: the provider did not hand it over in time.</summary>
    NotProvisioned = 3,
    /// <summary>2002: the provider took it back with notice, as its firmness allows.</summary>
    Reclaimed = 4,
    /// <summary>2003: the provider took it back although its firmness does not allow it.</summary>
    ReclaimedWithoutRight = 5,
    /// <summary>2004: the provider's margin did not reach for its next hours.</summary>
    MarginShort = 6,
    /// <summary>2005: nobody answered for it any more.</summary>
    GoneSilent = 7,
    /// <summary>2006: the node was put out of service for what its proofs showed.</summary>
    NodeBanned = 8,
    /// <summary>3002: the operator ended it.</summary>
    ByOperator = 9,
}

/// <summary>What follows from the reason for which a lease ended.</summary>
public static class CloseReasons
{
    /// <summary>The public number: the thousands name the party.</summary>
    public static int NumberOf(CloseReason reason) => reason switch
    {
        CloseReason.Terminated => 1001,
        CloseReason.FundsShort => 1002,
        CloseReason.NotProvisioned => 2001,
        CloseReason.Reclaimed => 2002,
        CloseReason.ReclaimedWithoutRight => 2003,
        CloseReason.MarginShort => 2004,
        CloseReason.GoneSilent => 2005,
        CloseReason.NodeBanned => 2006,
        CloseReason.WindowOver => 3001,
        CloseReason.ByOperator => 3002,
    };

    /// <summary>Whether the provider failed the lease, so that what it still owes is bought in or paid for.</summary>
    public static bool IsDefault(CloseReason reason) =>
        reason is CloseReason.NotProvisioned or CloseReason.ReclaimedWithoutRight or CloseReason.MarginShort or CloseReason.GoneSilent or CloseReason.NodeBanned;

    /// <summary>The state of a lease that ended for the reason.</summary>
    public static LeaseState StateAfter(CloseReason reason) => reason switch
    {
        CloseReason.WindowOver => LeaseState.Completed,
        CloseReason.Terminated or CloseReason.FundsShort => LeaseState.ClosedByBuyer,
        CloseReason.Reclaimed => LeaseState.ClosedByProvider,
        CloseReason.ByOperator => LeaseState.ClosedByExchange,
        CloseReason.NotProvisioned or CloseReason.ReclaimedWithoutRight or CloseReason.MarginShort or CloseReason.GoneSilent
            or CloseReason.NodeBanned => LeaseState.Defaulted,
    };
}

/// <summary>Whose money stands behind a lease.</summary>
public enum LockSide : byte
{
    /// <summary>The buyer's, in escrow.</summary>
    Buyer = 0,
    /// <summary>The provider's margin.</summary>
    Provider = 1,
}
