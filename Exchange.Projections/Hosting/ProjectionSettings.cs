namespace Exchange.Projections.Hosting;

/// <summary>How the views follow the events.</summary>
public sealed record ProjectionSettings
{
    /// <summary>About how many events are applied and written at once; a turn is never divided, so that it may be more.</summary>
    public int PageEvents { get; init; } = 8_192;

    /// <summary>How many pages of events are held for views that follow a little later.</summary>
    public int HeldPages { get; init; } = 4;

    /// <summary>How long a view rests at least after a page that was not full, so that events gather, in milliseconds; not while a read waits for it.</summary>
    public int GatherMilliseconds { get; init; } = 5;

    /// <summary>How long it rests at most, in milliseconds; between the two, as long as writing the page took.</summary>
    public int MaxGatherMilliseconds { get; init; } = 50;

    /// <summary>How often the store is asked for new events where nobody tells of them, in milliseconds.</summary>
    public int PollMilliseconds { get; init; } = 1_000;

    /// <summary>How long a view waits before it tries again after the store was away, in milliseconds.</summary>
    public int RetryMilliseconds { get; init; } = 1_000;
}
