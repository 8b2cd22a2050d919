using Exchange.Engine.State;

namespace Exchange.Engine.Providers;

/// <summary>How a node or unit fares with proofs of one kind: how many it missed in a row, and today.</summary>
/// <remarks>The default is one that missed none.</remarks>
public struct Misses
{
    /// <summary>Missed since the last one that passed.</summary>
    public int InARow;
    /// <summary>Missed on the day of the last one missed.</summary>
    public int Today;
    /// <summary>That day, in days since the Unix epoch.</summary>
    public int Day;
    /// <summary>The hour, since the Unix epoch, in which a miss last cost something.</summary>
    public int ChargedHour;

    internal void Miss(int day)
    {
        Today = day == Day ? Today + 1 : 1;
        Day = day;
        InARow++;
    }

    internal void Pass() => InARow = 0;

    internal readonly void AddTo(ref Digest digest)
    {
        digest.Add((long)InARow);
        digest.Add((long)Today);
        digest.Add((long)Day);
        digest.Add((long)ChargedHour);
    }
}
