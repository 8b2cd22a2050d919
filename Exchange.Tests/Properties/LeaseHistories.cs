using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Properties;

/// <summary>
/// Leases under random histories: providers that hand over or do not, reports that agree, contradict or stay away, early ends, defaults,
/// disputes, money that runs short. After every command money and GPU-minutes are counted; at the end every lease comes to its close.
/// </summary>
public sealed class LeaseHistories(ITestOutputHelper output)
{
    private const int Commands = 1_500;

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, 803_494_912, 646_690_214, Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Money_units_and_minutes_are_conserved_and_every_lease_comes_to_its_close(int seed)
    {
        output.WriteLine(FormattableString.Invariant($"seed {seed}"));
        var history = new LeaseHistory(seed);
        for (int i = 0; i < Commands; i++)
        {
            history.Act();
            Balance.Check(history.State);
            NoUnitServesTwo(history.State);
        }

        history.ComeToAnEnd();
        Balance.Check(history.State);
        Assert.Equal(0, history.State.Leases.Count);
        Assert.Equal(history.State.Hash(), history.Kept.Replayed().Hash());
        Assert.True(history.Kept.All<HourSettled>().Count > 100, "Hardly anything was delivered.");
        Assert.True(history.Kept.All<LeaseEnded>().Count > 5, "Hardly anything ended early.");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Failed_gangs_are_bought_in_together_and_come_to_their_close(int seed)
    {
        output.WriteLine(FormattableString.Invariant($"seed {seed}"));
        var history = new LeaseHistory(seed) { Placements = [Placement.Any, Placement.SameProvider, Placement.SameDatacenter, Placement.SameRegion] };
        for (int i = 0; i < Commands; i++)
        {
            history.Act();
            Balance.Check(history.State);
        }

        history.ComeToAnEnd();
        Balance.Check(history.State);
        Assert.Equal(0, history.State.Leases.Count);
        Assert.Equal(history.State.Hash(), history.Kept.Replayed().Hash());
        Dictionary<OrderId, BidTerms> bids = history.Kept.All<BidPlaced>().ToDictionary(placed => placed.Order, placed => placed.Terms);
        List<LeaseBoughtIn> gangs = history.Kept.All<LeaseBoughtIn>().FindAll(bought => bids[bought.Bid].IsGang);
        Assert.All(gangs, bought => Assert.Equal(bids[bought.Bid].Gpus, bought.Gpus));
        output.WriteLine(FormattableString.Invariant($"{gangs.Count} gangs bought in"));
        Assert.NotEmpty(gangs);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Margin_stands_behind_every_minute_that_it_covers_and_that_is_not_final(int seed)
    {
        output.WriteLine(FormattableString.Invariant($"seed {seed}"));
        var history = new LeaseHistory(seed, provisionalMinutes: 60);
        for (int i = 0; i < Commands; i++)
        {
            if (i % 60 == 30) history.EverybodyIsOutOfMoney();
            if (i % 60 == 59) history.EverybodyHasMoneyAgain();
            history.Act();
            MarginStands(history);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_snapshot_goes_on_as_the_state_it_was_taken_of(int seed)
    {
        output.WriteLine(FormattableString.Invariant($"seed {seed}"));
        var history = new LeaseHistory(seed);
        for (int round = 0; round < 6; round++)
        {
            for (int i = 0; i < 120; i++) history.Act();
            history.MustGoOnFromASnapshot();
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_settled_adds_up_to_what_was_sold_and_every_payment_is_told_in_its_hour(int seed)
    {
        output.WriteLine(FormattableString.Invariant($"seed {seed}"));
        var history = new LeaseHistory(seed);
        for (int i = 0; i < Commands; i++) history.Act();
        history.ComeToAnEnd();
        Dictionary<FillId, LeaseOpened> terms = history.Kept.All<LeaseOpened>().ToDictionary(opened => opened.Lease);
        Dictionary<FillId, Minute> ends = terms.ToDictionary(pair => pair.Key, pair => pair.Value.Window.Until);
        foreach (LeaseEnded ended in history.Kept.All<LeaseEnded>()) ends[ended.Lease] = ended.At;
        foreach (IGrouping<FillId, HourSettled> hours in history.Kept.All<HourSettled>().GroupBy(hour => hour.Lease))
        {
            int length = new Window(terms[hours.Key].Window.From, ends[hours.Key]).Length.Count;
            Assert.Equal(length, hours.Sum(hour => hour.DeliveredMinutes + hour.ExcusedMinutes + hour.UndeliveredMinutes));
            Assert.Equal(hours.Count(), hours.Select(hour => hour.Hour).Distinct().Count());
            Money sold = terms[hours.Key].Price * (terms[hours.Key].Gpus * new Minutes(length));
            Assert.Equal(sold, hours.Aggregate(Money.Zero, (sum, hour) => sum + hour.Gross + hour.Refund));
        }

        Assert.Equal(
            history.Kept.All<HourSettled>().Aggregate(Money.Zero, (sum, hour) => sum + hour.Gross),
            history.Moved(MoveReason.Delivery) + history.Moved(MoveReason.DeliveryFee) + history.Moved(MoveReason.DeferredTakerFee));
        Assert.Equal(
            history.Kept.All<HourSettled>().Aggregate(Money.Zero, (sum, hour) => sum + hour.Damages)
                + history.Kept.All<LeaseCashSettled>().Aggregate(Money.Zero, (sum, settled) => sum + settled.Damages),
            history.Moved(MoveReason.Damages));
        Assert.Equal(
            history.Kept.All<LeaseBoughtIn>().Aggregate(Money.Zero, (sum, bought) => sum + bought.Difference),
            history.Moved(MoveReason.BuyInCover));
    }

    [Fact]
    public void Failed_leases_are_bought_in_whole_in_part_and_for_part_of_the_time_and_paid_for()
    {
        var bought = new List<LeaseBoughtIn>();
        var settled = new List<LeaseCashSettled>();
        for (int seed = 1; seed <= 5; seed++)
        {
            var history = new LeaseHistory(seed);
            for (int i = 0; i < Commands; i++) history.Act();
            bought.AddRange(history.Kept.All<LeaseBoughtIn>());
            settled.AddRange(history.Kept.All<LeaseCashSettled>());
        }

        output.WriteLine(FormattableString.Invariant($"{bought.Count} times bought, {string.Join(", ", settled.CountBy(cash => cash.Why))}"));
        Assert.Contains(bought, buy => settled.All(cash => cash.Lease != buy.Lease));
        Assert.Contains(bought, buy => settled.Any(cash => cash.Lease == buy.Lease && cash.Why == NotBoughtIn.NothingOffered));
        foreach (NotBoughtIn why in (NotBoughtIn[])[NotBoughtIn.NothingOffered, NotBoughtIn.DifferenceNotCovered, NotBoughtIn.NothingOwed, NotBoughtIn.ForPartOfTheTime])
            Assert.Contains(settled, cash => cash.Why == why);
    }

    /// <summary>Where margin returned and nothing was taken of it, it stands behind every minute that it covers and that is not settled.</summary>
    private static void MarginStands(LeaseHistory history)
    {
        ILookup<FillId, MoveReason> moves = history.Kept.Last<MoneyMoved>()
            .Where(moved => moved.FromKind == AccountKind.ProviderMargin).ToLookup(moved => moved.Lease, moved => moved.Reason);
        foreach (FillId id in moves.Where(reasons => reasons.All(reason => reason == MoveReason.MarginReturned)).Select(reasons => reasons.Key))
        {
            int slot = history.State.Leases.Find(id);
            if (slot < 0) continue;
            Lease lease = history.State.Leases[slot];
            int settled = history.Kept.All<HourSettled>().Where(hour => hour.Lease == id).Sum(hour => hour.DeliveredMinutes + hour.ExcusedMinutes + hour.UndeliveredMinutes);
            Money promised = lease.PriceOf(Math.Max(0, (lease.ProviderCovered - lease.Terms.Window.From).Count - settled))
                .Share(history.State.Settings.Margin(history.State.Specs[lease.Terms.Spec].Firmness));
            Assert.True(lease.Margin >= promised, $"Lease {id.Value} has {lease.Margin} of margin and promises {promised}.");
        }
    }

    /// <summary>No two leases that overlap in time name the same unit of a node.</summary>
    private static void NoUnitServesTwo(ExchangeState state)
    {
        for (int node = 1; node <= state.Fleet.Count; node++)
        {
            var taken = new List<(Window Window, int First, int Count)>();
            for (int slot = state.Fleet[new(node)].FirstLease; slot >= 0; slot = state.Leases[slot].NextOfNode)
            {
                Window window = state.Leases[slot].Window;
                foreach ((int first, int count) in state.Leases.UnitsOf(slot))
                {
                    Assert.DoesNotContain(taken, other => other.Window.Overlaps(window) && other.First < first + count && first < other.First + other.Count);
                    taken.Add((window, first, count));
                }
            }
        }
    }
}
