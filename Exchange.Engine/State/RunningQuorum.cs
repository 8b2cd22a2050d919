using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Engine.State;

/// <summary>What one worker contributed.</summary>
/// <param name="Worker">Who, and with which lease.</param>
/// <param name="Commitment">What it committed to.</param>
/// <param name="IsRevealed">Whether it revealed anything.</param>
/// <param name="Digest">The digest that it revealed.</param>
/// <param name="Salt">The salt that it revealed.</param>
public readonly record struct WorkerPart(QuorumWorker Worker, Hash256 Commitment, bool IsRevealed, Hash256 Digest, Hash256 Salt);

/// <summary>A quorum that is not closed: its terms, and the parts of those who committed.</summary>
/// <param name="Terms">As it was opened.</param>
/// <param name="Parts">Of those who committed, in the order in which they did.</param>
public readonly record struct RunningQuorum(QuorumOpened Terms, Few<WorkerPart> Parts)
{
    /// <summary>Whether everybody who committed has revealed.</summary>
    public bool IsRevealed
    {
        get
        {
            foreach (ref readonly WorkerPart part in Parts.Items)
            {
                if (!part.IsRevealed) return false;
            }

            return true;
        }
    }

    /// <summary>The minute in which it closes if nothing more happens: too few commitments close it when the time for them is over.</summary>
    public Minute Due => Parts.Count < Terms.Needed ? Terms.CommitBy : Terms.RevealBy;

    /// <summary>Whether commitments are over, so that results may be revealed.</summary>
    public bool IsRevealing(Minute now) => Parts.Count == Terms.Workers.Count || now >= Terms.CommitBy;

    /// <summary>The lease on which a provider is asked to do the job, or null where it is not asked.</summary>
    public FillId? LeaseOf(AccountId provider)
    {
        foreach (ref readonly QuorumWorker worker in Terms.Workers.Items)
        {
            if (worker.Provider == provider) return worker.Lease;
        }

        return null;
    }

    /// <summary>The part of a provider that committed, or null.</summary>
    public WorkerPart? PartOf(AccountId provider) => PlaceOf(provider) is var place and >= 0 ? Parts.Items[place] : null;

    /// <summary>The quorum with its times moved where they fell into an outage of the exchange.</summary>
    public RunningQuorum After(in Outage outage)
    {
        long commitBy = outage.Extend(Terms.CommitBy.Value);
        long revealBy = Math.Max(outage.Extend(Terms.RevealBy.Value), Terms.RevealBy.Value + (commitBy - Terms.CommitBy.Value));
        return this with { Terms = Terms with { CommitBy = new Minute((int)commitBy), RevealBy = new Minute((int)revealBy) } };
    }

    /// <summary>The quorum with one more part.</summary>
    public RunningQuorum With(in ResultCommitted committed)
    {
        var part = new WorkerPart(new QuorumWorker(committed.Lease, committed.Provider), committed.Commitment, false, default, default);
        return this with { Parts = Few<WorkerPart>.Of([.. Parts.Items, part]) };
    }

    /// <summary>The quorum with one part revealed.</summary>
    /// <exception cref="InvariantBrokenException">Of one who did not commit.</exception>
    public RunningQuorum With(in ResultRevealed revealed)
    {
        int place = PlaceOf(revealed.Provider);
        if (place < 0) throw new InvariantBrokenException($"Account {revealed.Provider.Value} reveals in quorum {Terms.Quorum.Value} what it did not commit to.");
        WorkerPart[] parts = Parts.Items.ToArray();
        parts[place] = parts[place] with { IsRevealed = true, Digest = revealed.Digest, Salt = revealed.Salt };
        return this with { Parts = Few<WorkerPart>.Of(parts) };
    }

    /// <summary>What those who committed agreed on, and how each of them stands; null where so few committed that nobody is judged.</summary>
    public QuorumVerdict? Judge()
    {
        if (Parts.Count < Terms.Needed) return null;
        var results = new WorkerResult[Parts.Count];
        for (int i = 0; i < results.Length; i++)
        {
            WorkerPart part = Parts.Items[i];
            results[i] = new WorkerResult(
                part.Worker.Provider.Value, part.Commitment.Bytes.ToArray(),
                part.IsRevealed ? part.Digest.Bytes.ToArray() : default, part.IsRevealed ? part.Salt.Bytes.ToArray() : default);
        }

        return Quorum.Judge(Terms.Job.Bytes, Terms.Needed, results);
    }

    private int PlaceOf(AccountId provider)
    {
        for (int place = 0; place < Parts.Count; place++)
        {
            if (Parts.Items[place].Worker.Provider == provider) return place;
        }

        return -1;
    }
}
