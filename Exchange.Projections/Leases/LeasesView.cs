using Exchange.Engine.Events;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Leases;

/// <summary>The leases that fills opened.</summary>
public sealed class LeasesView : IView
{
    private readonly List<LeaseRow> _opened = [];

    /// <inheritdoc/>
    public string Name => "leases";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public IReadOnlyList<Table> Tables { get; } = [LeaseRow.Table];

    /// <inheritdoc/>
    public int Evolve(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.LeaseOpened => Open(occurred.As<LeaseOpened>(), occurred.At(), occurred.Position),

        // A lease's terms are frozen at the fill: nothing else changes them.
        EventKind.SkuListed or EventKind.SkuLifecycleChanged or EventKind.SettingChanged or EventKind.ProductListed
            or EventKind.SpecInterned or EventKind.RequirementInterned or EventKind.AccountOpened or EventKind.MoneyMoved
            or EventKind.NodeRegistered or EventKind.PerformanceVerified or EventKind.AttestationVerified
            or EventKind.ReputationPublished or EventKind.WriterStarted or EventKind.TimeAdvanced or EventKind.MarketStateChanged
            or EventKind.BidPlaced or EventKind.AskPlaced or EventKind.OrderRejected or EventKind.OrderRested or EventKind.OrderFilled
            or EventKind.RemnantWithdrawn or EventKind.SelfTradePrevented or EventKind.OrderReduced or EventKind.OrderAmended
            or EventKind.OrderCancelled or EventKind.CancelAfterArmed => 0,
        // The life of providers and leases after the fill, and their proofs.
        EventKind.ProviderRegistered or EventKind.AgentKeyRegistered or EventKind.NodeDescribed or EventKind.UnitRegistered
            or EventKind.DeviceBanned or EventKind.NodeStatusChanged or EventKind.MaintenancePublished or EventKind.UnbondingStarted
            or EventKind.UnbondingEnded or EventKind.IncidentOpened or EventKind.IncidentCharged or EventKind.SlashProposed or EventKind.SlashAppealed
            or EventKind.SlashExecuted or EventKind.SlashCancelled or EventKind.BeaconCommitted or EventKind.BeaconRevealed
            or EventKind.ModulusPublished or EventKind.FactorsReleased or EventKind.ChallengeRequested or EventKind.ChallengeIssued or EventKind.AnswerReceived
            or EventKind.ProofJudged or EventKind.HeartbeatsRecorded or EventKind.UnitsAssigned or EventKind.LeaseProvisioned
            or EventKind.LeaseStateChanged or EventKind.HourReported or EventKind.HourMetered or EventKind.HourAudited
            or EventKind.HourSettled or EventKind.LeaseEnded or EventKind.LeaseBoughtIn or EventKind.LeaseCashSettled
            or EventKind.LocksRolled or EventKind.MarginCalled or EventKind.LeaseClosed or EventKind.RectangleReturned
            or EventKind.DisputeOpened or EventKind.DisputeAnswered or EventKind.DisputeDecided => 0,
        EventKind.None => throw new InvalidDataException("An event of no kind."),
    };

    /// <inheritdoc/>
    public Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        _opened.Clear();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void AddWrites(NpgsqlBatch batch) => LeaseRow.Table.Upsert(batch, _opened);

    /// <inheritdoc/>
    public void Written() => _opened.Clear();

    private int Open(in LeaseOpened opened, Instant at, long position)
    {
        _opened.Add(new LeaseRow(
            opened.Lease, opened.Buyer, opened.Provider, opened.Bid, opened.Ask, opened.Node, opened.Spec, opened.Requirement,
            opened.Gpus, opened.Window, opened.Price, opened.Margin, opened.ProviderTakerFee, at, position));
        return 1;
    }
}
