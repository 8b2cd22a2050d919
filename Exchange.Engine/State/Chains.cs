using Exchange.Engine.Commands;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>The chains that run through the orders (by account, by node) and what holds when a rectangle comes, shrinks or goes.</summary>
internal static class Chains
{
    public static void JoinAccount(this ExchangeState state, int slot)
    {
        ref Order order = ref state.Orders[slot];
        ref Account account = ref state.Accounts[order.Account];
        order.PreviousOfAccount = account.LastOrder;
        if (account.LastOrder >= 0) state.Orders[account.LastOrder].NextOfAccount = slot;
        else account.FirstOrder = slot;
        account.LastOrder = slot;
        account.OpenOrders++;
    }

    public static void JoinNode(this ExchangeState state, int slot)
    {
        ref Order order = ref state.Orders[slot];
        ref Node node = ref state.Fleet[order.Node];
        order.NextOfNode = node.FirstAsk;
        if (node.FirstAsk >= 0) state.Orders[node.FirstAsk].PreviousOfNode = slot;
        node.FirstAsk = slot;
        node.OpenAsks++;
        node.IsListed = true;
    }

    public static void JoinNodeLease(this ExchangeState state, int slot)
    {
        ref Node node = ref state.Fleet[state.Leases[slot].Terms.Node];
        state.Leases[slot].NextOfNode = node.FirstLease;
        if (node.FirstLease >= 0) state.Leases[node.FirstLease].PreviousOfNode = slot;
        node.FirstLease = slot;
    }

    /// <summary>Nothing is left of the order: it leaves the chains, and its slot too once nothing is locked for it.</summary>
    public static void Finish(this ExchangeState state, int slot)
    {
        ref Order order = ref state.Orders[slot];
        OrderEvolution.LeaveBook(state, slot);
        while (order.Side == Side.Bid && order.FirstRectangle >= 0) state.Orders.RemoveRectangle(order.FirstRectangle);
        order.Done = true;
        LeaveAccount(state, ref order);
        if (order.Side == Side.Ask) LeaveNode(state, ref order);
        state.ForgetIfSettled(slot);
    }

    public static void ForgetIfSettled(this ExchangeState state, int slot)
    {
        ref Order order = ref state.Orders[slot];
        if (order.Done && order.Locked == Money.Zero) state.Orders.Free(slot);
    }

    /// <summary>Adds a rectangle to an ask, under the order's next number, and puts it in the book if the order is there.</summary>
    public static void AddRemnant(this ExchangeState state, int slot, Gpus gpus, Window window)
    {
        ref Order order = ref state.Orders[slot];
        int entry = state.Orders.AddRectangle(slot, order.NextOrdinal++, gpus, window);
        state.Fleet[order.Node].CommittedGpus += gpus.Count;
        if (order.Resting) state.Book.Rest(entry, state.Now);
    }

    /// <summary>Takes GPUs out of an ask's rectangle, which goes when none are left; says nothing of where they went.</summary>
    public static void ShrinkRemnant(this ExchangeState state, int entry, Gpus gpus)
    {
        ref Rectangle rectangle = ref state.Orders.Rectangle(entry);
        ref Order order = ref state.Orders[rectangle.Order];
        rectangle.Gpus -= gpus;
        order.Offered -= gpus * rectangle.Window.Length;
        state.Fleet[order.Node].CommittedGpus -= gpus.Count;
        if (rectangle.Gpus.Count > 0) return;
        if (order.Resting) state.Book.Leave(entry);
        state.Orders.RemoveRectangle(entry);
    }

    /// <summary>Withdraws GPUs of an ask's rectangle over its whole window.</summary>
    public static void WithdrawGpus(this ExchangeState state, int entry, Gpus gpus)
    {
        Rectangle rectangle = state.Orders.Rectangle(entry);
        state.Orders[rectangle.Order].Withdrawn += gpus * rectangle.Window.Length;
        state.ShrinkRemnant(entry, gpus);
    }

    /// <summary>Withdraws a whole rectangle of an ask.</summary>
    public static void WithdrawRemnant(this ExchangeState state, int entry) => state.WithdrawGpus(entry, state.Orders.Rectangle(entry).Gpus);

    /// <summary>
    /// Notes a resting bid that became smaller by so much, where that lets it be filled by what could not serve it before: a gang may fit
    /// into a smaller group, and what completes a bid may be smaller than its minimum fill.
    /// </summary>
    public static void NoteSmaller(this ExchangeState state, int slot, Gpus less)
    {
        ref readonly Order bid = ref state.Orders[slot];
        bool completable = bid.Open < bid.MinFill && bid.Open + less >= bid.MinFill;
        if ((completable || bid.IsGang) && bid.Resting && bid.Open.Count > 0) state.Arrived.Add(new Arrival(bid.Id, OnceMore: true));
    }

    private static void LeaveAccount(ExchangeState state, ref Order order)
    {
        ref Account account = ref state.Accounts[order.Account];
        if (order.PreviousOfAccount >= 0) state.Orders[order.PreviousOfAccount].NextOfAccount = order.NextOfAccount;
        else account.FirstOrder = order.NextOfAccount;
        if (order.NextOfAccount >= 0) state.Orders[order.NextOfAccount].PreviousOfAccount = order.PreviousOfAccount;
        else account.LastOrder = order.PreviousOfAccount;
        account.OpenOrders--;
    }

    private static void LeaveNode(ExchangeState state, ref Order order)
    {
        state.Fleet[order.Node].OpenAsks--;
        if (order.PreviousOfNode >= 0) state.Orders[order.PreviousOfNode].NextOfNode = order.NextOfNode;
        else state.Fleet[order.Node].FirstAsk = order.NextOfNode;
        if (order.NextOfNode >= 0) state.Orders[order.NextOfNode].PreviousOfNode = order.PreviousOfNode;
    }
}
