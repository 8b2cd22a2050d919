using Exchange.Benchmarks.Views;
using Exchange.Engine.Events;
using Exchange.Engine.Store;
using Exchange.Projections.Hosting;
using Exchange.Tests.Durability;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Projections;

/// <summary>The views behind the real event store.</summary>
[Collection(nameof(ViewTables))]
public sealed class ViewsOnTheEventStore(StoreDatabases databases)
{
    [Fact]
    public async Task Appended_turns_reach_the_views_by_notification_and_as_they_would_from_memory()
    {
        RandomMarket market = new RandomMarket(seed: 21).Trade(400);
        string database = await databases.FreshAsync();
        await using EventStore store = await EventStore.OpenAsync(database, new EventStoreSettings { NotifyEveryMilliseconds = 0 });
        await using var events = new StoredEvents(store);

        // Nobody polls within the test's patience: what arrives was notified.
        var settings = new ProjectionSettings { PageEvents = 100, PollMilliseconds = 600_000 };
        await using (var host = new ProjectionHost(events, store.DataSource, ProjectionHost.AllViews(), settings))
        {
            host.Start();
            await using EventWriter writer = await store.TakeOverAsync();
            foreach (EventBatch turn in market.Turns) await writer.AppendAsync(turn);
            await ViewTables.ReachAsync(host, writer.Position);
        }

        await using ViewTables alone = await ViewTables.CreateAsync(databases);
        await alone.FollowAsync(new ToldEvents(market.Turns), pageEvents: 1_000);
        await using ViewTables stored = ViewTables.In(database);
        await stored.FollowAsync(events, market.Turns[^1].LastPosition);
        Assert.Equal(await alone.RowsAsync(), await stored.RowsAsync());
    }

    [Fact]
    public async Task A_page_ends_where_a_turn_ends_and_is_never_empty_while_something_follows()
    {
        RandomMarket market = new RandomMarket(seed: 22).Trade(200);
        string database = await databases.FreshAsync();
        await using EventStore store = await EventStore.OpenAsync(database, new EventStoreSettings());
        await using EventWriter writer = await store.TakeOverAsync();
        foreach (EventBatch turn in market.Turns) await writer.AppendAsync(turn);
        await using var events = new StoredEvents(store);
        var ends = market.Turns.Select(turn => turn.LastPosition).ToHashSet();

        long position = 0;
        while (position < writer.Position)
        {
            EventPage page = await events.ReadAsync(position, events: 3, CancellationToken.None);
            Assert.Equal(position + 1, page.FirstPosition);
            Assert.Contains(page.LastPosition, ends);
            position = page.LastPosition;
        }

        Assert.Equal(0, (await events.ReadAsync(position, 3, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task A_row_lost_from_the_events_stops_the_views_before_it()
    {
        RandomMarket market = new RandomMarket(seed: 23).Trade(100);
        string database = await databases.FreshAsync();
        await using EventStore store = await EventStore.OpenAsync(database, new EventStoreSettings());
        await using (EventWriter writer = await store.TakeOverAsync())
            foreach (EventBatch turn in market.Turns) await writer.AppendAsync(turn);
        await using (NpgsqlCommand lose = store.DataSource.CreateCommand("delete from events.mt_events where seq_id = 30")) await lose.ExecuteNonQueryAsync();
        await using var events = new StoredEvents(store);
        await using ViewTables tables = ViewTables.In(database);
        await using ProjectionHost host = tables.Host(events, pageEvents: 1);

        ViewHealth failed = await ViewTables.FailedAsync(host, "ledger");

        Assert.InRange(failed.Position, 1, 29);
        Assert.Contains("position 30 is missing", failed.Fault, StringComparison.Ordinal);
    }
}
