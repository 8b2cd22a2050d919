using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Store;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>Leases and quorums are many and each ends some day: their streams go on under the next writer, and are forgotten when they end.</summary>
public sealed class ShortStreamTests(StoreDatabases databases) : StoreTest(databases)
{
    private const string Versions = "select string_agg(stream_id || ':' || version, ' ' order by seq_id) from events.mt_events";

    [Fact]
    public async Task A_stream_goes_on_under_the_next_writer_where_it_ended()
    {
        await AppendAsync(batch =>
        {
            Open(batch, 1);
            Open(batch, 2);
            Commit(batch, 1);
        });
        await AppendAsync(batch =>
        {
            Commit(batch, 2);
            Commit(batch, 1);
            Open(batch, 3);
        });

        Assert.Equal(
            "lease-1:1 quorum-1:1 lease-2:1 quorum-2:1 lease-1:2 quorum-1:2 lease-2:2 quorum-2:2 lease-1:3 quorum-1:3 lease-3:1 quorum-3:1", await AskAsync<string>(Versions));
        Assert.Equal(
            "lease-1:lease:3 lease-2:lease:2 lease-3:lease:1 quorum-1:quorum:3 quorum-2:quorum:2 quorum-3:quorum:1",
            await AskAsync<string>("select string_agg(id || ':' || type || ':' || version, ' ' order by id) from events.mt_streams"));
    }

    [Fact]
    public async Task A_stream_that_ends_in_the_turn_in_which_it_began_is_whole()
    {
        await AppendAsync(batch =>
        {
            Open(batch, 1);
            Commit(batch, 1);
            batch.Append(new LeaseClosed(new(1)));
            batch.Append(new QuorumClosed(new(1), false, default));
            Open(batch, 2);
        });

        Assert.Equal("lease-1:1 quorum-1:1 lease-1:2 quorum-1:2 lease-1:3 quorum-1:3 lease-2:1 quorum-2:1", await AskAsync<string>(Versions));
    }

    private async Task AppendAsync(Action<EventBatch> events)
    {
        await using EventWriter writer = await Store.TakeOverAsync();
        var batch = new EventBatch { FirstPosition = writer.Position + 1, AtUnixMicroseconds = Turns.At };
        events(batch);
        Assert.Equal(new AppendResult(AppendOutcome.Committed), await writer.AppendAsync(batch));
    }

    private static void Open(EventBatch batch, long number)
    {
        batch.Append(new LeaseOpened(
            new(number), new(1), new(2), OrderId.Of(number, 2), OrderId.Of(number, 1), new(7), new(3), new(4), new(8),
            new Window(new(30_000_000), new(30_000_600)), Price.FromMicros(2_000_000), default, default));
        batch.Append(new QuorumOpened(new(number), new(1), default, Few<QuorumWorker>.Of(new QuorumWorker(new(number), new(2))), 2, new(30_000_010), new(30_000_020)));
    }

    private static void Commit(EventBatch batch, long number)
    {
        batch.Append(new LeaseStateChanged(new(number), LeaseState.Active));
        batch.Append(new ResultCommitted(new(number), new(number), new(2), default));
    }
}
