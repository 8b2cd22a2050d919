using Exchange.Engine.Commands;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Matching;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>What may replace a failed lease: the same requirement, at most so much dearer, and from whom.</summary>
internal static class Replacements
{
    /// <summary>The terms of the bid that buys in: at once, or when the lease would have begun.</summary>
    public static BidTerms Terms(ExchangeState state, in Lease failed, Gpus wanted, Window owed)
    {
        Minute next = Books.Availability.NextStart(state.Now);
        return new BidTerms
        {
            Requirement = failed.Terms.Requirement,
            Gpus = wanted,
            Limit = Limit(state, failed),
            Delivery = owed.From <= next
                ? Delivery.AtFill(owed.Length)
                : Delivery.Between(owed.From, new Minute(owed.From.Value + Math.Max(state.Settings.AtFillReachMinutes, state.Settings.GateClosureMinutes)), owed.Length),
            TimeInForce = TimeInForce.ImmediateOrCancel,
            Placement = failed.Placement,
            Flags = failed.Gang.Count > 0 ? OrderFlags.BuyIn | OrderFlags.AllOrNone : OrderFlags.BuyIn,
            SelfTrade = SelfTradePrevention.CancelNewest,
        };
    }

    /// <summary>
    /// Never the node that failed; from its owner's others only at no more than the contract's price, so that nobody is paid for failing.
    /// Where others of its gang go on it must lie with them.
    /// </summary>
    public static Replacing Of(ExchangeState state, in Lease failed) => new(
        failed.Terms.Node, state.Accounts[failed.Terms.Provider].Owner, failed.Terms.Price, Most(state, failed),
        failed.IsPartOfGang ? failed.Terms.Spec : default);

    /// <summary>For how many of so many minutes the buyer's money reaches at the contract's price: at most the horizon.</summary>
    public static Minutes Affordable(ExchangeState state, in Lease failed, Gpus wanted, Minutes duration)
    {
        Money minute = failed.Terms.Price * (wanted * new Minutes(1));
        long minutes = state.Accounts.Balance(failed.Terms.Buyer, AccountKind.Available).Sixtieths / Math.Max(minute.Sixtieths, 1);
        return new Minutes((int)Math.Min(minutes, Locks.Horizon(duration, state.Settings).Count));
    }

    private static Price Most(ExchangeState state, in Lease failed)
    {
        Int128 most = (Int128)failed.Terms.Price.Micros * state.Settings[Setting.BuyInLimitPercent] / 100;
        long tick = state.Settings.TickMicros;
        return Price.FromMicros((long)Int128.Min(most / tick, Books.LadderPool.MaxKey - 1) * tick);
    }

    /// <summary>The limit that comes to the most for the SKU that was leased, by the factor at which the buyer accepts it.</summary>
    private static Price Limit(ExchangeState state, in Lease failed)
    {
        int factor = Compatibility.FactorOf(state.Specs[failed.Terms.Requirement], state.Specs[failed.Terms.Spec].Sku);
        return OrderRules.Unscaled(state, Most(state, failed), new BasisPoints(factor));
    }
}
