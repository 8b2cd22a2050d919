using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Reference;

/// <summary>
/// What may replace a failed lease, by looking at every order: who was paid in money finds nothing in the book that should have been
/// bought, and what was bought is within the rules.
/// </summary>
public static class ObviousReplacements
{
    /// <summary>Judges what one command told of failed leases.</summary>
    public static void Judge(ExchangeState state, EventBatch turn)
    {
        bool somethingCame = false;
        foreach (RecordedEvent occurred in turn) somethingCame |= occurred.Kind is EventKind.OrderRested or EventKind.MarketStateChanged;
        foreach (RecordedEvent occurred in turn)
        {
            if (occurred.Kind == EventKind.LeaseBoughtIn) MustBeWithinTheRules(state, turn, occurred.As<LeaseBoughtIn>());
            if (occurred.Kind == EventKind.LeaseCashSettled && !somethingCame) MustFindNothing(state, occurred.As<LeaseCashSettled>());
        }
    }

    /// <summary>The buyer pays the contract's price for every minute: whatever is dearer was paid to it.</summary>
    private static void MustBeWithinTheRules(ExchangeState state, EventBatch turn, LeaseBoughtIn bought)
    {
        int slot = state.Leases.Find(bought.Lease);
        if (slot < 0) return; // Time jumped, and the same command closed it.
        LeaseOpened failed = state.Leases[slot].Terms;
        var dearer = Money.Zero;
        int gpus = 0;
        foreach (RecordedEvent occurred in turn)
        {
            if (occurred.Kind != EventKind.LeaseOpened || occurred.As<LeaseOpened>() is var opened && opened.Bid != bought.Bid) continue;
            Assert.Equal((failed.Buyer, bought.Duration), (opened.Buyer, opened.Window.Length));
            Assert.NotEqual(failed.Node, opened.Node);
            Assert.NotEqual(OwnerOf(state, failed.Buyer), OwnerOf(state, opened.Provider));
            Assert.True(opened.Price <= Most(state, failed, opened.Provider), "It was bought in for too much.");
            gpus += opened.Gpus.Count;
            if (opened.Price > failed.Price) dearer += Price.FromMicros(opened.Price.Micros - failed.Price.Micros) * (opened.Gpus * opened.Window.Length);
        }

        Assert.Equal(bought.Gpus.Count, gpus);
        Assert.True(bought.Difference >= dearer, "The buyer pays more than the contract's price.");
    }

    private static void MustFindNothing(ExchangeState state, LeaseCashSettled settled)
    {
        int slot = state.Leases.Find(settled.Lease);
        if (slot < 0 || settled.Why is not (NotBoughtIn.NothingOffered or NotBoughtIn.DifferenceNotCovered)) return;
        LeaseOpened failed = state.Leases[slot].Terms;
        int next = state.Now.Value + 1;
        int from = Math.Max(next, failed.Window.From.Value);
        int minutes = Math.Min(failed.Window.Until.Value - from, state.Settings.LockHorizonMinutes);
        for (int order = 0; order < state.Orders.Slots; order++)
        {
            Order ask = state.Orders[order];
            if (ask.Id.IsNone || ask.Done || !ask.Resting || ask.Side == Side.Bid || !Serves(state, ask, failed)) continue;
            if (settled.Why == NotBoughtIn.DifferenceNotCovered && ask.Limit > failed.Price) continue;
            for (int entry = ask.FirstRectangle; entry >= 0; entry = state.Orders.NextRectangle(entry))
            {
                Window window = state.Orders.Rectangle(entry).Window;
                int start = Math.Max(from, window.From.Value);
                bool fits = start <= from + state.Settings.AtFillReachMinutes && start + minutes <= window.Until.Value;
                Assert.False(fits && minutes >= state.Specs[ask.Spec].MinDuration.Count, $"Lease {failed.Lease.Value} could have been bought in from order {ask.Id.Value}.");
            }
        }
    }

    private static bool Serves(ExchangeState state, in Order ask, in LeaseOpened failed)
    {
        Spec spec = state.Specs[ask.Spec];
        Requirement requirement = state.Specs[failed.Requirement];
        return spec.Sku == requirement.Skus.Items[0].Sku && spec.Firmness == requirement.Firmness
            && ask.Node != failed.Node && OwnerOf(state, ask.Account) != OwnerOf(state, failed.Buyer) && ask.Limit <= Most(state, failed, ask.Account);
    }

    /// <summary>Twice the price; from who failed no more than the price itself.</summary>
    private static Price Most(ExchangeState state, in LeaseOpened failed, AccountId seller) =>
        OwnerOf(state, seller) == OwnerOf(state, failed.Provider) ? failed.Price : Price.FromMicros(failed.Price.Micros * state.Settings[Setting.BuyInLimitPercent] / 100);

    private static AccountId OwnerOf(ExchangeState state, AccountId account) => state.Accounts[account].Owner;
}
