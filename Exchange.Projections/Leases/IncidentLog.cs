using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Leases;

/// <summary>Incidents. All are held in memory: no event says when an hour of one can be settled no more.</summary>
internal sealed class IncidentLog
{
    private readonly Dictionary<IncidentId, IncidentRow> _all = [];
    private readonly Changes<IncidentId, IncidentRow> _changes = new(IncidentRow.Table);

    internal int Open(in IncidentOpened opened, Instant at, long position) => Keep(new IncidentRow(
        opened.Incident, opened.Provider, opened.Node, opened.Place.ToString(), opened.At, opened.At, opened.Cap, Money.Zero, 0, at, position, position));

    internal int Charge(in IncidentCharged charged, long position)
    {
        if (!_all.TryGetValue(charged.Incident, out IncidentRow? row)) throw new InvalidDataException($"Incident {charged.Incident.Value} was not opened.");
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
        _all.Clear();
        Written();
        await foreach (IncidentRow row in Rows.ReadAsync(connection, IncidentRow.Table, "", IncidentRow.Read, cancellation)) _all.Add(row.Incident, row);
    }

    internal void AddTo(NpgsqlBatch batch) => _changes.AddTo(batch);

    internal void Written() => _changes.Clear();

    private int Keep(IncidentRow row)
    {
        _all[row.Incident] = row;
        _changes.Write(row.Incident, row);
        return 1;
    }
}
