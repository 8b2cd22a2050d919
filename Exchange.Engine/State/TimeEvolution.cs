using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>How the passing of time changes the state: rectangles move to nearer rows, leases whose end has come free their GPUs, outages end.</summary>
internal static class TimeEvolution
{
    public static void Advance(ExchangeState state, in TimeAdvanced advanced)
    {
        if (state.IsWriterNew) EndOutage(state, advanced.Now);
        state.Now = advanced.Now;
        state.Fleet.ForgetStale(state.Now);
        for (int entry; (entry = state.Book.Calendar.FirstDue(state.Now)) >= 0;) Move(state, entry);
        LeaseEvolution.Advance(state);
    }

    /// <summary>A writer's first minute: if its predecessor's last one is long past, who had to answer meanwhile has time again.</summary>
    /// <remarks>What holds its own times moves them by this outage alone: a time that was over when it began stays over.</remarks>
    private static void EndOutage(ExchangeState state, Minute now)
    {
        state.IsWriterNew = false;
        Outage outage = Outage.Between(state.Now, now, state.Settings);
        if (outage.IsNone) return;
        state.LastOutage = outage.JoinedTo(state.LastOutage);
        ReadOnlySpan<Outage> known = state.RecentOutages.Items;
        state.RecentOutages = Few<Outage>.Of([.. known[Math.Max(0, known.Length - Few<Outage>.Max + 1)..], outage]);
        state.Slashes.Extend(outage);
        state.Quorums.Extend(outage);
    }

    private static void Move(ExchangeState state, int entry)
    {
        ref Rectangle rectangle = ref state.Orders.Rectangle(entry);
        bool wasNear = rectangle.Row < 3;
        state.Book.Leave(entry);
        state.Book.Rest(entry, state.Now);
        if (state.Book.Calendar.FirstDue(state.Now) == entry) throw new InvariantBrokenException($"Order {state.Orders[rectangle.Order].Id.Value} outlived its time.");
        if (!wasNear && rectangle.Row < 3) state.Arrived.Add(new Arrival(state.Orders[rectangle.Order].Id, OnceMore: true));
    }
}
