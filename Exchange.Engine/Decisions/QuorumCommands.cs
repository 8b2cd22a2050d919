using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct OpenQuorum
{
    /// <summary>The fewest workers: of two that differ nobody knows who is right.</summary>
    public const int FewestWorkers = 3;

    /// <inheritdoc/>
    public static Receipt Decide(in OpenQuorum command, Decision decision)
    {
        ExchangeState state = decision.State;
        int workers = command.Leases.Count;
        if (command.Job.IsNone || workers < FewestWorkers) return new Receipt(Refusal.ValueOutOfRange);
        if (command.Needed <= workers / 2 || command.Needed > workers) return new Receipt(Refusal.ValueOutOfRange);
        if (command.CommitMinutes < 1 || command.CommitMinutes > state.Settings[Setting.MaxQuorumCommitMinutes]) return new Receipt(Refusal.ValueOutOfRange);
        if (command.RevealMinutes < 1 || command.RevealMinutes > state.Settings[Setting.MaxQuorumRevealMinutes]) return new Receipt(Refusal.ValueOutOfRange);
        if (state.Quorums.CountOf(command.Buyer) >= state.Settings[Setting.MaxOpenQuorumsPerBuyer]) return new Receipt(Refusal.TooManyOpenQuorums);
        Minute commitBy = state.Now + new Minutes(1 + command.CommitMinutes);
        Minute revealBy = commitBy + new Minutes(command.RevealMinutes);
        foreach (FillId lease in command.Leases.Items)
        {
            if (Refuse(state, command.Buyer, lease, revealBy) is var refusal && refusal != Refusal.None) return new Receipt(refusal);
        }

        if (!AreOfDifferentOwners(state, command)) return new Receipt(Refusal.OwnersNotDistinct);

        // From here on the quorum is open: every refusal stands above this line.
        var asked = new QuorumWorker[workers];
        for (int i = 0; i < workers; i++) asked[i] = new QuorumWorker(command.Leases.Items[i], ProviderOf(state, command.Leases.Items[i]));
        QuorumId id = state.Quorums.Next;
        decision.Record(new QuorumOpened(id, command.Buyer, command.Job, Few<QuorumWorker>.Of(asked), command.Needed, commitBy, revealBy));
        return new Receipt(Refusal.None, id.Value);
    }

    private static Refusal Refuse(ExchangeState state, AccountId buyer, FillId id, Minute revealBy)
    {
        int slot = state.Leases.Find(id);
        if (slot < 0 || state.Leases[slot].Terms.Buyer != buyer) return Refusal.UnknownLease;
        ref readonly Lease lease = ref state.Leases[slot];
        if (lease.State is not (LeaseState.Active or LeaseState.Degraded)) return Refusal.LeaseStateContradicts;
        if (state.Quorums.Holds(id)) return Refusal.LeaseInQuorum;
        return lease.End < revealBy ? Refusal.TooLate : Refusal.None;
    }

    /// <summary>Whether no two of the workers, nor one of them and the buyer, are one beneficial owner's.</summary>
    private static bool AreOfDifferentOwners(ExchangeState state, in OpenQuorum command)
    {
        Span<AccountId> owners = stackalloc AccountId[Few<FillId>.Max + 1];
        owners[0] = state.Accounts[command.Buyer].Owner;
        for (int i = 0; i < command.Leases.Count; i++)
        {
            AccountId owner = state.Accounts[ProviderOf(state, command.Leases.Items[i])].Owner;
            if (owners[..(i + 1)].Contains(owner)) return false;
            owners[i + 1] = owner;
        }

        return true;
    }

    private static AccountId ProviderOf(ExchangeState state, FillId lease) => state.Leases[state.Leases.Find(lease)].Terms.Provider;
}

public readonly partial record struct CommitResult
{
    /// <inheritdoc/>
    public static Receipt Decide(in CommitResult command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Quorums.TryFind(command.Quorum, out RunningQuorum quorum) || quorum.LeaseOf(command.Provider) is not { } lease)
            return new Receipt(Refusal.UnknownQuorum);
        if (command.Commitment.IsNone) return new Receipt(Refusal.ValueOutOfRange);
        if (quorum.PartOf(command.Provider) is { } part)
            return part.Commitment == command.Commitment ? new Receipt(Refusal.None, command.Quorum.Value, Repeated: true) : new Receipt(Refusal.AlreadyDone);
        if (state.Now >= quorum.Terms.CommitBy) return new Receipt(Refusal.TooLate);
        decision.Record(new ResultCommitted(command.Quorum, lease, command.Provider, command.Commitment));
        return new Receipt(Refusal.None, command.Quorum.Value);
    }
}

public readonly partial record struct RevealResult
{
    /// <inheritdoc/>
    /// <remarks>The last one that is awaited closes the quorum.</remarks>
    public static Receipt Decide(in RevealResult command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Quorums.TryFind(command.Quorum, out RunningQuorum quorum) || quorum.LeaseOf(command.Provider) is not { } lease)
            return new Receipt(Refusal.UnknownQuorum);
        if (quorum.PartOf(command.Provider) is not { } part) return new Receipt(quorum.IsRevealing(state.Now) ? Refusal.TooLate : Refusal.NotYet);
        if (part.IsRevealed)
        {
            bool isSame = part.Digest == command.Digest && part.Salt == command.Salt;
            return isSame ? new Receipt(Refusal.None, command.Quorum.Value, Repeated: true) : new Receipt(Refusal.AlreadyDone);
        }

        if (!quorum.IsRevealing(state.Now)) return new Receipt(Refusal.NotYet);
        decision.Record(new ResultRevealed(command.Quorum, lease, command.Provider, command.Digest, command.Salt));
        if (state.Quorums.TryFind(command.Quorum, out quorum) && quorum.IsRevealed) Quorums.Close(decision, command.Quorum);
        return new Receipt(Refusal.None, command.Quorum.Value);
    }
}
