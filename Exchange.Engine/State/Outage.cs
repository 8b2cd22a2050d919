using Exchange.Engine.Markets;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>
/// When the exchange itself was last away: from the last minute before a writer started to the first one after it. Nobody could say
/// anything then, so what was to be said then may be said afterwards.
/// </summary>
/// <remarks>The default is none. A clock that jumps while its writer goes on is no outage.</remarks>
/// <param name="From">The last minute before it.</param>
/// <param name="Until">The first minute after it.</param>
public readonly record struct Outage(Minute From, Minute Until)
{
    /// <summary>The most time that is given after an outage, in minutes, however long it was.</summary>
    public const int MostExtraMinutes = 60;

    /// <summary>Whether there was none.</summary>
    public bool IsNone => Until.Value == 0;

    /// <summary>A deadline, moved where it fell into the outage or so shortly after it that there was no time.</summary>
    /// <param name="due">When it was, in minutes since the Unix epoch.</param>
    /// <param name="usualMinutes">How much time there usually is.</param>
    /// <returns>
    /// As long after the outage as it lasted, but no longer than usual and at most an hour; the deadline itself where it is later, or was
    /// over before.
    /// </returns>
    public long Extend(long due, long usualMinutes = MostExtraMinutes)
    {
        if (IsNone || due <= From.Value) return due;
        long extra = Math.Min(Math.Min((Until - From).Count, usualMinutes), MostExtraMinutes);
        return Math.Max(due, Until.Value + extra);
    }

    /// <summary>Whether a minute lies in it.</summary>
    public bool Covers(Minute minute) => minute >= From && minute < Until;

    /// <summary>The outage that ends where a clock that stood is seen to go again; none where it stood no longer than writers may need.</summary>
    internal static Outage Between(Minute stood, Minute goes, Settings settings) =>
        stood.Value == 0 || (goes - stood).Count <= settings[Setting.OutageMinutes] ? default : new Outage(stood, goes);

    /// <summary>This outage joined to the one before, where hardly an hour lies between: who was given time then may not have had it.</summary>
    internal Outage JoinedTo(in Outage before)
    {
        bool isOne = !before.IsNone && From.Value <= before.Until.Value + (long)MostExtraMinutes;
        return new Outage(isOne ? before.From : From, Until);
    }
}
