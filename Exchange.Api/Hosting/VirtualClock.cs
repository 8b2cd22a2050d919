using NodaTime;

namespace Exchange.Api.Hosting;

/// <summary>A clock that stands still until it is moved, and is never moved back: for replaying recorded markets.</summary>
public sealed class VirtualClock : IClock
{
    private readonly Lock gate = new();
    private Instant now;

    /// <summary>A clock that stands at an instant.</summary>
    public VirtualClock(Instant start) => now = start;

    /// <inheritdoc/>
    public Instant GetCurrentInstant()
    {
        lock (gate) return now;
    }

    /// <summary>Moves the clock; false where that would be back.</summary>
    public bool TryMoveTo(Instant later)
    {
        lock (gate)
        {
            if (later < now) return false;
            now = later;
            return true;
        }
    }
}
