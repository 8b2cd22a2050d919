using Exchange.Api.Feed;
using Exchange.Api.Hosting;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Nobody waits for a slow reader.</summary>
public sealed class SlowReaders
{
    [Fact]
    public async Task Messages_come_in_order_while_the_reader_keeps_up()
    {
        var queue = new FeedReaderQueue(new FeedSettings { MaxQueuedMessages = 2 });
        for (byte i = 0; i < 10; i++)
        {
            queue.Add([i]);
            Assert.Equal(i, (await queue.TakeAsync(default))![0]);
        }

        Assert.False(queue.IsCutOff);
    }

    [Theory]
    [InlineData(2, 1_000)]
    [InlineData(1_000, 2)]
    public async Task A_queue_that_is_full_of_messages_or_of_bytes_is_cut_off(int messages, int bytes)
    {
        var queue = new FeedReaderQueue(new FeedSettings { MaxQueuedMessages = messages, MaxQueuedBytes = bytes });

        for (byte i = 0; i < 3; i++) queue.Add([i]);

        Assert.True(queue.IsCutOff);
        Assert.Null(await queue.TakeAsync(default));
    }

    [Fact]
    public async Task What_waits_when_the_feed_ends_is_still_read()
    {
        var queue = new FeedReaderQueue(new FeedSettings());
        queue.Add([7]);
        queue.Complete();

        Assert.Equal(7, (await queue.TakeAsync(default))![0]);
        Assert.Null(await queue.TakeAsync(default));
    }
}
