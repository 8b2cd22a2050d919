using Exchange.Projections;
using Exchange.Projections.Hosting;
using Exchange.Projections.Tables;
using Exchange.Tests.Durability;
using NodaTime;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Projections;

/// <summary>A database of its own for the views of one test.</summary>
internal sealed class ViewTables : IAsyncDisposable
{
    private ViewTables(NpgsqlDataSource source) => Source = source;

    internal NpgsqlDataSource Source { get; }

    internal static async Task<ViewTables> CreateAsync(StoreDatabases databases) => new(NpgsqlDataSource.Create(await databases.FreshAsync()));

    /// <summary>The views' tables in a database that is there.</summary>
    internal static ViewTables In(string database) => new(NpgsqlDataSource.Create(database));

    /// <summary>A host that follows in pages of so many events.</summary>
    internal ProjectionHost Host(IEventSource events, int pageEvents, params IReadOnlyList<IView> views)
    {
        var settings = new ProjectionSettings { PageEvents = pageEvents, GatherMilliseconds = 1, PollMilliseconds = 20, RetryMilliseconds = 20 };
        var host = new ProjectionHost(events, Source, views.Count == 0 ? ProjectionHost.AllViews() : views, settings);
        host.Start();
        return host;
    }

    /// <summary>Follows everything told, with all views, and stops.</summary>
    internal async Task FollowAsync(ToldEvents events, int pageEvents)
    {
        await using ProjectionHost host = Host(events, pageEvents);
        await ReachAsync(host, events.LastPosition);
    }

    /// <summary>Follows up to a position, with all views, and stops.</summary>
    internal async Task FollowAsync(IEventSource events, long position)
    {
        await using ProjectionHost host = Host(events, pageEvents: 1_000);
        await ReachAsync(host, position);
    }

    /// <summary>The health of a view once it has failed.</summary>
    internal static async Task<ViewHealth> FailedAsync(ProjectionHost host, string name)
    {
        for (int look = 0; look < 3_000; look++)
        {
            ViewHealth health = host.Health.Single(view => view.View == name);
            if (health.Activity == ViewActivity.Failed) return health;
            await Task.Delay(10);
        }

        throw new TimeoutException($"View {name} did not fail.");
    }

    internal static async Task ReachAsync(ProjectionHost host, long position)
    {
        foreach (ViewHealth view in host.Health)
        {
            bool reached = await host.WaitForAsync(view.View, position, Duration.FromSeconds(60), CancellationToken.None);
            Assert.True(reached, string.Join("; ", host.Health));
        }
    }

    /// <summary>Every row of every view's table, as text.</summary>
    internal async Task<IReadOnlyList<string>> RowsAsync(params IReadOnlyList<IView> views)
    {
        var rows = new List<string>();
        foreach (Table table in (views.Count == 0 ? ProjectionHost.AllViews() : views).SelectMany(view => view.Tables))
        {
            await using NpgsqlCommand command = Source.CreateCommand($"select t::text from {table.Name} t order by 1");
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) rows.Add($"{table.Name}: {reader.GetString(0)}");
        }

        return rows;
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}

/// <summary>The tests of views that share a server run one after the other.</summary>
[CollectionDefinition(nameof(ViewTables))]
public sealed class ViewTablesCollection : ICollectionFixture<StoreDatabases>;
