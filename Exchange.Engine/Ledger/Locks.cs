using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Ledger;

/// <summary>How much money stands behind orders and leases. Nothing locks more than the lock horizon of a longer rectangle.</summary>
public static class Locks
{
    /// <summary>The part of a duration that locks money: at most the horizon.</summary>
    public static Minutes Horizon(Minutes duration, Settings settings) => new(Math.Min(duration.Count, settings.LockHorizonMinutes));

    /// <summary>The part of a rectangle that locks money.</summary>
    public static GpuMinutes LockedVolume(Gpus gpus, Minutes duration, Settings settings) => gpus * Horizon(duration, settings);

    /// <summary>What a bid locks: the most it may come to pay over its volume, and the taker's fee, rounded up so that parts never need more.</summary>
    public static Money ForBid(Price limit, Gpus open, Minutes duration, Settings settings)
    {
        Money notional = limit * LockedVolume(open, duration, settings);
        return notional + notional.ShareRoundedUp(settings.TakerFee);
    }

    /// <summary>What an open bid must still lock. A bid with which the exchange buys in locks what each fill takes, and no more.</summary>
    public static Money ForBid(in Order bid, ExchangeState state) =>
        bid.Done || bid.Has(OrderFlags.BuyIn) ? Money.Zero : ForBid(Dearest(bid.Limit, bid.Requirement, state), bid.Open, bid.Delivery.Duration, state.Settings);

    /// <summary>The most that a bid may come to pay: its limit, or what a factor above the whole makes of it.</summary>
    public static Price Dearest(Price limit, RequirementId requirement, ExchangeState state)
    {
        Price dearest = limit;
        foreach (ref readonly SkuFactor accepted in state.Specs[requirement].Skus.Items)
        {
            if (limit.Scale(accepted.Factor) > dearest) dearest = limit.Scale(accepted.Factor);
        }

        return dearest;
    }

    /// <summary>What an ask locks as margin over a volume of which no more than the horizon counts, rounded up.</summary>
    public static Money ForAsk(Price limit, Gpus gpus, GpuMinutes offered, BasisPoints margin, Settings settings)
    {
        GpuMinutes most = gpus * new Minutes(settings.LockHorizonMinutes);
        return (limit * GpuMinutes.Min(offered, most)).ShareRoundedUp(margin);
    }

    /// <summary>What an open ask must still lock.</summary>
    public static Money ForAsk(in Order ask, Settings settings) =>
        ask.Done ? Money.Zero : ForAsk(ask.Limit, ask.Gpus, ask.Offered, settings.Margin(ask.Firmness), settings);

    /// <summary>What must still be locked for an order.</summary>
    public static Money For(in Order order, ExchangeState state) => order.Side == Side.Bid ? ForBid(order, state) : ForAsk(order, state.Settings);

    /// <summary>What goes into escrow for a lease.</summary>
    public static Money Escrow(Price price, Gpus gpus, Minutes duration, Settings settings) => price * LockedVolume(gpus, duration, settings);
}
