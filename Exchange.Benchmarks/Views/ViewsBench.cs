using System.Diagnostics;
using Exchange.Engine.Events;
using Exchange.Engine.Store;
using Exchange.Engine.Store.Local;
using Exchange.Projections;
using Exchange.Projections.Hosting;
using NodaTime;

namespace Exchange.Benchmarks.Views;

/// <summary>The events of a random market in a real store, followed by each view alone and by all together; then one turn at a time.</summary>
public static class ViewsBench
{
    private const int TurnsInOneCommit = 200;
    private const int WatchedTurns = 1_000;
    private static readonly Duration Patience = Duration.FromMinutes(30);

    /// <summary>Runs it in a directory that is removed afterwards and prints events per second.</summary>
    public static async Task<int> RunAsync(int commands, CancellationToken cancellation)
    {
        string directory = Path.Combine(Path.GetTempPath(), $"exchange-views-{Guid.NewGuid():N}");
        var market = new RandomMarket(seed: 1);
        market.Trade(commands);
        long events = market.Turns[^1].LastPosition;
        var measured = new SortedDictionary<string, object> { ["bench"] = "views", ["events"] = events };
        Console.WriteLine($"{events} events of {commands} commands");
        try
        {
            await using LocalPostgres postgres = await LocalPostgres.StartAsync(new LocalPostgresSettings(directory), cancellation);
            await using EventStore store = await EventStore.OpenAsync(postgres.ConnectionString, new EventStoreSettings(), cancellation);
            await using EventWriter writer = await store.TakeOverAsync(cancellation);
            await AppendAsync(writer, market.Turns);
            measured["read_events_per_second"] = await RateAsync(events, () => store.ReadAsync(1, events, Ignore, cancellation));
            await using var source = new StoredEvents(store);
            foreach (IView view in ProjectionHost.AllViews()) measured[$"{view.Name}_events_per_second"] = await FollowAsync(source, store, events, [view], cancellation);
            foreach (IView view in ProjectionHost.AllViews()) await ForgetAsync(store, view, cancellation);
            measured["all_views_events_per_second"] = await FollowAsync(source, store, events, ProjectionHost.AllViews(), cancellation);
            await WatchAsync(source, store, writer, market, measured, cancellation);
        }
        finally
        {
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }

        BenchReport.Print(measured);
        return 0;
    }

    private static async Task AppendAsync(EventWriter writer, IReadOnlyList<EventBatch> turns)
    {
        foreach (EventBatch[] chunk in turns.Chunk(TurnsInOneCommit)) await writer.AppendAsync(chunk);
    }

    private static async Task<long> FollowAsync(
        IEventSource source, EventStore store, long events, IReadOnlyList<IView> views, CancellationToken cancellation)
    {
        await using var host = new ProjectionHost(source, store.DataSource, views);
        long rate = await RateAsync(events, async () =>
        {
            host.Start();
            foreach (IView view in views)
                if (!await host.WaitForAsync(view.Name, events, Patience, cancellation)) throw new TimeoutException(string.Join("; ", host.Health));
        });
        Console.WriteLine($"{string.Join(", ", views.Select(view => view.Name))}: {rate} events/s");
        return rate;
    }

    /// <summary>How long after its commit a turn is in the orders' and the ledger's tables.</summary>
    private static async Task WatchAsync(
        IEventSource source, EventStore store, EventWriter writer, RandomMarket market, SortedDictionary<string, object> measured,
        CancellationToken cancellation)
    {
        int before = market.Turns.Count;
        market.Trade(WatchedTurns * 3);
        await using var host = new ProjectionHost(source, store.DataSource, ProjectionHost.AllViews());
        host.Start();
        var milliseconds = new List<double>();
        foreach (EventBatch turn in market.Turns.Skip(before).Take(WatchedTurns))
        {
            await writer.AppendAsync(turn);
            long committed = Stopwatch.GetTimestamp();
            host.Committed(writer.Position);
            await host.WaitForAsync("market", writer.Position, Patience, cancellation);
            await host.WaitForAsync("ledger", writer.Position, Patience, cancellation);
            milliseconds.Add(Stopwatch.GetElapsedTime(committed).TotalMilliseconds);
        }

        milliseconds.Sort();
        measured["commit_to_view_p50_milliseconds"] = Math.Round(milliseconds[milliseconds.Count / 2], 2);
        measured["commit_to_view_p99_milliseconds"] = Math.Round(milliseconds[milliseconds.Count * 99 / 100], 2);
    }

    private static async Task ForgetAsync(EventStore store, IView view, CancellationToken cancellation)
    {
        await using var host = new ProjectionHost(new NoEvents(), store.DataSource, [view]);
        await host.RebuildAsync(view.Name, cancellation);
    }

    private static async Task<long> RateAsync(long events, Func<Task> work)
    {
        long began = Stopwatch.GetTimestamp();
        await work();
        return (long)(events / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static void Ignore(in RecordedEvent occurred)
    {
    }

    /// <summary>A store in which nothing was ever committed.</summary>
    private sealed class NoEvents : IEventSource
    {
        public Task<long> LastPositionAsync(CancellationToken cancellation) => Task.FromResult(0L);

        public Task<EventPage> ReadAsync(long afterPosition, int events, CancellationToken cancellation) => Task.FromResult(new EventPage());

        public Task WaitForAppendAsync(Duration atMost, CancellationToken cancellation) => Task.Delay(atMost.ToTimeSpan(), cancellation);
    }
}
