using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Leases;

/// <summary>Failures of a provider in one place within minutes of each other, and what they took from its bond together.</summary>
/// <param name="Incident">Its number; the cursor of lists of incidents.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Node">The first node that failed.</param>
/// <param name="Place">The whole place.</param>
/// <param name="From">The first minute that failed.</param>
/// <param name="Until">The first minute after the last failure.</param>
/// <param name="Cap">The most that it may take from the bond.</param>
/// <param name="Taken">What it took.</param>
/// <param name="Charges">How many failures took something, or would have.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="Position">Where it was opened.</param>
/// <param name="LastPosition">The position of its last change.</param>
public sealed record IncidentRow(
    IncidentId Incident, AccountId Provider, NodeId Node, string Place, Minute From, Minute Until, Money Cap, Money Taken, int Charges,
    Instant OpenedAt, long Position, long LastPosition)
{
    /// <summary><c>exchange.incidents</c>.</summary>
    public static Table<IncidentRow> Table { get; } = new("incidents", columns => columns
        .Key("incident_id", row => row.Incident.Value)
        .Column("provider_id", row => row.Provider.Value)
        .Column("node_id", row => row.Node.Value)
        .Column("place", row => row.Place)
        .Column("from_minute", row => row.From.Value)
        .Column("until_minute", row => row.Until.Value)
        .Column("cap_sixtieths", row => row.Cap.Sixtieths)
        .Column("taken_sixtieths", row => row.Taken.Sixtieths)
        .Column("charges", row => row.Charges)
        .Column("opened_at", row => row.OpenedAt)
        .Column("position", row => row.Position)
        .Column("last_position", row => row.LastPosition)
        .Index("(provider_id, incident_id)"));

    /// <summary>The incident in the reader's current row.</summary>
    public static IncidentRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new IncidentRow(
            new(row.Long()), new(row.Int()), new(row.Int()), row.Text(), new(row.Int()), new(row.Int()), row.Money(), row.Money(), row.Int(),
            row.Instant(), row.Long(), row.Long());
    }
}
