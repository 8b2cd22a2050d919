namespace Exchange.Engine.Markets;

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
    /// <summary>How many hours of a unit's reference price its bond is.</summary>
    BondHours = 16,
    /// <summary>The least bond of a unit, in micro-dollars.</summary>
    BondFloorMicros = 17,
    /// <summary>The bond of a provider of middling reputation, in basis points of that of the best.</summary>
    BondMiddleTierBasisPoints = 18,
    /// <summary>The bond of a provider of low or no reputation, in basis points of that of the best.</summary>
    BondLowTierBasisPoints = 19,
    /// <summary>The reputation from which the best tier holds.</summary>
    BondBestFromBasisPoints = 20,
    /// <summary>The reputation from which the middle tier holds.</summary>
    BondMiddleFromBasisPoints = 21,
    /// <summary>How long unbonding takes, in minutes.</summary>
    UnbondingMinutes = 22,
    /// <summary>The least verified performance of a node that is offered, in basis points; 0 asks for no proof.</summary>
    MinAskPerformanceBasisPoints = 23,
    /// <summary>How long a verified performance is fresh, in minutes.</summary>
    PerformanceValidMinutes = 24,
    /// <summary>How long a verified attestation is fresh, in minutes.</summary>
    AttestationValidMinutes = 25,
    /// <summary>How long beforehand maintenance must be published, in minutes.</summary>
    MaintenanceNoticeMinutes = 26,
    /// <summary>What a provider pays the house of what it delivered, in basis points.</summary>
    DeliveryFeeBasisPoints = 27,
    /// <summary>How long after its start a lease must be handed over, in minutes.</summary>
    ProvisionWithinMinutes = 28,
    /// <summary>How long a lease runs on after its buyer ends it, in minutes.</summary>
    TerminationNoticeMinutes = 29,
    /// <summary>How long after an hour both parties may report it, in minutes.</summary>
    MeteringDueMinutes = 30,
    /// <summary>How long after its end a metered hour is provisional, in minutes.</summary>
    ProvisionalMinutes = 31,
    /// <summary>The same where both parties signed, in minutes.</summary>
    SignedProvisionalMinutes = 32,
    /// <summary>After how many hours in a row of which nobody said anything a lease is failed.</summary>
    SilentHours = 33,
    /// <summary>How long before money runs short the call goes out, in minutes.</summary>
    MarginCallMinutes = 34,
    /// <summary>What a provider owes for an undelivered minute of a standard lease, in percent of its price.</summary>
    StandardDamagesPercent = 35,
    /// <summary>The same of a firm lease, in percent.</summary>
    FirmDamagesPercent = 36,
    /// <summary>The most of its bond that one incident may cost a provider, in basis points.</summary>
    IncidentBondBasisPoints = 37,
    /// <summary>Failures within so many minutes are one incident.</summary>
    IncidentMinutes = 38,
    /// <summary>The most that is paid for a defaulted lease's replacement, in percent of its price.</summary>
    BuyInLimitPercent = 39,
    /// <summary>What a dispute costs to open, in basis points of its claim.</summary>
    DisputeDepositBasisPoints = 40,
    /// <summary>The least that it costs, in micro-dollars.</summary>
    DisputeDepositFloorMicros = 41,
    /// <summary>How long the other side may answer, in minutes.</summary>
    DisputeAnswerMinutes = 42,
    /// <summary>After how many minutes the evidence decides a dispute.</summary>
    DisputeLongestMinutes = 43,
    /// <summary>How many of the hours that both parties signed are audited, in basis points.</summary>
    AuditBasisPoints = 44,
    /// <summary>The same for a provider whose reputation is doubtful.</summary>
    AuditDoubtfulBasisPoints = 45,
    /// <summary>Below which reputation a provider is doubtful.</summary>
    AuditDoubtfulBelowBasisPoints = 46,
    /// <summary>How long an epoch of proofs is, in minutes.</summary>
    ProofEpochMinutes = 47,
    /// <summary>How often an idle unit proves its throughput, in minutes.</summary>
    MatrixEveryMinutes = 48,
    /// <summary>The n of an idle unit's matrix challenge.</summary>
    IdleMatrixSize = 49,
    /// <summary>The n of a matrix challenge before the first offer; 0 lets it follow from the memory that is claimed.</summary>
    OnboardingMatrixSize = 50,
    /// <summary>What a matrix answer may take beyond its computation, in milliseconds.</summary>
    MatrixGraceMilliseconds = 51,
    /// <summary>The squarings of one epoch's time-lock.</summary>
    TimeLockSquarings = 52,
    /// <summary>How long after its epoch a time-lock answer may come, in milliseconds.</summary>
    TimeLockGraceMilliseconds = 53,
    /// <summary>How long an attestation may take, in milliseconds.</summary>
    AttestationDueMilliseconds = 54,
    /// <summary>How many missed proofs of a day cost nothing.</summary>
    MissesFreeADay = 55,
    /// <summary>What each further one costs, in basis points of the unit's bond.</summary>
    MissSlashBasisPoints = 56,
    /// <summary>How many missed proofs in a row suspend a node.</summary>
    MissesToSuspend = 57,
    /// <summary>How many quarantine it.</summary>
    MissesToQuarantine = 58,
    /// <summary>Below which measured performance hardware cannot be what is claimed, in basis points.</summary>
    BelowClaimBasisPoints = 59,
    /// <summary>What it costs when confirmed, in basis points of the unit's bond, the first time.</summary>
    BelowClaimSlashBasisPoints = 60,
    /// <summary>How long a slash may be appealed, in minutes.</summary>
    AppealMinutes = 61,
    /// <summary>The challenger's share of what is left of a slash after the buyer's loss, in basis points.</summary>
    ChallengerShareBasisPoints = 62,
    /// <summary>The n of the small matrix between two time-locks.</summary>
    TimeLockMatrixSize = 63,
    /// <summary>After how many minutes from an appeal the evidence decides it.</summary>
    AppealLongestMinutes = 64,
    /// <summary>The most quorums that one buyer has open; 0 allows none.</summary>
    MaxOpenQuorumsPerBuyer = 65,
    /// <summary>The longest time in which the workers of a quorum may commit, in minutes.</summary>
    MaxQuorumCommitMinutes = 66,
    /// <summary>The longest time in which those who committed may reveal, in minutes.</summary>
    MaxQuorumRevealMinutes = 67,
}
