using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Leases;

/// <summary>
/// Incidents. Those to which failures may still belong are held in memory: when a provider has another incident the engine forgets those to
/// which nothing was added for <see cref="IncidentTable.KeptMinutes"/>, and this does a day later. The others are in the table alone.
/// </summary>
internal sealed class IncidentLog
{
    private const int HeldMinutes = IncidentTable.KeptMinutes + 1_440;

    /// <summary>Of each provider, what was not too old when its last incident was opened.</summary>
    private static readonly string Held = FormattableString.Invariant(
        $"""
        where until_minute + {HeldMinutes} >= (
          select floor(extract(epoch from newest.opened_at) / 60) from {IncidentRow.Table.Name} newest
          where newest.provider_id = incidents.provider_id order by newest.incident_id desc limit 1)
        """);

    private readonly Dictionary<AccountId, Dictionary<IncidentId, IncidentRow>> _held = [];
    private readonly Changes<IncidentId, IncidentRow> _changes = new(IncidentRow.Table);

    /// <summary>How many are held.</summary>
    internal int Count => _held.Values.Sum(incidents => incidents.Count);

    internal int Open(in IncidentOpened opened, Instant at, long position)
    {
        Dictionary<IncidentId, IncidentRow> incidents = Of(opened.Provider);
        Minute now = Minute.Containing(at);
        foreach (IncidentRow row in incidents.Values.Where(row => (long)row.Until.Value + HeldMinutes < now.Value).ToList())
            incidents.Remove(row.Incident);
        return Keep(new IncidentRow(
            opened.Incident, opened.Provider, opened.Node, opened.Place.ToString(), opened.At, opened.At, opened.Cap, Money.Zero, 0, at, position, position));
    }

    internal int Charge(in IncidentCharged charged, long position)
    {
        if (!Of(charged.Provider).TryGetValue(charged.Incident, out IncidentRow? row)) throw new InvalidDataException($"Incident {charged.Incident.Value} is not open.");
        return Keep(row with
        {
            Until = Minute.Max(row.Until, charged.Until),
            Taken = row.Taken + charged.Amount,
            Charges = row.Charges + 1,
            LastPosition = position,
        });
    }

    internal async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        _held.Clear();
        Written();
        await foreach (IncidentRow row in Rows.ReadAsync(connection, IncidentRow.Table, Held, IncidentRow.Read, cancellation)) Of(row.Provider).Add(row.Incident, row);
    }

    internal void AddTo(NpgsqlBatch batch) => _changes.AddTo(batch);

    internal void Written() => _changes.Clear();

    private Dictionary<IncidentId, IncidentRow> Of(AccountId provider)
    {
        if (!_held.TryGetValue(provider, out Dictionary<IncidentId, IncidentRow>? incidents)) _held.Add(provider, incidents = []);
        return incidents;
    }

    private int Keep(IncidentRow row)
    {
        Of(row.Provider)[row.Incident] = row;
        _changes.Write(row.Incident, row);
        return 1;
    }
}
