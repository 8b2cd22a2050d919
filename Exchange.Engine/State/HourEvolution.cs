using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Markets;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>How an hour of a lease goes from the first report to its settlement.</summary>
internal static class HourEvolution
{
    public static void Report(ExchangeState state, in HourReported reported)
    {
        int slot = LeaseEvolution.Slot(state, reported.Lease);
        ref LeaseHour hour = ref state.Leases.Hour(state.Leases.EnterHour(slot, reported.Hour));
        switch (reported.Side)
        {
            case MeterSide.Provider:
                (hour.Provider, hour.ProviderReported) = (reported.Delivered, true);
                break;
            case MeterSide.Buyer:
                (hour.Buyer, hour.BuyerReported) = (reported.Delivered, true);
                break;
            case MeterSide.Monitor:
                hour.Monitors = Few<MonitorReport>.Of([.. hour.Monitors.Items, new MonitorReport(reported.By, reported.Delivered)]);
                break;
        }
    }

    public static void Meter(ExchangeState state, in HourMetered metered)
    {
        int slot = LeaseEvolution.Slot(state, metered.Lease);
        ref Lease lease = ref state.Leases[slot];
        ref LeaseHour hour = ref state.Leases.Hour(state.Leases.EnterHour(slot, metered.Hour));
        bool first = !hour.Metered;
        (hour.Metered, hour.Delivered, hour.Excused) = (true, metered.Delivered, metered.Excused);
        (hour.Source, hour.FinalAt) = (metered.Source, metered.FinalAt);
        if (first)
        {
            bool isSilent = metered.Source == MeterSource.Nobody;
            if (!isSilent) lease.SilentHours = 0;
            else if (!LeaseDues.WasAway(state, lease, metered.Hour)) lease.SilentHours++;
            if (metered.Source == MeterSource.BothSigned && state.Beacons.Days.Count > 0) state.Leases.AwaitingAudit.Add((metered.Lease, metered.Hour));
        }

        while (state.Leases.FindHour(slot, lease.FirstUnmetered) is var known and >= 0 && state.Leases.Hour(known).Metered) lease.FirstUnmetered++;
        LeaseEvolution.Reschedule(state, slot);
    }

    public static void Settle(ExchangeState state, in HourSettled settled)
    {
        int slot = LeaseEvolution.Slot(state, settled.Lease);
        state.Leases.LeaveHour(slot, settled.Hour);
        state.Leases[slot].SettledHours++;
        LeaseEvolution.Reschedule(state, slot);
    }

    /// <summary>What a node answered in an epoch is evidence for the minutes of every lease that it delivers then, also where it was over before this was known.</summary>
    public static void Probe(ExchangeState state, NodeId node, Window epoch, bool answered)
    {
        for (int slot = state.Fleet[node].FirstLease; slot >= 0; slot = state.Leases[slot].NextOfNode) Probe(state, slot, epoch, answered);
        foreach (FillId lease in state.Leases.OverOn(node)) Probe(state, state.Leases.Find(lease), epoch, answered);
    }

    /// <summary>
    /// Whether all signs of life of an hour are recorded when an epoch begins: they are recorded after the epoch that they belong to, so one
    /// more goes by after the one in which the hour ended.
    /// </summary>
    public static bool IsHeard(ExchangeState state, FillId lease, int hour, in BeaconRevealed revealed)
    {
        int slot = state.Leases.Find(lease);
        if (slot < 0) return true;
        long before = BeaconTime.StartOf(state, revealed.Day, revealed.Epoch) - state.Settings[Setting.ProofEpochMinutes];
        return state.Leases[slot].Hour(hour).Until.Value <= before;
    }

    private static void Probe(ExchangeState state, int slot, Window epoch, bool answered)
    {
        ref readonly Lease lease = ref state.Leases[slot];
        if (!lease.Window.Overlaps(epoch)) return;
        Minute until = Minute.Min(epoch.Until, lease.End);
        for (Minute minute = Minute.Max(epoch.From, lease.Window.From); minute < until; minute += new Minutes(1))
        {
            int passed = minute.Value - lease.Window.From.Value;
            int number = passed / MinuteBits.Most;
            int entry = number < lease.FirstUnmetered ? state.Leases.FindHour(slot, number) : state.Leases.EnterHour(slot, number);
            if (entry < 0) continue; // It is settled.
            ref LeaseHour hour = ref state.Leases.Hour(entry);
            var bit = new MinuteBits(1L << (passed % MinuteBits.Most));
            hour.Probed |= bit;
            if (answered) hour.Answered |= bit;
        }
    }
}
