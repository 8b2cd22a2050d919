using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Events;

/// <summary>A batch gives back what was appended, in order, from the start or from a mark.</summary>
public sealed class EventBatchTests
{
    [Fact]
    public void Events_come_back_in_order_with_their_positions()
    {
        var batch = new EventBatch { FirstPosition = 41, AtUnixMicroseconds = 7 };
        for (int i = 0; i < 1000; i++) batch.Append(new OrderRested(new OrderId(i)));

        int read = 0;
        foreach (RecordedEvent occurred in batch)
        {
            Assert.Equal((EventKind.OrderRested, 41 + read, 7), (occurred.Kind, occurred.Position, occurred.AtUnixMicroseconds));
            Assert.Equal(new OrderId(read++), occurred.As<OrderRested>().Order);
        }

        Assert.Equal(1000, read);
        Assert.Equal(1040, batch.LastPosition);
    }

    [Fact]
    public void A_walk_can_be_taken_up_again_at_its_mark()
    {
        var batch = new EventBatch();
        batch.Append(new WriterStarted(3));
        batch.Append(new OrderRested(new OrderId(9)));
        EventBatch.Enumerator walk = batch.GetEnumerator();
        Assert.True(walk.MoveNext());

        EventBatch.Enumerator rest = batch.From(walk.Mark);
        Assert.True(rest.MoveNext());
        Assert.Equal(new OrderId(9), rest.Current.As<OrderRested>().Order);
        Assert.False(rest.MoveNext());
    }

    [Fact]
    public void An_event_is_not_read_as_another()
    {
        var batch = new EventBatch();
        batch.Append(new WriterStarted(3));
        EventBatch.Enumerator walk = batch.GetEnumerator();
        Assert.True(walk.MoveNext());
        RecordedEvent occurred = walk.Current;
        try
        {
            _ = occurred.As<OrderRested>();
            Assert.Fail("It was read as another.");
        }
        catch (InvalidOperationException)
        {
            Assert.Equal(3, occurred.As<WriterStarted>().Epoch);
        }
    }
}
