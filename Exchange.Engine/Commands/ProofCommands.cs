using Exchange.Engine.Proofs;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

/// <summary>Publish the end of a day's chain of hashes before its links are needed.</summary>
/// <param name="Day">Days since the Unix epoch: today, or at most a week ahead.</param>
/// <param name="End">The chain's end: SHA-256 of the link of epoch 0.</param>
/// <param name="Links">How many epochs the chain serves, 1..10,000.</param>
public readonly partial record struct CommitBeacon(int Day, Hash256 End, int Links) : ICommand<CommitBeacon>;

/// <summary>Begin an epoch: reveal its link, which draws the epoch's challenges.</summary>
/// <param name="Day">Days since the Unix epoch.</param>
/// <param name="Epoch">The epoch of the day, from 0; later than the last. Epochs may be left out.</param>
/// <param name="Link">The link; hashed once for each epoch since the last, it is the last one's.</param>
public readonly partial record struct RevealBeacon(int Day, int Epoch, Hash256 Link) : ICommand<RevealBeacon>;

/// <summary>Publish the modulus of a day's time-locks; without one a day has none.</summary>
/// <param name="Day">A day whose beacon is committed.</param>
/// <param name="Modulus">2,048 bits, big-endian, odd.</param>
public readonly partial record struct PublishModulus(int Day, Bytes256 Modulus) : ICommand<PublishModulus>;

/// <summary>Release the factors of a day's modulus, once no hour of the day can be disputed any more.</summary>
/// <param name="Day">The day.</param>
/// <param name="P">One prime, big-endian.</param>
/// <param name="Q">The other; their product is the modulus.</param>
public readonly partial record struct ReleaseFactors(int Day, Bytes128 P, Bytes128 Q) : ICommand<ReleaseFactors>;

/// <summary>Ask to be challenged when the next epoch begins.</summary>
/// <param name="Provider">Whose node.</param>
/// <param name="Node">Which.</param>
/// <param name="Proof">A matrix (of either kind; the size decides which it becomes) or an attestation.</param>
public readonly partial record struct RequestChallenge(AccountId Provider, NodeId Node, ChallengeKind Proof) : ICommand<RequestChallenge>;

/// <summary>Commit to the answer to a challenge. The time stamped on this command is when it was received.</summary>
/// <param name="Provider">Whose challenge.</param>
/// <param name="Challenge">Which.</param>
/// <param name="Answer">The answer's hash or root.</param>
/// <param name="Randomness">What the verifier drew once it had the hash.</param>
public readonly partial record struct SubmitAnswer(
    AccountId Provider, ChallengeId Challenge, Hash256 Answer, Hash256 Randomness) : ICommand<SubmitAnswer>;

/// <summary>Say what the verifier found of an answer.</summary>
/// <remarks>The engine decides from the numbers whether a right product was too slow.</remarks>
/// <param name="Challenge">Which; it must have been answered in time.</param>
/// <param name="Verdict">What was found; neither late nor void, which the engine alone says.</param>
/// <param name="Performance">Measured, of the SKU's reference; zero where nothing is measured.</param>
/// <param name="Transcript">The hash under which the transcript is kept, or zero.</param>
/// <param name="Grade">Whose authority the evidence rests on.</param>
public readonly partial record struct JudgeProof(
    ChallengeId Challenge, Verdict Verdict, BasisPoints Performance, Hash256 Transcript, EvidenceGrade Grade) : ICommand<JudgeProof>;

/// <summary>Record how a node answered at random moments of an epoch that is over.</summary>
/// <param name="Node">Which.</param>
/// <param name="Day">The beacon's day.</param>
/// <param name="Epoch">An epoch that was revealed, later than the last one recorded of the node.</param>
/// <param name="Sent">How many heartbeats were asked for, 1..10,000.</param>
/// <param name="Answered">How many were answered in time.</param>
public readonly partial record struct RecordHeartbeats(NodeId Node, int Day, int Epoch, int Sent, int Answered) : ICommand<RecordHeartbeats>;
