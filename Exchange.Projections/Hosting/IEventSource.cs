using NodaTime;

namespace Exchange.Projections.Hosting;

/// <summary>Where the views read committed events.</summary>
/// <remarks>Members may be called from any thread, several at once.</remarks>
public interface IEventSource
{
    /// <summary>The position of the last committed event; 0 before the first.</summary>
    Task<long> LastPositionAsync(CancellationToken cancellation);

    /// <summary>The events that follow a position: about as many as asked for, up to the end of a turn; none where there are none yet.</summary>
    /// <exception cref="Engine.Store.HoleInHistoryException">A position among them is missing.</exception>
    Task<EventPage> ReadAsync(long afterPosition, int events, CancellationToken cancellation);

    /// <summary>The same where it is in memory and can be had at once; null where it must be read.</summary>
    EventPage? Held(long afterPosition, int events) => null;

    /// <summary>Returns when events were appended, at the latest after the given time.</summary>
    Task WaitForAppendAsync(Duration atMost, CancellationToken cancellation);
}
