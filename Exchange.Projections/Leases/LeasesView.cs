using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Leases;

/// <summary>Leases from their fill to their last settled hour, hour by hour, the disputes over them, and the incidents in which they failed.</summary>
public sealed class LeasesView : IView
{
    private readonly Dictionary<FillId, LeaseRow> _open = [];
    private readonly Changes<FillId, LeaseRow> _changes = new(LeaseRow.Table);
    private readonly LeaseHours _hours = new();
    private readonly Disputes _disputes = new();
    private readonly IncidentLog _incidents = new();

    /// <inheritdoc/>
    public string Name => "leases";

    /// <inheritdoc/>
    public int Version => 5;

    /// <inheritdoc/>
    public IReadOnlyList<Table> Tables { get; } = [LeaseRow.Table, HourRow.Table, HourReportRow.Table, DisputeRow.Table, IncidentRow.Table];

    /// <inheritdoc/>
    public int Evolve(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.LeaseOpened => Open(occurred.As<LeaseOpened>(), occurred.At(), occurred.Position),
        EventKind.LeaseProvisioned => Provision(occurred.As<LeaseProvisioned>(), occurred.At(), occurred.Position),
        EventKind.LeaseStateChanged => Change(occurred.As<LeaseStateChanged>(), occurred.Position),
        EventKind.HourReported => _hours.Report(occurred.As<HourReported>(), occurred.At(), occurred.Position),
        EventKind.HourMetered => Meter(occurred.As<HourMetered>(), occurred.Position),
        EventKind.HourAudited => _hours.Audit(occurred.As<HourAudited>()),
        EventKind.HourSettled => Settle(occurred.As<HourSettled>(), occurred.At(), occurred.Position),
        EventKind.LeaseEnded => End(occurred.As<LeaseEnded>(), occurred.Position),
        EventKind.LeaseBoughtIn => BuyIn(occurred.As<LeaseBoughtIn>(), occurred.Position),
        EventKind.LeaseCashSettled => Compensate(occurred.As<LeaseCashSettled>(), occurred.Position),
        EventKind.LocksRolled => Roll(occurred.As<LocksRolled>(), occurred.Position),
        EventKind.MarginCalled => Call(occurred.As<MarginCalled>(), occurred.Position),
        EventKind.LeaseClosed => Close(occurred.As<LeaseClosed>(), occurred.At(), occurred.Position),
        EventKind.DisputeOpened => Dispute(occurred.As<DisputeOpened>(), occurred.At(), occurred.Position),
        EventKind.DisputeAnswered => _disputes.Answer(occurred.As<DisputeAnswered>(), occurred.At(), occurred.Position),
        EventKind.DisputeDecided => _disputes.Decide(occurred.As<DisputeDecided>(), occurred.At(), occurred.Position),

        EventKind.IncidentOpened => _incidents.Open(occurred.As<IncidentOpened>(), occurred.At(), occurred.Position),
        EventKind.IncidentCharged => _incidents.Charge(occurred.As<IncidentCharged>(), occurred.Position),

        // Orders, until they meet; and what an ended lease gives back to its ask.
        EventKind.BidPlaced or EventKind.AskPlaced or EventKind.OrderRejected or EventKind.OrderRested or EventKind.OrderFilled
            or EventKind.RemnantWithdrawn or EventKind.SelfTradePrevented or EventKind.OrderReduced or EventKind.OrderAmended
            or EventKind.OrderCancelled or EventKind.CancelAfterArmed or EventKind.RectangleReturned => 0,

        // What money moves for a lease is said by its own events; which units serve it is the provider's affair.
        EventKind.MoneyMoved or EventKind.UnitsAssigned => 0,

        // The venue, its registry and its clock: what they do to leases is told by events of its own.
        EventKind.SkuListed or EventKind.SkuLifecycleChanged or EventKind.SettingChanged or EventKind.ProductListed
            or EventKind.SpecInterned or EventKind.RequirementInterned or EventKind.AccountOpened or EventKind.NodeRegistered
            or EventKind.PerformanceVerified or EventKind.AttestationVerified or EventKind.ReputationPublished
            or EventKind.WriterStarted or EventKind.TimeAdvanced or EventKind.MarketStateChanged => 0,

        // Providers, their bonds and their proofs are not a lease's.
        EventKind.ProviderRegistered or EventKind.AgentKeyRegistered or EventKind.NodeDescribed or EventKind.UnitRegistered
            or EventKind.DeviceBanned or EventKind.NodeStatusChanged or EventKind.MaintenancePublished or EventKind.UnbondingStarted
            or EventKind.UnbondingEnded or EventKind.SlashProposed or EventKind.SlashAppealed
            or EventKind.SlashExecuted or EventKind.SlashCancelled or EventKind.BeaconCommitted or EventKind.BeaconRevealed
            or EventKind.ModulusPublished or EventKind.FactorsReleased or EventKind.ChallengeRequested or EventKind.ChallengeIssued or EventKind.AnswerReceived
            or EventKind.ProofJudged or EventKind.HeartbeatsRecorded => 0,

        // Quorums: their results change nothing about the leases on which they are done.
        EventKind.QuorumOpened or EventKind.QuorumExtended or EventKind.ResultCommitted or EventKind.ResultRevealed or EventKind.WorkerJudged or EventKind.QuorumClosed => 0,
        EventKind.None => throw new InvalidDataException("An event of no kind."),
    };

