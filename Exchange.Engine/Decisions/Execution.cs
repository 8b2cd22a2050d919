using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Matching;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>Carries plans out: fills with their leases and money, self-trade prevention, and the money that orders lock and release.</summary>
internal static class Execution
{
    /// <summary>Carries out the plan of an open order.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="taker">The order that takes.</param>
    /// <param name="side">Its side.</param>
    public static void Run(Decision decision, OrderId taker, Side side)
    {
        foreach (ref readonly PlanStep step in decision.Plan.Steps) Run(decision, taker, side, step);
    }

    /// <summary>Carries out one step of it.</summary>
    public static void Run(Decision decision, OrderId taker, Side side, in PlanStep step)
    {
        if (step.Kind == StepKind.Fill) Fill(decision, taker, side, step, Locks.Escrow(step.Price, step.Gpus, step.Window.Length, decision.State.Settings));
        else if (step.Kind == StepKind.Prevent) Prevent(decision, taker, side, step);
        else RemoveMaker(decision, taker, step);
    }

    /// <summary>Cancels what is left of an open order and returns its money.</summary>
    public static void Cancel(Decision decision, OrderId order, CancelReason reason)
    {
        decision.Record(new OrderCancelled(order, reason));
        Settle(decision, order);
    }

    /// <summary>Brings what is locked for an order to what it needs: the surplus returns, what is missing is taken as far as it is there.</summary>
    public static void Settle(Decision decision, OrderId order)
    {
        ExchangeState state = decision.State;
        int slot = state.Orders.Find(order);
        if (slot < 0) return;
        ref readonly Order open = ref state.Orders[slot];
        Money need = Locks.For(open, state);
        if (need == open.Locked) return;
        bool bid = open.Side == Side.Bid;
        AccountKind purse = bid ? AccountKind.OrderHold : AccountKind.ProviderMargin;
        if (need < open.Locked)
        {
            MoveReason reason = bid ? MoveReason.BidRelease : MoveReason.AskRelease;
            decision.Record(new MoneyMoved(open.Account, purse, open.Account, AccountKind.Available, open.Locked - need, reason, order, default, default));
            return;
        }

        Money missing = Money.Min(need - open.Locked, state.Accounts.Balance(open.Account, AccountKind.Available));
        if (missing == Money.Zero) return;
        MoveReason why = bid ? MoveReason.BidHold : MoveReason.AskMargin;
        decision.Record(new MoneyMoved(open.Account, AccountKind.Available, open.Account, purse, missing, why, order, default, default));
    }

    /// <summary>Carries out a fill for which the buyer puts up so much.</summary>
    public static void Fill(Decision decision, OrderId taker, Side side, in PlanStep step, Money escrow)
    {
        ExchangeState state = decision.State;
        OrderId bidId = side == Side.Bid ? taker : step.Maker;
        OrderId askId = side == Side.Bid ? step.Maker : taker;
        Order bid = state.Orders[state.Orders.Find(bidId)];
        Order ask = state.Orders[state.Orders.Find(askId)];
        int remnant = step.Remnant == MatchPlan.AfterPrevious ? ask.NextOrdinal - 1 : step.Remnant;
        var lease = new FillId(state.NextFill);
        Money secured = Locks.Escrow(step.Price, step.Gpus, step.Window.Length, state.Settings);
        Money fee = secured.Share(state.Settings.TakerFee);
        if (side == Side.Bid) fee = Money.Min(fee, bid.Locked - escrow); // A fee that rose while the bid waited never takes more than was locked.
        TopUpMargin(decision, ask, secured);
        decision.Record(new OrderFilled(lease, askId, bidId, side, step.Price, step.Gpus, step.Window, remnant, step.Kept));
        Money margin = MarginOf(state, ask, askId, secured);
        decision.Record(new LeaseOpened(
            lease, bid.Account, ask.Account, bidId, askId, ask.Node, ask.Spec, bid.Requirement, step.Gpus, step.Window, step.Price, margin,
            side == Side.Ask ? fee : Money.Zero));
        decision.Record(new MoneyMoved(
            bid.Account, AccountKind.OrderHold, bid.Account, AccountKind.LeaseEscrow, escrow, MoveReason.LeaseEscrow, bidId, lease, default));
        if (side == Side.Bid && fee > Money.Zero)
            decision.Record(new MoneyMoved(bid.Account, AccountKind.OrderHold, AccountId.House, AccountKind.Fees, fee, MoveReason.TakerFee, bidId, lease, default));
        if (side == Side.Ask || bid.Open == step.Gpus) Settle(decision, bidId);
        if (margin > Money.Zero || ask.Locked > Money.Zero) Settle(decision, askId);
    }

    /// <summary>Locks what a lease at a better price than the ask's own needs beyond what the ask has locked, as far as money is there.</summary>
    private static void TopUpMargin(Decision decision, in Order ask, Money secured)
    {
        Money missing = secured.Share(decision.State.Settings.Margin(ask.Firmness)) - ask.Locked;
        Money there = Money.Min(missing, decision.State.Accounts.Balance(ask.Account, AccountKind.Available));
        if (there <= Money.Zero) return;
        decision.Record(new MoneyMoved(
            ask.Account, AccountKind.Available, ask.Account, AccountKind.ProviderMargin, there, MoveReason.AskMargin, ask.Id, default, default));
    }

    /// <summary>The margin that goes from the ask to the lease.</summary>
    private static Money MarginOf(ExchangeState state, in Order before, OrderId ask, Money secured)
    {
        Money wanted = secured.Share(state.Settings.Margin(before.Firmness));
        int slot = state.Orders.Find(ask);
        return slot < 0 ? Money.Zero : Money.Min(wanted, state.Orders[slot].Locked);
    }

    private static void Prevent(Decision decision, OrderId taker, Side side, in PlanStep step)
    {
        bool bidTakes = side == Side.Bid;
        decision.Record(new SelfTradePrevented(step.Maker, bidTakes ? step.Remnant : 0, taker, bidTakes ? 0 : step.Remnant, step.Gpus));
        WithdrawIfTooSmall(decision, bidTakes ? step.Maker : taker, step.Remnant);
        Settle(decision, step.Maker);
        Settle(decision, taker);
    }

    /// <summary>What self-trade prevention leaves of a rectangle below the minimum chunk could be taken by nobody.</summary>
    private static void WithdrawIfTooSmall(Decision decision, OrderId ask, int remnant)
    {
        ExchangeState state = decision.State;
        int slot = state.Orders.Find(ask);
        int entry = slot < 0 || state.Orders[slot].Done ? -1 : state.Orders.FindRectangle(slot, remnant);
        if (entry < 0) return;
        ref readonly Order order = ref state.Orders[slot];
        ref readonly Rectangle left = ref state.Orders.Rectangle(entry);
        if (left.Gpus >= state.Specs[order.Spec].MinChunk) return;
        if (order.FirstRectangle == order.LastRectangle) decision.Record(new OrderCancelled(ask, CancelReason.TooSmall));
        else decision.Record(new RemnantWithdrawn(ask, remnant, left.Gpus * left.Window.Length));
    }

    private static void RemoveMaker(Decision decision, OrderId taker, in PlanStep step)
    {
        if (step.Kind == StepKind.CancelMaker) decision.Record(new SelfTradePrevented(step.Maker, step.Remnant, taker, 0, default));
        Cancel(decision, step.Maker, step.Kind == StepKind.CancelMaker ? CancelReason.SelfTrade : CancelReason.MarginShort);
    }
}
