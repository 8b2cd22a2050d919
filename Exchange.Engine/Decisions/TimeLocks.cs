using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Engine.Decisions;

/// <summary>A node's chain of time-locks: each epoch's squarings, then a small matrix that their result draws, then the next epoch's.</summary>
/// <remarks>
/// A node has one part of its chain open at a time. Where an epoch begins before the part of the last one is judged, its time-lock is asked
/// for when that is done: so nobody works at two epochs side by side, and whoever needs the minute of grace has less time for the next.
/// </remarks>
internal static class TimeLocks
{
    /// <summary>An epoch begins: its time-lock is asked for, or waits for the chain.</summary>
    public static void Begin(Decision decision, in BeaconRevealed epoch, NodeId node)
    {
        if (!decision.State.Fleet[node].Chain.IsOpen) Ask(decision, epoch, node, ChallengePurpose.Idle);
    }

    /// <summary>A part of the chain is judged: the next one follows.</summary>
    public static void GoOn(Decision decision, in ChallengeIssued judged, Verdict verdict)
    {
        ExchangeState state = decision.State;
        bool isSquared = judged.Proof == ChallengeKind.TimeLock;
        if ((!isSquared && !ProofEvolution.IsChained(judged.Proof, judged.Purpose)) || !IsAsked(state, judged.Node)) return;
        if (isSquared && verdict == Verdict.Passed && AskSmall(decision, judged)) return;
        if (IsBehind(decision, judged.Node, out BeaconRevealed epoch)) Ask(decision, epoch, judged.Node, ChallengePurpose.Chained);
    }

    private static bool IsAsked(ExchangeState state, NodeId id)
    {
        Node node = state.Fleet[id];
        return Schedule.IsScheduled(state, id) && !Schedule.IsLeased(state, node) && !state.Fleet.IsExcused(id, state.Now);
    }

    /// <summary>Whether an epoch with time-locks has begun that the node was not asked in, and half of it is left: what the squarings are reckoned to need.</summary>
    private static bool IsBehind(Decision decision, NodeId node, out BeaconRevealed epoch)
    {
        ExchangeState state = decision.State;
        epoch = default;
        if (!state.Beacons.TryFind(state.Beacons.LastDay, out BeaconDay day) || day.Modulus.IsNone) return false;
        TimeLockChain chain = state.Fleet[node].Chain;
        if ((chain.Day, chain.Epoch).CompareTo((day.Day, day.Epoch)) >= 0) return false;
        epoch = new BeaconRevealed(day.Day, day.Epoch, day.Link);
        return (decision.AtUnixMicroseconds / 1000) - day.RevealedUnixMilliseconds <= ProofTerms.EpochMilliseconds(state) / 2;
    }

    private static void Ask(Decision decision, in BeaconRevealed epoch, NodeId node, ChallengePurpose purpose)
    {
        ExchangeState state = decision.State;
        Hash256 first = ProofTerms.Seed(epoch, node, ChallengeKind.TimeLock, purpose, default);
        Hash256 seed = state.Fleet[node].Chain.SeedOf(epoch, first);
        long squarings = state.Settings[Setting.TimeLockSquarings];
        Asking.Issue(decision, epoch, node, new Question(-1, ChallengeKind.TimeLock, purpose, seed, squarings, ProofTerms.TimeLockDue(state, epoch.Day)));
    }

    /// <summary>The result draws which unit multiplies, and what; false where that unit cannot be asked.</summary>
    /// <remarks>Only a root is due within seconds, however small the product is: not every uplink carries megabytes in that time.</remarks>
    private static bool AskSmall(Decision decision, in ChallengeIssued squared)
    {
        ExchangeState state = decision.State;
        Node node = state.Fleet[squared.Node];
        Span<byte> seed = stackalloc byte[Hash256.Count];
        TimeLock.SmallSeed(node.Chain.Answer.Bytes, seed);
        int unit = TimeLock.SmallUnit(seed, Math.Min(node.Units.Count, UnitTable.MaxUnitsPerNode));
        if (state.Units.Find(squared.Node, unit) < 0) return false;
        long size = state.Settings[Setting.TimeLockMatrixSize];
        long due = ProofTerms.MatrixDue(state, node.Sku, size, decision.AtUnixMicroseconds / 1000);
        var question = new Question(unit, ChallengeKind.MatrixCommit, ChallengePurpose.Chained, Hash256.From(seed), size, due);
        return Asking.Issue(decision, new BeaconRevealed(squared.Day, squared.Epoch, default), squared.Node, question);
    }
}
