using Exchange.Engine.Markets;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>The days and epochs of the beacon on the clock.</summary>
internal static class BeaconTime
{
    private const int MinutesPerDay = 1_440;

    public static int DayOf(Minute minute) => minute.Value / MinutesPerDay;

    /// <summary>The first minute after a day.</summary>
    public static long EndOf(int day) => (day + 1L) * MinutesPerDay;

    /// <summary>The first minute of an epoch.</summary>
    public static long StartOf(ExchangeState state, int day, int epoch) =>
        ((long)day * MinutesPerDay) + (epoch * state.Settings[Setting.ProofEpochMinutes]);

    /// <summary>The minutes of an epoch that has begun.</summary>
    public static Window WindowOf(ExchangeState state, int day, int epoch)
    {
        var from = new Minute((int)StartOf(state, day, epoch));
        return new Window(from, from + new Minutes((int)state.Settings[Setting.ProofEpochMinutes]));
    }
}
