using Exchange.Engine.Events;
using Exchange.Engine.Proofs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>What is asked of a unit, or of the whole node.</summary>
/// <param name="Unit">Which unit, or -1.</param>
/// <param name="Proof">What is to be proven.</param>
/// <param name="Purpose">Why.</param>
/// <param name="Seed">What the task is drawn from.</param>
/// <param name="Size">The matrix's n, or the number of squarings.</param>
/// <param name="DueUnixMilliseconds">When the answer must be there.</param>
internal readonly record struct Question(
    int Unit, ChallengeKind Proof, ChallengePurpose Purpose, Hash256 Seed, long Size, long DueUnixMilliseconds);

/// <summary>Issues challenges as long as there is room for them.</summary>
internal static class Asking
{
    /// <summary>The most open challenges of one node and its units.</summary>
    public const int MaxOpenPerNode = 4_096;

    /// <summary>Asks a node something in an epoch; whether there was room.</summary>
    public static bool Issue(Decision decision, in BeaconRevealed epoch, NodeId node, in Question question)
    {
        ExchangeState state = decision.State;
        if (state.Challenges.Count >= ChallengeTable.MaxOpen || state.Fleet[node].OpenChallenges >= MaxOpenPerNode) return false;
        decision.Record(new ChallengeIssued(
            new ChallengeId(state.Challenges.Next), node, state.Fleet[node].Provider, question.Unit, question.Proof, question.Purpose,
            epoch.Day, epoch.Epoch, question.Seed, question.Size, question.DueUnixMilliseconds));
        return true;
    }
}
