using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>How an order comes, rests, changes and goes.</summary>
internal static class OrderEvolution
{
    public static void Place(ExchangeState state, in BidPlaced placed, long atUnixMicroseconds)
    {
        BidTerms terms = placed.Terms;
        ref Order order = ref Take(state, placed.Order, placed.Account, placed.Client, atUnixMicroseconds);
        order.Side = Side.Bid;
        (order.Product, order.Requirement, order.Placement) = (terms.Product, terms.Requirement, terms.Placement);
        (order.Gpus, order.Open, order.MinFill, order.Limit) = (terms.Gpus, terms.Gpus, terms.MinFill, terms.Limit);
        (order.Flags, order.TimeInForce, order.SelfTrade, order.Delivery) = (terms.Flags, terms.TimeInForce, terms.SelfTrade, terms.Delivery);
        order.Expires = ExpiryOf(terms.TimeInForce, terms.Expires);
        int skus = state.Specs[terms.Requirement].Skus.Count;
        for (int place = 0; place < skus; place++) state.Orders.AddRectangle(placed.Order.Slot, place, default, default);
        if (!placed.Client.IsNone) state.Clients.Remember(placed.Account, placed.Client, TermsDigest.Of(terms), placed.Order.Value);
    }

    public static void Place(ExchangeState state, in AskPlaced placed, long atUnixMicroseconds)
    {
        AskTerms terms = placed.Terms;
        ref Order order = ref Take(state, placed.Order, placed.Account, placed.Client, atUnixMicroseconds);
        order.Side = Side.Ask;
        (order.Product, order.Spec, order.Node, order.Gpus) = (terms.Product, terms.Spec, terms.Node, terms.Gpus);
        (order.Flags, order.TimeInForce, order.SelfTrade) = (terms.Flags, terms.TimeInForce, terms.SelfTrade);
        (order.Limit, order.Window, order.Offered) = (terms.Limit, terms.Window, terms.Gpus * terms.Window.Length);
        order.Firmness = state.Specs[terms.Spec].Firmness;
        order.Expires = ExpiryOf(terms.TimeInForce, terms.Expires);
        state.JoinNode(placed.Order.Slot);
        state.AddRemnant(placed.Order.Slot, terms.Gpus, terms.Window);
        if (!placed.Client.IsNone) state.Clients.Remember(placed.Account, placed.Client, TermsDigest.Of(terms), placed.Order.Value);
    }

    public static void Rest(ExchangeState state, in OrderRested rested)
    {
        int slot = Slot(state, rested.Order);
        ref Order order = ref state.Orders[slot];
        order.Resting = true;
        order.Priority = state.NextPriority++;
        for (int entry = order.FirstRectangle; entry >= 0; entry = state.Orders.NextRectangle(entry)) state.Book.Rest(entry, state.Now);
        if (order.Side == Side.Ask) state.Arrived.Add(new Arrival(rested.Order, OnceMore: false));
    }

    public static void Reduce(ExchangeState state, in OrderReduced reduced)
    {
        int slot = Slot(state, reduced.Order);
        ref Order order = ref state.Orders[slot];
        if (order.Side == Side.Ask)
        {
            Cap(state, slot, reduced.Gpus);
            return;
        }

        Gpus less = order.Open - reduced.Gpus;
        order.Open = reduced.Gpus;
        state.NoteSmaller(slot, less);
    }

    public static void Amend(ExchangeState state, in OrderAmended amended)
    {
        int slot = Slot(state, amended.Order);
        ref Order order = ref state.Orders[slot];
        LeaveBook(state, slot);
        order.Limit = amended.Limit;
        if (order.Side == Side.Bid)
        {
            if (amended.Gpus > order.Open) order.Gpus += amended.Gpus - order.Open;
            order.Open = amended.Gpus;
        }
        else if (state.Orders.Rectangle(order.FirstRectangle).Gpus < amended.Gpus && order.FirstRectangle == order.LastRectangle) Grow(state, slot, amended.Gpus);
        else Cap(state, slot, amended.Gpus);
    }

