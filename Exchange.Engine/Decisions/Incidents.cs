using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>What a provider's failure takes from its bond: all that belongs to one incident together no more than a share of the bond.</summary>
internal static class Incidents
{
    private const int InsuredTogetherMinutes = 1_440;

    /// <summary>The incident of a failure, opened where it is the first.</summary>
    public static Incident Of(Decision decision, in Lease lease, Window failed)
    {
        ExchangeState state = decision.State;
        AccountId provider = lease.Terms.Provider;
        Text64 place = state.Specs[lease.Terms.Spec].Place;
        int near = (int)state.Settings[Setting.IncidentMinutes];
        if (state.Incidents.Find(lease, place, failed, near) is { } known) return known;
        Money cap = (state.Accounts.Balance(provider, AccountKind.Bond) - decision.Slashed).Share(new BasisPoints((int)state.Settings[Setting.IncidentBondBasisPoints]));
        decision.Record(new IncidentOpened(new IncidentId(state.Incidents.Count + 1), provider, lease.Terms.Node, place, failed.From, cap));
        return state.Incidents.Find(lease, place, failed, near)!.Value;
    }

    /// <summary>When a lease that is failed as a whole failed: now, however long it would have lasted and whenever it would have begun.</summary>
    public static Window Now(ExchangeState state) => new(state.Now + new Minutes(1), state.Now + new Minutes(2));

    /// <summary>What the incident may still take from the bond, as far as nothing of it is reserved or being slashed.</summary>
    public static Money Room(Decision decision, in Incident incident)
    {
        Money room = Money.Min(incident.Cap - incident.Taken, Bonds.Free(decision.State, incident.Provider) - decision.Slashed);
        return room > Money.Zero ? room : Money.Zero;
    }

    /// <summary>
    /// What the insurance may still pay because of the incident: a share of what was in it before the incident and all others of the provider's
    /// owner that began within a day of it, for places are the provider's words, and it can have as many as it likes.
    /// </summary>
    public static Money Insurable(ExchangeState state, in Incident incident)
    {
        Money fund = state.Accounts.Balance(AccountId.House, AccountKind.Insurance);
        Money paid = state.Incidents.InsuredNear(state, incident, InsuredTogetherMinutes);
        Money most = (fund + paid).Share(new BasisPoints((int)state.Settings[Setting.InsuranceIncidentBasisPoints])) - paid;
        return most > Money.Zero ? Money.Min(most, fund) : Money.Zero;
    }

    /// <summary>Takes from what is being slashed for the buyer of a lease that fails by it: no incident's cap limits that.</summary>
    public static void TakeSlashed(Decision decision, in Lease lease, Money amount, MoveReason reason)
    {
        LeaseMoney.ToBuyer(decision, lease, lease.Terms.Provider, AccountKind.Bond, amount, reason);
        decision.Slashed -= amount;
    }

    /// <summary>Takes from the bond for a lease's buyer.</summary>
    public static void Take(Decision decision, in Incident incident, in Lease lease, Window failed, Money amount, MoveReason reason)
    {
        decision.Record(new IncidentCharged(incident.Id, incident.Provider, lease.Terms.Lease, failed.Until, amount));
        LeaseMoney.ToBuyer(decision, lease, incident.Provider, AccountKind.Bond, amount, reason);
        decision.Shrunk.Add(incident.Provider);
    }
}
