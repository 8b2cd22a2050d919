using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Matching;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>
/// Buys in for a buyer what a provider failed to deliver: an immediate bid for the rest of the time, with the same requirement but from
/// others. The buyer pays the contract's price; what it costs beyond that comes from the lease's margin, the bond, the insurance.
/// </summary>
internal static class BuyIn
{
    /// <summary>Buys in what the market has, as far as the difference is covered, and says how many GPUs that were.</summary>
    public static Gpus Run(Decision decision, in Lease failed, Window owed)
    {
        ExchangeState state = decision.State;
        if (state.Market != MarketState.Open || state.Orders.Count >= OrderTable.MaxOpenOrders) return default;
        BidTerms terms = TermsOf(state, failed, owed.Length);
        RequirementId requirement = FromOthers(decision, terms.Requirement, failed.Terms.Provider);
        if (requirement == default) return default;
        terms = terms with { Requirement = requirement };
        decision.Bids.Plan(BidIntent.Of(failed.Terms.Buyer, terms), decision.Plan);
        if (decision.Plan.Fills == 0) return default;
        OrderId bid = OrderId.Of(state.NextOrder, state.Orders.NextSlot);
        decision.Record(new BidPlaced(bid, failed.Terms.Buyer, default, terms));
        (Gpus found, Money difference) = Take(decision, failed.Terms.Lease, bid, owed);
        int slot = state.Orders.Find(bid);
        if (slot >= 0 && !state.Orders[slot].Done) Execution.Cancel(decision, bid, CancelReason.ImmediateOrCancel);
        if (found.Count > 0) decision.Record(new LeaseBoughtIn(failed.Terms.Lease, bid, found, difference));
        return found;
    }

    private static BidTerms TermsOf(ExchangeState state, in Lease failed, Minutes duration)
    {
        Int128 most = (Int128)failed.Terms.Price.Micros * state.Settings[Setting.BuyInLimitPercent] / 100;
        long tick = state.Settings.TickMicros;
        return new BidTerms
        {
            Requirement = failed.Terms.Requirement,
            Gpus = failed.Terms.Gpus,
            Limit = Price.FromMicros((long)Int128.Min(most / tick, Books.LadderPool.MaxKey - 1) * tick),
            Delivery = Delivery.AtFill(duration),
            TimeInForce = TimeInForce.ImmediateOrCancel,
            Flags = OrderFlags.BuyIn,
            SelfTrade = SelfTradePrevention.CancelNewest,
        };
    }

    /// <summary>The same requirement, but not from the provider that failed; none where no further provider can be denied.</summary>
    private static RequirementId FromOthers(Decision decision, RequirementId id, AccountId provider)
    {
        SpecTable specs = decision.State.Specs;
        Requirement requirement = specs[id];
        if (requirement.DenyProviders.Contains(provider)) return id;
        if (requirement.DenyProviders.Count == Few<AccountId>.Max) return default;
        requirement = requirement with { DenyProviders = Few<AccountId>.Of([.. requirement.DenyProviders.Items, provider]) };
        if (specs.Find(requirement) is { Value: > 0 } known) return known;
        if (specs.RequirementCount >= SpecTable.MaxEach) return default;
        var others = new RequirementId(specs.RequirementCount + 1);
        decision.Record(new RequirementInterned(others, requirement));
        return others;
    }

    private static (Gpus Found, Money Difference) Take(Decision decision, FillId failed, OrderId bid, Window owed)
    {
        Gpus found = default;
        Money paid = Money.Zero;
        foreach (ref readonly PlanStep step in decision.Plan.Steps)
        {
            if (step.Kind == StepKind.Fill)
            {
                if (Fund(decision, failed, bid, step, owed) is not { } difference) break;
                found += step.Gpus;
                paid += difference;
            }

            Execution.Run(decision, bid, Side.Bid, step);
        }

        return (found, paid);
    }

    /// <summary>Sets aside what one fill takes: the contract's price from the buyer, the rest from who answers for it. Null where that is not there.</summary>
    private static Money? Fund(Decision decision, FillId failed, OrderId bid, in PlanStep step, Window owed)
    {
        ExchangeState state = decision.State;
        Lease lease = state.Leases[state.Leases.Find(failed)];
        Money escrow = Locks.Escrow(step.Price, step.Gpus, step.Window.Length, state.Settings);
        Money hold = escrow + escrow.Share(state.Settings.TakerFee);
        Money dearer = step.Price.Micros > lease.Terms.Price.Micros
            ? Price.FromMicros(step.Price.Micros - lease.Terms.Price.Micros) * (step.Gpus * step.Window.Length) : Money.Zero;
        Money difference = dearer + (hold - escrow);
        if (state.Accounts.Balance(lease.Terms.Buyer, AccountKind.Available) + difference < hold) return null;
        if (!Cover(decision, lease, owed, difference)) return null;
        decision.Record(new MoneyMoved(
            lease.Terms.Buyer, AccountKind.Available, lease.Terms.Buyer, AccountKind.OrderHold, hold, MoveReason.BidHold, bid, default, default));
        return difference;
    }

    private static bool Cover(Decision decision, in Lease lease, Window owed, Money difference)
    {
        Money fromMargin = Money.Min(difference, lease.Margin);
        Money rest = difference - fromMargin;
        Incident? incident = rest > Money.Zero ? Incidents.Of(decision, lease, owed) : null;
        Money fromBond = incident is { } charged ? Money.Min(rest, Incidents.Room(decision, charged)) : Money.Zero;
        rest -= fromBond;
        if (rest > decision.State.Accounts.Balance(AccountId.House, AccountKind.Insurance)) return false;
        LeaseMoney.FromMargin(decision, lease, lease.Terms.Buyer, fromMargin, MoveReason.BuyInCover);
        if (incident is { } opened) Incidents.Take(decision, opened, lease, owed, fromBond, MoveReason.BuyInCover);
        LeaseMoney.ToBuyer(decision, lease, AccountId.House, AccountKind.Insurance, rest, MoveReason.BuyInCover);
        return true;
    }
}
