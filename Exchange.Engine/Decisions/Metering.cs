using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>Finds what an hour delivered, by the best evidence that there is.</summary>
internal static class Metering
{
    private const int MonitorsForAVerdict = 3;

    /// <summary>Meters every hour that is due.</summary>
    public static void Run(Decision decision, FillId id)
    {
        ExchangeState state = decision.State;
        for (int slot; (slot = state.Leases.Find(id)) >= 0;)
        {
            ref readonly Lease lease = ref state.Leases[slot];
            if (lease.FirstUnmetered >= lease.Hours || LeaseDues.Report(state, lease, lease.FirstUnmetered) > state.Now.Value) return;
            Meter(decision, id, lease.FirstUnmetered);
        }
    }

    /// <summary>Gives an hour its verdict.</summary>
    public static void Meter(Decision decision, FillId id, int number)
    {
        ExchangeState state = decision.State;
        int slot = state.Leases.Find(id);
        Lease lease = state.Leases[slot];
        Window window = lease.Hour(number);
        MinuteBits all = MinuteBits.First(window.Length.Count);
        int entry = state.Leases.FindHour(slot, number);
        LeaseHour hour = entry >= 0 ? state.Leases.Hour(entry) : new LeaseHour { Hour = number };
        (MinuteBits delivered, MinuteBits excused, MeterSource source) = Verdict(hour, all);
        MinuteBits handedOver = HandedOver(lease, number);
        if (handedOver.Count == 0) source = MeterSource.NotProvisioned;
        delivered &= handedOver;
        excused = ((excused & handedOver) | (Away(state, window) - handedOver) | Maintained(state, lease.Terms.Node, window)) - delivered;
        long provisional = state.Settings[source == MeterSource.BothSigned ? Setting.SignedProvisionalMinutes : Setting.ProvisionalMinutes];
        var finalAt = new Minute((int)Math.Clamp(window.Until.Value + provisional, state.Now.Value + 1L, Minute.Never.Value - 1L));
        decision.Record(new HourMetered(id, number, delivered, excused, source, finalAt));
        NoteQuality(decision, id, (delivered | excused) == all);
    }

    /// <summary>The minutes of an hour of a lease after it was handed over.</summary>
    public static MinuteBits HandedOver(in Lease lease, int number)
    {
        Window window = lease.Hour(number);
        int before = (int)Math.Clamp((long)lease.ProvisionedAt.Value - window.From.Value, 0, window.Length.Count);
        return MinuteBits.First(window.Length.Count) - MinuteBits.First(before);
    }

    /// <summary>What the evidence that neither party controls says of an hour, or null where there is not enough of it.</summary>
    public static (MinuteBits Delivered, MeterSource Source)? Independent(in LeaseHour hour, MinuteBits all)
    {
        if (hour.Monitors.Count >= MonitorsForAVerdict) return (Majority(hour.Monitors.Items, all), MeterSource.Monitors);
        if ((hour.Probed & all) == all) return (hour.Answered & all, MeterSource.ProofChain);
        return null;
    }

    private static (MinuteBits Delivered, MinuteBits Excused, MeterSource Source) Verdict(in LeaseHour hour, MinuteBits all)
    {
        bool both = hour.ProviderReported && hour.BuyerReported;
        if (both && hour.Provider == hour.Buyer) return (hour.Provider, default, MeterSource.BothSigned);
        if (Independent(hour, all) is { } found) return (found.Delivered, default, found.Source);
        if (both) return (hour.Provider & hour.Buyer, (hour.Provider | hour.Buyer) - (hour.Provider & hour.Buyer), MeterSource.Contested);
        if (hour.ProviderReported) return (hour.Provider, default, MeterSource.OneSided);
        return hour.BuyerReported ? (hour.Buyer, default, MeterSource.OneSided) : (default, all, MeterSource.Nobody);
    }

    private static MinuteBits Majority(ReadOnlySpan<MonitorReport> monitors, MinuteBits all)
    {
        MinuteBits majority = default;
        for (int minute = 0; minute < all.Count; minute++)
        {
            int votes = 0;
            foreach (ref readonly MonitorReport monitor in monitors) votes += monitor.Delivered.Has(minute) ? 1 : 0;
            if (votes * 2 > monitors.Length) majority |= new MinuteBits(1L << minute);
        }

        return majority;
    }

    /// <summary>The minutes of a window for which maintenance was published.</summary>
    public static MinuteBits Maintained(ExchangeState state, NodeId node, Window window)
    {
        MinuteBits maintained = default;
        for (int minute = 0; minute < window.Length.Count; minute++)
        {
            if (state.Fleet.IsExcused(node, window.From + new Minutes(minute))) maintained |= new MinuteBits(1L << minute);
        }

        return maintained;
    }

    /// <summary>The minutes of a window in which the exchange was away, so that nothing could be handed over.</summary>
    private static MinuteBits Away(ExchangeState state, Window window)
    {
        MinuteBits away = default;
        Few<Outage> outages = state.RecentOutages;
        for (int minute = 0; minute < window.Length.Count; minute++)
        {
            foreach (ref readonly Outage outage in outages.Items)
            {
                if (outage.Covers(window.From + new Minutes(minute))) away |= new MinuteBits(1L << minute);
            }
        }

        return away;
    }

    /// <summary>A lease whose last hour lacked minutes is degraded; one of which nobody says anything for too long is failed.</summary>
    private static void NoteQuality(Decision decision, FillId id, bool whole)
    {
        ExchangeState state = decision.State;
        ref readonly Lease lease = ref state.Leases[state.Leases.Find(id)];
        LeaseState wanted = whole ? LeaseState.Active : LeaseState.Degraded;
        if (lease.State is LeaseState.Active or LeaseState.Degraded && lease.State != wanted) decision.Record(new LeaseStateChanged(id, wanted));
        if (lease.SilentHours >= state.Settings[Setting.SilentHours] && !lease.Ended && !lease.Released) Defaulting.Run(decision, id, CloseReason.GoneSilent);
    }
}
