using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections.Proofs;
using Exchange.Projections.Queries;
using NodaTime;

namespace Exchange.Api.Quorums;

/// <summary>Finds the quorums that a caller may see, and tells of one as far as the caller may know.</summary>
/// <param name="Gateway">The way to the market.</param>
/// <param name="Committed">The committed state.</param>
/// <param name="Stored">The views.</param>
/// <param name="Views">Lets a read wait for them.</param>
public sealed record QuorumDesk(Gateway Gateway, CommittedMarket Committed, QuorumQueries Stored, Views Views)
{
    /// <summary>There is no such quorum, or it is none of the caller's: the two look alike.</summary>
    public static Problem NotFound => Refusals.Problem(new Receipt(Refusal.UnknownQuorum));

    /// <summary>The market's time, by which commitments and reveals end.</summary>
    public Instant Now => Committed.Read(state => state.Now).ToInstant();

    /// <summary>Waits until the views of quorums have what is committed now.</summary>
    public Task CatchUpAsync(CancellationToken cancellation) => Views.CatchUpAsync("proofs", cancellation);

    /// <summary>The quorum of this number where the caller opened it, is one of its workers, or is the operator; else null.</summary>
    public async Task<QuorumWithWorkers?> FindAsync(QuorumId id, Caller caller, CancellationToken cancellation)
    {
        await CatchUpAsync(cancellation);
        QuorumWithWorkers? found = await Stored.FindAsync(id, cancellation);
        bool isSeen = found is not null
            && (found.Row.Buyer == caller.Account || found.Workers.Any(worker => worker.Provider == caller.Account) || (caller.Scopes & Scopes.Admin) != 0);
        return isSeen ? found : null;
    }

    /// <summary>The caller's quorums, newest first.</summary>
    public async Task<IReadOnlyList<QuorumWithWorkers>> ListAsync(AccountId caller, QuorumStatus? status, Page page, CancellationToken cancellation)
    {
        await CatchUpAsync(cancellation);
        return await Stored.ListAsync(caller, status, Now, page, cancellation);
    }

    /// <summary>The quorum as it is now.</summary>
    public async Task<IResult> AnswerAsync(QuorumId id, HttpContext context) =>
        await FindAsync(id, context.Caller(), context.RequestAborted) is { } found
            ? Answer.Ok(Of(found, context.Caller().Account, Now), ApiJson.Default.QuorumAnswer)
            : NotFound;

    /// <summary>A quorum that was just opened; as it is committed where the views are slow to have it: what was done is never answered with that it is not there.</summary>
    public async Task<IResult> AnswerOpenedAsync(QuorumId id, HttpContext context)
    {
        Caller caller = context.Caller();
        QuorumWithWorkers? opened = await FindAsync(id, caller, context.RequestAborted) ?? Committed.Read(state => Opened(state, id));
        return opened is null ? NotFound : Answer.Ok(Of(opened, caller.Account, Now), ApiJson.Default.QuorumAnswer);
    }

    /// <summary>A quorum as it was opened in this minute.</summary>
    private static QuorumWithWorkers? Opened(ExchangeState state, QuorumId id)
    {
        if (!state.Quorums.TryFind(id, out RunningQuorum open)) return null;
        QuorumOpened terms = open.Terms;
        QuorumWorker[] workers = terms.Workers.Items.ToArray();
        var row = new QuorumRow(
            id, terms.Buyer, terms.Job, workers.Length, terms.Needed, terms.CommitBy.ToInstant(), terms.RevealBy.ToInstant(), Committed: 0, Reached: null, Digest: default,
            OpenedAt: state.Now.ToInstant(), ClosedAt: null, state.Position, state.Position);
        return new QuorumWithWorkers(row, [.. workers.Select((worker, place) => new QuorumWorkerRow(id, place, worker.Provider, worker.Lease))]);
    }

    /// <summary>A quorum, without what the caller may not know yet: others' commitments while one may commit, others' results before it is closed.</summary>
    public static QuorumAnswer Of(QuorumWithWorkers found, AccountId caller, Instant now)
    {
        QuorumRow row = found.Row;
        QuorumStatus status = found.At(now);
        return new QuorumAnswer(
            row.Quorum.Value, WireId.Text(WireId.Of(row.Buyer)), row.Job.ToString(), row.Needed, SnakeCase.Of(status), WireTime.Text(row.CommitBy),
            WireTime.Text(row.RevealBy), WireTime.Text(row.OpenedAt), Text(row.ClosedAt), row.Reached, row.Reached == true ? row.Digest.ToString() : null,
            [.. found.Workers.Select(worker => Of(worker, worker.Provider == caller, status))]);
    }

    private static QuorumWorkerAnswer Of(QuorumWorkerRow worker, bool isOwn, QuorumStatus status)
    {
        bool showsCommitment = worker.CommittedAt is not null && (isOwn || status != QuorumStatus.Committing);
        bool showsResult = worker.RevealedAt is not null && (isOwn || status == QuorumStatus.Closed);
        return new QuorumWorkerAnswer(
            worker.Lease.Value, WireId.Text(WireId.Of(worker.Provider)), worker.Provider.Value, isOwn, Text(worker.CommittedAt), showsCommitment ? worker.Commitment.ToString() : null,
            Text(worker.RevealedAt), showsResult ? worker.Digest.ToString() : null, showsResult ? worker.Salt.ToString() : null,
            worker.Standing is { } standing ? SnakeCase.Of(standing) : null);
    }

    private static string? Text(Instant? at) => at is { } instant ? WireTime.Text(instant) : null;
}
