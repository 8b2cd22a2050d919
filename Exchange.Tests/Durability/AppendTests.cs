using Exchange.Engine.Events;
using Exchange.Engine.Store;
using Xunit;

namespace Exchange.Tests.Durability;

[Collection(nameof(StoreDatabases))]
public sealed class AppendTests(StoreDatabases databases)
{
    [Fact]
    public async Task What_is_appended_is_read_back_byte_for_byte()
    {
        await using EventStore store = await EventStore.OpenAsync(await databases.FreshAsync(), new());
        await using EventWriter writer = await store.TakeOverAsync();
        EventBatch first = Turns.After(0, 1), second = Turns.After(1, 999), third = Turns.After(1000, 5000);

        Assert.Equal(new AppendResult(AppendOutcome.Committed), await writer.AppendAsync(first));
        Assert.Equal(new AppendResult(AppendOutcome.Committed), await writer.AppendAsync([second, third]));

        Assert.Equal((1, 6000L, 6000L), (writer.Epoch, writer.Position, await store.LastPositionAsync()));
        var read = new List<string>();
        await store.ReadAsync(1, 6000, (in RecordedEvent occurred) => read.Add(Print(occurred)));
        Assert.Equal([.. Printed(first), .. Printed(second), .. Printed(third)], read);
    }

    [Fact]
    public async Task The_next_writer_goes_on_where_the_last_one_ended()
    {
        await using EventStore store = await EventStore.OpenAsync(await databases.FreshAsync(), new());
        ChainHash chain;
        await using (EventWriter before = await store.TakeOverAsync())
        {
            await before.AppendAsync(Turns.After(0, 10));
            chain = before.Chain;
        }

        await using EventWriter writer = await store.TakeOverAsync();
        Assert.Equal((2, 10L, chain), (writer.Epoch, writer.Position, writer.Chain));
        AppendResult result = await writer.AppendAsync(Turns.After(10, 10));
        Assert.Null(result.Fault);
        Assert.Equal(20, await store.LastPositionAsync());
    }

    [Fact]
    public async Task A_batch_that_leaves_a_gap_is_refused()
    {
        await using EventStore store = await EventStore.OpenAsync(await databases.FreshAsync(), new());
        await using EventWriter writer = await store.TakeOverAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.AppendAsync(Turns.After(1, 10)));
        Assert.True((await writer.AppendAsync(Turns.After(0, 10))).IsCommitted);
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
