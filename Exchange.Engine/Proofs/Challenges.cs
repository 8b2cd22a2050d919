namespace Exchange.Engine.Proofs;

/// <summary>What is to be proven.</summary>
public enum ChallengeKind : byte
{
    /// <summary>A matrix product, sent whole.</summary>
    MatrixFull = 0,
    /// <summary>A matrix product, committed to and opened at random rows.</summary>
    MatrixCommit = 1,
    /// <summary>Squarings one after another through an epoch.</summary>
    TimeLock = 2,
    /// <summary>A report of the confidential computing hardware.</summary>
    Attestation = 3,
}

/// <summary>Why a challenge was issued.</summary>
public enum ChallengePurpose : byte
{
    /// <summary>Before the node's first offer.</summary>
    Onboarding = 0,
    /// <summary>By schedule, while the node is idle.</summary>
    Idle = 1,
    /// <summary>Right after a lease.</summary>
    AfterLease = 2,
    /// <summary>To confirm what a failed proof suggests.</summary>
    Confirmation = 3,
    /// <summary>At the start of a confidential lease, and every day of it.</summary>
    Lease = 4,
    /// <summary>The provider asked for it.</summary>
    OnRequest = 5,
    /// <summary>A link of the node's chain of time-locks: the small matrix after one, or one that waited for the epoch before it to be decided.</summary>
    Chained = 6,
}

/// <summary>What was found of a proof.</summary>
public enum Verdict : byte
{
    /// <summary>It holds.</summary>
    Passed = 0,
    /// <summary>No answer came in time.</summary>
    Missed = 1,
    /// <summary>The answer came too late.</summary>
    Late = 2,
    /// <summary>The answer is wrong.</summary>
    Wrong = 3,
    /// <summary>The answer is not one at all.</summary>
    Malformed = 4,
    /// <summary>Right, but slower than the least performance that an offer needs.</summary>
    Slow = 5,
    /// <summary>Right, but so slow that the hardware cannot be what was claimed.</summary>
    BelowClaim = 6,
    /// <summary>The report is not signed as it must be, or by nobody known.</summary>
    Forged = 7,
    /// <summary>The report is another moment's, or its certificates are out of date.</summary>
    Expired = 8,
    /// <summary>The report is good but what it reports is not allowed.</summary>
    NotAllowed = 9,
    /// <summary>The exchange was away or did not judge it in time: it counts for nothing.</summary>
    Void = 10,
}

/// <summary>On whose authority evidence rests.</summary>
public enum EvidenceGrade : byte
{
    /// <summary>Nobody's: it proves itself.</summary>
    SelfEvident = 0,
    /// <summary>A simulated authority's, which proves nothing about hardware.</summary>
    Simulated = 1,
    /// <summary>The hardware vendor's.</summary>
    Vendor = 2,
}
