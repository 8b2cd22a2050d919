using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Values;

namespace Exchange.Tests.Reference;

/// <summary>Who has how much in which purse, and what orders must set aside.</summary>
public sealed class ObviousPurses(ObviousVenue venue)
{
    private readonly Dictionary<(AccountId Account, AccountKind Kind), long> balances = [];

    public IReadOnlyDictionary<(AccountId Account, AccountKind Kind), long> Balances => balances;

    public long this[AccountId account, AccountKind kind] => balances.GetValueOrDefault((account, kind));

    public ObviousPurses Copy()
    {
        var copy = new ObviousPurses(venue);
        foreach (var (purse, amount) in balances) copy.balances.Add(purse, amount);
        return copy;
    }

    public void Move(AccountId from, AccountKind fromKind, AccountId to, AccountKind toKind, long amount)
    {
        balances[(from, fromKind)] = this[from, fromKind] - amount;
        balances[(to, toKind)] = this[to, toKind] + amount;
    }

    /// <summary>The whole lock of a bid: the dearest SKU's limit for the open GPUs over the horizon, and the taker's fee on it.</summary>
    public long Need(ObviousBid bid, ObviousFit fit)
    {
        long volume = (long)bid.Open * Math.Min(bid.Terms.Delivery.Duration.Count, venue.Minutes(Setting.LockHorizonMinutes));
        long dearest = bid.Terms.Limit.Micros;
        foreach (var accepted in bid.Requirement.Skus.Items) dearest = Math.Max(dearest, fit.EffectiveLimit(bid, accepted.Sku)!.Value.Micros);
        var notional = Money.FromSixtieths(dearest * volume);
        return (notional + notional.ShareRoundedUp(TakerFee)).Sixtieths;
    }

    /// <summary>The whole margin of an ask for the rectangles that it still offers.</summary>
    public long Need(ObviousAsk ask)
    {
        long volume = Math.Min(ask.Rectangles.Sum(rectangle => rectangle.Volume), (long)ask.Placed * venue.Minutes(Setting.LockHorizonMinutes));
        return (ask.Terms.Limit * new GpuMinutes(volume)).ShareRoundedUp(venue.MarginOf(ask.Spec.Firmness)).Sixtieths;
    }

    public Money Notional(ObviousFill fill) =>
        fill.Price * new GpuMinutes((long)fill.Gpus * Math.Min(fill.Until - fill.From, venue.Minutes(Setting.LockHorizonMinutes)));

    /// <summary>Sets aside or returns what a bid now needs; false, and nothing moved, where it is not there.</summary>
    public bool TryHold(ObviousBid bid, long need)
    {
        if (need - bid.Held > this[bid.Account, AccountKind.Available]) return false;
        Move(bid.Account, AccountKind.Available, bid.Account, AccountKind.OrderHold, need - bid.Held);
        bid.Held = need;
        return true;
    }

    /// <summary>Sets aside or returns what an ask now needs; false, and nothing moved, where it is not there.</summary>
    public bool TryHold(ObviousAsk ask, long need)
    {
        if (need - ask.Held > this[ask.Account, AccountKind.Available]) return false;
        Move(ask.Account, AccountKind.Available, ask.Account, AccountKind.ProviderMargin, need - ask.Held);
        ask.Held = need;
        return true;
    }

    /// <summary>The bid's side of a fill: escrow, and the fee where the bid is the taker.</summary>
    public void Pay(ObviousBid bid, ObviousFill fill)
    {
        Money escrow = Notional(fill);
        Money fee = fill.Taker == Exchange.Engine.Commands.Side.Bid ? escrow.Share(TakerFee) : Money.Zero;
        Move(bid.Account, AccountKind.OrderHold, bid.Account, AccountKind.LeaseEscrow, escrow.Sixtieths);
        Move(bid.Account, AccountKind.OrderHold, AccountId.House, AccountKind.Fees, fee.Sixtieths);
        bid.Held -= (escrow + fee).Sixtieths;
    }

    private BasisPoints TakerFee => new((int)venue.Settings[Setting.TakerFeeBasisPoints]);
}
