using Exchange.Engine.Books;
using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct AdvanceTime
{
    /// <inheritdoc/>
    /// <remarks>The engine lets every command do this first, so there is nothing left to decide.</remarks>
    public static Receipt Decide(in AdvanceTime command, Decision decision) => new(Refusal.None);

    /// <summary>Fires the dead-man's switches that are due, then lets the clock reach the minute of the command's time, if it is later.</summary>
    internal static void Reach(Decision decision, List<int> scratch)
    {
        ExchangeState state = decision.State;
        FireSwitches(decision);
        ProviderClock.Judge(decision);
        var now = new Minute((int)(decision.AtUnixMicroseconds / 60_000_000));
        if (now <= state.Now) return;
        scratch.Clear();
        state.Book.Calendar.ListDue(now, scratch);
        var due = new (OrderId Order, int Ordinal)[scratch.Count];
        for (int i = 0; i < due.Length; i++)
        {
            ref readonly Rectangle rectangle = ref state.Orders.Rectangle(scratch[i]);
            due[i] = (state.Orders[rectangle.Order].Id, rectangle.Ordinal);
        }

        // How they lie in the calendar depends on how the state came about; what happens must not.
        Array.Sort(due, (left, right) => (left.Order.Value, left.Ordinal).CompareTo((right.Order.Value, right.Ordinal)));
        foreach ((OrderId order, int ordinal) in due) End(decision, order, ordinal, now);
        RunningQuorum[] quorums = Quorums.BeforeOutageEnds(state);
        ProviderClock.Advance(decision, now, scratch);
        Quorums.TellExtended(decision, quorums);
        LeaseClock.Run(decision);
        Quorums.FallDue(decision);
    }

    private static void FireSwitches(Decision decision)
    {
        ExchangeState state = decision.State;
        while (state.Accounts.FirstToCancel(decision.AtUnixMicroseconds / 1000) is { } account)
        {
            (_, bool more) = CancelAll.Run(decision, new CancelAll(account, default, Sides.Both), CancelReason.CancelAfter);
            if (more) return; // The switch stays armed: the next command goes on.
            decision.Record(new CancelAfterArmed(account, 0));
        }
    }

    private static void End(Decision decision, OrderId id, int ordinal, Minute now)
    {
        ExchangeState state = decision.State;
        int slot = state.Orders.Find(id);
        if (slot < 0 || state.Orders[slot].Done) return;
        ref readonly Order order = ref state.Orders[slot];
        if (order.Expires <= now) Execution.Cancel(decision, id, CancelReason.Expired);
        else if (order.Side == Side.Bid)
        {
            bool closed = order.Delivery.Scheduled && order.Delivery.LatestStart.Value < now.Value + 1 + state.Settings.GateClosureMinutes;
            if (closed) Execution.Cancel(decision, id, CancelReason.GateClosed);
        }
        else EndRemnant(decision, slot, ordinal, now);
    }

    private static void EndRemnant(Decision decision, int slot, int ordinal, Minute now)
    {
        ExchangeState state = decision.State;
        int entry = state.Orders.FindRectangle(slot, ordinal);
        if (entry < 0) return;
        ref readonly Order order = ref state.Orders[slot];
        ref readonly Rectangle rectangle = ref state.Orders.Rectangle(entry);
        int least = Math.Max(state.Specs[order.Spec].MinDuration.Count, 1);
        if (Availability.UsableMinutes(rectangle.Window, now) >= least) return;
        OrderId id = order.Id;
        if (order.FirstRectangle == order.LastRectangle)
        {
            Execution.Cancel(decision, id, CancelReason.WindowOver);
            return;
        }

        decision.Record(new RemnantWithdrawn(id, ordinal, rectangle.Gpus * rectangle.Window.Length));
        Execution.Settle(decision, id);
    }
}
