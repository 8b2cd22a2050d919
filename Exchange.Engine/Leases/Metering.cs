namespace Exchange.Engine.Leases;

/// <summary>Who says what an hour delivered.</summary>
public enum MeterSide : byte
{
    /// <summary>The provider's agent.</summary>
    Provider = 0,
    /// <summary>The buyer's agent.</summary>
    Buyer = 1,
    /// <summary>A monitor.</summary>
    Monitor = 2,
}

/// <summary>By which evidence an hour was metered, the best that there was.</summary>
public enum MeterSource : byte
{
    /// <summary>Both parties signed the same minutes.</summary>
    BothSigned = 0,
    /// <summary>The majority of at least three monitors, minute by minute.</summary>
    Monitors = 1,
    /// <summary>The node's heartbeats in the epochs that contain the minutes.</summary>
    ProofChain = 2,
    /// <summary>The only party that reported.</summary>
    OneSided = 3,
    /// <summary>The parties contradict each other and nothing else is known: what both call delivered is, what one does not is excused.</summary>
    Contested = 4,
    /// <summary>Nobody said anything: all is excused.</summary>
    Nobody = 5,
    /// <summary>An audit, or the decision of a dispute, replaced the verdict.</summary>
    Decided = 6,
    /// <summary>It was never handed over: nothing was delivered.</summary>
    NotProvisioned = 7,
}

/// <summary>Whose fault something was.</summary>
public enum Fault : byte
{
    /// <summary>Nobody's.</summary>
    None = 0,
    /// <summary>The provider's.</summary>
    Provider = 1,
    /// <summary>The buyer's.</summary>
    Buyer = 2,
    /// <summary>The exchange's.</summary>
    Exchange = 3,
    /// <summary>Both parties'.</summary>
    Shared = 4,
}
