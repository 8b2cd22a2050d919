using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Providers;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>Taking from bonds: proposed, open to appeal, then executed or dropped.</summary>
/// <remarks>Open proposals together never threaten more than the bond, and nothing is slashed for twice.</remarks>
internal static class Slashes
{
    /// <summary>How often a device may be found to be less than claimed before it is banned.</summary>
    private const int TimesToBan = 2;

    /// <summary>Proposes a slash, for as much of the amount as no other proposal threatens.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="wanted">The proposal. Its number is given here.</param>
    /// <returns>The slash; the default where the fault is not the provider's, it was proposed before, or there is nothing to take.</returns>
    public static SlashId Propose(Decision decision, in SlashProposed wanted)
    {
        ExchangeState state = decision.State;
        if (wanted.Fault != Fault.Provider || state.Slashes.Knows(SlashTable.SubjectOf(wanted)) || !state.Slashes.HasRoom) return default;
        Money free = Bonds.Free(state, wanted.Provider);
        Money amount = free > Money.Zero ? Money.Min(wanted.Amount, free) : Money.Zero;
        bool isGrave = ProviderEvolution.IsGrave(wanted.Cause);
        if (amount == Money.Zero && !isGrave) return default;
        var slash = new SlashId(state.Slashes.Next);
        decision.Record(wanted with { Slash = slash, Amount = amount });
        if (isGrave) NodeLife.Review(decision, wanted.Node);
        return slash;
    }

    /// <summary>Takes what was proposed: the buyers of leases that fail by it are paid out of it first, what they leave is shared out.</summary>
    /// <remarks>The whole amount is in the bond, since it was reserved when it was proposed.</remarks>
    public static void Execute(Decision decision, SlashId id)
    {
        ExchangeState state = decision.State;
        if (!state.Slashes.TryFind(id, out Slash slash)) return;
        AccountId provider = slash.Terms.Provider;
        decision.Record(new SlashExecuted(id, provider, slash.Terms.Amount));
        decision.Slashed = slash.Terms.Amount;
        if (slash.Terms.Cause == SlashCause.BelowClaim) BanIfRepeated(decision, slash);
        if (slash.Terms.Cause is SlashCause.FalseAttestation or SlashCause.Fraud)
            PutOut(decision, slash.Terms.Node);
        ShareOut(decision, provider, decision.Slashed);
        decision.Slashed = Money.Zero;
        NodeLife.ReviewProvider(decision, provider);
    }

    /// <summary>
    /// The time to appeal is over, or the time to decide an appeal. What proofs showed is executed; what the operator alone said, and did not
    /// stand by, is dropped.
    /// </summary>
    public static void FallDue(Decision decision, SlashId id)
    {
        if (!decision.State.Slashes.TryFind(id, out Slash slash)) return;
        if (slash.IsAppealed && slash.Terms.Cause == SlashCause.Fraud) Drop(decision, id);
        else Execute(decision, id);
    }

    /// <summary>Drops what was proposed.</summary>
    public static void Drop(Decision decision, SlashId id)
    {
        if (!decision.State.Slashes.TryFind(id, out Slash slash)) return;
        decision.Record(new SlashCancelled(id, slash.Terms.Provider));
        NodeLife.Review(decision, slash.Terms.Node);
    }

    /// <summary>Bans a device, and puts the node that it is in out of the market.</summary>
    public static void Ban(Decision decision, Text64 device)
    {
        ExchangeState state = decision.State;
        int place = state.Devices.Find(device);
        NodeId node = place < 0 ? default : state.Devices[place].Node;
        AccountId provider = node.Value == 0 ? default : state.Fleet[node].Provider;
        decision.Record(new DeviceBanned(device, provider, node, place < 0 ? 0 : state.Devices[place].Unit));
        if (node.Value == 0) return;
        NodeLife.Review(decision, node);
        FailLeases(decision, node, state.Devices[place].Unit);
    }

    private static void PutOut(Decision decision, NodeId node)
    {
        NodeLife.Quarantine(decision, node, NodeStatusReason.SlashProposed);
        FailLeases(decision, node, -1);
    }

    /// <summary>
    /// Fails the leases that a unit serves, or all leases of the node where none is named: in the order of their fills, so that nobody comes
    /// before those who were there first.
    /// </summary>
    private static void FailLeases(Decision decision, NodeId node, int unit)
    {
        ExchangeState state = decision.State;
        var failed = new List<FillId>();
        for (int slot = state.Fleet[node].FirstLease; slot >= 0; slot = state.Leases[slot].NextOfNode)
        {
            if (unit < 0 || state.Leases.Holds(slot, unit, 1)) failed.Add(state.Leases[slot].Terms.Lease);
        }

        failed.Sort((one, other) => one.Value.CompareTo(other.Value));
        foreach (FillId lease in failed)
        {
            int slot = state.Leases.Find(lease);
            if (slot >= 0 && !state.Leases[slot].Ended && !state.Leases[slot].Released) Defaulting.Run(decision, lease, CloseReason.NodeBanned);
        }
    }

    /// <summary>The challenger, which is the house, has its share and the fund the rest.</summary>
    private static void ShareOut(Decision decision, AccountId provider, Money amount)
    {
        Money challenger = amount.Share(new BasisPoints((int)decision.State.Settings[Setting.ChallengerShareBasisPoints]));
        Move(decision, provider, AccountId.House, AccountKind.Fees, challenger, MoveReason.SlashToChallenger);
        Move(decision, provider, AccountId.House, AccountKind.Insurance, amount - challenger, MoveReason.SlashToInsurance);
    }

    private static void Move(Decision decision, AccountId provider, AccountId to, AccountKind kind, Money amount, MoveReason reason)
    {
        if (amount > Money.Zero) decision.Record(new MoneyMoved(provider, AccountKind.Bond, to, kind, amount, reason, default, default, default));
    }

    private static void BanIfRepeated(Decision decision, in Slash slash)
    {
        int place = decision.State.Devices.Find(slash.Device);
        if (place < 0 || decision.State.Devices[place].IsBanned || decision.State.Devices[place].BelowClaim < TimesToBan) return;
        Ban(decision, slash.Device);
    }
}
