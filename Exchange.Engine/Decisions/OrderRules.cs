using Exchange.Engine.Books;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>The rules that bids and asks share.</summary>
internal static class OrderRules
{
    private const OrderFlags Takes = OrderFlags.Market;

    /// <summary>Whether the account may trade at all, as the market stands.</summary>
    public static Refusal Entry(ExchangeState state, AccountId account)
    {
        if (!state.Accounts.Exists(account) || account == AccountId.House) return Refusal.UnknownAccount;
        if (state.Market == MarketState.Halted) return Refusal.MarketHalted;
        if (state.Market == MarketState.CancelOnly) return Refusal.MarketCancelOnly;
        if (state.Accounts[account].OpenOrders >= state.Settings[Setting.MaxOpenOrdersPerAccount]) return Refusal.TooManyOpenOrders;
        return state.Orders.Count >= OrderTable.MaxOpenOrders || state.Clients.Count >= ClientIdTable.MaxIds ? Refusal.CapacityReached : Refusal.None;
    }

    /// <summary>Whether flags and time in force go together, and the expiry lies ahead.</summary>
    public static Refusal Handling(ExchangeState state, OrderFlags flags, TimeInForce timeInForce, Minute expires)
    {
        if (!Enum.IsDefined(timeInForce)) return Refusal.TermsContradict;
        bool immediate = timeInForce is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill || (flags & Takes) != 0;
        if (immediate && (flags & OrderFlags.PostOnly) != 0) return Refusal.TermsContradict;
        if (immediate && state.Market == MarketState.PostOnly) return Refusal.MarketPostOnly;
        return timeInForce == TimeInForce.GoodTillTime && expires <= state.Now ? Refusal.ExpiryPassed : Refusal.None;
    }

    /// <summary>Whether an ask's price is on the tick and within the SKU's band.</summary>
    public static Refusal Limit(ExchangeState state, SkuId sku, Price limit) =>
        limit.Micros <= 0 || limit.Micros % state.Settings.TickMicros != 0 ? Refusal.PriceOffTick : Band(state, sku, limit);

    /// <summary>Whether a bid's limit is on the tick and, scaled for each SKU that it accepts, within that SKU's band.</summary>
    public static Refusal Limit(ExchangeState state, in Requirement requirement, Price limit)
    {
        if (limit.Micros <= 0 || limit.Micros % state.Settings.TickMicros != 0) return Refusal.PriceOffTick;
        foreach (ref readonly SkuFactor accepted in requirement.Skus.Items)
        {
            Int128 ticks = (Int128)(limit.Micros / state.Settings.TickMicros) * accepted.Factor.Value / BasisPoints.One;
            if (ticks < 1 || ticks >= LadderPool.MaxKey) return Refusal.PriceOutsideBand;
            Price effective = Price.FromMicros((long)ticks * state.Settings.TickMicros);
            if (Band(state, accepted.Sku, effective) is var outside && outside != Refusal.None) return outside;
        }

        return Refusal.None;
    }

    /// <summary>Whether the price is within the band around the SKU's last fill, or its reference price before the first.</summary>
    private static Refusal Band(ExchangeState state, SkuId sku, Price limit)
    {
        if (limit.Micros / state.Settings.TickMicros >= LadderPool.MaxKey) return Refusal.PriceOutsideBand;
        long last = state.Specs.Book(sku).LastFillMicros;
        Price reference = last > 0 ? Price.FromMicros(last) : state.Specs[sku].Reference;
        if (reference.Micros == 0) return Refusal.None;
        Price low = reference.Scale(new BasisPoints((int)state.Settings[Setting.BandLowBasisPoints]));
        Price high = reference.Scale(new BasisPoints((int)state.Settings[Setting.BandHighBasisPoints]));
        return limit < low || limit > high ? Refusal.PriceOutsideBand : Refusal.None;
    }

    /// <summary>Whether the notional of a rectangle stays below the limit.</summary>
    public static Refusal Notional(ExchangeState state, Price limit, Gpus gpus, Minutes duration)
    {
        long mostVolume = state.Settings[Setting.MaxNotionalMicros] / limit.Micros * 60;
        return (gpus * duration).Value > mostVolume ? Refusal.NotionalTooLarge : Refusal.None;
    }

    /// <summary>The price that protects a market order: the best price moved against it by the collar, to the tick inside.</summary>
    public static Price Collar(ExchangeState state, Side side, Price best)
    {
        long collar = state.Settings[Setting.MarketCollarBasisPoints];
        long tick = state.Settings.TickMicros;
        long bound = side == Side.Bid
            ? (long)((Int128)best.Micros * (BasisPoints.One + collar) / BasisPoints.One)
            : (long)(((Int128)best.Micros * (BasisPoints.One - collar) + BasisPoints.One - 1) / BasisPoints.One);
        long ticks = side == Side.Bid ? bound / tick : Math.Max((bound + tick - 1) / tick, 1);
        return Price.FromMicros(Math.Min(ticks, LadderPool.MaxKey - 1) * tick);
    }

    /// <summary>The limit whose effective limit at the factor is the given price: to the tick above, since scaling goes to the tick below.</summary>
    public static Price Unscaled(ExchangeState state, Price effective, BasisPoints factor)
    {
        if (factor == BasisPoints.Whole) return effective;
        Int128 ticks = (((Int128)effective.Micros / state.Settings.TickMicros * BasisPoints.One) + factor.Value - 1) / factor.Value;
        return Price.FromMicros((long)Int128.Min(ticks, LadderPool.MaxKey - 1) * state.Settings.TickMicros);
    }

    /// <summary>The answer given before to the same client order id, or none where it is new.</summary>
    public static Receipt? Repeated(ExchangeState state, AccountId account, ClientOrderId client, ulong digest)
    {
        if (client.IsNone || !state.Clients.TryFind(account, client, out ulong before, out long answer)) return null;
        return before == digest ? new Receipt(Refusal.None, answer, Repeated: true) : new Receipt(Refusal.ClientOrderIdReused);
    }

    /// <summary>The first SKU of a requirement that may not be traded, as a refusal.</summary>
    public static Refusal Tradable(ExchangeState state, SkuId sku)
    {
        if (!state.Specs.Exists(sku)) return Refusal.UnknownSku;
        return state.Specs[sku].Lifecycle == SkuLifecycle.Retired ? Refusal.SkuRetired : Refusal.None;
    }
}
