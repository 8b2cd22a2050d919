namespace Exchange.Engine.Store;

/// <summary>Another writer holds the store and did not let go in time.</summary>
public sealed class AnotherWriterActiveException : Exception
{
    /// <summary>After waiting so long.</summary>
    public AnotherWriterActiveException(int waitedMilliseconds, Exception? cause = null)
        : base(FormattableString.Invariant($"Another writer holds the event store; waited {waitedMilliseconds} ms for it to go."), cause)
    {
    }
}

/// <summary>The server would lose what it says is committed.</summary>
public sealed class WeakDurabilityException : Exception
{
    /// <summary>With the setting, or the warning, that says so.</summary>
    public WeakDurabilityException(string message)
        : base(message)
    {
    }
}

/// <summary>The stored history contradicts itself: nothing may be concluded from it before a person has looked.</summary>
public class BrokenHistoryException : Exception
{
    /// <summary>With the first position at which it is broken.</summary>
    public BrokenHistoryException(long position, string message, Exception? cause = null)
        : base(message, cause) => Position = position;

    /// <summary>The first position that does not fit.</summary>
    public long Position { get; }
}

/// <summary>A position is missing although later ones are there, or although it was said to be committed.</summary>
public sealed class HoleInHistoryException : BrokenHistoryException
{
    /// <summary>With the position that is missing.</summary>
    public HoleInHistoryException(long missing)
        : base(missing, FormattableString.Invariant($"The event at position {missing} is missing."))
    {
    }
}
