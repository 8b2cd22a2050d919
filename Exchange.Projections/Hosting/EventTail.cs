namespace Exchange.Projections.Hosting;

/// <summary>The pages that views read lately, so that those which follow each other closely share one reading of the store. What is in memory is not held twice.</summary>
internal sealed class EventTail(IEventSource source, ProjectionSettings settings, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Task<EventPage>> _pages = [];
    private readonly Queue<long> _oldestFirst = new();

    /// <summary>The page behind a position; empty where nothing is behind it yet.</summary>
    internal async Task<EventPage> ReadAsync(long afterPosition, CancellationToken cancellation)
    {
        if (source.Held(afterPosition, settings.PageEvents) is { } held) return held;
        Task<EventPage> reading = Begin(afterPosition);
        EventPage page;
        try
        {
            page = await reading.WaitAsync(cancellation);
        }
        catch
        {
            if (reading.IsCompleted) Forget(afterPosition);
            throw;
        }

        if (page.Count == 0) Forget(afterPosition);
        return page;
    }

    private Task<EventPage> Begin(long afterPosition)
    {
        lock (_gate)
        {
            if (_pages.TryGetValue(afterPosition, out Task<EventPage>? begun)) return begun;
            while (_oldestFirst.Count >= settings.HeldPages) _pages.Remove(_oldestFirst.Dequeue());

            // Read for whoever asks, so that it does not end with the first one who did.
            Task<EventPage> reading = source.ReadAsync(afterPosition, settings.PageEvents, stopping);
            _pages.Add(afterPosition, reading);
            _oldestFirst.Enqueue(afterPosition);
            return reading;
        }
    }

    private void Forget(long afterPosition)
    {
        lock (_gate)
        {
            if (!_pages.Remove(afterPosition)) return;
            int held = _oldestFirst.Count;
            for (int turn = 0; turn < held; turn++)
            {
                long oldest = _oldestFirst.Dequeue();
                if (oldest != afterPosition) _oldestFirst.Enqueue(oldest);
            }
        }
    }
}
