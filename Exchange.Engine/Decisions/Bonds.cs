using Exchange.Engine.Commands;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>How much bond stands behind nodes, and how much must.</summary>
/// <remarks>A bond covers a provider's nodes in the order of their registration, so that a new node never uncovers an older one.</remarks>
public static class Bonds
{
    private const int MinutesPerHour = 60;
    private static readonly Int128 MostPerUnit = Money.FromMicros(Payments.MaxMicros).Sixtieths;

    /// <summary>The bond of one unit: hours × the SKU's reference price × the tier of the provider's reputation, or the floor.</summary>
    public static Money PerUnit(ExchangeState state, NodeId node)
    {
        ref readonly Node of = ref state.Fleet[node];
        Int128 price = state.Specs[of.Sku].Reference.Micros;
        Int128 byPrice = price * state.Settings[Setting.BondHours] * MinutesPerHour * Tier(state, of.Provider) / BasisPoints.One;
        Int128 floor = Money.FromMicros(state.Settings[Setting.BondFloorMicros]).Sixtieths;
        return Money.FromSixtieths((long)Int128.Min(Int128.Max(byPrice, floor), MostPerUnit));
    }

    /// <summary>The bond of all units of a node, as far as money can be counted.</summary>
    public static Money PerNode(ExchangeState state, NodeId node) =>
        Money.FromSixtieths((long)Int128.Min(Needed(state, node), Money.FromMicros(Payments.MaxMicros).Sixtieths));

    /// <summary>The bond behind a unit, or behind the whole node where none is named.</summary>
    public static Money Behind(ExchangeState state, NodeId node, int unit) => unit < 0 ? PerNode(state, node) : PerUnit(state, node);

    /// <summary>What covers nodes: the bond without what is being unbonded.</summary>
    public static Int128 Cover(ExchangeState state, AccountId provider) =>
        (Int128)state.Accounts.Balance(provider, AccountKind.Bond).Sixtieths - state.Parties.Of(provider).Unbonding.Sixtieths;

    /// <summary>What no open slash would take.</summary>
    public static Money Free(ExchangeState state, AccountId provider) =>
        state.Accounts.Balance(provider, AccountKind.Bond) - state.Parties.Of(provider).Threatened;

    /// <summary>What a node needs; nothing where it is retired.</summary>
    public static Int128 Needed(ExchangeState state, NodeId node)
    {
        ref readonly Node of = ref state.Fleet[node];
        return of.Status == Providers.NodeStatus.Retired ? 0 : (Int128)PerUnit(state, node).Sixtieths * of.Units.Count;
    }

    /// <summary>What all nodes of a provider need.</summary>
    public static Int128 NeededByAll(ExchangeState state, AccountId provider)
    {
        Int128 needed = 0;
        if (AsksForNone(state)) return needed;
        foreach (NodeId node in state.Fleet.Of(provider)) needed += Needed(state, node);
        return needed;
    }

    /// <summary>Whether the bond reaches for a node, after all that the provider registered before it.</summary>
    public static bool Covers(ExchangeState state, NodeId node)
    {
        if (AsksForNone(state)) return true;
        Int128 left = Cover(state, state.Fleet[node].Provider);
        foreach (NodeId earlier in state.Fleet.Of(state.Fleet[node].Provider))
        {
            left -= Needed(state, earlier);
            if (earlier == node || left < 0) break;
        }

        return left >= 0;
    }

    /// <summary>Whether something may still be taken from the bond, so that none of it is returned.</summary>
    public static bool IsClaimed(ExchangeState state, AccountId provider)
    {
        if (state.Parties.Of(provider).OpenSlashes > 0) return true;
        foreach (Dispute dispute in state.Disputes.All)
        {
            if (state.Leases[state.Leases.Find(dispute.Lease)].Terms.Provider == provider) return true;
        }

        return false;
    }

    /// <summary>Whether the venue asks for no bond at all.</summary>
    public static bool AsksForNone(ExchangeState state) =>
        state.Settings[Setting.BondHours] == 0 && state.Settings[Setting.BondFloorMicros] == 0;

    private static long Tier(ExchangeState state, AccountId provider)
    {
        int reputation = state.Accounts[provider].Reputation.Value;
        if (reputation >= state.Settings[Setting.BondBestFromBasisPoints]) return BasisPoints.One;
        bool isMiddling = reputation >= state.Settings[Setting.BondMiddleFromBasisPoints];
        return state.Settings[isMiddling ? Setting.BondMiddleTierBasisPoints : Setting.BondLowTierBasisPoints];
    }
}
