using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Reputation;

/// <summary>What the events say about providers, as a score.</summary>
public sealed class ReputationView : IView
{
    private readonly Reputations _reputations = new();
    private readonly Devices _devices = new();
    private readonly Dictionary<AccountId, AccountId> _owners = [];
    private readonly Dictionary<FillId, LeaseTerms> _leases = [];
    private readonly Dictionary<SlashId, PendingSlash> _slashes = [];
    private readonly List<OwnerRow> _newOwners = [];
    private readonly Changes<FillId, LeaseTerms> _leaseChanges = new(LeaseTerms.Table);
    private readonly Changes<SlashId, PendingSlash> _slashChanges = new(PendingSlash.Table);

    /// <inheritdoc/>
    public string Name => "reputation";

    /// <inheritdoc/>
    public int Version => 6;

    /// <inheritdoc/>
    public IReadOnlyList<Table> Tables { get; } =
    [
        ReputationRow.Table, WorstRow.Table, SourceRow.Table, DeviceRow.Table, PastDeviceRow.Table, LeaseTerms.Table, PendingSlash.Table, OwnerRow.Table,
    ];

    /// <inheritdoc/>
    public int Evolve(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.AccountOpened => Open(occurred.As<AccountOpened>()),
        EventKind.ProviderRegistered => _reputations.Meet(occurred.As<ProviderRegistered>().Provider, occurred.At()),
        EventKind.NodeRegistered => _reputations.Meet(occurred.As<NodeRegistered>().Provider, occurred.At()),
        EventKind.UnitRegistered => Register(occurred.As<UnitRegistered>(), occurred.At(), occurred.Position),
        EventKind.LeaseOpened => Open(occurred.As<LeaseOpened>(), occurred.Position),
        EventKind.HourSettled => Settle(occurred.As<HourSettled>(), occurred.At(), occurred.Position),
        EventKind.HourAudited => Audit(occurred.As<HourAudited>(), occurred.At(), occurred.Position),
        EventKind.LeaseEnded => End(occurred.As<LeaseEnded>(), occurred.At(), occurred.Position),
        EventKind.LeaseClosed => Close(occurred.As<LeaseClosed>()),
        EventKind.DisputeDecided => Decide(occurred.As<DisputeDecided>(), occurred.At(), occurred.Position),
        EventKind.ProofJudged => Judge(occurred.As<ProofJudged>(), occurred.At(), occurred.Position),
        EventKind.WorkerJudged => Judge(occurred.As<WorkerJudged>(), occurred.At(), occurred.Position),
        EventKind.SlashProposed => Propose(occurred.As<SlashProposed>()),
        EventKind.SlashExecuted => Execute(occurred.As<SlashExecuted>(), occurred.At(), occurred.Position),
        EventKind.SlashCancelled => Forget(occurred.As<SlashCancelled>().Slash),
        EventKind.ReputationPublished => Publish(occurred.As<ReputationPublished>(), occurred.At()),
        EventKind.TimeAdvanced => _reputations.Reach(occurred.As<TimeAdvanced>().Now),

        // A lease is judged by its settled hours, by audits, by how it ended, and by what a dispute came to; not by what was said meanwhile.
        EventKind.UnitsAssigned or EventKind.LeaseProvisioned or EventKind.LeaseStateChanged or EventKind.HourReported
            or EventKind.HourMetered or EventKind.LeaseBoughtIn or EventKind.LeaseCashSettled
            or EventKind.LocksRolled or EventKind.MarginCalled or EventKind.RectangleReturned or EventKind.DisputeOpened
            or EventKind.DisputeAnswered => 0,

        // Heartbeats decide minutes, and a slash counts when it is executed: none is counted twice.
        EventKind.HeartbeatsRecorded or EventKind.SlashAppealed or EventKind.IncidentOpened or EventKind.IncidentCharged
            or EventKind.DeviceBanned or EventKind.NodeStatusChanged or EventKind.MaintenancePublished or EventKind.PerformanceVerified
            or EventKind.AttestationVerified or EventKind.BeaconCommitted or EventKind.BeaconRevealed or EventKind.ModulusPublished
            or EventKind.FactorsReleased or EventKind.ChallengeRequested or EventKind.ChallengeIssued or EventKind.AnswerReceived => 0,

        // Money, orders and the venue say nothing about who keeps promises.
        EventKind.SkuListed or EventKind.SkuLifecycleChanged or EventKind.SettingChanged or EventKind.ProductListed
            or EventKind.SpecInterned or EventKind.RequirementInterned or EventKind.MoneyMoved or EventKind.WriterStarted
            or EventKind.MarketStateChanged or EventKind.BidPlaced or EventKind.AskPlaced or EventKind.OrderRejected
            or EventKind.OrderRested or EventKind.OrderFilled or EventKind.RemnantWithdrawn or EventKind.SelfTradePrevented
            or EventKind.OrderReduced or EventKind.OrderAmended or EventKind.OrderCancelled or EventKind.CancelAfterArmed
            or EventKind.AgentKeyRegistered or EventKind.NodeDescribed or EventKind.UnbondingStarted or EventKind.UnbondingEnded => 0,

        // What the workers of a quorum commit to and reveal says nothing before each is judged.
        EventKind.QuorumOpened or EventKind.QuorumExtended or EventKind.ResultCommitted or EventKind.ResultRevealed or EventKind.QuorumClosed => 0,
        EventKind.None => throw new InvalidDataException("An event of no kind."),
    };

