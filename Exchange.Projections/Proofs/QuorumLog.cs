using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Proofs;

/// <summary>Quorums with their workers. Those that are not closed are held in memory, the others in the tables alone.</summary>
internal sealed class QuorumLog
{
    private readonly Dictionary<QuorumId, QuorumRow> _open = [];
    private readonly Dictionary<QuorumId, Dictionary<AccountId, QuorumWorkerRow>> _workers = [];
    private readonly Changes<QuorumId, QuorumRow> _changes = new(QuorumRow.Table);
    private readonly Changes<(QuorumId, AccountId), QuorumWorkerRow> _workerChanges = new(QuorumWorkerRow.Table);

    internal int Open(in QuorumOpened opened, Instant at, long position)
    {
        ReadOnlySpan<QuorumWorker> workers = opened.Workers.Items;
        for (int place = 0; place < workers.Length; place++) Keep(new QuorumWorkerRow(opened.Quorum, place, workers[place].Provider, workers[place].Lease));
        return Keep(new QuorumRow(
            opened.Quorum, opened.Buyer, opened.Job, workers.Length, opened.Needed, opened.CommitBy.ToInstant(), opened.RevealBy.ToInstant(), 0, null, default,
            at, null, position, position));
    }

    internal int Extend(in QuorumExtended extended, long position) => Keep(Get(extended.Quorum) with
    {
        CommitBy = extended.CommitBy.ToInstant(),
        RevealBy = extended.RevealBy.ToInstant(),
        LastPosition = position,
    });

    internal int Commit(in ResultCommitted committed, Instant at, long position)
    {
        QuorumRow row = Get(committed.Quorum);
        Keep(row with { Committed = row.Committed + 1, LastPosition = position });
        return Keep(Get(committed.Quorum, committed.Provider) with { Commitment = committed.Commitment, CommittedAt = at, CommittedPosition = position });
    }

    internal int Reveal(in ResultRevealed revealed, Instant at, long position)
    {
        Keep(Get(revealed.Quorum) with { LastPosition = position });
        return Keep(Get(revealed.Quorum, revealed.Provider) with { Digest = revealed.Digest, Salt = revealed.Salt, RevealedAt = at });
    }

    internal int Judge(in WorkerJudged judged) => Keep(Get(judged.Quorum, judged.Provider) with { Standing = judged.Standing });

    internal int Close(in QuorumClosed closed, Instant at, long position)
    {
        Keep(Get(closed.Quorum) with { Reached = closed.Reached, Digest = closed.Digest, ClosedAt = at, LastPosition = position });
        _open.Remove(closed.Quorum);
        _workers.Remove(closed.Quorum);
        return 1;
    }

    internal async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        _open.Clear();
        _workers.Clear();
        Written();
        await foreach (QuorumRow row in Rows.ReadAsync(connection, QuorumRow.Table, "where closed_at is null", QuorumRow.Read, cancellation))
            _open.Add(row.Quorum, row);
        string ofOpen = $"where quorum_id in (select quorum_id from {QuorumRow.Table.Name} where closed_at is null)";
        await foreach (QuorumWorkerRow row in Rows.ReadAsync(connection, QuorumWorkerRow.Table, ofOpen, QuorumWorkerRow.Read, cancellation))
            Hold(row);
    }

    internal void AddTo(NpgsqlBatch batch)
    {
        _changes.AddTo(batch);
        _workerChanges.AddTo(batch);
    }

    internal void Written()
    {
        _changes.Clear();
        _workerChanges.Clear();
    }

    private QuorumRow Get(QuorumId quorum) =>
        _open.TryGetValue(quorum, out QuorumRow? row) ? row : throw new InvalidDataException($"Quorum {quorum.Value} is not open.");

    private QuorumWorkerRow Get(QuorumId quorum, AccountId provider) =>
        _workers.TryGetValue(quorum, out Dictionary<AccountId, QuorumWorkerRow>? workers) && workers.TryGetValue(provider, out QuorumWorkerRow? row)
        ? row
        : throw new InvalidDataException($"Account {provider.Value} is no worker of quorum {quorum.Value}.");

    private int Keep(QuorumRow row)
    {
        _open[row.Quorum] = row;
        _changes.Write(row.Quorum, row);
        return 1;
    }

    private int Keep(QuorumWorkerRow row)
    {
        Hold(row);
        _workerChanges.Write((row.Quorum, row.Provider), row);
        return 1;
    }

    private void Hold(QuorumWorkerRow row)
    {
        if (!_workers.TryGetValue(row.Quorum, out Dictionary<AccountId, QuorumWorkerRow>? workers)) _workers.Add(row.Quorum, workers = []);
        workers[row.Provider] = row;
    }
}
