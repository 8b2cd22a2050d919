using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

/// <summary>Ask the providers of several leases to do the same job, so that their results can be compared.</summary>
/// <param name="Buyer">Whose leases.</param>
/// <param name="Job">The hash that names the job; not zero.</param>
/// <param name="Leases">
/// At least <see cref="FewestWorkers"/>, all being delivered past the last reveal, in no other open quorum, no two of one beneficial owner
/// and none of the buyer's own.
/// </param>
/// <param name="Needed">How many must come to the same result: more than half of them, at most all.</param>
/// <param name="CommitMinutes">How many whole minutes they have to commit.</param>
/// <param name="RevealMinutes">How many minutes those who did have to reveal after that.</param>
public readonly partial record struct OpenQuorum(
    AccountId Buyer, Hash256 Job, Few<FillId> Leases, int Needed, int CommitMinutes, int RevealMinutes) : ICommand<OpenQuorum>;

/// <summary>Take part in a quorum by committing to its job's result. Who does not commit is not judged.</summary>
/// <param name="Provider">Who delivers one of its leases.</param>
/// <param name="Quorum">Which.</param>
/// <param name="Commitment">Laid out as <see cref="Verification.Quorum.Commit"/> says, with the provider's account as the worker and the job as the task; not zero.</param>
public readonly partial record struct CommitResult(AccountId Provider, QuorumId Quorum, Hash256 Commitment) : ICommand<CommitResult>;

/// <summary>Reveal what was committed to. What does not fit is recorded as it is, and judged.</summary>
/// <param name="Provider">Who committed.</param>
/// <param name="Quorum">In which quorum; all its workers have committed, or the time to do so is over.</param>
/// <param name="Digest">The result's digest.</param>
/// <param name="Salt">What was committed to with it.</param>
public readonly partial record struct RevealResult(AccountId Provider, QuorumId Quorum, Hash256 Digest, Hash256 Salt) : ICommand<RevealResult>;
