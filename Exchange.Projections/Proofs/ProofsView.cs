using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Proofs;

/// <summary>What nodes were asked to prove, what was found, how they answered heartbeats, what quorums agreed on, and what failures cost.</summary>
/// <remarks>Challenges that are not judged, quorums that are not closed and slashes that are not decided are held in memory, the others in the tables alone.</remarks>
public sealed class ProofsView : IView
{
    private readonly Dictionary<ChallengeId, ChallengeRow> _challenges = [];
    private readonly Dictionary<SlashId, SlashRow> _slashes = [];
    private readonly Changes<ChallengeId, ChallengeRow> _challengeChanges = new(ChallengeRow.Table);
    private readonly Changes<SlashId, SlashRow> _slashChanges = new(SlashRow.Table);
    private readonly Changes<(NodeId, int, int), HeartbeatsRow> _heartbeats = new(HeartbeatsRow.Table);
    private readonly QuorumLog _quorums = new();

    /// <inheritdoc/>
    public string Name => "proofs";

    /// <inheritdoc/>
    public int Version => 3;

    /// <inheritdoc/>
    public IReadOnlyList<Table> Tables { get; } = [ChallengeRow.Table, HeartbeatsRow.Table, QuorumRow.Table, QuorumWorkerRow.Table, SlashRow.Table];

    /// <inheritdoc/>
    public int Evolve(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.ChallengeIssued => Issue(occurred.As<ChallengeIssued>(), occurred.At(), occurred.Position),
        EventKind.AnswerReceived => Receive(occurred.As<AnswerReceived>()),
        EventKind.ProofJudged => Judge(occurred.As<ProofJudged>(), occurred.At(), occurred.Position),
        EventKind.HeartbeatsRecorded => Record(occurred.As<HeartbeatsRecorded>(), occurred.At(), occurred.Position),
        EventKind.QuorumOpened => _quorums.Open(occurred.As<QuorumOpened>(), occurred.At(), occurred.Position),
        EventKind.QuorumExtended => _quorums.Extend(occurred.As<QuorumExtended>(), occurred.Position),
        EventKind.ResultCommitted => _quorums.Commit(occurred.As<ResultCommitted>(), occurred.At(), occurred.Position),
        EventKind.ResultRevealed => _quorums.Reveal(occurred.As<ResultRevealed>(), occurred.At(), occurred.Position),
        EventKind.WorkerJudged => _quorums.Judge(occurred.As<WorkerJudged>()),
        EventKind.QuorumClosed => _quorums.Close(occurred.As<QuorumClosed>(), occurred.At(), occurred.Position),
        EventKind.SlashProposed => Propose(occurred.As<SlashProposed>(), occurred.At(), occurred.Position),
        EventKind.SlashAppealed => Appeal(occurred.As<SlashAppealed>(), occurred.At(), occurred.Position),
        EventKind.SlashExecuted => Execute(occurred.As<SlashExecuted>(), occurred.At(), occurred.Position),
        EventKind.SlashCancelled => Cancel(occurred.As<SlashCancelled>(), occurred.At(), occurred.Position),

        // The beacon itself can be checked in the history; no question here is about it. What was asked for is issued later.
        EventKind.BeaconCommitted or EventKind.BeaconRevealed or EventKind.ModulusPublished or EventKind.FactorsReleased
            or EventKind.ChallengeRequested => 0,

        // Nodes, units and their status stand in the registry, bonds in the ledger.
        EventKind.ProviderRegistered or EventKind.AgentKeyRegistered or EventKind.NodeDescribed or EventKind.UnitRegistered
            or EventKind.DeviceBanned or EventKind.NodeStatusChanged or EventKind.MaintenancePublished or EventKind.UnbondingStarted
            or EventKind.UnbondingEnded or EventKind.IncidentOpened or EventKind.IncidentCharged or EventKind.NodeRegistered or EventKind.PerformanceVerified
            or EventKind.AttestationVerified or EventKind.ReputationPublished => 0,

        // The venue, its money and its orders.
        EventKind.SkuListed or EventKind.SkuLifecycleChanged or EventKind.SettingChanged or EventKind.ProductListed
            or EventKind.SpecInterned or EventKind.RequirementInterned or EventKind.AccountOpened or EventKind.MoneyMoved
            or EventKind.WriterStarted or EventKind.TimeAdvanced or EventKind.MarketStateChanged or EventKind.BidPlaced
            or EventKind.AskPlaced or EventKind.OrderRejected or EventKind.OrderRested or EventKind.OrderFilled
            or EventKind.RemnantWithdrawn or EventKind.SelfTradePrevented or EventKind.OrderReduced or EventKind.OrderAmended
            or EventKind.OrderCancelled or EventKind.CancelAfterArmed => 0,

        // Leases: their hours are metered, not proven.
        EventKind.LeaseOpened or EventKind.UnitsAssigned or EventKind.LeaseProvisioned or EventKind.LeaseStateChanged
            or EventKind.HourReported or EventKind.HourMetered or EventKind.HourAudited or EventKind.HourSettled
            or EventKind.LeaseEnded or EventKind.LeaseBoughtIn or EventKind.LeaseCashSettled or EventKind.LocksRolled
            or EventKind.MarginCalled or EventKind.LeaseClosed or EventKind.RectangleReturned or EventKind.DisputeOpened
            or EventKind.DisputeAnswered or EventKind.DisputeDecided => 0,
        EventKind.None => throw new InvalidDataException("An event of no kind."),
    };

