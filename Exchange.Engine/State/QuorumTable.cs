using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>The quorums that are not closed.</summary>
/// <remarks>A lease stands in one of them at most, so they are fewer than a third of the leases that are not closed.</remarks>
public sealed class QuorumTable
{
    private readonly SortedDictionary<long, RunningQuorum> open = [];
    private readonly SortedSet<(int Minute, long Quorum)> due = [];
    private readonly HashSet<FillId> leases = [];
    private readonly Dictionary<AccountId, int> byBuyer = [];
    private long opened;

    /// <summary>How many are open.</summary>
    public int Count => open.Count;

    /// <summary>The number of the next quorum.</summary>
    public QuorumId Next => new(opened + 1);

    /// <summary>The open quorums, in the order of their numbers.</summary>
    public IEnumerable<RunningQuorum> All => open.Values;

    /// <summary>How many a buyer has open.</summary>
    public int CountOf(AccountId buyer) => byBuyer.GetValueOrDefault(buyer);

    /// <summary>Whether a lease stands in one of them.</summary>
    public bool Holds(FillId lease) => leases.Contains(lease);

    /// <summary>Whether a quorum is open, and how it stands.</summary>
    public bool TryFind(QuorumId quorum, out RunningQuorum found) => open.TryGetValue(quorum.Value, out found);

    /// <summary>The quorum that is due first at a minute, of several the one with the lowest number, or the default.</summary>
    internal QuorumId FirstDue(Minute now) => due.Count > 0 && due.Min.Minute <= now.Value ? new QuorumId(due.Min.Quorum) : default;

    /// <summary>Whoever could not commit or reveal in an outage may do so shortly after it; who commits later has as long to reveal.</summary>
    internal void Extend(in Outage outage)
    {
        foreach (RunningQuorum quorum in open.Values.ToArray())
        {
            due.Remove((quorum.Due.Value, quorum.Terms.Quorum.Value));
            RunningQuorum extended = quorum.After(outage);
            open[quorum.Terms.Quorum.Value] = extended;
            due.Add((extended.Due.Value, quorum.Terms.Quorum.Value));
        }
    }

    /// <summary>Takes in what happened to a quorum.</summary>
    internal void Apply(in RecordedEvent occurred)
    {
        switch (occurred.Kind)
        {
            case EventKind.QuorumOpened: Open(occurred.As<QuorumOpened>()); break;
            case EventKind.ResultCommitted: Commit(occurred.As<ResultCommitted>()); break;
            case EventKind.ResultRevealed: Reveal(occurred.As<ResultRevealed>()); break;
            case EventKind.QuorumExtended: break; // Told for those who read; the end of the outage moved the times already.
            case EventKind.WorkerJudged: break; // Told for those who read; the quorum is closed by the event after it.
            case EventKind.QuorumClosed: Remove(occurred.As<QuorumClosed>().Quorum); break;
            default: throw new InvariantBrokenException($"Nobody says what {occurred.Kind} means to quorums.");
        }
    }

    internal RunningQuorum[] Save() => [.. open.Values];

    internal void Restore(RunningQuorum[] saved, QuorumId next)
    {
        opened = next.Value - 1;
        foreach (RunningQuorum quorum in saved) Add(quorum);
    }

    internal void AddTo(ref Digest digest)
    {
        digest.Add(opened);
        foreach (RunningQuorum quorum in open.Values)
        {
            digest.Add(quorum.Terms.Quorum.Value);
            digest.Add((long)quorum.Terms.Buyer.Value);
            digest.Add(quorum.Terms.Job.Bytes);
            digest.Add((long)quorum.Terms.Needed);
            digest.Add(((long)quorum.Terms.CommitBy.Value << 32) | (uint)quorum.Terms.RevealBy.Value);
            foreach (QuorumWorker worker in quorum.Terms.Workers.Items) digest.Add(worker.Lease.Value);
            foreach (WorkerPart part in quorum.Parts.Items)
            {
                digest.Add((long)part.Worker.Provider.Value);
                digest.Add(part.Commitment.Bytes);
                digest.Add(part.IsRevealed ? 1L : 0L);
                digest.Add(part.Digest.Bytes);
                digest.Add(part.Salt.Bytes);
            }
        }
    }

    private void Open(in QuorumOpened terms)
    {
        if (terms.Quorum != Next) throw new InvariantBrokenException($"Quorum {terms.Quorum.Value} opened out of order.");
        opened++;
        Add(new RunningQuorum(terms, default));
    }

    private void Commit(in ResultCommitted committed)
    {
        RunningQuorum quorum = Remove(committed.Quorum);
        Add(quorum.With(committed));
    }

    private void Reveal(in ResultRevealed revealed)
    {
        RunningQuorum quorum = Remove(revealed.Quorum);
        Add(quorum.With(revealed));
    }

    private void Add(in RunningQuorum quorum)
    {
        open.Add(quorum.Terms.Quorum.Value, quorum);
        due.Add((quorum.Due.Value, quorum.Terms.Quorum.Value));
        foreach (QuorumWorker worker in quorum.Terms.Workers.Items) leases.Add(worker.Lease);
        byBuyer[quorum.Terms.Buyer] = CountOf(quorum.Terms.Buyer) + 1;
    }

    private RunningQuorum Remove(QuorumId id)
    {
        if (!open.Remove(id.Value, out RunningQuorum quorum)) throw new InvariantBrokenException($"Quorum {id.Value} is not open.");
        due.Remove((quorum.Due.Value, id.Value));
        foreach (QuorumWorker worker in quorum.Terms.Workers.Items) leases.Remove(worker.Lease);
        if (CountOf(quorum.Terms.Buyer) == 1) byBuyer.Remove(quorum.Terms.Buyer);
        else byBuyer[quorum.Terms.Buyer]--;
        return quorum;
    }
}