    /// <inheritdoc/>
    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        Written();
        _owners.Clear();
        _leases.Clear();
        _slashes.Clear();
        await _reputations.LoadAsync(connection, cancellation);
        await _devices.LoadAsync(connection, cancellation);
        await foreach (OwnerRow row in Rows.ReadAsync(connection, OwnerRow.Table, "", OwnerRow.Read, cancellation)) _owners.Add(row.Account, row.Owner);
        await foreach (LeaseTerms row in Rows.ReadAsync(connection, LeaseTerms.Table, "", LeaseTerms.Read, cancellation)) _leases.Add(row.Lease, row);
        await foreach (PendingSlash row in Rows.ReadAsync(connection, PendingSlash.Table, "", PendingSlash.Read, cancellation)) _slashes.Add(row.Slash, row);
    }

    /// <inheritdoc/>
    public void AddWrites(NpgsqlBatch batch)
    {
        _reputations.AddTo(batch);
        _devices.AddTo(batch);
        OwnerRow.Table.Upsert(batch, _newOwners);
        _leaseChanges.AddTo(batch);
        _slashChanges.AddTo(batch);
    }

    /// <inheritdoc/>
    public void Written()
    {
        _reputations.Written();
        _devices.Written();
        _newOwners.Clear();
        _leaseChanges.Clear();
        _slashChanges.Clear();
    }

    /// <summary>A provider's reputation as it is now.</summary>
    internal ReputationRow Row(AccountId provider) => _reputations.Row(provider);

    /// <summary>The worst that speaks against a provider now, the worst first.</summary>
    internal IReadOnlyList<WorstRow> Worst(AccountId provider) => _reputations.Worst(provider);

    private int Open(in AccountOpened opened)
    {
        _owners[opened.Account] = opened.Owner;
        _newOwners.Add(new OwnerRow(opened.Account, opened.Owner));
        return 1;
    }

    private int Register(in UnitRegistered registered, Instant at, long position)
    {
        (double failed, double defrauded) = _devices.Register(registered, at, position);
        return 1
            + _reputations.Take(registered.Provider, new Evidence(EvidenceKind.DeviceTakenOver, failed, 0), null, default, at, position)
            + _reputations.Take(registered.Provider, new Evidence(EvidenceKind.Fraud, defrauded, 0), null, default, at, position);
    }

    /// <summary>A lease within one owner's accounts is no evidence of anything, and is not even remembered.</summary>
    private int Open(in LeaseOpened opened, long position)
    {
        AccountId buyer = Owner(opened.Buyer);
        return buyer == Owner(opened.Provider)
            ? 0
            : Keep(new LeaseTerms(opened.Lease, buyer, opened.Provider, opened.Node, opened.Gpus, opened.Window, opened.Price, false, 0, position));
    }

    private int Settle(in HourSettled settled, Instant at, long position)
    {
        if (!_leases.TryGetValue(settled.Lease, out LeaseTerms? lease)) return 0;
        Evidence evidence = Evidence.Hour(lease.Price, lease.Gpus, settled.DeliveredMinutes, settled.UndeliveredMinutes);
        _reputations.Count(
            lease.Provider, !lease.Counted, settled.DeliveredMinutes + settled.ExcusedMinutes + settled.UndeliveredMinutes, at);

        // An hour that paid the house nothing says nothing good, however it went; what was agreed on the lease waits for one that does.
        bool hasPaid = settled.Fee != Money.Zero;
        int agreements = hasPaid ? lease.Agreements : 0;
        if (!lease.Counted || agreements > 0) Keep(lease with { Counted = true, Agreements = lease.Agreements - agreements });
        if (!hasPaid) evidence = new Evidence(evidence.Kind, evidence.Bad, 0);
        return 1 + Take(lease, evidence, at, position)
            + _reputations.Take(lease.Provider, Evidence.Agreements(agreements), null, lease.Lease, at, position);
    }

    private int Audit(in HourAudited audited, Instant at, long position) =>
        _leases.TryGetValue(audited.Lease, out LeaseTerms? lease) ? Take(lease, Evidence.Audit(audited.Agrees), at, position) : 0;

    private int End(in LeaseEnded ended, Instant at, long position)
    {
        if (!_leases.TryGetValue(ended.Lease, out LeaseTerms? lease)) return 0;
        if (ended.Reason == CloseReason.Reclaimed) return Take(lease, Evidence.Reclaim(), at, position);
        if (!CloseReasons.IsDefault(ended.Reason)) return 0;
        Minute from = Minute.Min(Minute.Max(ended.At, lease.Window.From), lease.Window.Until);
        int hours = ((lease.Window.Until - from).Count + MinuteBits.Most - 1) / MinuteBits.Most;
        return Take(lease, Evidence.Default(lease.Price, lease.Gpus, hours), at, position);
    }

    private int Close(in LeaseClosed closed)
    {
        if (!_leases.Remove(closed.Lease, out LeaseTerms? lease)) return 0;
        _leaseChanges.Delete(lease.Lease, lease);
        return 1;
    }

    private int Decide(in DisputeDecided decided, Instant at, long position) =>
        _leases.TryGetValue(decided.Lease, out LeaseTerms? lease) ? Take(lease, Evidence.Dispute(decided.Fault), at, position) : 0;

    private int Judge(in ProofJudged judged, Instant at, long position)
    {
        Evidence evidence = Evidence.Proof(judged.Verdict);
        _devices.Blame(judged.Provider, judged.Node, judged.Unit, evidence, at);
        return _reputations.Take(judged.Provider, evidence, null, default, at, position);
    }

    /// <summary>To agree counts when the lease pays. The lease of one who failed may be closed by now: then the node is known no more, but who it was.</summary>
    private int Judge(in WorkerJudged judged, Instant at, long position)
    {
        Evidence evidence = Evidence.Worker(judged.Standing);
        bool isOpen = _leases.TryGetValue(judged.Lease, out LeaseTerms? lease);
        if (evidence.Bad > 0)
            return isOpen ? Take(lease!, evidence, at, position) : _reputations.Take(judged.Provider, evidence, null, judged.Lease, at, position);
        return isOpen && evidence.Good > 0 ? Keep(lease! with { Agreements = lease.Agreements + 1 }) : 0;
    }

    private int Propose(in SlashProposed proposed)
    {
        var slash = new PendingSlash(proposed.Slash, proposed.Node, proposed.Unit, proposed.Cause);
        _slashes.Add(slash.Slash, slash);
        _slashChanges.Write(slash.Slash, slash);
        return 1;
    }

    private int Execute(in SlashExecuted executed, Instant at, long position)
    {
        PendingSlash slash = _slashes[executed.Slash];
        Evidence evidence = Evidence.Slash(slash.Cause);
        _devices.Blame(executed.Provider, slash.Node, slash.Unit, evidence, at);
        return Forget(slash.Slash) + _reputations.Take(executed.Provider, evidence, null, default, at, position);
    }

    private int Forget(SlashId id)
    {
        if (!_slashes.Remove(id, out PendingSlash? slash)) throw new InvalidDataException($"Slash {id.Value} is not open.");
        _slashChanges.Delete(id, slash);
        return 1;
    }

    private int Publish(in ReputationPublished published, Instant at) => _reputations.Publish(published.Provider, published.Score, at);

    /// <summary>What a lease failed by is also that of the devices it was opened on, and of whoever took them over before that was known.</summary>
    private int Take(LeaseTerms lease, Evidence evidence, Instant at, long position)
    {
        int taken = _reputations.Take(lease.Provider, evidence, lease.Buyer, lease.Lease, at, position);
        foreach ((int heir, double failed) in _devices.Blame(lease, evidence, at))
            taken += _reputations.Take(new(heir), new Evidence(EvidenceKind.DeviceTakenOver, failed, 0), null, lease.Lease, at, position);
        return taken;
    }

    private int Keep(LeaseTerms lease)
    {
        _leases[lease.Lease] = lease;
        _leaseChanges.Write(lease.Lease, lease);
        return 1;
    }

    private AccountId Owner(AccountId account) =>
        _owners.TryGetValue(account, out AccountId owner) ? owner : throw new InvalidDataException($"Account {account.Value} was not opened.");
}