    /// <inheritdoc/>
    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        _challenges.Clear();
        _slashes.Clear();
        Written();
        await foreach (ChallengeRow row in Rows.ReadAsync(connection, ChallengeRow.Table, "where judged_at is null", ChallengeRow.Read, cancellation))
            _challenges.Add(row.Challenge, row);
        await foreach (SlashRow row in Rows.ReadAsync(connection, SlashRow.Table, "where decided_at is null", SlashRow.Read, cancellation))
            _slashes.Add(row.Slash, row);
        await _quorums.LoadAsync(connection, cancellation);
    }

    /// <inheritdoc/>
    public void AddWrites(NpgsqlBatch batch)
    {
        _challengeChanges.AddTo(batch);
        _heartbeats.AddTo(batch);
        _quorums.AddTo(batch);
        _slashChanges.AddTo(batch);
    }

    /// <inheritdoc/>
    public void Written()
    {
        _challengeChanges.Clear();
        _heartbeats.Clear();
        _quorums.Written();
        _slashChanges.Clear();
    }

    private int Issue(in ChallengeIssued issued, Instant at, long position) => Keep(new ChallengeRow(
        issued.Challenge, issued.Node, issued.Provider, issued.Unit, issued.Proof, issued.Purpose, issued.Day, issued.Epoch, issued.Seed,
        issued.Size, Instant.FromUnixTimeMilliseconds(issued.DueUnixMilliseconds), at, position));

    /// <summary>An answer to a challenge that was judged without it changes nothing any more.</summary>
    private int Receive(in AnswerReceived received) => _challenges.TryGetValue(received.Challenge, out ChallengeRow? row)
        ? Keep(row with { ReceivedAt = Instant.FromUnixTimeMilliseconds(received.ReceivedUnixMilliseconds), Answer = received.Answer })
        : 0;

    private int Judge(in ProofJudged judged, Instant at, long position)
    {
        if (!_challenges.TryGetValue(judged.Challenge, out ChallengeRow? row))
            throw new InvalidDataException($"Challenge {judged.Challenge.Value} is not open.");
        Keep(row with
        {
            Verdict = judged.Verdict,
            Performance = judged.Performance,
            Transcript = judged.Transcript,
            Grade = judged.Grade,
            JudgedAt = at,
            JudgedPosition = position,
        });
        _challenges.Remove(judged.Challenge);
        return 1;
    }

    private int Record(in HeartbeatsRecorded recorded, Instant at, long position)
    {
        _heartbeats.Write((recorded.Node, recorded.Day, recorded.Epoch), new HeartbeatsRow(
            recorded.Node, recorded.Day, recorded.Epoch, recorded.Provider, recorded.Sent, recorded.Answered, at, position));
        return 1;
    }

    private int Propose(in SlashProposed proposed, Instant at, long position) => Keep(new SlashRow(
        proposed.Slash, proposed.Provider, proposed.Node, proposed.Unit, proposed.Cause, proposed.Fault, proposed.Amount, proposed.Evidence,
        SlashState.Proposed, Money.Zero, at, null, null, position, position));

    private int Appeal(in SlashAppealed appealed, Instant at, long position) =>
        Keep(Get(appealed.Slash) with { State = SlashState.Appealed, AppealedAt = at, LastPosition = position });

    private int Execute(in SlashExecuted executed, Instant at, long position) =>
        Decide(Get(executed.Slash) with { State = SlashState.Executed, Taken = executed.Amount, DecidedAt = at, LastPosition = position });

    private int Cancel(in SlashCancelled cancelled, Instant at, long position) =>
        Decide(Get(cancelled.Slash) with { State = SlashState.Cancelled, DecidedAt = at, LastPosition = position });

    private SlashRow Get(SlashId slash) =>
        _slashes.TryGetValue(slash, out SlashRow? row) ? row : throw new InvalidDataException($"Slash {slash.Value} is not open.");

    private int Decide(SlashRow row)
    {
        Keep(row);
        _slashes.Remove(row.Slash);
        return 1;
    }

    private int Keep(ChallengeRow row)
    {
        _challenges[row.Challenge] = row;
        _challengeChanges.Write(row.Challenge, row);
        return 1;
    }

    private int Keep(SlashRow row)
    {
        _slashes[row.Slash] = row;
        _slashChanges.Write(row.Slash, row);
        return 1;
    }
}
