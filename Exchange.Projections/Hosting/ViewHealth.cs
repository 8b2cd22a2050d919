using NodaTime;

namespace Exchange.Projections.Hosting;

/// <summary>What a view is doing.</summary>
public enum ViewActivity : byte
{
    /// <summary>Not started, or stopped on purpose.</summary>
    Idle,
    /// <summary>It follows the events.</summary>
    Following,
    /// <summary>The database is away; the view tries again by itself.</summary>
    Waiting,
    /// <summary>It met something that trying again would not mend, and stands at its checkpoint.</summary>
    Failed,
}

/// <summary>How a view is.</summary>
/// <param name="View">Its name.</param>
/// <param name="Activity">What it is doing.</param>
/// <param name="Position">The position of the last event in its tables.</param>
/// <param name="LagEvents">How many committed events it has not taken in, as far as is known.</param>
/// <param name="Fault">What it met, where it waits or failed.</param>
/// <param name="Since">Since when it does that.</param>
public sealed record ViewHealth(string View, ViewActivity Activity, long Position, long LagEvents, string? Fault, Instant Since)
{
    /// <summary>Whether its answers can be relied on to be current.</summary>
    public bool IsHealthy => Activity == ViewActivity.Following;
}

/// <summary>A view's checkpoint is not where this host left it: another host writes the same view.</summary>
public sealed class CheckpointMovedException : Exception
{
    /// <summary>With the view and the position that was expected.</summary>
    public CheckpointMovedException(string view, long expected)
        : base($"The checkpoint of view {view} is no longer at position {expected}: another host writes it.")
    {
    }
}
