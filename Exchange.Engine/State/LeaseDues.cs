using Exchange.Engine.Leases;
using Exchange.Engine.Markets;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>When the clock must look at a lease again.</summary>
internal static class LeaseDues
{
    /// <summary>The next minute, later than now, at which something about the lease is due; never where it waits for others.</summary>
    public static Minute Next(ExchangeState state, int slot)
    {
        ref readonly Lease lease = ref state.Leases[slot];
        Outage outage = state.LastOutage;
        long next = long.MaxValue;
        if (!lease.Released) Consider(ref next, lease.End.Value);
        if (lease.State == LeaseState.Scheduled) Consider(ref next, lease.Terms.Window.From.Value);
        if (lease.State == LeaseState.Provisioning) Consider(ref next, HandOver(state, lease));
        if (lease.FirstUnmetered < lease.Hours) Consider(ref next, Report(state, lease, lease.FirstUnmetered));
        for (int entry = lease.FirstHour; entry >= 0; entry = state.Leases.NextHour(entry))
        {
            ref readonly LeaseHour hour = ref state.Leases.Hour(entry);
            if (hour.Metered && hour.OpenDisputes == 0) Consider(ref next, outage.Extend(hour.FinalAt.Value));
        }

        Minute covered = Minute.Min(lease.BuyerCovered, lease.ProviderCovered);
        if (covered < lease.End)
        {
            Consider(ref next, covered.Value);
            Consider(ref next, NextHour(lease.Terms.Window.From, state.Now));
        }

        if (next == long.MaxValue) return Minute.Never;
        return new Minute((int)Math.Clamp(next, state.Now.Value + 1L, Minute.Never.Value - 1L));
    }

    /// <summary>Until when a lease must be handed over.</summary>
    public static long HandOver(ExchangeState state, in Lease lease)
    {
        long within = state.Settings[Setting.ProvisionWithinMinutes];
        return state.LastOutage.Extend(lease.Terms.Window.From.Value + within, within);
    }

    /// <summary>Until when an hour is reported.</summary>
    public static long Report(ExchangeState state, in Lease lease, int hour)
    {
        long within = state.Settings[Setting.MeteringDueMinutes];
        return state.LastOutage.Extend(lease.Hour(hour).Until.Value + within, within);
    }

    /// <summary>Whether an hour could not be reported when it was due.</summary>
    public static bool WasAway(ExchangeState state, in Lease lease, int hour) =>
        Report(state, lease, hour) > lease.Hour(hour).Until.Value + state.Settings[Setting.MeteringDueMinutes];

    /// <summary>The first boundary of the lease's own hours after now, and not the start itself.</summary>
    private static long NextHour(Minute from, Minute now)
    {
        long passed = Math.Max(0, (long)now.Value - from.Value) / MinuteBits.Most;
        return from.Value + ((passed + 1) * MinuteBits.Most);
    }

    private static void Consider(ref long next, long minute) => next = Math.Min(next, minute);
}
