using Exchange.Engine.Store;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>Of two writers exactly one proceeds, whatever the other believes.</summary>
public sealed class FencingTests(StoreDatabases databases) : StoreTest(databases)
{
    private static readonly EventStoreSettings Impatient = new() { TakeOverWaitMilliseconds = 1 };

    [Fact]
    public async Task Only_one_of_many_that_try_becomes_the_writer()
    {
        EventStore[] stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => EventStore.OpenAsync(Database, Impatient)));
        Task<EventWriter>[] tries = [.. stores.Select(store => store.TakeOverAsync())];
        await Task.WhenAll(tries.Select(attempt => attempt.ContinueWith(_ => { }, TaskScheduler.Default)));

        await using EventWriter winner = await Assert.Single(tries, attempt => attempt.IsCompletedSuccessfully);
        Assert.All(tries.Where(attempt => attempt.IsFaulted), attempt => Assert.IsType<AnotherWriterActiveException>(attempt.Exception!.InnerException));
        Assert.Equal((1, true), (winner.Epoch, (await winner.AppendAsync(Turns.After(0, 5))).IsCommitted));
        foreach (EventStore store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task A_writer_that_lost_its_session_is_fenced_by_the_next_one()
    {
        await using EventWriter old = await Store.TakeOverAsync();
        await old.AppendAsync(Turns.After(0, 5));
        await AskAsync<bool>("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted");
        await using EventStore other = await EventStore.OpenAsync(Database, new EventStoreSettings());
        await using EventWriter next = await other.TakeOverAsync();

        Assert.Equal(AppendOutcome.Fenced, (await old.AppendAsync(Turns.After(5, 3))).Outcome);
        Assert.True((await next.AppendAsync(Turns.After(5, 4))).IsCommitted);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await old.AppendAsync(Turns.After(5, 3)));
        Assert.Equal(9, await Store.LastPositionAsync());
        Assert.True((await Store.VerifyAsync()).Holds);
    }

    [Fact]
    public async Task A_writer_that_still_holds_its_session_is_fenced_by_the_epoch_alone()
    {
        await using EventWriter old = await Store.TakeOverAsync();
        await ExecuteAsync("update exchange.writer set epoch = epoch + 1");

        Assert.Equal(AppendOutcome.Fenced, (await old.AppendAsync(Turns.After(0, 3))).Outcome);
        Assert.Equal(0, await AskAsync<long>("select count(*) from events.mt_events"));
    }

    [Fact]
    public async Task A_writer_that_goes_lets_the_next_one_in_at_once()
    {
        await using (await Store.TakeOverAsync())
        {
        }

        await using EventStore other = await EventStore.OpenAsync(Database, Impatient);
        await using EventWriter next = await other.TakeOverAsync();
        Assert.Equal(2, next.Epoch);
    }

    [Fact]
    public async Task A_turn_that_the_server_refuses_is_lost_whole_and_stops_the_writer()
    {
        await using EventWriter writer = await Store.TakeOverAsync();
        await writer.AppendAsync(Turns.After(0, 5));
        await ExecuteAsync("""
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp)
            select 8, id, stream_id, 999, data, type, timestamp from events.mt_events where seq_id = 1
            """);

        AppendResult result = await writer.AppendAsync(Turns.After(5, 5));

        Assert.Equal(AppendOutcome.Lost, result.Outcome);
        Assert.Equal(PostgresErrorCodes.UniqueViolation, Assert.IsType<PostgresException>(result.Fault).SqlState);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.AppendAsync(Turns.After(5, 5)));
        await ExecuteAsync("delete from events.mt_events where seq_id = 8");
        await AppendAsync(5);
        Assert.True((await Store.VerifyAsync()).Holds);
    }
}
