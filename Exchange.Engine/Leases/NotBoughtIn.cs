namespace Exchange.Engine.Leases;

/// <summary>Why what a defaulted lease still owed was not bought elsewhere, or not all of it.</summary>
public enum NotBoughtIn : byte
{
    /// <summary>Of an interruptible lease nothing is owed.</summary>
    NothingOwed = 0,
    /// <summary>No time was left of it.</summary>
    TimeOver = 1,
    /// <summary>The market was not open.</summary>
    MarketClosed = 2,
    /// <summary>The engine had no room for one more order.</summary>
    NoRoom = 3,
    /// <summary>Nobody offered what the lease required, for that time and within the limit.</summary>
    NothingOffered = 4,
    /// <summary>It was offered at a price of which margin, bond and insurance do not cover the difference.</summary>
    DifferenceNotCovered = 5,
    /// <summary>The buyer no longer has the money for a single minute.</summary>
    BuyerFundsShort = 6,
    /// <summary>It was bought as far ahead as anything is secured, and not for all the time that was left.</summary>
    ForPartOfTheTime = 7,
}
