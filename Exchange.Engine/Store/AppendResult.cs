namespace Exchange.Engine.Store;

/// <summary>What became of a turn that was to be appended.</summary>
public enum AppendOutcome
{
    /// <summary>It is stored, durably. The writer may go on.</summary>
    Committed,
    /// <summary>It is certainly not stored. The writer has stopped.</summary>
    Lost,
    /// <summary>Another writer owns the store. The writer has stopped.</summary>
    Fenced,
    /// <summary>The server could not be asked in time, or it stored the turn less safely than it must. The writer has stopped.</summary>
    Unknown,
}

/// <summary>The outcome of an append and, where something went wrong on the way, what.</summary>
/// <param name="Outcome">What became of the turn.</param>
/// <param name="Fault">The fault, also where the turn was found to be committed in spite of it.</param>
public readonly record struct AppendResult(AppendOutcome Outcome, Exception? Fault = null)
{
    /// <summary>Whether the turn is stored and may be told to the world.</summary>
    public bool IsCommitted => Outcome == AppendOutcome.Committed;
}
