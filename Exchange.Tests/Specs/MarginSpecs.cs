using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Providers;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.LeaseWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>
/// A provider's margin stands behind every minute that it covers and that is not settled, however far the buyer's money reaches. Four GPUs
/// at $2 for 3,000 hours: $8 an hour, of which 30 % are margin, for a week ahead. What is owed is ten times the price, so it takes all.
/// </summary>
public sealed class MarginSpecs
{
    private const int Hours = 3_000;
    private const decimal HourOfMargin = 2.40m;

    [Fact]
    public void Behind_a_replacement_whose_escrow_reaches_less_far_it_is_all_there() =>
        FailedWithTheBuyersMoneyNearlySpent()
            .And(stage => Assert.Equal((30, 168), (HoursUntil(stage, stage.Lease(2).BuyerCovered), HoursUntil(stage, stage.Lease(2).ProviderCovered))))
            .When(Provision(Carol, 2), Run(2, 28))
            .And(stage => Assert.True(stage.Lease(2).SettledHours >= 2, "No hour of it was settled yet."))
            .And(stage => Assert.Equal(Promised(stage, 2), stage.Lease(2).Margin))
            .Replays();

    [Fact]
    public void So_that_it_pays_when_the_replacement_fails_too()
    {
        Money promised = Money.Zero;
        FailedWithTheBuyersMoneyNearlySpent()
            .When(Provision(Carol, 2), Run(2, 28), Do(new Deposit(Bob, 100_000_000_000, new(99))), Run(2, 1))
            .And(stage => promised = Promised(stage, 2))
            .And(_ => Assert.True(promised > Dollars.Amount(168 * HourOfMargin), "A week of it is promised, and hours that are not final."))
            .When(Fail(2))
            .And(stage => Assert.Equal((new FillId(2), promised), (stage.All<LeaseCashSettled>()[^1].Lease, stage.All<LeaseCashSettled>()[^1].Damages)))
            .Replays();
    }

    [Fact]
    public void A_buyer_that_falls_behind_and_catches_up_finds_it_whole() =>
        Leased()
            .When(Provision(Alice, 1), Drain(Bob), Run(1, 60))
            .And(stage => Assert.True(stage.Lease(1).BuyerCovered < stage.Lease(1).ProviderCovered, "The buyer did not fall behind."))
            .And(stage => Assert.Equal(Promised(stage, 1), stage.Lease(1).Margin))
            .When(Do(new Deposit(Bob, 100_000_000_000, new(99))), Run(1, 2))
            .And(stage => Assert.Equal(stage.Lease(1).ProviderCovered, stage.Lease(1).BuyerCovered))
            .And(stage => Assert.Equal(Promised(stage, 1), stage.Lease(1).Margin))
            .Replays();

    [Fact]
    public void What_a_provider_that_falls_behind_no_longer_owes_returns_all_the_same() =>
        Leased()
            .When(Provision(Alice, 1), Drain(Alice), Run(1, 27))
            .And(stage => Assert.True(stage.Lease(1).SettledHours > 0 && stage.Lease(1).ProviderCovered < stage.Lease(1).BuyerCovered, "The provider did not fall behind."))
            .And(stage => Assert.Equal(Promised(stage, 1), stage.Lease(1).Margin))
            .Replays();

    [Fact]
    public void Taken_back_without_right_it_stays_until_the_buyer_is_compensated()
    {
        Money behind = Money.Zero;
        Given(
                Set(Setting.StandardDamagesPercent, 1_000),
                Sell(Alice, 4, 2.00m) with { From = 1, Hours = Hours, Offering = spec => spec with { Notice = new Minutes(150) } }, Buy(Bob, 4, 2.00m) with { Hours = Hours })
            .When(Provision(Alice, 1), Wait(1), Run(1, 30), Do(new ReclaimLease(Alice, new(1))))
            .And(stage => behind = stage.Lease(1).Margin)
            .And(_ => Assert.True(behind > Dollars.Amount(165 * HourOfMargin), "A week of it is promised."))
            .When(Run(1, 2)).Stands(1, LeaseState.Reclaiming)
            .And(stage => Assert.True(stage.All<HourSettled>().Count > 6, "No hour became final since."))
            .And(stage => Assert.Equal(behind, stage.Lease(1).Margin))
            .When(Run(1, 1)).Stands(1, LeaseState.CashSettled)
            .Once<LeaseCashSettled>(settled => Assert.Equal(behind, settled.Damages))
            .Replays();
    }

    private static Scenario Leased() =>
        Given(
            Set(Setting.AppealMinutes, 0), Set(Setting.StandardDamagesPercent, 1_000),
            Sell(Alice, 4, 2.00m) with { From = 1, Hours = Hours }, Buy(Bob, 4, 2.00m) with { Hours = Hours });

    /// <summary>Bob's money reaches for thirty hours more when Alice fails it, and Carol's node replaces hers.</summary>
    private static Scenario FailedWithTheBuyersMoneyNearlySpent() =>
        Leased()
            .When(Provision(Alice, 1), Wait(1), Drain(Bob), Run(1, 137), Sell(Carol, 4, 2.00m, "other") with { Hours = Hours + 24 }, Fail(1))
            .Stands(1, LeaseState.BoughtIn);

    /// <summary>Its node is put out of service.</summary>
    private static Act Fail(int lease) => Do(stage =>
    {
        stage.Execute(new ProposeSlash(stage.Lease(lease).Terms.Node, -1, SlashCause.Fraud, 1));
        stage.Wait(1);
        stage.Execute(default(AdvanceTime));
    });

    /// <summary>Hours go by in which both sides report the hour before as delivered.</summary>
    private static Act Run(int lease, int hours) => Do(stage =>
    {
        for (int i = 0; i < hours; i++)
        {
            stage.Wait(60);
            stage.Execute(default(AdvanceTime));
            int hour = stage.Lease(lease).FirstUnmetered;
            stage.Execute(new ReportHour(stage.Lease(lease).Terms.Provider, MeterSide.Provider, new(lease), hour, MinuteBits.First(WholeHour), default));
            stage.Execute(new ReportHour(Bob, MeterSide.Buyer, new(lease), hour, MinuteBits.First(WholeHour), default));
        }
    });

    private static Act Drain(AccountId account) => Do(stage => stage.Execute(new Withdraw(
        account, stage.Purse(account, AccountKind.Available).Sixtieths / Money.SixtiethsPerMicro, default)));

    /// <summary>30 % of the price of every minute that the margin covers and that is not settled.</summary>
    private static Money Promised(Stage stage, int number)
    {
        Lease lease = stage.Lease(number);
        int settled = stage.All<HourSettled>().Where(hour => hour.Lease == lease.Terms.Lease).Sum(hour => hour.DeliveredMinutes + hour.ExcusedMinutes + hour.UndeliveredMinutes);
        return lease.PriceOf((lease.ProviderCovered - lease.Terms.Window.From).Count - settled).Share(stage.State.Settings.Margin(Firmness.Standard));
    }

    private static int HoursUntil(Stage stage, Minute covered) => (covered - stage.State.Now).Count / 60;
}
