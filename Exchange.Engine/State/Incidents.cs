using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>Failures of one provider in one place that began at about the same time: what they take from the bond has one cap.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Place">The whole place.</param>
/// <param name="From">The first minute that failed.</param>
/// <param name="Until">The first minute after all that failed so far.</param>
/// <param name="Cap">The most that it may take from the bond.</param>
/// <param name="Taken">What it took.</param>
/// <param name="Insured">What the insurance paid because of it.</param>
public readonly record struct Incident(
    IncidentId Id, AccountId Provider, Text64 Place, Minute From, Minute Until, Money Cap, Money Taken, Money Insured);

/// <summary>The incidents that failures may still belong to.</summary>
public sealed class IncidentTable
{
    /// <summary>An incident that nothing was added to for so long is forgotten: every hour of its time is final by then.</summary>
    public const int KeptMinutes = 60 * 1440;

    private readonly Dictionary<AccountId, List<Incident>> byProvider = [];

    /// <summary>How many incidents there were; the next one has the next number.</summary>
    public long Count { get; private set; }

    /// <summary>The incident to which a failure belongs, or null where it is a new one.</summary>
    /// <param name="lease">The lease that failed: one whose last failure goes on stays in its incident.</param>
    /// <param name="place">Where.</param>
    /// <param name="failed">When.</param>
    /// <param name="nearMinutes">How near in time the beginnings of one incident are.</param>
    public Incident? Find(in Lease lease, Text64 place, Window failed, int nearMinutes)
    {
        if (!byProvider.TryGetValue(lease.Terms.Provider, out List<Incident>? incidents)) return null;
        foreach (Incident incident in incidents)
        {
            bool goesOn = failed.From.Value <= (long)incident.Until.Value + nearMinutes && incident.From.Value <= (long)failed.Until.Value + nearMinutes;
            if (goesOn && incident.Id == lease.Incident) return incident;
        }

        foreach (Incident incident in incidents)
        {
            bool begunTogether = Math.Abs((long)failed.From.Value - incident.From.Value) <= nearMinutes;
            if (begunTogether && incident.Place == place) return incident;
        }

        return null;
    }

    /// <summary>What the insurance paid because of all incidents of one owner that began less than so many minutes before or after this one: its own, too.</summary>
    public Money InsuredNear(ExchangeState state, in Incident incident, int minutes)
    {
        AccountId owner = state.Accounts[incident.Provider].Owner;
        Money insured = Money.Zero;
        foreach ((AccountId provider, List<Incident> incidents) in byProvider)
        {
            if (state.Accounts[provider].Owner != owner) continue;
            foreach (Incident near in incidents)
                if (Math.Abs((long)near.From.Value - incident.From.Value) < minutes) insured += near.Insured;
        }

        return insured;
    }

    internal IEnumerable<Incident> All => byProvider.Values.SelectMany(incidents => incidents).OrderBy(incident => incident.Id.Value);

    internal void Open(in IncidentOpened opened, Minute now)
    {
        if (opened.Incident.Value != ++Count) throw new InvariantBrokenException($"Incident {opened.Incident.Value} is out of order.");
        List<Incident> incidents = Of(opened.Provider);
        incidents.RemoveAll(incident => (long)incident.Until.Value + KeptMinutes < now.Value);
        incidents.Add(new Incident(opened.Incident, opened.Provider, opened.Place, opened.At, opened.At, opened.Cap, Money.Zero, Money.Zero));
    }

    /// <summary>The insurance paid the buyer of a failed lease.</summary>
    internal void Insure(in Lease failed, Money amount)
    {
        List<Incident> incidents = Of(failed.Terms.Provider);
        IncidentId id = failed.Incident;
        int at = incidents.FindIndex(incident => incident.Id == id);
        if (at < 0) throw new InvariantBrokenException($"The insurance pays for lease {failed.Terms.Lease.Value} without an incident.");
        incidents[at] = incidents[at] with { Insured = incidents[at].Insured + amount };
    }

    internal void Charge(ExchangeState state, in IncidentCharged charged)
    {
        state.Leases[LeaseEvolution.Slot(state, charged.Lease)].Incident = charged.Incident;
        List<Incident> incidents = Of(charged.Provider);
        IncidentId id = charged.Incident;
        int at = incidents.FindIndex(incident => incident.Id == id);
        if (at < 0) throw new InvariantBrokenException($"Incident {id.Value} is not open.");
        incidents[at] = incidents[at] with { Until = Minute.Max(incidents[at].Until, charged.Until), Taken = incidents[at].Taken + charged.Amount };
        if (incidents[at].Taken > incidents[at].Cap) throw new InvariantBrokenException($"Incident {id.Value} took more than its cap.");
    }

    internal void Restore(long count, ReadOnlySpan<Incident> saved)
    {
        Count = count;
        foreach (ref readonly Incident incident in saved) Of(incident.Provider).Add(incident);
    }

    private List<Incident> Of(AccountId provider)
    {
        if (!byProvider.TryGetValue(provider, out List<Incident>? incidents)) byProvider.Add(provider, incidents = []);
        return incidents;
    }
}
