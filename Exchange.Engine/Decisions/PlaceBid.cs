using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Matching;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct PlaceBid
{
    /// <inheritdoc/>
    public static void Foresee(in PlaceBid command, Foresight ahead) => ahead.Note(command.Account, command.Client);

    /// <inheritdoc/>
    public static Receipt Decide(in PlaceBid command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!command.Client.IsNone && OrderRules.Repeated(state, command.Account, command.Client, TermsDigest.Of(command.Terms)) is { } answer) return Answer(command, decision, answer);
        BidTerms terms = command.Terms;
        if (Refuse(command, state) is var refusal && refusal != Refusal.None) return Reject(command, decision, refusal);
        if ((terms.Flags & OrderFlags.Market) != 0)
        {
            terms = terms with { Limit = decision.Bids.MarketLimit(BidIntent.Of(command.Account, terms)) };
            if (terms.Limit == default) return Reject(command, decision, Refusal.NoLiquidity);
        }

        if (OrderRules.Notional(state, terms.Limit, terms.Gpus, terms.Delivery.Duration) != Refusal.None) return Reject(command, decision, Refusal.NotionalTooLarge);
        Money hold = Locks.ForBid(Locks.Dearest(terms.Limit, terms.Requirement, state), terms.Gpus, terms.Delivery.Duration, state.Settings);
        Money shortfall = hold - state.Accounts.Balance(command.Account, AccountKind.Available);
        if (shortfall > Money.Zero) return Reject(command, decision, Refusal.InsufficientFunds, shortfall);
        BidMatching.Plan(decision, BidIntent.Of(command.Account, terms));
        if (decision.Plan.MeetsSomebody && state.Market == MarketState.PostOnly) return Reject(command, decision, Refusal.MarketPostOnly);
        if (decision.Plan.MeetsSomebody && (terms.Flags & OrderFlags.PostOnly) != 0) return Reject(command, decision, Refusal.PostOnlyWouldTrade);

        // From here on the order is taken: every refusal stands above this line.
        OrderId order = OrderId.Of(state.NextOrder, state.Orders.NextSlot);
        decision.Record(new BidPlaced(order, command.Account, command.Client, terms));
        if (terms.TimeInForce == TimeInForce.FillOrKill && decision.Plan.Filled < terms.Gpus)
        {
            decision.Record(new OrderCancelled(order, CancelReason.FillOrKill));
            return new Receipt(Refusal.None, order.Value);
        }

        Execution.Settle(decision, order);
        Execution.Run(decision, order, Side.Bid);
        BidMatching.Conclude(decision, order);
        return new Receipt(Refusal.None, order.Value);
    }

    private static Refusal Refuse(in PlaceBid command, ExchangeState state)
    {
        BidTerms terms = command.Terms;
        if (OrderRules.Entry(state, command.Account) is var entry && entry != Refusal.None) return entry;
        if (!state.Specs.Exists(terms.Requirement)) return Refusal.UnknownRequirement;
        if (terms.Product.Value != 0 && state.FindProduct(terms.Product) is null) return Refusal.UnknownProduct;
        foreach (ref readonly SkuFactor accepted in state.Specs[terms.Requirement].Skus.Items)
        {
            if (OrderRules.Tradable(state, accepted.Sku) is var tradable && tradable != Refusal.None) return tradable;
        }

        if (terms.Gpus.Count < 1 || terms.Gpus.Count > state.Settings[Setting.MaxOrderGpus]) return Refusal.GpusOutOfRange;
        if (terms.MinFill > terms.Gpus) return Refusal.MinFillOutOfRange;
        if (RefuseDelivery(terms.Delivery, state) is var delivery && delivery != Refusal.None) return delivery;
        const OrderFlags notForBids = OrderFlags.SellOnce | OrderFlags.Replenish | OrderFlags.BuyIn;
        if ((terms.Flags & notForBids) != 0 || !Enum.IsDefined(terms.Placement) || !Enum.IsDefined(terms.SelfTrade)) return Refusal.TermsContradict;
        if (OrderRules.Handling(state, terms.Flags, terms.TimeInForce, terms.Expires) is var handling && handling != Refusal.None) return handling;
        return (terms.Flags & OrderFlags.Market) != 0 ? Refusal.None : OrderRules.Limit(state, state.Specs[terms.Requirement], terms.Limit);
    }

    private static Refusal RefuseDelivery(in Delivery delivery, ExchangeState state)
    {
        if (delivery.Duration.Count < 1 || delivery.Duration.Count > state.Settings[Setting.MaxWindowMinutes]) return Refusal.WindowOutOfRange;
        if (!delivery.Scheduled) return Refusal.None;
        if (delivery.EarliestStart.Value < 0) return Refusal.WindowOutOfRange;
        if (delivery.EarliestStart > delivery.LatestStart) return Refusal.WindowOutOfRange;
        if (delivery.LatestStart.Value - (long)state.Now.Value > state.Settings[Setting.MaxWindowMinutes]) return Refusal.WindowOutOfRange;
        StartBounds bounds = StartBounds.Of(delivery, state.Now, state.Settings);
        return bounds.Earliest > bounds.Latest ? Refusal.GateClosed : Refusal.None;
    }

    private static Receipt Answer(in PlaceBid command, Decision decision, Receipt answer) =>
        answer.Accepted ? answer : Reject(command, decision, answer.Refusal);

    private static Receipt Reject(in PlaceBid command, Decision decision, Refusal reason, Money shortfall = default)
    {
        decision.Record(new OrderRejected(command.Account, command.Client, reason, shortfall));
        return new Receipt(reason, Shortfall: shortfall);
    }
}
