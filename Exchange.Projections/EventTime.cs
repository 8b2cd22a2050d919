using Exchange.Engine.Events;
using NodaTime;

namespace Exchange.Projections;

/// <summary>The time of an event as an instant.</summary>
public static class EventTime
{
    private const long TicksPerMicrosecond = NodaConstants.TicksPerMillisecond / 1_000;

    /// <summary>The time stamped on the event's command.</summary>
    public static Instant At(this in RecordedEvent occurred) => Instant.FromUnixTimeTicks(occurred.AtUnixMicroseconds * TicksPerMicrosecond);
}