    /// <inheritdoc/>
    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        _open.Clear();
        _changes.Clear();
        await foreach (LeaseRow row in Rows.ReadAsync(connection, LeaseRow.Table, "where closed_at is null", LeaseRow.Read, cancellation))
            _open.Add(row.Lease, row);
        await _hours.LoadAsync(connection, cancellation);
        await _disputes.LoadAsync(connection, cancellation);
        await _incidents.LoadAsync(connection, cancellation);
    }

    /// <inheritdoc/>
    public void AddWrites(NpgsqlBatch batch)
    {
        _changes.AddTo(batch);
        _hours.AddTo(batch);
        _disputes.AddTo(batch);
        _incidents.AddTo(batch);
    }

    /// <inheritdoc/>
    public void Written()
    {
        _changes.Clear();
        _hours.Written();
        _disputes.Written();
        _incidents.Written();
    }

    private int Open(in LeaseOpened opened, Instant at, long position) => Keep(new LeaseRow(
        opened.Lease, opened.Buyer, opened.Provider, opened.Bid, opened.Ask, opened.Node, opened.Spec, opened.Requirement,
        opened.Gpus, opened.Window, opened.Price, opened.Margin, opened.ProviderTakerFee, at, position));

    private int Provision(in LeaseProvisioned provisioned, Instant at, long position) =>
        Keep(Get(provisioned.Lease) with { ProvisionedAt = at, Descriptor = provisioned.Descriptor, LastPosition = position });

    private int Change(in LeaseStateChanged changed, long position)
    {
        LeaseRow row = Get(changed.Lease) with { State = changed.State, LastPosition = position };
        if (changed.State == LeaseState.Completed) row = row with { CloseReason = CloseReasons.NumberOf(CloseReason.WindowOver) };
        return Keep(row);
    }

    private int Meter(in HourMetered metered, long position)
    {
        LeaseRow row = Get(metered.Lease);
        int first = _hours.Meter(metered, position) ? 1 : 0;
        return 1 + Keep(row with { HoursMetered = row.HoursMetered + first, LastPosition = position });
    }

    private int Settle(in HourSettled settled, Instant at, long position)
    {
        LeaseRow row = Get(settled.Lease);
        return _hours.Settle(settled, at, position) + Keep(row with
        {
            HoursSettled = row.HoursSettled + 1,
            Delivered = row.Delivered + (row.Gpus * new Minutes(settled.DeliveredMinutes)),
            Excused = row.Excused + (row.Gpus * new Minutes(settled.ExcusedMinutes)),
            Undelivered = row.Undelivered + (row.Gpus * new Minutes(settled.UndeliveredMinutes)),
            Gross = row.Gross + settled.Gross,
            Refund = row.Refund + settled.Refund,
            Damages = row.Damages + settled.Damages,
            Fee = row.Fee + settled.Fee,
            LastPosition = position,
        });
    }

    private int End(in LeaseEnded ended, long position) => Keep(Get(ended.Lease) with
    {
        End = ended.At,
        CloseReason = CloseReasons.NumberOf(ended.Reason),
        LastPosition = position,
    });

    private int BuyIn(in LeaseBoughtIn bought, long position)
    {
        LeaseRow row = Get(bought.Lease);
        return Keep(row with
        {
            BoughtInGpus = row.BoughtInGpus + bought.Gpus,
            BuyInDifference = row.BuyInDifference + bought.Difference,
            LastPosition = position,
        });
    }

    private int Compensate(in LeaseCashSettled settled, long position)
    {
        LeaseRow row = Get(settled.Lease);
        return Keep(row with { Damages = row.Damages + settled.Damages, NotBoughtIn = settled.Why, LastPosition = position });
    }

    private int Roll(in LocksRolled rolled, long position)
    {
        LeaseRow row = Get(rolled.Lease) with { LastPosition = position };
        return Keep(rolled.Side == LockSide.Buyer ? row with { BuyerCoveredUntil = rolled.Until } : row with { ProviderCoveredUntil = rolled.Until });
    }

    private int Call(in MarginCalled called, long position)
    {
        LeaseRow row = Get(called.Lease);
        return Keep(row with { MarginCalls = row.MarginCalls + 1, LastPosition = position });
    }

    private int Close(in LeaseClosed closed, Instant at, long position)
    {
        Keep(Get(closed.Lease) with { ClosedAt = at, LastPosition = position });
        _open.Remove(closed.Lease);
        return 1;
    }

    private int Dispute(in DisputeOpened opened, Instant at, long position) =>
        _disputes.Open(opened, at, position) + _hours.Dispute(opened);

    private LeaseRow Get(FillId lease) =>
        _open.TryGetValue(lease, out LeaseRow? row) ? row : throw new InvalidDataException($"Lease {lease.Value} is not open.");

    private int Keep(LeaseRow row)
    {
        _open[row.Lease] = row;
        _changes.Write(row.Lease, row);
        return 1;
    }
}
