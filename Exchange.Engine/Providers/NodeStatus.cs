namespace Exchange.Engine.Providers;

/// <summary>Whether a node may be offered.</summary>
public enum NodeStatus : byte
{
    /// <summary>Registered; bond, units, attestation or benchmark are still missing.</summary>
    Onboarding = 0,
    /// <summary>May be offered.</summary>
    Active = 1,
    /// <summary>Out of the market until its proofs are good again.</summary>
    Suspended = 2,
    /// <summary>Out of the market until the operator lets it back.</summary>
    Quarantined = 3,
    /// <summary>Withdrawn by its provider, for good.</summary>
    Retired = 4,
}

/// <summary>Why a node's status changed.</summary>
public enum NodeStatusReason : byte
{
    /// <summary>Everything that an offer needs is there.</summary>
    Complete = 0,
    /// <summary>The bond no longer reaches.</summary>
    BondShort = 1,
    /// <summary>The verified performance is stale.</summary>
    PerformanceStale = 2,
    /// <summary>Proofs were missed, too many in a row.</summary>
    ProofsMissed = 3,
    /// <summary>Performance was below what is claimed, twice in a row.</summary>
    BelowPerformance = 4,
    /// <summary>A slash was proposed.</summary>
    SlashProposed = 5,
    /// <summary>A device of it was banned.</summary>
    DeviceBanned = 6,
    /// <summary>The operator said so.</summary>
    ByOperator = 7,
    /// <summary>The provider said so.</summary>
    ByProvider = 8,
}

/// <summary>Why something is to be taken from a bond.</summary>
public enum SlashCause : byte
{
    /// <summary>Idle proofs missed, beyond three in a day.</summary>
    ProofsMissed = 0,
    /// <summary>The SKU or its memory is less than claimed, confirmed by two fresh challenges.</summary>
    BelowClaim = 1,
    /// <summary>A forged or expired attestation was presented.</summary>
    FalseAttestation = 2,
    /// <summary>The operator found fraud.</summary>
    Fraud = 3,
}