    public static void Cancel(ExchangeState state, in OrderCancelled cancelled)
    {
        int slot = Slot(state, cancelled.Order);
        ref Order order = ref state.Orders[slot];
        LeaveBook(state, slot);
        while (order.Side == Side.Ask && order.FirstRectangle >= 0) state.WithdrawRemnant(order.FirstRectangle);
        state.Finish(slot);
    }

    public static void Withdraw(ExchangeState state, in RemnantWithdrawn withdrawn)
    {
        int slot = Slot(state, withdrawn.Order);
        state.WithdrawRemnant(Entry(state, slot, withdrawn.Remnant));
        if (state.Orders.FirstRectangle(slot) < 0) state.Finish(slot);
    }

    public static void Prevent(ExchangeState state, in SelfTradePrevented prevented)
    {
        if (prevented.Gpus.Count == 0) return;
        Prevent(state, Slot(state, prevented.Maker), prevented.Remnant, prevented.Gpus);
        Prevent(state, Slot(state, prevented.Taker), prevented.TakerRemnant, prevented.Gpus);
    }

    internal static int Slot(ExchangeState state, OrderId order)
    {
        int slot = state.Orders.Find(order);
        return slot >= 0 ? slot : throw new InvariantBrokenException($"Order {order.Value} is not open.");
    }

    internal static int Entry(ExchangeState state, int slot, int ordinal)
    {
        int entry = state.Orders.FindRectangle(slot, ordinal);
        return entry >= 0 ? entry : throw new InvariantBrokenException($"Order {state.Orders[slot].Id.Value} has no rectangle {ordinal}.");
    }

    internal static void LeaveBook(ExchangeState state, int slot)
    {
        ref Order order = ref state.Orders[slot];
        if (!order.Resting) return;
        for (int entry = order.FirstRectangle; entry >= 0; entry = state.Orders.NextRectangle(entry)) state.Book.Leave(entry);
        order.Resting = false;
    }

    private static void Prevent(ExchangeState state, int slot, int ordinal, Gpus gpus)
    {
        ref Order order = ref state.Orders[slot];
        order.Prevented += gpus;
        if (order.Side == Side.Ask)
        {
            state.WithdrawGpus(Entry(state, slot, ordinal), gpus);
            if (order.FirstRectangle < 0) state.Finish(slot);
        }
        else
        {
            order.Open -= gpus;
            state.NoteSmaller(slot, gpus);
            if (order.Open.Count == 0) state.Finish(slot);
        }
    }

    private static void Cap(ExchangeState state, int slot, Gpus most)
    {
        int next;
        for (int entry = state.Orders.FirstRectangle(slot); entry >= 0; entry = next)
        {
            next = state.Orders.NextRectangle(entry);
            Gpus has = state.Orders.Rectangle(entry).Gpus;
            if (has > most) state.WithdrawGpus(entry, has - most);
        }
    }

    private static void Grow(ExchangeState state, int slot, Gpus gpus)
    {
        ref Order order = ref state.Orders[slot];
        ref Rectangle rectangle = ref state.Orders.Rectangle(order.FirstRectangle);
        Gpus more = gpus - rectangle.Gpus;
        order.Offered += more * rectangle.Window.Length;
        state.Fleet[order.Node].CommittedGpus += more.Count;
        rectangle.Gpus = gpus;
        order.Gpus += more;
    }

    private static Minute ExpiryOf(TimeInForce timeInForce, Minute expires) => timeInForce == TimeInForce.GoodTillTime ? expires : Minute.Never;

    private static ref Order Take(ExchangeState state, OrderId id, AccountId account, ClientOrderId client, long atUnixMicroseconds)
    {
        if (id.Sequence != state.NextOrder) throw new InvariantBrokenException($"Order {id.Value} was placed out of order.");
        state.NextOrder++;
        ref Order order = ref state.Orders.Take(id);
        (order.Account, order.Client, order.PlacedAtUnixMicroseconds) = (account, client, atUnixMicroseconds);
        state.JoinAccount(id.Slot);
        return ref order;
    }
}
