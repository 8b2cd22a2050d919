using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections;
using Exchange.Projections.Hosting;
using Exchange.Projections.Leases;
using Exchange.Tests.Durability;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Projections;

/// <summary>Incidents to which nothing can belong any more are in the table, and not in memory.</summary>
[Collection(nameof(ViewTables))]
public sealed class IncidentsAreForgotten(StoreDatabases databases)
{
    private const int Incidents = 40;
    private const int DaysApart = 20;
    private static readonly AccountId Often = new(1), Once = new(2);
    private readonly List<EventBatch> _turns = [];

    [Fact]
    public async Task Only_those_to_which_a_failure_may_still_belong_are_held()
    {
        Tell(0, new IncidentOpened(new(1), Once, new(9), default, At(0), Money.FromMicros(5)));
        for (int i = 1; i <= Incidents; i++)
        {
            Tell(i, new IncidentOpened(new(i + 1), Often, new(1), default, At(i), Money.FromMicros(5)));
            Tell(i, new IncidentCharged(new(i + 1), Often, new(1), At(i), Money.FromMicros(3)));
        }

        Tell(Incidents, new IncidentCharged(new(1), Once, new(1), At(Incidents), Money.FromMicros(2)));
        var log = new IncidentLog();
        foreach (EventBatch turn in _turns)
        {
            foreach (RecordedEvent occurred in turn)
            {
                if (occurred.Kind == EventKind.IncidentOpened) log.Open(occurred.As<IncidentOpened>(), occurred.At(), occurred.Position);
                else log.Charge(occurred.As<IncidentCharged>(), occurred.Position);
            }
        }

        // The last one, those of the sixty-one days before it, and the only one of somebody else.
        int held = 1 + ((IncidentTable.KeptMinutes + 1_440) / (DaysApart * 1_440)) + 1;
        Assert.Equal(held, log.Count);
        await using ViewTables tables = await ViewTables.CreateAsync(databases);
        await FollowAsync(tables, new ToldEvents(_turns).Until(_turns.Count - 1));
        await FollowAsync(tables, new ToldEvents(_turns));
        await using NpgsqlConnection connection = await tables.Source.OpenConnectionAsync();
        var again = new IncidentLog();
        await again.LoadAsync(connection, CancellationToken.None);
        Assert.Equal(held, again.Count);
        Assert.Equal(Incidents + 1, (await tables.RowsAsync(new LeasesView())).Count);
    }

    private static Minute At(int incident) => Story.Start + new Minutes(incident * DaysApart * 1_440);

    private void Tell<T>(int incident, in T occurred)
        where T : unmanaged, IEvent<T>
    {
        var turn = new EventBatch { FirstPosition = _turns.Count + 1, AtUnixMicroseconds = At(incident).Value * 60_000_000L };
        turn.Append(occurred);
        _turns.Add(turn);
    }

    private static async Task FollowAsync(ViewTables tables, ToldEvents events)
    {
        await using ProjectionHost host = tables.Host(events, pageEvents: 100, new LeasesView());
        await ViewTables.ReachAsync(host, events.LastPosition);
    }
}
