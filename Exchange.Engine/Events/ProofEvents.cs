using Exchange.Engine.Proofs;
using Exchange.Engine.Values;

namespace Exchange.Engine.Events;

/// <summary>The end of a day's chain of hashes was published: whoever knows it can check every link, and predict none.</summary>
/// <param name="Day">Days since the Unix epoch.</param>
/// <param name="End">The chain's end.</param>
/// <param name="Links">How many links will be revealed.</param>
public readonly record struct BeaconCommitted(int Day, Hash256 End, int Links) : IEvent<BeaconCommitted>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.BeaconCommitted;
}

/// <summary>An epoch began, and its link of the day's chain was revealed.</summary>
/// <param name="Day">Days since the Unix epoch.</param>
/// <param name="Epoch">The epoch of the day, from 0.</param>
/// <param name="Link">The link; its SHA-256 is the link before.</param>
public readonly record struct BeaconRevealed(int Day, int Epoch, Hash256 Link) : IEvent<BeaconRevealed>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.BeaconRevealed;
}

/// <summary>The modulus of a day's time-lock puzzles.</summary>
/// <param name="Day">Days since the Unix epoch.</param>
/// <param name="Modulus">Big-endian.</param>
public readonly record struct ModulusPublished(int Day, Bytes256 Modulus) : IEvent<ModulusPublished>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.ModulusPublished;
}

/// <summary>The factors of a day's modulus, so that anyone can check the puzzles again.</summary>
/// <param name="Day">Days since the Unix epoch.</param>
/// <param name="P">One prime, big-endian.</param>
/// <param name="Q">The other.</param>
public readonly record struct FactorsReleased(int Day, Bytes128 P, Bytes128 Q) : IEvent<FactorsReleased>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.FactorsReleased;
}

/// <summary>A provider asked that a node be challenged when the next epoch begins.</summary>
/// <param name="Node">Which node.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Proof">What it wants to prove.</param>
public readonly record struct ChallengeRequested(NodeId Node, AccountId Provider, ChallengeKind Proof) : IEvent<ChallengeRequested>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.ChallengeRequested;
}

/// <summary>A node was challenged to prove something.</summary>
/// <param name="Challenge">Its number.</param>
/// <param name="Node">Which node.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Unit">Which unit, or -1 for the whole node.</param>
/// <param name="Proof">What is to be proven.</param>
/// <param name="Purpose">Why now.</param>
/// <param name="Day">The beacon's day.</param>
/// <param name="Epoch">The beacon's epoch.</param>
/// <param name="Seed">What the task is drawn from.</param>
/// <param name="Size">The matrix's n, or the number of squarings.</param>
/// <param name="DueUnixMilliseconds">When the answer must be there, by the exchange's clock.</param>
public readonly record struct ChallengeIssued(
    ChallengeId Challenge, NodeId Node, AccountId Provider, int Unit, ChallengeKind Proof, ChallengePurpose Purpose, int Day, int Epoch,
    Hash256 Seed, long Size, long DueUnixMilliseconds) : IEvent<ChallengeIssued>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.ChallengeIssued;
}

/// <summary>The answer to a challenge was committed to.</summary>
/// <param name="Challenge">Which.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Answer">The answer's hash or root.</param>
/// <param name="ReceivedUnixMilliseconds">When, by the exchange's clock.</param>
/// <param name="Randomness">What the verifier drew after it had the hash.</param>
public readonly record struct AnswerReceived(
    ChallengeId Challenge, AccountId Provider, Hash256 Answer, long ReceivedUnixMilliseconds, Hash256 Randomness) : IEvent<AnswerReceived>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.AnswerReceived;
}

/// <summary>A challenge is decided.</summary>
/// <param name="Challenge">Which.</param>
/// <param name="Node">Which node.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Unit">Which unit, or -1.</param>
/// <param name="Proof">What was to be proven.</param>
/// <param name="Verdict">What was found.</param>
/// <param name="Performance">Measured, of the SKU's reference; zero where nothing is measured.</param>
/// <param name="Transcript">The hash under which the transcript is kept, if there is one.</param>
/// <param name="Grade">Whose authority the evidence rests on.</param>
public readonly record struct ProofJudged(
    ChallengeId Challenge, NodeId Node, AccountId Provider, int Unit, ChallengeKind Proof, Verdict Verdict, BasisPoints Performance,
    Hash256 Transcript, EvidenceGrade Grade) : IEvent<ProofJudged>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.ProofJudged;
}

/// <summary>How a node answered at random moments of an epoch.</summary>
/// <param name="Node">Which.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Day">The beacon's day.</param>
/// <param name="Epoch">The beacon's epoch.</param>
/// <param name="Sent">How many heartbeats were asked for.</param>
/// <param name="Answered">How many were answered in time.</param>
public readonly record struct HeartbeatsRecorded(
    NodeId Node, AccountId Provider, int Day, int Epoch, int Sent, int Answered) : IEvent<HeartbeatsRecorded>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.HeartbeatsRecorded;
}
