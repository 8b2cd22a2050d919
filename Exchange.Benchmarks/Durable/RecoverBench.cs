using System.Diagnostics;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Store;
using Exchange.Engine.Store.Local;
using NodaTime;

namespace Exchange.Benchmarks.Durable;

/// <summary>How fast a state comes back: from all events in the tables, from a snapshot, and a market's whole start with a tail behind its snapshot.</summary>
public static class RecoverBench
{
    /// <summary>Writes a history through a real market, then brings it back in each way.</summary>
    public static async Task<int> RunAsync(long events, long tail)
    {
        using var directory = new BenchDirectory("recover");
        await using LocalPostgres postgres = await LocalPostgres.StartAsync(new LocalPostgresSettings(Path.Combine(directory.Path, "pg"), null, true), CancellationToken.None);
        await using EventStore store = await EventStore.OpenAsync(postgres.ConnectionString, new EventStoreSettings());
        await WriteAsync(store, events - tail);
        ExchangeState early = await Recovery.LoadAsync(store, await store.LastPositionAsync(), 1 << 16);
        await WriteAsync(store, events);
        long last = await store.LastPositionAsync();

        long began = Stopwatch.GetTimestamp();
        ExchangeState replayed = await Recovery.LoadAsync(store, last, 1 << 16);
        double tables = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine($"{last} events replayed from the tables in {tables:F1} s: {last / tables:F0} events/s");

        await Recovery.SaveAsync(store, replayed);
        began = Stopwatch.GetTimestamp();
        ExchangeState restored = await Recovery.LoadAsync(store, last, 1 << 16);
        double snapshot = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (restored.Hash() != replayed.Hash()) throw new InvalidOperationException("The snapshot came back as another state.");
        Console.WriteLine($"the same state from its snapshot in {snapshot:F2} s: {last / snapshot:F0} events/s");

        await using (var forget = store.DataSource.CreateCommand("delete from exchange.snapshots")) await forget.ExecuteNonQueryAsync();
        await Recovery.SaveAsync(store, early);
        double start = await StartAsync(store);
        Console.WriteLine($"a market started behind a snapshot {last - early.Position} events old in {start:F2} s");
        BenchReport.Print(new
        {
            bench = "recover",
            events = last,
            from_tables_events_per_second = (long)(last / tables),
            from_snapshot_events_per_second = (long)(last / snapshot),
            start_seconds = Math.Round(start, 2),
            start_tail_events = last - early.Position,
            state_hash = replayed.Hash().ToString("x16"),
        });
        return 0;
    }

    private static async Task WriteAsync(EventStore store, long until)
    {
        await using Market market = await Market.StartAsync(new MarketSettings { SnapshotEveryEvents = 0 }, store, SystemClock.Instance);
        DurableVenue venue = await DurableVenue.OpenAsync(market);
        while (market.Committed.Position < until)
        {
            await DurableBench.SendAsync(venue, 20_000);
            Console.WriteLine($"written: {market.Committed.Position} of {until} events");
        }
    }

    private static async Task<double> StartAsync(EventStore store)
    {
        long began = Stopwatch.GetTimestamp();
        await using Market market = await Market.StartAsync(new MarketSettings { SnapshotEveryEvents = 0 }, store, SystemClock.Instance);
        DurableVenue venue = await DurableVenue.OpenAsync(market);
        await DurableBench.SendAsync(venue, 1);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
