using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Engine.Events;

/// <summary>One of those who are asked to do a quorum's job.</summary>
/// <param name="Lease">The lease on which it is done.</param>
/// <param name="Provider">Who delivers that lease; the worker's number in its commitment.</param>
public readonly record struct QuorumWorker(FillId Lease, AccountId Provider);

/// <summary>A buyer asked the providers of several of its leases to do the same job.</summary>
/// <param name="Quorum">Its number.</param>
/// <param name="Buyer">Whose leases.</param>
/// <param name="Job">The hash that names the job.</param>
/// <param name="Workers">Who is asked, each of another beneficial owner.</param>
/// <param name="Needed">How many must come to the same result; more than half.</param>
/// <param name="CommitBy">The first minute in which nobody may commit any more.</param>
/// <param name="RevealBy">The first minute in which nobody may reveal any more.</param>
public readonly record struct QuorumOpened(
    QuorumId Quorum, AccountId Buyer, Hash256 Job, Few<QuorumWorker> Workers, int Needed, Minute CommitBy, Minute RevealBy) : IEvent<QuorumOpened>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.QuorumOpened;
}

/// <summary>An outage of the exchange fell into a quorum's times: there is time again.</summary>
/// <param name="Quorum">Which.</param>
/// <param name="CommitBy">Now the first minute in which nobody may commit any more.</param>
/// <param name="RevealBy">Now the first minute in which nobody may reveal any more.</param>
public readonly record struct QuorumExtended(QuorumId Quorum, Minute CommitBy, Minute RevealBy) : IEvent<QuorumExtended>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.QuorumExtended;
}

/// <summary>A worker takes part: it committed to its result.</summary>
/// <param name="Quorum">In which quorum.</param>
/// <param name="Lease">With which lease.</param>
/// <param name="Provider">Who.</param>
/// <param name="Commitment">Laid out as <see cref="Verification.Quorum.Commit"/> says.</param>
public readonly record struct ResultCommitted(QuorumId Quorum, FillId Lease, AccountId Provider, Hash256 Commitment) : IEvent<ResultCommitted>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.ResultCommitted;
}

/// <summary>A worker revealed its result; whether it fits the commitment is judged when the quorum closes.</summary>
/// <param name="Quorum">In which quorum.</param>
/// <param name="Lease">With which lease.</param>
/// <param name="Provider">Who.</param>
/// <param name="Digest">The result's digest.</param>
/// <param name="Salt">What was committed to with it.</param>
public readonly record struct ResultRevealed(QuorumId Quorum, FillId Lease, AccountId Provider, Hash256 Digest, Hash256 Salt) : IEvent<ResultRevealed>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.ResultRevealed;
}

/// <summary>What became of the part of one who had committed.</summary>
/// <param name="Quorum">In which quorum.</param>
/// <param name="Lease">With which lease.</param>
/// <param name="Provider">Who.</param>
/// <param name="Standing">How it was found.</param>
public readonly record struct WorkerJudged(QuorumId Quorum, FillId Lease, AccountId Provider, WorkerStanding Standing) : IEvent<WorkerJudged>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.WorkerJudged;
}

/// <summary>A quorum is over.</summary>
/// <param name="Quorum">Which.</param>
/// <param name="Reached">Whether enough came to the same result.</param>
/// <param name="Digest">That result's digest; zero where there is none.</param>
public readonly record struct QuorumClosed(QuorumId Quorum, bool Reached, Hash256 Digest) : IEvent<QuorumClosed>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.QuorumClosed;
}
