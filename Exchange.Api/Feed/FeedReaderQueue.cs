using System.Threading.Channels;
using Exchange.Api.Hosting;

namespace Exchange.Api.Feed;

/// <summary>What waits for one reader: bounded in messages and in bytes. A reader who lets it run full is cut off, never waited for.</summary>
/// <remarks>One side writes under the feed's lock; the reader's own task takes.</remarks>
public sealed class FeedReaderQueue
{
    private readonly Channel<byte[]> waiting = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource cutOff = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int maxMessages;
    private readonly long maxBytes;
    private int messages;
    private long bytes;

    /// <summary>An empty queue.</summary>
    public FeedReaderQueue(FeedSettings settings)
    {
        maxMessages = settings.MaxQueuedMessages;
        maxBytes = settings.MaxQueuedBytes;
    }

    /// <summary>Whether the reader was too slow and is cut off.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Completes when the reader is cut off, even while it takes nothing.</summary>
    public Task CutOff => cutOff.Task;

    /// <summary>Adds a message; nothing where the reader is cut off or is so by it.</summary>
    public void Add(byte[] message)
    {
        if (IsCutOff) return;
        int count = Interlocked.Increment(ref messages);
        long size = Interlocked.Add(ref bytes, message.Length);
        if (count > maxMessages || size > maxBytes)
        {
            IsCutOff = true;
            waiting.Writer.TryComplete();
            cutOff.TrySetResult();
            return;
        }

        waiting.Writer.TryWrite(message);
    }

    /// <summary>The next message, or null once nothing more will come.</summary>
    public async ValueTask<byte[]?> TakeAsync(CancellationToken cancellation)
    {
        if (IsCutOff || !await waiting.Reader.WaitToReadAsync(cancellation) || IsCutOff) return null;
        if (!waiting.Reader.TryRead(out byte[]? message)) return null;
        Interlocked.Decrement(ref messages);
        Interlocked.Add(ref bytes, -message.Length);
        return message;
    }

    /// <summary>Says that nothing more will come; what waits is still taken.</summary>
    public void Complete() => waiting.Writer.TryComplete();
}
