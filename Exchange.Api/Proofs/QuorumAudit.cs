using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Api.Proofs;

/// <summary>Judges every quorum again, from what its workers committed to and revealed.</summary>
/// <param name="findings">Takes what is found.</param>
internal sealed class QuorumAudit(ProofFindings findings)
{
    private readonly Dictionary<QuorumId, Expected> judged = [];

    /// <summary>Compares a verdict with what follows from the events before it.</summary>
    /// <param name="occurred">An event; of those that are no verdicts on quorums nothing is said.</param>
    /// <param name="state">The state before it.</param>
    /// <param name="isAsked">Whether it lies within the range that is checked.</param>
    internal void Take(in RecordedEvent occurred, ExchangeState state, bool isAsked)
    {
        if (occurred.Kind == EventKind.WorkerJudged) Compare(occurred.Position, occurred.As<WorkerJudged>(), state, isAsked);
        else if (occurred.Kind == EventKind.QuorumClosed) Compare(occurred.Position, occurred.As<QuorumClosed>(), state, isAsked);
    }

    private void Compare(long position, in WorkerJudged worker, ExchangeState state, bool isAsked)
    {
        Expected expected = ExpectedOf(worker.Quorum, state);
        int place = expected.Judged++;
        if (!isAsked) return;
        findings.Workers++;
        if (place >= expected.Standings.Count || expected.Quorum.Parts.Items[place].Worker != new QuorumWorker(worker.Lease, worker.Provider))
            findings.Disagree(position, $"account {worker.Provider.Value} was judged in quorum {worker.Quorum.Value} out of its turn");
        else if (expected.Standings[place] != worker.Standing)
            findings.Disagree(position, $"account {worker.Provider.Value} was judged {worker.Standing} in quorum {worker.Quorum.Value}, and is {expected.Standings[place]}");
    }

    private void Compare(long position, in QuorumClosed closed, ExchangeState state, bool isAsked)
    {
        Expected expected = ExpectedOf(closed.Quorum, state);
        judged.Remove(closed.Quorum);
        if (!isAsked) return;
        findings.Quorums++;
        if (expected.Judged != expected.Standings.Count)
            findings.Disagree(position, $"{expected.Judged} workers of quorum {closed.Quorum.Value} were judged, and {expected.Standings.Count} were to be");
        if (closed.Reached != expected.IsReached || closed.Digest != expected.Digest)
            findings.Disagree(position, $"quorum {closed.Quorum.Value} was closed with {Result(closed.Reached, closed.Digest)}, and agreed on {Result(expected.IsReached, expected.Digest)}");
    }

    private Expected ExpectedOf(QuorumId id, ExchangeState state)
    {
        if (judged.TryGetValue(id, out Expected? known)) return known;
        bool isOpen = state.Quorums.TryFind(id, out RunningQuorum quorum);
        return judged[id] = new Expected(quorum, isOpen ? quorum.Judge() : null);
    }

    private static string Result(bool isReached, Hash256 digest) => isReached ? digest.ToString() : "nothing";

    private sealed class Expected(RunningQuorum quorum, QuorumVerdict? verdict)
    {
        public RunningQuorum Quorum { get; } = quorum;
        public IReadOnlyList<WorkerStanding> Standings { get; } = verdict?.Standings ?? [];
        public bool IsReached { get; } = verdict is { Reached: true };
        public Hash256 Digest { get; } = verdict is { Reached: true } ? Hash256.From(verdict.Digest.Span) : default;
        public int Judged { get; set; }
    }
}
