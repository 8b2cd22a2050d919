using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Api.Proofs;

/// <summary>An epoch of the beacon on the clock.</summary>
/// <param name="Day">Days since the Unix epoch.</param>
/// <param name="Number">Which epoch of the day, from 0.</param>
/// <param name="Start">When it begins.</param>
/// <param name="Length">How long it is.</param>
public readonly record struct EpochOnClock(int Day, int Number, Instant Start, Duration Length)
{
    private const int MinutesPerDay = 1_440;

    /// <summary>The epoch that contains an instant.</summary>
    public static EpochOnClock Containing(Instant now, int minutes)
    {
        int minute = Minute.Containing(now).Value;
        return Of(minute / MinutesPerDay, minute % MinutesPerDay / minutes, minutes);
    }

    /// <summary>An epoch of a day.</summary>
    public static EpochOnClock Of(int day, int number, int minutes)
    {
        int length = Math.Min(minutes, MinutesPerDay - (number * minutes));
        return new EpochOnClock(day, number, new Minute((day * MinutesPerDay) + (number * minutes)).ToInstant(), Duration.FromMinutes(length));
    }

    /// <summary>How many epochs a day has.</summary>
    public static int PerDay(int minutes) => (MinutesPerDay + minutes - 1) / minutes;

    /// <summary>When it is over.</summary>
    public Instant End => Start + Length;
}
