using Exchange.Engine.Events;
using Exchange.Engine.Store;
using Exchange.Projections.Hosting;
using NodaTime;

namespace Exchange.Tests.Projections;

/// <summary>Committed turns held in memory, told to the views when the test says so, and with a hole where it asks for one.</summary>
internal sealed class ToldEvents(IReadOnlyList<EventBatch> turns) : IEventSource
{
    private int _told = turns.Count;

    /// <summary>The position that is missing; 0 where none is.</summary>
    internal long Missing { get; set; }

    internal long LastPosition => _told == 0 ? 0 : turns[_told - 1].LastPosition;

    /// <summary>Only the first so many turns are committed so far.</summary>
    internal ToldEvents Until(int count)
    {
        _told = count;
        return this;
    }

    public Task<long> LastPositionAsync(CancellationToken cancellation) => Task.FromResult(LastPosition);

    public Task<EventPage> ReadAsync(long afterPosition, int events, CancellationToken cancellation)
    {
        var page = new EventPage();
        foreach (EventBatch turn in turns.Take(_told))
        {
            if (turn.LastPosition <= afterPosition) continue;
            if (page.Count > 0 && turn.LastPosition > afterPosition + events) break;
            foreach (RecordedEvent occurred in turn)
            {
                if (occurred.Position == Missing) throw new HoleInHistoryException(Missing);
                page.Add(occurred);
            }
        }

        return Task.FromResult(page);
    }

    /// <summary>Nobody tells of what is appended: the host has to look.</summary>
    public Task WaitForAppendAsync(Duration atMost, CancellationToken cancellation) => Task.Delay(atMost.ToTimeSpan(), cancellation);
}
