using Exchange.Engine.Ledger;

namespace Exchange.Engine.Events;

/// <summary>A stream of events: its family and, within it, a number (zero where the family has but one stream).</summary>
/// <param name="Family">The family.</param>
/// <param name="Number">The account, provider, lease or quorum.</param>
public readonly record struct StreamKey(StreamFamily Family, long Number)
{
    /// <summary>The stream's id as stored, for the market of the given name.</summary>
    public string IdFor(string market) => Family switch
    {
        StreamFamily.Market => $"market-{market}",
        StreamFamily.Registry => "registry",
        StreamFamily.Account => FormattableString.Invariant($"account-{Number}"),
        StreamFamily.Provider => FormattableString.Invariant($"provider-{Number}"),
        StreamFamily.Lease => FormattableString.Invariant($"lease-{Number}"),
        StreamFamily.Beacon => "beacon",
        StreamFamily.Quorum => FormattableString.Invariant($"quorum-{Number}"),
    };

    /// <summary>The aggregate's alias as stored with the stream.</summary>
    public string Alias => Family switch
    {
        StreamFamily.Market => "market",
        StreamFamily.Registry => "registry",
        StreamFamily.Account => "account",
        StreamFamily.Provider => "provider",
        StreamFamily.Lease => "lease",
        StreamFamily.Beacon => "beacon",
        StreamFamily.Quorum => "quorum",
    };
}

/// <summary>Says to which stream an event belongs.</summary>
public static class EventStreams
{
    /// <summary>The stream of an event. Money in and out belongs to the account, all other money to the market.</summary>
    public static StreamKey Of(in RecordedEvent occurred) => EventCatalogue.Of(occurred.Kind).Family switch
    {
        StreamFamily.Registry => new(StreamFamily.Registry, 0),
        StreamFamily.Beacon => new(StreamFamily.Beacon, 0),
        StreamFamily.Account => new(StreamFamily.Account, AccountOf(occurred)),
        StreamFamily.Provider => new(StreamFamily.Provider, ProviderOf(occurred)),
        StreamFamily.Lease => new(StreamFamily.Lease, LeaseOf(occurred)),
        StreamFamily.Quorum => new(StreamFamily.Quorum, QuorumOf(occurred)),
        StreamFamily.Market => occurred.Kind == EventKind.MoneyMoved ? MoneyStream(occurred.As<MoneyMoved>()) : new(StreamFamily.Market, 0),
    };

    private static StreamKey MoneyStream(in MoneyMoved moved) => moved.Reason switch
    {
        MoveReason.Deposit => new(StreamFamily.Account, moved.To.Value),
        MoveReason.Withdrawal => new(StreamFamily.Account, moved.From.Value),
        _ => new(StreamFamily.Market, 0),
    };

    private static long ProviderOf(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.NodeRegistered => occurred.As<NodeRegistered>().Provider.Value,
        EventKind.PerformanceVerified => occurred.As<PerformanceVerified>().Provider.Value,
        EventKind.AttestationVerified => occurred.As<AttestationVerified>().Provider.Value,
        EventKind.ReputationPublished => occurred.As<ReputationPublished>().Provider.Value,
        EventKind.ProviderRegistered => occurred.As<ProviderRegistered>().Provider.Value,
        EventKind.NodeDescribed => occurred.As<NodeDescribed>().Provider.Value,
        EventKind.UnitRegistered => occurred.As<UnitRegistered>().Provider.Value,
        EventKind.DeviceBanned => occurred.As<DeviceBanned>().Provider.Value,
        EventKind.NodeStatusChanged => occurred.As<NodeStatusChanged>().Provider.Value,
        EventKind.MaintenancePublished => occurred.As<MaintenancePublished>().Provider.Value,
        EventKind.UnbondingStarted => occurred.As<UnbondingStarted>().Provider.Value,
        EventKind.UnbondingEnded => occurred.As<UnbondingEnded>().Provider.Value,
        EventKind.IncidentOpened => occurred.As<IncidentOpened>().Provider.Value,
        EventKind.IncidentCharged => occurred.As<IncidentCharged>().Provider.Value,
        EventKind.SlashProposed => occurred.As<SlashProposed>().Provider.Value,
        EventKind.SlashAppealed => occurred.As<SlashAppealed>().Provider.Value,
        EventKind.SlashExecuted => occurred.As<SlashExecuted>().Provider.Value,
        EventKind.SlashCancelled => occurred.As<SlashCancelled>().Provider.Value,
        EventKind.ChallengeRequested => occurred.As<ChallengeRequested>().Provider.Value,
        EventKind.ChallengeIssued => occurred.As<ChallengeIssued>().Provider.Value,
        EventKind.AnswerReceived => occurred.As<AnswerReceived>().Provider.Value,
        EventKind.ProofJudged => occurred.As<ProofJudged>().Provider.Value,
        EventKind.HeartbeatsRecorded => occurred.As<HeartbeatsRecorded>().Provider.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(occurred), occurred.Kind, "Not an event of a provider."),
    };

    private static long AccountOf(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.AccountOpened => occurred.As<AccountOpened>().Account.Value,
        EventKind.AgentKeyRegistered => occurred.As<AgentKeyRegistered>().Account.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(occurred), occurred.Kind, "Not an event of an account."),
    };

    private static long LeaseOf(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.LeaseOpened => occurred.As<LeaseOpened>().Lease.Value,
        EventKind.UnitsAssigned => occurred.As<UnitsAssigned>().Lease.Value,
        EventKind.LeaseProvisioned => occurred.As<LeaseProvisioned>().Lease.Value,
        EventKind.LeaseStateChanged => occurred.As<LeaseStateChanged>().Lease.Value,
        EventKind.HourReported => occurred.As<HourReported>().Lease.Value,
        EventKind.HourMetered => occurred.As<HourMetered>().Lease.Value,
        EventKind.HourAudited => occurred.As<HourAudited>().Lease.Value,
        EventKind.HourSettled => occurred.As<HourSettled>().Lease.Value,
        EventKind.LeaseEnded => occurred.As<LeaseEnded>().Lease.Value,
        EventKind.LeaseBoughtIn => occurred.As<LeaseBoughtIn>().Lease.Value,
        EventKind.LeaseCashSettled => occurred.As<LeaseCashSettled>().Lease.Value,
        EventKind.LocksRolled => occurred.As<LocksRolled>().Lease.Value,
        EventKind.MarginCalled => occurred.As<MarginCalled>().Lease.Value,
        EventKind.LeaseClosed => occurred.As<LeaseClosed>().Lease.Value,
        EventKind.DisputeOpened => occurred.As<DisputeOpened>().Lease.Value,
        EventKind.DisputeAnswered => occurred.As<DisputeAnswered>().Lease.Value,
        EventKind.DisputeDecided => occurred.As<DisputeDecided>().Lease.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(occurred), occurred.Kind, "Not an event of a lease."),
    };

    private static long QuorumOf(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.QuorumOpened => occurred.As<QuorumOpened>().Quorum.Value,
        EventKind.ResultCommitted => occurred.As<ResultCommitted>().Quorum.Value,
        EventKind.ResultRevealed => occurred.As<ResultRevealed>().Quorum.Value,
        EventKind.WorkerJudged => occurred.As<WorkerJudged>().Quorum.Value,
        EventKind.QuorumClosed => occurred.As<QuorumClosed>().Quorum.Value,
        EventKind.QuorumExtended => occurred.As<QuorumExtended>().Quorum.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(occurred), occurred.Kind, "Not an event of a quorum."),
    };
}
