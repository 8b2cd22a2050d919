using System.Diagnostics;
using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Store;
using Exchange.Engine.Store.Local;
using NodaTime;
using Npgsql;

namespace Exchange.Benchmarks.Durable;

/// <summary>
/// Commands through a whole market — inbox, decisions, commits with fsync on, replica — on a PostgreSQL of its own: events a second as fast
/// as it goes, and the time to the acknowledgement while orders arrive at a given rate whether or not the ones before were answered.
/// </summary>
public static class DurableBench
{
    private const int ThroughputOrders = 600_000;
    private const int OpenLoopSeconds = 8;
    private const int WarmUpSeconds = 5;
    private static readonly int[] Rates = [1_000, 10_000, 30_000];

    /// <summary>Measures and prints; the server and its data go when it is done.</summary>
    public static async Task<int> RunAsync()
    {
        using var directory = new BenchDirectory("durable");
        await using LocalPostgres postgres = await LocalPostgres.StartAsync(new LocalPostgresSettings(Path.Combine(directory.Path, "pg"), null, true), CancellationToken.None);
        await using EventStore store = await EventStore.OpenAsync(postgres.ConnectionString, new EventStoreSettings());
        (double eventsPerSecond, long events) = await ThroughputAsync(store);
        double copyPerSecond = await BareCopy.MeasureAsync(postgres.ConnectionString, events);
        Console.WriteLine($"plain COPY of the same rows into a bare table: {copyPerSecond:F0} events/s");
        await SettleAsync(store);
        var latencies = new List<Latencies>();
        foreach (int rate in Rates) latencies.Add(await OpenLoopAsync(store, rate));
        BenchReport.Print(new
        {
            bench = "durable",
            events,
            events_per_second = (long)eventsPerSecond,
            bare_copy_events_per_second = (long)copyPerSecond,
            ratio_to_bare_copy = Math.Round(eventsPerSecond / copyPerSecond, 2),
            open_loop = latencies,
        });
        return 0;
    }

    private static async Task<(double EventsPerSecond, long Events)> ThroughputAsync(EventStore store)
    {
        await using Market market = await Market.StartAsync(new MarketSettings { SnapshotEveryEvents = 0 }, store, SystemClock.Instance);
        DurableVenue venue = await DurableVenue.OpenAsync(market);
        await SendAsync(venue, ThroughputOrders / 10); // Warm-up.
        long first = market.Committed.Position;
        long began = Stopwatch.GetTimestamp();
        long last = await SendAsync(venue, ThroughputOrders);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        long events = last - first;
        Console.WriteLine($"closed loop: {ThroughputOrders / seconds:F0} orders/s, {events / seconds:F0} events/s from command to commit");
        return (events / seconds, events);
    }

    internal static async Task<long> SendAsync(DurableVenue venue, int orders)
    {
        Task<Receipt>? last = null;
        for (int i = 0; i < orders; i++)
        {
            Task<Receipt>? answer;
            while (!venue.TrySend(out answer))
            {
                if (venue.Health != MarketHealth.Trading) throw new InvalidOperationException($"The market is {venue.Health}.", venue.Fault);
                await last!;
            }

            last = answer;
        }

        return (await last!).Position;
    }

    /// <summary>Lets what was measured before reach the disk, so that its writing back is not measured too.</summary>
    private static async Task SettleAsync(EventStore store)
    {
        await using NpgsqlCommand checkpoint = store.DataSource.CreateCommand("checkpoint");
        checkpoint.CommandTimeout = 0;
        await checkpoint.ExecuteNonQueryAsync();
    }

    private static async Task<Latencies> OpenLoopAsync(EventStore store, int rate)
    {
        await using Market market = await Market.StartAsync(new MarketSettings { SnapshotEveryEvents = 0 }, store, SystemClock.Instance);
        DurableVenue venue = await DurableVenue.OpenAsync(market);
        await new OpenLoop(rate, WarmUpSeconds).RunAsync(venue);
        GC.Collect();
        var loop = new OpenLoop(rate, OpenLoopSeconds);
        await loop.RunAsync(venue);
        Latencies latencies = loop.Report();
        Console.WriteLine($"open loop {rate} orders/s: p50 {latencies.P50Milliseconds} ms, p99 {latencies.P99Milliseconds} ms, p99.9 {latencies.P999Milliseconds} ms, turned away {latencies.TurnedAway}");
        return latencies;
    }
}
