using System.Runtime.InteropServices;
using Exchange.Engine.Events;
using Exchange.Engine.Proofs;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>A challenge that is not judged.</summary>
public struct Challenge
{
    /// <summary>What was asked for.</summary>
    public ChallengeIssued Terms;
    /// <summary>The answer's hash; zero before there is one.</summary>
    public Hash256 Answer;
    /// <summary>What the verifier drew.</summary>
    public Hash256 Randomness;
    /// <summary>When the answer came, in milliseconds since the Unix epoch; 0 before.</summary>
    public long ReceivedUnixMilliseconds;

    /// <summary>Whether there is an answer.</summary>
    public readonly bool IsAnswered => ReceivedUnixMilliseconds != 0;
}

/// <summary>The challenges that are not judged, and when the clock judges them.</summary>
public sealed class ChallengeTable
{
    /// <summary>The most open challenges in all.</summary>
    public const int MaxOpen = 1_000_000;

    /// <summary>How long after it was due an answer is still taken, only to be called late, in milliseconds.</summary>
    public const int LateMilliseconds = 60_000;

    /// <summary>How long after it was received an answer must be judged, in milliseconds; else it counts for nothing.</summary>
    public const int JudgeWithinMilliseconds = 3_600_000;

    private readonly Dictionary<long, Challenge> open = [];
    private readonly SortedSet<(long Deadline, long Challenge)> deadlines = [];
    private readonly Dictionary<NodeId, int> attesting = [];

    /// <summary>How many are open.</summary>
    public int Count => open.Count;

    /// <summary>The number of the next challenge.</summary>
    public long Next { get; private set; } = 1;

    /// <summary>The first challenge that was issued since the writer started: earlier ones may have been missed because the exchange was away.</summary>
    public long FirstOfWriter { get; private set; } = 1;

    /// <summary>The node that the schedule challenged last, so that the next epoch begins after it.</summary>
    public NodeId LastNode { get; private set; }

    /// <summary>The first moment at which the clock must judge one, in milliseconds since the Unix epoch.</summary>
    public long FirstDeadline { get; private set; } = long.MaxValue;

    /// <summary>The open challenges, in the order of their numbers.</summary>
    public IEnumerable<Challenge> All => open.OrderBy(pair => pair.Key).Select(pair => pair.Value);

    /// <summary>Whether a challenge is open, and what it is.</summary>
    public bool TryFind(ChallengeId challenge, out Challenge found) => open.TryGetValue(challenge.Value, out found);

    /// <summary>Whether an attestation of the node was asked for that is not judged.</summary>
    public bool IsAttesting(NodeId node) => attesting.ContainsKey(node);

    /// <summary>The challenge whose deadline is the first. There must be one.</summary>
    internal ChallengeId FirstDue => new(deadlines.Min.Challenge);

    internal void Issue(in ChallengeIssued issued)
    {
        if (issued.Challenge.Value != Next) throw new InvariantBrokenException($"Challenge {issued.Challenge.Value} issued out of order.");
        Next++;
        if (issued.Purpose != ChallengePurpose.Chained) LastNode = issued.Node;
        Add(new Challenge { Terms = issued });
    }

    internal void Answer(in AnswerReceived received)
    {
        Challenge answered = Remove(received.Challenge);
        answered.Answer = received.Answer;
        answered.Randomness = received.Randomness;
        answered.ReceivedUnixMilliseconds = received.ReceivedUnixMilliseconds;
        Add(answered);
    }

    internal Challenge Remove(ChallengeId challenge)
    {
        if (!open.Remove(challenge.Value, out Challenge removed)) throw new InvariantBrokenException($"Challenge {challenge.Value} is not open.");
        deadlines.Remove((DeadlineOf(removed), challenge.Value));
        FirstDeadline = deadlines.Count == 0 ? long.MaxValue : deadlines.Min.Deadline;
        if (removed.Terms.Proof == ChallengeKind.Attestation && --CollectionsMarshal.GetValueRefOrNullRef(attesting, removed.Terms.Node) == 0)
            attesting.Remove(removed.Terms.Node);
        return removed;
    }

    internal void StartWriter() => FirstOfWriter = Next;

    internal void Restore(Challenge[] saved, in Marks marks)
    {
        open.Clear();
        deadlines.Clear();
        attesting.Clear();
        FirstDeadline = long.MaxValue;
        foreach (Challenge challenge in saved) Add(challenge);
        (Next, FirstOfWriter, LastNode) = (marks.Next, marks.FirstOfWriter, marks.LastNode);
    }

    internal Marks Save() => new(Next, FirstOfWriter, LastNode);

    internal void AddTo(ref Digest digest)
    {
        digest.Add(Next);
        digest.Add(FirstOfWriter);
        digest.Add((long)LastNode.Value);
        foreach (Challenge challenge in All)
        {
            digest.Add(challenge.Terms.Challenge.Value);
            digest.Add((long)challenge.Terms.Node.Value);
            digest.Add((long)challenge.Terms.Unit);
            digest.Add(((long)challenge.Terms.Proof << 8) | (long)challenge.Terms.Purpose);
            digest.Add(challenge.Terms.Seed.Bytes);
            digest.Add(challenge.Terms.Size);
            digest.Add(challenge.Terms.DueUnixMilliseconds);
            digest.Add(challenge.Answer.Bytes);
            digest.Add(challenge.ReceivedUnixMilliseconds);
        }
    }

    private static long DeadlineOf(in Challenge challenge) => challenge.IsAnswered
        ? challenge.ReceivedUnixMilliseconds + JudgeWithinMilliseconds
        : challenge.Terms.DueUnixMilliseconds + LateMilliseconds;

    private void Add(in Challenge challenge)
    {
        open.Add(challenge.Terms.Challenge.Value, challenge);
        long deadline = DeadlineOf(challenge);
        deadlines.Add((deadline, challenge.Terms.Challenge.Value));
        FirstDeadline = Math.Min(FirstDeadline, deadline);
        if (challenge.Terms.Proof == ChallengeKind.Attestation) CollectionsMarshal.GetValueRefOrAddDefault(attesting, challenge.Terms.Node, out _)++;
    }

    /// <summary>The table's own numbers, as a snapshot holds them.</summary>
    internal readonly record struct Marks(long Next, long FirstOfWriter, NodeId LastNode);
}
