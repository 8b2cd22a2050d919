using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Proofs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>What the passing of time does to providers: challenges nobody answered, proofs gone stale, slashes nobody appealed against or decided, bonds to return.</summary>
internal static class ProviderClock
{
    /// <summary>The most challenges that one command's time judges; the next command goes on.</summary>
    public const int MaxVerdictsPerCommand = 4_096;

    /// <summary>Judges the challenges whose time is over. Costs one comparison where there are none.</summary>
    public static void Judge(Decision decision)
    {
        ChallengeTable challenges = decision.State.Challenges;
        long now = decision.AtUnixMicroseconds / 1000;
        for (int judged = 0; challenges.FirstDeadline <= now && judged < MaxVerdictsPerCommand; judged++)
        {
            ChallengeId first = challenges.FirstDue;
            if (!challenges.TryFind(first, out Challenge challenge)) throw new InvariantBrokenException($"Challenge {first.Value} is due and not open.");
            bool isProvidersFault = !challenge.IsAnswered && first.Value >= challenges.FirstOfWriter;
            Consequences.Judge(decision, challenge.Terms, new Finding(isProvidersFault ? Verdict.Missed : Verdict.Void));
        }
    }

    /// <summary>Lets the clock reach a later minute, and does what that minute brings.</summary>
    public static void Advance(Decision decision, Minute now, List<int> scratch)
    {
        ExchangeState state = decision.State;
        scratch.Clear();
        state.Fleet.ListStale(now, scratch);
        int[] stale = [.. scratch];
        decision.Record(new TimeAdvanced(now));
        foreach (int node in stale) Consequences.OfStaleness(decision, new NodeId(node));
        for (SlashId due; (due = state.Slashes.FirstDue(now)).Value != 0;) Slashes.FallDue(decision, due);
        scratch.Clear();
        state.Parties.ListUnbonded(now, scratch);
        foreach (int provider in (int[])[.. scratch]) Return(decision, new AccountId(provider));
    }

    /// <summary>Returns what was unbonded, unless something may still be taken from the bond: then it is tried again the next minute.</summary>
    private static void Return(Decision decision, AccountId provider)
    {
        ExchangeState state = decision.State;
        if (Bonds.IsClaimed(state, provider)) return;
        Money amount = Money.Min(state.Parties.Of(provider).Unbonding, state.Accounts.Balance(provider, AccountKind.Bond));
        decision.Record(new UnbondingEnded(provider, amount));
        if (amount <= Money.Zero) return;
        decision.Record(new MoneyMoved(
            provider, AccountKind.Bond, provider, AccountKind.Available, amount, MoveReason.BondReturned, default, default, default));
    }
}
