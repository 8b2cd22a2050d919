namespace Exchange.Engine.Sequencing;

/// <summary>The limits of a market's way from inbox to commit, in one place.</summary>
public sealed record MarketSettings
{
    /// <summary>Commands that may wait before new ones are turned away.</summary>
    public int InboxCommands { get; init; } = 65_536;

    /// <summary>Cancels that may wait, in a queue of their own.</summary>
    public int CancelInboxCommands { get; init; } = 16_384;

    /// <summary>The most commands in one turn.</summary>
    public int MaxCommandsPerTurn { get; init; } = 2_048;

    /// <summary>The most turns decided and not yet read by the replica; the writer waits for a free one.</summary>
    public int MaxTurnsInFlight { get; init; } = 64;

    /// <summary>Turns are put into one transaction up to about so many events.</summary>
    public int MaxEventsPerCommit { get; init; } = 16_384;

    /// <summary>How often the engine's clock moves when nobody sends anything, in milliseconds.</summary>
    public int TickMilliseconds { get; init; } = 250;

    /// <summary>A snapshot is taken after so many events; 0 is never.</summary>
    public long SnapshotEveryEvents { get; init; } = 500_000;

    /// <summary>How long to wait before the store is tried again, in milliseconds.</summary>
    public int RetryMilliseconds { get; init; } = 500;

    /// <summary>Room for so many open orders at first; grows by itself.</summary>
    public int CapacityOrders { get; init; } = 65_536;
}

/// <summary>What the market is doing.</summary>
public enum MarketHealth
{
    /// <summary>Reading its history.</summary>
    Recovering,
    /// <summary>Taking commands.</summary>
    Trading,
    /// <summary>The store is away, or a commit's outcome was not known: it recovers by itself.</summary>
    StoreAway,
    /// <summary>Another writer took over: this one has stopped for good.</summary>
    Fenced,
    /// <summary>An invariant broke: this one has stopped for good.</summary>
    Broken,
    /// <summary>It was told to stop.</summary>
    Stopped,
}

/// <summary>The command was not answered: the market cannot say whether it happened. Sending it again with the same client id is safe.</summary>
public sealed class MarketUnavailableException : Exception
{
    /// <summary>Says what the market was doing.</summary>
    public MarketUnavailableException(MarketHealth health, Exception? cause = null)
        : base($"The market is {health}; the outcome of the command is not known here.", cause) => Health = health;

    /// <summary>What the market was doing.</summary>
    public MarketHealth Health { get; }
}
