using Exchange.Engine.Events;
using Exchange.Engine.Store;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>Turns go in whole, in order, and come back as they were.</summary>
public sealed class AppendTests(StoreDatabases databases) : StoreTest(databases)
{
    [Fact]
    public async Task What_is_appended_is_read_back_byte_for_byte()
    {
        await using EventWriter writer = await Store.TakeOverAsync();
        EventBatch first = Turns.After(0, 1), second = Turns.After(1, 999), third = Turns.After(1000, 5000);

        Assert.Equal(new AppendResult(AppendOutcome.Committed), await writer.AppendAsync(first));
        Assert.Equal(new AppendResult(AppendOutcome.Committed), await writer.AppendAsync([second, third]));

        Assert.Equal((1, 6000L, 6000L), (writer.Epoch, writer.Position, await Store.LastPositionAsync()));
        var read = new List<string>();
        await Store.ReadAsync(1, 6000, (in RecordedEvent occurred) => read.Add(Print(occurred)));
        Assert.Equal([.. Printed(first), .. Printed(second), .. Printed(third)], read);
    }

    [Fact]
    public async Task A_part_of_the_history_can_be_read()
    {
        await AppendAsync(10, 10, 10);
        var positions = new List<long>();
        await Store.ReadAsync(9, 21, (in RecordedEvent occurred) => positions.Add(occurred.Position));
        Assert.Equal(Enumerable.Range(9, 13).Select(position => (long)position), positions);
    }

    [Fact]
    public async Task The_next_writer_goes_on_where_the_last_one_ended()
    {
        ChainHash chain;
        await using (EventWriter before = await Store.TakeOverAsync())
        {
            await before.AppendAsync(Turns.After(0, 10));
            chain = before.Chain;
        }

        await using EventWriter writer = await Store.TakeOverAsync();
        Assert.Equal((2, 10L, chain), (writer.Epoch, writer.Position, writer.Chain));
        Assert.Equal(new AppendResult(AppendOutcome.Committed), await writer.AppendAsync(Turns.After(10, 10)));
        Assert.Equal(20, await Store.LastPositionAsync());
    }

    [Fact]
    public async Task Versions_are_counted_without_gaps_in_every_stream()
    {
        await AppendAsync(1_000, 1, 2_000);
        await AppendAsync(500);

        long uneven = await AskAsync<long>("""
            select count(*) from (
                select s.id from events.mt_streams s join events.mt_events e on e.stream_id = s.id
                group by s.id, s.version having count(*) <> s.version or max(e.version) <> s.version or min(e.version) <> 1) streams
            """);
        Assert.Equal(0, uneven);
        Assert.Equal(0, await AskAsync<long>("select count(*) from events.mt_events e where not exists (select from events.mt_streams s where s.id = e.stream_id)"));
        Assert.Equal(3501, await AskAsync<long>("select count(*) from events.mt_events"));
        Assert.Equal(3501, await AskAsync<long>("select last_value from events.mt_events_sequence"));
    }

    [Fact]
    public async Task A_batch_that_leaves_a_gap_is_refused_and_the_writer_goes_on()
    {
        await using EventWriter writer = await Store.TakeOverAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.AppendAsync(Turns.After(1, 10)));
        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.AppendAsync(Turns.After(0, 0)));
        Assert.True((await writer.AppendAsync(Turns.After(0, 10))).IsCommitted);
    }

    [Fact]
    public async Task Rows_sent_in_many_portions_are_one_turn()
    {
        await using EventStore portioned = await EventStore.OpenAsync(Database, new EventStoreSettings { SendBytes = 100 });
        await using EventWriter writer = await portioned.TakeOverAsync();
        Assert.True((await writer.AppendAsync(Turns.After(0, 2_000))).IsCommitted);
        Assert.True((await portioned.VerifyAsync()).Holds);
        Assert.Equal(1, await AskAsync<long>("select count(*) from exchange.turns"));
    }

    [Fact]
    public async Task Listeners_are_woken()
    {
        await using EventWriter writer = await Store.TakeOverAsync();
        await using Npgsql.NpgsqlConnection listener = await Store.DataSource.OpenConnectionAsync();
        await using (var listen = new Npgsql.NpgsqlCommand("listen mt_events_appended", listener)) await listen.ExecuteNonQueryAsync();

        await writer.AppendAsync(Turns.After(0, 1));

        Assert.True(await listener.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task The_last_turn_of_a_burst_is_heard_of_too()
    {
        await using EventStore seldom = await EventStore.OpenAsync(Database, new EventStoreSettings { NotifyEveryMilliseconds = 1_000 });
        await using EventWriter writer = await seldom.TakeOverAsync();
        await using Npgsql.NpgsqlConnection listener = await Store.DataSource.OpenConnectionAsync();
        await using (var listen = new Npgsql.NpgsqlCommand("listen mt_events_appended", listener)) await listen.ExecuteNonQueryAsync();

        for (int turn = 0; turn < 3; turn++) await writer.AppendAsync(Turns.After(writer.Position, 1));

        // The first turn wakes at once, and one wake-up later stands for the two after it.
        for (int wakeup = 0; wakeup < 2; wakeup++) Assert.True(await listener.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static List<string> Printed(EventBatch batch)
    {
        var printed = new List<string>();
        foreach (RecordedEvent occurred in batch) printed.Add(Print(occurred));
        return printed;
    }

    private static string Print(in RecordedEvent occurred) =>
        FormattableString.Invariant($"{occurred.Position} {occurred.AtUnixMicroseconds} {occurred.Kind} {Convert.ToHexString(occurred.Payload)}");
}
