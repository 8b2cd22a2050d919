using Exchange.Engine.Values;
using Exchange.Projections.Proofs;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Queries;

/// <summary>How far a quorum has come.</summary>
public enum QuorumStatus
{
    /// <summary>Its workers may commit.</summary>
    Committing,
    /// <summary>Those who committed may reveal.</summary>
    Revealing,
    /// <summary>It is over.</summary>
    Closed,
}

/// <summary>A quorum with its workers, in the order of asking.</summary>
/// <param name="Row">The quorum.</param>
/// <param name="Workers">Its workers.</param>
public sealed record QuorumWithWorkers(QuorumRow Row, IReadOnlyList<QuorumWorkerRow> Workers)
{
    /// <summary>How far it has come, by the market's time.</summary>
    public QuorumStatus At(Instant now)
    {
        if (Row.ClosedAt is not null) return QuorumStatus.Closed;
        return Row.Committed == Row.Workers || now >= Row.CommitBy ? QuorumStatus.Revealing : QuorumStatus.Committing;
    }
}

/// <summary>Jobs that several providers do.</summary>
public sealed class QuorumQueries(NpgsqlDataSource source)
{
    /// <summary>A quorum, or null where there is none.</summary>
    public async Task<QuorumWithWorkers?> FindAsync(QuorumId quorum, CancellationToken cancellation)
    {
        QuorumRow? row = await Quorums().Where("quorum_id = {0}", quorum.Value).FirstAsync(source, cancellation);
        return row is null ? null : (await WithWorkersAsync([row], cancellation))[0];
    }

    /// <summary>The quorums that an account opened or is a worker of, newest first. The cursor is the quorum's number.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="status">Those that have come so far; all where it is missing.</param>
    /// <param name="now">The market's time, by which it is decided how far.</param>
    /// <param name="page">Which part of the list.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<QuorumWithWorkers>> ListAsync(AccountId account, QuorumStatus? status, Instant now, Page page, CancellationToken cancellation)
    {
        Selection<QuorumRow> quorums = Quorums().Where(
            $"(buyer_id = {{0}} or quorum_id in (select quorum_id from {QuorumWorkerRow.Table.Name} where provider_id = {{0}}))", account.Value);
        if (status is not null) quorums.Where(status == QuorumStatus.Closed ? "closed_at is not null" : "closed_at is null");
        if (status == QuorumStatus.Committing) quorums.Where("committed < workers and commit_by > {0}", now.ToDateTimeUtc());
        if (status == QuorumStatus.Revealing) quorums.Where("(committed = workers or commit_by <= {0})", now.ToDateTimeUtc());
        return await WithWorkersAsync(await quorums.PageAsync(source, "quorum_id", page, cancellation), cancellation);
    }

    private async Task<IReadOnlyList<QuorumWithWorkers>> WithWorkersAsync(IReadOnlyList<QuorumRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0) return [];
        List<QuorumWorkerRow> workers = await new Selection<QuorumWorkerRow>(QuorumWorkerRow.Table, QuorumWorkerRow.Read)
            .Where("quorum_id = any({0})", rows.Select(row => row.Quorum.Value).ToArray()).ListAsync(source, "order by quorum_id, place", cancellation);
        ILookup<QuorumId, QuorumWorkerRow> byQuorum = workers.ToLookup(worker => worker.Quorum);
        return [.. rows.Select(row => new QuorumWithWorkers(row, [.. byQuorum[row.Quorum]]))];
    }

    private static Selection<QuorumRow> Quorums() => new(QuorumRow.Table, QuorumRow.Read);
}
