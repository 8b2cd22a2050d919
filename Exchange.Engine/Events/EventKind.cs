namespace Exchange.Engine.Events;

/// <summary>Every kind of event. The number is of this process alone; what is stored is the name.</summary>
public enum EventKind : ushort
{
#pragma warning disable CS1591 // Each member is documented at the record of the same name.
    None = 0,
    SkuListed,
    SkuLifecycleChanged,
    SettingChanged,
    ProductListed,
    SpecInterned,
    RequirementInterned,
    AccountOpened,
    MoneyMoved,
    NodeRegistered,
    PerformanceVerified,
    AttestationVerified,
    ReputationPublished,
    WriterStarted,
    TimeAdvanced,
    MarketStateChanged,
    BidPlaced,
    AskPlaced,
    OrderRejected,
    OrderRested,
    OrderFilled,
    RemnantWithdrawn,
    SelfTradePrevented,
    OrderReduced,
    OrderAmended,
    OrderCancelled,
    CancelAfterArmed,
    LeaseOpened,
    ProviderRegistered,
    AgentKeyRegistered,
    NodeDescribed,
    UnitRegistered,
    DeviceBanned,
    NodeStatusChanged,
    MaintenancePublished,
    UnbondingStarted,
    UnbondingEnded,
    IncidentOpened,
    IncidentCharged,
    SlashProposed,
    SlashAppealed,
    SlashExecuted,
    SlashCancelled,
    BeaconCommitted,
    BeaconRevealed,
    ModulusPublished,
    FactorsReleased,
    ChallengeRequested,
    ChallengeIssued,
    AnswerReceived,
    ProofJudged,
    HeartbeatsRecorded,
    UnitsAssigned,
    LeaseProvisioned,
    LeaseStateChanged,
    HourReported,
    HourMetered,
    HourAudited,
    HourSettled,
    LeaseEnded,
    LeaseBoughtIn,
    LeaseCashSettled,
    LocksRolled,
    MarginCalled,
    LeaseClosed,
    RectangleReturned,
    DisputeOpened,
    DisputeAnswered,
    DisputeDecided,
#pragma warning restore CS1591
}

/// <summary>An event: an unmanaged record struct, tied to its kind, so that appending needs no cast, reflection or box.</summary>
/// <typeparam name="TSelf">The event itself.</typeparam>
public interface IEvent<TSelf>
    where TSelf : unmanaged, IEvent<TSelf>
{
    /// <summary>Which kind it is.</summary>
    static abstract EventKind Kind { get; }
}
