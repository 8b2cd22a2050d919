using System.Collections.Concurrent;

namespace Exchange.Engine.Sequencing;

/// <summary>Where commands wait for the writer. Bounded: who finds it full is told so at once. Cancels have room of their own and go first.</summary>
internal sealed class Inbox : IDisposable
{
    private readonly ConcurrentQueue<Submission> orders = new();
    private readonly ConcurrentQueue<Submission> cancels = new();
    private readonly AutoResetEvent arrived = new(false);
    private readonly int ordersLimit;
    private readonly int cancelsLimit;
    private int ordersWaiting;
    private int cancelsWaiting;
    private int sleeping;

    public Inbox(int ordersLimit, int cancelsLimit) => (this.ordersLimit, this.cancelsLimit) = (ordersLimit, cancelsLimit);

    /// <summary>How many commands wait.</summary>
    public int Depth => Volatile.Read(ref ordersWaiting) + Volatile.Read(ref cancelsWaiting);

    /// <summary>Puts a command in, or says that there is no room.</summary>
    public bool TryAdd(Submission submission, bool isCancel)
    {
        ref int waiting = ref isCancel ? ref cancelsWaiting : ref ordersWaiting;
        if (Interlocked.Increment(ref waiting) > (isCancel ? cancelsLimit : ordersLimit))
        {
            Interlocked.Decrement(ref waiting);
            return false;
        }

        (isCancel ? cancels : orders).Enqueue(submission);
        Wake();
        return true;
    }

    /// <summary>Takes the next command, cancels first.</summary>
    public bool TryTake(out Submission submission)
    {
        if (cancels.TryDequeue(out submission!))
        {
            Interlocked.Decrement(ref cancelsWaiting);
            return true;
        }

        if (!orders.TryDequeue(out submission!)) return false;
        Interlocked.Decrement(ref ordersWaiting);
        return true;
    }

    /// <summary>Waits until something is there, at most so long.</summary>
    public void Wait(int milliseconds)
    {
        Volatile.Write(ref sleeping, 1);
        Interlocked.MemoryBarrier();
        if (cancels.IsEmpty && orders.IsEmpty) arrived.WaitOne(milliseconds);
        Volatile.Write(ref sleeping, 0);
    }

    /// <summary>Lets the writer look.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref sleeping, 0) == 1) arrived.Set();
    }

    public void Dispose() => arrived.Dispose();
}
