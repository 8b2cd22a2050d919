using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Matching;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>What was bought in of a failed lease.</summary>
/// <param name="Whole">GPUs that were found for all the time that was left.</param>
/// <param name="Volume">All that was found.</param>
/// <param name="Why">Why not all of it.</param>
internal readonly record struct BoughtIn(Gpus Whole, GpuMinutes Volume, NotBoughtIn Why);

/// <summary>
/// Buys in for a buyer what a provider failed to deliver, by immediate bids with the same requirement. The buyer pays the contract's
/// price; what it costs beyond that comes from the lease's margin, the bond, the insurance.
/// </summary>
/// <remarks>
/// First for all the time that is left; then what nobody offers, or nobody answers for, so long is bought for as far ahead as anything is
/// secured: the lock horizon. What costs no more than the contract needs nobody to answer for it. The insurance answers for no more than
/// the horizon, and for no fee of the house's own.
/// </remarks>
internal static class BuyIn
{
    /// <summary>Buys in what the market has, as far as the difference is covered.</summary>
    public static BoughtIn Run(Decision decision, FillId failed, Window owed)
    {
        ExchangeState state = decision.State;
        if (state.Market != MarketState.Open) return new(default, new(0), NotBoughtIn.MarketClosed);
        if (state.Orders.Count >= OrderTable.MaxOpenOrders) return new(default, new(0), NotBoughtIn.NoRoom);
        Gpus wanted = state.Leases[state.Leases.Find(failed)].Terms.Gpus;
        (Gpus whole, NotBoughtIn why) = Bid(decision, failed, wanted, owed);
        var horizon = new Minutes(state.Settings.LockHorizonMinutes);
        if (whole == wanted || owed.Length <= horizon) return new(whole, whole * owed.Length, why);
        (Gpus part, NotBoughtIn whyNotEvenThat) = Bid(decision, failed, wanted - whole, new Window(owed.From, owed.From + horizon));
        return new(whole, (whole * owed.Length) + (part * horizon), whole + part == wanted ? NotBoughtIn.ForPartOfTheTime : whyNotEvenThat);
    }

    /// <summary>One bid: it takes, cheapest first, what is covered. What was a gang's is replaced whole inside one group, or not by this bid.</summary>
    private static (Gpus Found, NotBoughtIn Why) Bid(Decision decision, FillId failed, Gpus wanted, Window owed)
    {
        ExchangeState state = decision.State;
        Lease lease = state.Leases[state.Leases.Find(failed)];
        BidTerms terms = Replacements.Terms(state, lease, wanted, owed);
        Plan(decision, BidIntent.Of(lease.Terms.Buyer, terms), Replacements.Of(state, lease));
        if (!decision.Plan.MeetsSomebody) return (default, NotBoughtIn.NothingOffered);
        Minutes escrowed = Replacements.Affordable(state, lease, wanted, owed.Length);
        if (escrowed.Count == 0) return (default, NotBoughtIn.BuyerFundsShort);
        var replacement = new Replacement(failed, OrderId.Of(state.NextOrder, state.Orders.NextSlot), owed, escrowed, terms.IsGang);
        decision.Record(new BidPlaced(replacement.Bid, lease.Terms.Buyer, default, terms));
        (Gpus found, Money difference, bool covered) = Take(decision, replacement);
        int slot = state.Orders.Find(replacement.Bid);
        if (slot >= 0 && !state.Orders[slot].Done) Execution.Cancel(decision, replacement.Bid, CancelReason.ImmediateOrCancel);
        if (found.Count > 0) decision.Record(new LeaseBoughtIn(failed, replacement.Bid, found, owed.Length, difference));
        return (found, covered ? NotBoughtIn.NothingOffered : NotBoughtIn.DifferenceNotCovered);
    }

    private static void Plan(Decision decision, in BidIntent bid, in Replacing replacing)
    {
        if (bid.IsGang) decision.Gangs.Plan(bid, replacing, decision.Plan);
        else decision.Bids.Plan(bid, replacing, decision.Plan);
    }

    private static (Gpus Found, Money Difference, bool Covered) Take(Decision decision, in Replacement replacement)
    {
        Gpus found = default;
        (Money paid, Money toFollow) = (Money.Zero, replacement.IsWhole ? AllDearer(decision, replacement.Failed) : Money.Zero);
        foreach (ref readonly PlanStep step in decision.Plan.Steps)
        {
            if (step.Kind != StepKind.Fill)
            {
                Execution.Run(decision, replacement.Bid, Side.Bid, step);
                continue;
            }

            if (replacement.IsWhole) toFollow -= BuyInCover.Dearer(Failed(decision, replacement.Failed), step);
            if (BuyInCover.Pay(decision, replacement.Failed, step, replacement.Owed, toFollow) is not { } cover) return (found, paid, false); // What follows is dearer.
            Fill(decision, replacement, step, cover.Fee);
            found += step.Gpus;
            paid += cover.Difference;
        }

        return (found, paid, true);
    }

    private static Money AllDearer(Decision decision, FillId failed)
    {
        Money all = Money.Zero;
        foreach (ref readonly PlanStep step in decision.Plan.Steps) all += BuyInCover.Dearer(Failed(decision, failed), step);
        return all;
    }

    /// <summary>Sets aside what one fill takes, and makes it. Where the buyer's money reaches less far than the horizon, the new lease begins so.</summary>
    private static void Fill(Decision decision, in Replacement replacement, in PlanStep step, Money fee)
    {
        ExchangeState state = decision.State;
        AccountId buyer = Failed(decision, replacement.Failed).Terms.Buyer;
        Money escrow = Locks.Escrow(step.Price, step.Gpus, replacement.Escrowed, state.Settings);
        decision.Record(new MoneyMoved(
            buyer, AccountKind.Available, buyer, AccountKind.OrderHold, escrow + fee, MoveReason.BidHold, replacement.Bid, default, default));
        var opened = new FillId(state.NextFill);
        Execution.Fill(decision, replacement.Bid, Side.Bid, step, escrow);
        if (replacement.Escrowed < Locks.Horizon(step.Window.Length, state.Settings))
            decision.Record(new LocksRolled(opened, LockSide.Buyer, step.Window.From + replacement.Escrowed));
    }

    private static ref readonly Lease Failed(Decision decision, FillId failed) => ref decision.State.Leases[decision.State.Leases.Find(failed)];

    /// <summary>What one bid replaces.</summary>
    /// <param name="Failed">The lease that failed.</param>
    /// <param name="Bid">The bid.</param>
    /// <param name="Owed">When it was owed.</param>
    /// <param name="Escrowed">How much of it the buyer's money reaches for.</param>
    /// <param name="IsWhole">Whether it is replaced whole or not at all.</param>
    private readonly record struct Replacement(FillId Failed, OrderId Bid, Window Owed, Minutes Escrowed, bool IsWhole);
}
