using System.Diagnostics;
using Npgsql;

namespace Exchange.Engine.Store;

/// <summary>
/// Wakes those who listen for new events, at most every few milliseconds since a notification serialises commits: with a turn's own
/// commit where that is due, and otherwise a little later, so that the last turn of a burst is heard of as well.
/// </summary>
internal sealed class Wakeups : IAsyncDisposable
{
    private readonly EventStore store;
    private readonly Timer late;
    private long lastWake;
    private int owed;
    private Task notifying = Task.CompletedTask;

    internal Wakeups(EventStore store)
    {
        this.store = store;
        late = new Timer(_ => notifying = NotifyAsync(), null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Whether the next commit wakes.</summary>
    internal bool IsDue => Stopwatch.GetElapsedTime(lastWake).TotalMilliseconds >= store.Settings.NotifyEveryMilliseconds;

    /// <summary>A turn was committed; it woke, or else somebody must later.</summary>
    internal void Committed(bool woke)
    {
        if (woke)
        {
            lastWake = Stopwatch.GetTimestamp();
            Volatile.Write(ref owed, 0);
        }
        else if (Interlocked.Exchange(ref owed, 1) == 0)
        {
            late.Change(store.Settings.NotifyEveryMilliseconds, Timeout.Infinite);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await late.DisposeAsync();
        await notifying;
    }

    private async Task NotifyAsync()
    {
        if (Interlocked.Exchange(ref owed, 0) == 0) return;
        try
        {
            await using NpgsqlCommand notify = store.DataSource.CreateCommand("notify mt_events_appended");
            await notify.ExecuteNonQueryAsync();
        }
        catch (Exception unreachable) when (unreachable is NpgsqlException or IOException or TimeoutException)
        {
            // Listeners also look by themselves from time to time; the next turn wakes them in any case.
        }
    }
}
