using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>Locks the money for a lease's further hours as time passes, calls for what is missing, and ends what is not covered.</summary>
internal static class LockRolling
{
    /// <summary>Rolls both sides' locks forward.</summary>
    public static void Run(Decision decision, FillId id)
    {
        Roll(decision, id, LockSide.Buyer);
        Roll(decision, id, LockSide.Provider);
    }

    private static void Roll(Decision decision, FillId id, LockSide side)
    {
        ExchangeState state = decision.State;
        Lease lease = state.Leases[state.Leases.Find(id)];
        if (lease.Released && side == LockSide.Provider) return;
        Minute covered = side == LockSide.Buyer ? lease.BuyerCovered : lease.ProviderCovered;
        var target = new Minute((int)Math.Min((long)state.Now.Value + state.Settings.LockHorizonMinutes, lease.End.Value));
        if (covered < target)
        {
            covered = Extend(decision, lease, side, covered, target);
            lease = state.Leases[state.Leases.Find(id)];
        }

        if (covered >= lease.End) return;
        if (covered <= state.Now) RunOut(decision, id, side, covered);
        else if ((covered - state.Now).Count <= state.Settings[Setting.MarginCallMinutes]) Call(decision, lease, side, covered);
    }

    /// <summary>Locks as many further hours as there is money for, the last one perhaps shorter.</summary>
    private static Minute Extend(Decision decision, in Lease lease, LockSide side, Minute covered, Minute target)
    {
        ExchangeState state = decision.State;
        AccountId account = side == LockSide.Buyer ? lease.Terms.Buyer : lease.Terms.Provider;
        Money available = state.Accounts.Balance(account, AccountKind.Available);
        int minutes = (target - covered).Count;
        if (AmountFor(lease, side, minutes) > available)
        {
            Money hour = AmountFor(lease, side, MinuteBits.Most);
            minutes = (int)(available.Sixtieths / Math.Max(hour.Sixtieths, 1)) * MinuteBits.Most;
            if (minutes == 0) return covered;
        }

        Money amount = AmountFor(lease, side, minutes);
        (AccountKind purse, MoveReason reason) = side == LockSide.Buyer
            ? (AccountKind.LeaseEscrow, MoveReason.EscrowRolled) : (AccountKind.ProviderMargin, MoveReason.MarginRolled);
        if (amount > Money.Zero)
            decision.Record(new MoneyMoved(account, AccountKind.Available, account, purse, amount, reason, default, lease.Terms.Lease, default));
        Minute until = covered + new Minutes(minutes);
        decision.Record(new LocksRolled(lease.Terms.Lease, side, until));
        return until;
    }

    private static Money AmountFor(in Lease lease, LockSide side, int minutes) => side == LockSide.Buyer
        ? lease.PriceOf(minutes)
        : lease.PriceOf(minutes).Share(lease.Frozen.Margin);

    private static void Call(Decision decision, in Lease lease, LockSide side, Minute covered)
    {
        if (side == LockSide.Buyer ? lease.BuyerCalled : lease.ProviderCalled) return;
        ExchangeState state = decision.State;
        AccountId account = side == LockSide.Buyer ? lease.Terms.Buyer : lease.Terms.Provider;
        int minutes = Math.Min(MinuteBits.Most, (lease.End - covered).Count);
        Money missing = AmountFor(lease, side, minutes) - state.Accounts.Balance(account, AccountKind.Available);
        if (missing > Money.Zero) decision.Record(new MarginCalled(lease.Terms.Lease, side, missing, covered));
    }

    private static void RunOut(Decision decision, FillId id, LockSide side, Minute covered)
    {
        if (side == LockSide.Buyer) LeaseEnds.Early(decision, id, covered, CloseReason.FundsShort);
        else Defaulting.Run(decision, id, CloseReason.MarginShort);
    }
}
