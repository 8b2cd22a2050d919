using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Matching;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct AmendOrder
{
    /// <inheritdoc/>
    public static void Foresee(in AmendOrder command, Foresight ahead) => ahead.Note(command.Order);

    /// <inheritdoc/>
    public static Receipt Decide(in AmendOrder command, Decision decision)
    {
        ExchangeState state = decision.State;
        int slot = state.Orders.Find(command.Order);
        if (slot < 0 || state.Orders[slot].Account != command.Account || state.Orders[slot].Done) return new Receipt(Refusal.UnknownOrder);
        if (OrderRules.Entry(state, command.Account) is var entry && entry is not (Refusal.None or Refusal.TooManyOpenOrders or Refusal.CapacityReached)) return new Receipt(entry);
        Gpus has = OpenGpus(state, slot);
        Gpus gpus = command.Gpus.Count == 0 ? has : command.Gpus;
        Price limit = command.Limit == default ? state.Orders[slot].Limit : command.Limit;
        if (gpus == has && limit == state.Orders[slot].Limit) return new Receipt(Refusal.NothingToAmend);
        if (Refuse(state, slot, has, gpus, limit) is var refusal && refusal != Refusal.None) return new Receipt(refusal);
        if (limit == state.Orders[slot].Limit && gpus < has)
        {
            decision.Record(new OrderReduced(command.Order, gpus));
            Execution.Settle(decision, command.Order);
            return new Receipt(Refusal.None, command.Order.Value);
        }

        Money shortfall = Need(state, slot, has, gpus, limit) - state.Orders[slot].Locked - state.Accounts.Balance(command.Account, AccountKind.Available);
        if (shortfall > Money.Zero) return new Receipt(Refusal.InsufficientFunds, Shortfall: shortfall);
        Plan(decision, slot, gpus, limit);
        if (decision.Plan.MeetsSomebody && state.Market == MarketState.PostOnly) return new Receipt(Refusal.MarketPostOnly);
        if (decision.Plan.MeetsSomebody && (command.PostOnly || state.Orders[slot].Has(OrderFlags.PostOnly))) return new Receipt(Refusal.PostOnlyWouldTrade);

        // From here on the change is taken: every refusal stands above this line.
        Side side = state.Orders[slot].Side;
        decision.Record(new OrderAmended(command.Order, gpus, limit));
        TopUp(decision, command.Order);
        Execution.Run(decision, command.Order, side);
        if (side == Side.Bid) BidMatching.Conclude(decision, command.Order);
        else AskMatching.Conclude(decision, command.Order);
        return new Receipt(Refusal.None, command.Order.Value);
    }

    private static Gpus OpenGpus(ExchangeState state, int slot)
    {
        if (state.Orders[slot].Side == Side.Bid) return state.Orders[slot].Open;
        Gpus most = default;
        for (int entry = state.Orders.FirstRectangle(slot); entry >= 0; entry = state.Orders.NextRectangle(entry))
        {
            if (state.Orders.Rectangle(entry).Gpus > most) most = state.Orders.Rectangle(entry).Gpus;
        }

        return most;
    }

    private static Refusal Refuse(ExchangeState state, int slot, Gpus has, Gpus gpus, Price limit)
    {
        ref readonly Order order = ref state.Orders[slot];
        bool bid = order.Side == Side.Bid;
        if (limit != order.Limit)
        {
            Refusal off = bid ? OrderRules.Limit(state, state.Specs[order.Requirement], limit) : OrderRules.Limit(state, state.Specs[order.Spec].Sku, limit);
            if (off != Refusal.None) return off;
        }

        Minutes duration = bid ? order.Delivery.Duration : order.Window.Length;
        if (OrderRules.Notional(state, limit, gpus, duration) is var large && large != Refusal.None) return large;
        if (bid) return gpus.Count > state.Settings[Setting.MaxOrderGpus] ? Refusal.GpusOutOfRange : Refusal.None;
        if (PlaceAsk.RefuseGpus(gpus, state.Specs[order.Spec], state) is var chunk && chunk != Refusal.None) return chunk;
        if (gpus <= has) return Refusal.None;
        if (order.NextOrdinal > 1) return Refusal.TermsContradict;
        if (NodeLife.RefuseOffer(state, order.Node, state.Specs[order.Spec]) is var inactive && inactive != Refusal.None) return inactive;
        return Capacity.HasRoom(state, order.Node, gpus - has, order.Window) ? Refusal.None : Refusal.UnitsTaken;
    }

    private static Money Need(ExchangeState state, int slot, Gpus has, Gpus gpus, Price limit)
    {
        ref readonly Order order = ref state.Orders[slot];
        if (order.Side == Side.Bid) return Locks.ForBid(Locks.Dearest(limit, order.Requirement, state), gpus, order.Delivery.Duration, state.Settings);
        GpuMinutes offered = gpus > has ? order.Offered + ((gpus - has) * order.Window.Length) : Capped(state, slot, gpus);
        return Locks.ForAsk(limit, GrownTo(order, has, gpus), offered, state.Settings.Margin(order.Firmness), state.Settings);
    }

    /// <summary>What an ask still offers once each of its rectangles has at most so many GPUs.</summary>
    private static GpuMinutes Capped(ExchangeState state, int slot, Gpus most)
    {
        var offered = new GpuMinutes(0);
        for (int entry = state.Orders.FirstRectangle(slot); entry >= 0; entry = state.Orders.NextRectangle(entry))
        {
            ref readonly Rectangle rectangle = ref state.Orders.Rectangle(entry);
            offered += new Gpus(Math.Min(most.Count, rectangle.Gpus.Count)) * rectangle.Window.Length;
        }

        return offered;
    }

    /// <summary>What the ask's GPUs, as placed or grown before, come to with the change.</summary>
    private static Gpus GrownTo(in Order ask, Gpus has, Gpus gpus) => gpus > has ? ask.Gpus + (gpus - has) : ask.Gpus;

    private static void Plan(Decision decision, int slot, Gpus gpus, Price limit)
    {
        ref readonly Order order = ref decision.State.Orders[slot];
        if (order.Side == Side.Bid)
        {
            BidMatching.Plan(decision, BidIntent.Of(order) with { Open = gpus, Limit = limit });
            return;
        }

        AskIntent ask = decision.Asks.Load(slot) with { Limit = limit, Gpus = GrownTo(order, OpenGpus(decision.State, slot), gpus) };
        IList<Piece> pieces = decision.Asks.Pieces;
        for (int i = 0; i < pieces.Count; i++)
        {
            if (pieces[i].Gpus > gpus || pieces.Count == 1) pieces[i] = pieces[i] with { Gpus = gpus };
        }

        decision.Asks.Plan(ask, decision.Plan);
    }

    /// <summary>Locks what the new terms need before anything fills; a surplus returns at the end.</summary>
    private static void TopUp(Decision decision, OrderId order)
    {
        ExchangeState state = decision.State;
        ref readonly Order open = ref state.Orders[state.Orders.Find(order)];
        if (Locks.For(open, state) > open.Locked) Execution.Settle(decision, order);
    }
}
