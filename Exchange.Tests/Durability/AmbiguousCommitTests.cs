using System.Diagnostics;
using Exchange.Engine.Store;
using Exchange.Engine.Store.Local;
using Xunit;
using static Exchange.Tests.Durability.LocalPostgresFolder;

namespace Exchange.Tests.Durability;

/// <summary>When the line or the server dies in the middle of a turn, the answer is what the store says afterwards, and nothing is written twice.</summary>
public sealed class AmbiguousCommitTests(StoreDatabases databases) : StoreTest(databases)
{
    private const int Cuts = 40;
    private const int EventsPerTurn = 20;

    [Fact]
    public async Task Wherever_the_line_is_cut_the_outcome_is_the_stores()
    {
        await using var relay = new CuttingRelay(Database);
        await using EventStore store = await EventStore.OpenAsync(relay.ConnectionString, new EventStoreSettings());
        EventWriter writer = await store.TakeOverAsync();
        var outcomes = new HashSet<AppendOutcome>();
        for (int cut = 0; cut <= Cuts; cut++)
        {
            long bytes = await BytesOfATurnAsync(writer, relay);
            long position = writer.Position;
            // The last ones deliver the whole turn and cut off the answer.
            relay.CutAfter(Math.Min(bytes, bytes * cut / (Cuts - 4)));
            AppendResult result = await writer.AppendAsync(Turns.After(position, EventsPerTurn));
            relay.CutAfter(long.MaxValue);
            outcomes.Add(result.Outcome);

            Assert.Equal(result.IsCommitted ? position + EventsPerTurn : position, await Store.LastPositionAsync());
            if (result.IsCommitted) continue;
            await writer.DisposeAsync();
            writer = await store.TakeOverAsync();
        }

        await writer.DisposeAsync();
        Assert.Equal([AppendOutcome.Committed, AppendOutcome.Lost], outcomes.Order());
        Assert.True((await Store.VerifyAsync()).Holds);
    }

    [Fact]
    public async Task Wherever_the_server_is_killed_the_outcome_is_the_stores()
    {
        using var folder = new LocalPostgresFolder();
        await using LocalPostgres postgres = await folder.StartAsync(durable: true);
        await using EventStore store = await EventStore.OpenAsync(postgres.ConnectionString, new EventStoreSettings());
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 5; round++)
        {
            await using EventWriter writer = await store.TakeOverAsync();
            long acknowledged = writer.Position;
            Task killing = KillAndRestartAsync(postgres, TimeSpan.FromMilliseconds(random.Next(5, 150)));
            AppendResult result;
            do
            {
                result = await writer.AppendAsync(Turns.After(writer.Position, random.Next(1, 300)));
                if (result.IsCommitted) acknowledged = writer.Position;
            }
            while (result.Fault is null);
            await killing;

            Assert.True(result.Outcome is AppendOutcome.Committed or AppendOutcome.Lost, $"Seed {seed}, round {round}: {result}");
            Assert.True(acknowledged == await store.LastPositionAsync(), $"Seed {seed}, round {round}: acknowledged {acknowledged}.");
            if (result.IsCommitted) Assert.True((await writer.AppendAsync(Turns.After(writer.Position, 3))).IsCommitted, $"Seed {seed}, round {round}");
        }

        HistoryFindings found = await store.VerifyAsync();
        Assert.True(found.Holds, $"Seed {seed}: {found}");
    }

    [Fact]
    public async Task A_server_that_does_not_come_back_leaves_the_outcome_unknown()
    {
        using var folder = new LocalPostgresFolder();
        await using LocalPostgres postgres = await folder.StartAsync(durable: true);
        await using EventStore store = await EventStore.OpenAsync(postgres.ConnectionString, new EventStoreSettings { ResolveWaitMilliseconds = 200 });
        await using EventWriter writer = await store.TakeOverAsync();
        Kill(postgres.PostmasterPid);
        AppendResult result;
        do result = await writer.AppendAsync(Turns.After(writer.Position, 10));
        while (result.Fault is null);

        Assert.Equal(AppendOutcome.Unknown, result.Outcome);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.AppendAsync(Turns.After(writer.Position, 10)));
    }

    /// <summary>Statements are prepared by their second use: from the third turn on, turns alike send equally many bytes.</summary>
    private static async Task<long> BytesOfATurnAsync(EventWriter writer, CuttingRelay relay)
    {
        long before = 0;
        for (int turn = 0; turn < 4; turn++)
        {
            before = relay.BytesRelayed;
            await writer.AppendAsync(Turns.After(writer.Position, EventsPerTurn));
        }

        return relay.BytesRelayed - before;
    }

    private static async Task KillAndRestartAsync(LocalPostgres postgres, TimeSpan after)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < after) await Task.Yield();
        Kill(postgres.PostmasterPid);
        await postgres.RestartAsync(CancellationToken.None);
    }
}
