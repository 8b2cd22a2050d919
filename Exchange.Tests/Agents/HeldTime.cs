using System.Threading.Channels;

namespace Exchange.Tests.Agents;

/// <summary>A time that does not pass by itself: each wait that somebody begins lasts until a test lets it pass.</summary>
internal sealed class HeldTime : TimeProvider
{
    private readonly Channel<Wait> waits = Channel.CreateUnbounded<Wait>();

    /// <summary>Lets the next wait pass, once somebody began it; how long it was to be.</summary>
    public async Task<TimeSpan> PassAsync(CancellationToken patience)
    {
        Wait next = await waits.Reader.ReadAsync(patience);
        next.Over();
        return next.Length;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var wait = new Wait(dueTime, () => callback(state));
        if (dueTime != Timeout.InfiniteTimeSpan) waits.Writer.TryWrite(wait);
        return wait;
    }

    private sealed record Wait(TimeSpan Length, Action Over) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            // Whoever waited is gone or was told: being told again does nothing.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
