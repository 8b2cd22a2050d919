using Exchange.Engine.Events;

namespace Exchange.Engine.State;

/// <summary>How the passing of time changes the state: rectangles move to nearer rows, leases whose end has come free their GPUs.</summary>
internal static class TimeEvolution
{
    public static void Advance(ExchangeState state, in TimeAdvanced advanced)
    {
        state.Now = advanced.Now;
        state.Fleet.ForgetStale(state.Now);
        for (int entry; (entry = state.Book.Calendar.FirstDue(state.Now)) >= 0;) Move(state, entry);
        LeaseEvolution.Advance(state);
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
