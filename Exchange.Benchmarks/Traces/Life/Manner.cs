namespace Exchange.Benchmarks.Traces.Life;

/// <summary>How the agent of a node behaves once its GPUs are sold.</summary>
public enum Manner : byte
{
    /// <summary>Hands over in time, delivers every minute and says so.</summary>
    Honest,
    /// <summary>Never hands anything over.</summary>
    Absent,
    /// <summary>Delivers three quarters of each hour, and says so.</summary>
    Flaky,
    /// <summary>Delivers three quarters of each hour, and calls it whole; the buyer contradicts.</summary>
    Lying,
}

/// <summary>Which nodes misbehave: one in forty in each of three manners, whoever owns them.</summary>
public static class Manners
{
    /// <summary>One node in so many misbehaves in each manner.</summary>
    public const int OneIn = 40;

    /// <summary>Minutes of an hour that a node delivers which does not deliver all.</summary>
    public const int FlakyMinutes = 45;

    /// <summary>The manner of a node.</summary>
    /// <param name="ordinal">Its place among all nodes of the replay, from 0.</param>
    public static Manner Of(int ordinal) => (ordinal % OneIn) switch
    {
        13 => Manner.Absent,
        21 => Manner.Flaky,
        34 => Manner.Lying,
        _ => Manner.Honest,
    };
}
