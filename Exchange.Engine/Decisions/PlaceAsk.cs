using Exchange.Engine.Books;
using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Matching;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct PlaceAsk
{
    /// <inheritdoc/>
    public static void Foresee(in PlaceAsk command, Foresight ahead) => ahead.Note(command.Account, command.Client);

    /// <inheritdoc/>
    public static Receipt Decide(in PlaceAsk command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!command.Client.IsNone && OrderRules.Repeated(state, command.Account, command.Client, TermsDigest.Of(command.Terms)) is { } answer)
            return answer.Accepted ? answer : Reject(command, decision, answer.Refusal);
        AskTerms terms = command.Terms;
        if (Refuse(command, state) is var refusal && refusal != Refusal.None) return Reject(command, decision, refusal);
        var whole = new Piece(0, terms.Gpus, terms.Window);
        if ((terms.Flags & OrderFlags.Market) != 0)
        {
            Price best = AskMatching.BestPrice(decision, AskIntent.Of(command.Account, terms), whole);
            if (best == default) return Reject(command, decision, Refusal.NoLiquidity);
            terms = terms with { Limit = OrderRules.Collar(state, Side.Ask, best) };
        }

        if (OrderRules.Notional(state, terms.Limit, terms.Gpus, terms.Window.Length) != Refusal.None) return Reject(command, decision, Refusal.NotionalTooLarge);
        BasisPoints rate = state.Settings.Margin(state.Specs[terms.Spec].Firmness);
        Money margin = Locks.ForAsk(terms.Limit, terms.Gpus, terms.Gpus * terms.Window.Length, rate, state.Settings);
        Money shortfall = margin - state.Accounts.Balance(command.Account, AccountKind.Available);
        if (shortfall > Money.Zero) return Reject(command, decision, Refusal.InsufficientFunds, shortfall);
        AskMatching.Plan(decision, AskIntent.Of(command.Account, terms), whole);
        if (decision.Plan.MeetsSomebody && state.Market == MarketState.PostOnly) return Reject(command, decision, Refusal.MarketPostOnly);
        if (decision.Plan.MeetsSomebody && (terms.Flags & OrderFlags.PostOnly) != 0) return Reject(command, decision, Refusal.PostOnlyWouldTrade);

        // From here on the order is taken: every refusal stands above this line.
        OrderId order = OrderId.Of(state.NextOrder, state.Orders.NextSlot);
        decision.Record(new AskPlaced(order, command.Account, command.Client, terms));
        if (terms.TimeInForce == TimeInForce.FillOrKill && !AskMatching.Sells(decision, terms.Gpus))
        {
            decision.Record(new OrderCancelled(order, CancelReason.FillOrKill));
            return new Receipt(Refusal.None, order.Value);
        }

        Execution.Settle(decision, order);
        Execution.Run(decision, order, Side.Ask);
        AskMatching.Conclude(decision, order);
        return new Receipt(Refusal.None, order.Value);
    }

    private static Refusal Refuse(in PlaceAsk command, ExchangeState state)
    {
        AskTerms terms = command.Terms;
        if (OrderRules.Entry(state, command.Account) is var entry && entry != Refusal.None) return entry;
        if (!state.Fleet.Exists(terms.Node) || state.Fleet[terms.Node].Provider != command.Account) return Refusal.UnknownNode;
        if (!state.Specs.Exists(terms.Spec)) return Refusal.UnknownSpec;
        if (terms.Product.Value != 0 && state.FindProduct(terms.Product) is null) return Refusal.UnknownProduct;
        ref readonly Spec spec = ref state.Specs[terms.Spec];
        ref readonly Node node = ref state.Fleet[terms.Node];
        if (node.OpenAsks >= FleetTable.MaxAsksPerNode) return Refusal.TooManyOpenOrders;
        if (spec.Sku != node.Sku || spec.GpusPerNode != node.GpusPerNode) return Refusal.SpecDiffersFromNode;
        if (NodeLife.RefuseOffer(state, terms.Node, spec) is var inactive && inactive != Refusal.None) return inactive;
        if (OrderRules.Tradable(state, spec.Sku) is var tradable && tradable != Refusal.None) return tradable;
        if (RefuseGpus(terms.Gpus, spec, state) is var gpus && gpus != Refusal.None) return gpus;
        if (terms.Window.From.Value < 0 || terms.Window.IsEmpty || terms.Window.Length.Count > state.Settings[Setting.MaxWindowMinutes]) return Refusal.WindowOutOfRange;
        if (Availability.UsableMinutes(terms.Window, state.Now) < Math.Max(spec.MinDuration.Count, 1)) return Refusal.WindowOutOfRange;
        if ((terms.Flags & (OrderFlags.AllOrNone | OrderFlags.BuyIn)) != 0 || !Enum.IsDefined(terms.SelfTrade)) return Refusal.TermsContradict;
        if (OrderRules.Handling(state, terms.Flags, terms.TimeInForce, terms.Expires) is var handling && handling != Refusal.None) return handling;
        bool market = (terms.Flags & OrderFlags.Market) != 0;
        if (!market && OrderRules.Limit(state, spec.Sku, terms.Limit) is var limit && limit != Refusal.None) return limit;
        return Capacity.HasRoom(state, terms.Node, terms.Gpus, terms.Window) ? Refusal.None : Refusal.UnitsTaken;
    }

    /// <summary>Whether an ask may offer so many GPUs, in whole chunks.</summary>
    internal static Refusal RefuseGpus(Gpus gpus, in Spec spec, ExchangeState state)
    {
        if (gpus.Count < 1 || gpus.Count > state.Settings[Setting.MaxOrderGpus]) return Refusal.GpusOutOfRange;
        return gpus < spec.MinChunk || gpus.Count % Math.Max(spec.ChunkStep.Count, 1) != 0 ? Refusal.GpusOutOfRange : Refusal.None;
    }

    private static Receipt Reject(in PlaceAsk command, Decision decision, Refusal reason, Money shortfall = default)
    {
        decision.Record(new OrderRejected(command.Account, command.Client, reason, shortfall));
        return new Receipt(reason, Shortfall: shortfall);
    }
}
