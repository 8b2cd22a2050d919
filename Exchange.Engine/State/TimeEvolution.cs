using Exchange.Engine.Events;

namespace Exchange.Engine.State;

/// <summary>How the passing of time changes the state: rectangles move to nearer rows, leases whose windows are over leave.</summary>
internal static class TimeEvolution
{
    public static void Advance(ExchangeState state, in TimeAdvanced advanced)
    {
        state.Now = advanced.Now;
        for (int entry; (entry = state.Book.Calendar.FirstDue(state.Now)) >= 0;) Move(state, entry);
        for (int slot; (slot = state.Leases.FirstOver(state.Now)) >= 0;) End(state, slot);
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

    private static void End(ExchangeState state, int slot)
    {
        Lease lease = state.Leases[slot];
        ref Node node = ref state.Fleet[lease.Terms.Node];
        node.CommittedGpus -= lease.Terms.Gpus.Count;
        if (lease.PreviousOfNode >= 0) state.Leases[lease.PreviousOfNode].NextOfNode = lease.NextOfNode;
        else node.FirstLease = lease.NextOfNode;
        if (lease.NextOfNode >= 0) state.Leases[lease.NextOfNode].PreviousOfNode = lease.PreviousOfNode;
        state.Leases.Close(slot);
    }
}
