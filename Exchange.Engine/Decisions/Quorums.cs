using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Engine.Decisions;

/// <summary>Closes quorums: when all who committed have revealed, or when their time is over.</summary>
internal static class Quorums
{
    /// <summary>The open quorums before a writer's first minute, with which an outage of the exchange may end; at any other time none.</summary>
    public static RunningQuorum[] BeforeOutageEnds(ExchangeState state) => state.IsWriterNew ? [.. state.Quorums.All] : [];

    /// <summary>Says which quorums have other times than before.</summary>
    public static void TellExtended(Decision decision, RunningQuorum[] before)
    {
        foreach (RunningQuorum old in before)
        {
            if (!decision.State.Quorums.TryFind(old.Terms.Quorum, out RunningQuorum open)) continue;
            if (open.Terms.CommitBy == old.Terms.CommitBy && open.Terms.RevealBy == old.Terms.RevealBy) continue;
            decision.Record(new QuorumExtended(open.Terms.Quorum, open.Terms.CommitBy, open.Terms.RevealBy));
        }
    }

    /// <summary>Closes every quorum that the clock has come to, the earliest first, and of one minute the lowest number first.</summary>
    public static void FallDue(Decision decision)
    {
        ExchangeState state = decision.State;
        for (QuorumId due; (due = state.Quorums.FirstDue(state.Now)).Value != 0;) Close(decision, due);
    }

    /// <summary>Judges those who committed, in the order in which they did, and closes the quorum. Too few of them judge nobody.</summary>
    public static void Close(Decision decision, QuorumId id)
    {
        if (!decision.State.Quorums.TryFind(id, out RunningQuorum quorum)) throw new InvariantBrokenException($"Quorum {id.Value} is not open.");
        QuorumVerdict? verdict = quorum.Judge();
        for (int i = 0; verdict is not null && i < verdict.Standings.Count; i++)
        {
            QuorumWorker worker = quorum.Parts.Items[i].Worker;
            decision.Record(new WorkerJudged(id, worker.Lease, worker.Provider, verdict.Standings[i]));
        }

        bool isReached = verdict is { Reached: true };
        decision.Record(new QuorumClosed(id, isReached, isReached ? Hash256.From(verdict!.Digest.Span) : default));
    }
}
