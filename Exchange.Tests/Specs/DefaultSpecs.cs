using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.LeaseWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>
/// A provider fails a lease: the rest of it is bought in at the market, at most at twice the price and at the provider's cost, or paid
/// for in money. Alice fails a lease of four GPUs at $2 for three hours, not handed over by minute 16: 164 minutes are left of it.
/// </summary>
public sealed class DefaultSpecs
{
    private const decimal Million = 1_000_000m;

    [Fact]
    public void What_was_not_handed_over_in_time_is_bought_in_and_the_difference_comes_from_the_margin() =>
        Failing(Sell(Carol, 4, 2.25m, "other"))
            .When(Wait(16))
            .Once<LeaseEnded>(ended => Assert.Equal((Stage.Dawn + new Minutes(17), CloseReason.NotProvisioned), (ended.At, ended.Reason)))
            .Once<LeaseBoughtIn>(bought => Assert.Equal(4, bought.Gpus.Count))
            .Never<LeaseCashSettled>()
            .Stands(1, LeaseState.BoughtIn)
            .And(stage => Assert.Equal((Carol, new Window(Stage.Dawn + new Minutes(17), Stage.Dawn + new Minutes(181))), (stage.Lease(2).Terms.Provider, stage.Lease(2).Window)))
            .And(stage => Assert.Equal(Escrow(2.25m) + Dollars.Amount(8m * 16 / 60), stage.Purse(Bob, AccountKind.LeaseEscrow)))
            .And(stage => Assert.Equal(Dollars.Amount(Million) - Dollars.Amount(0.06m) - Escrow(2m) - Dollars.Amount(8m * 16 / 60), stage.Purse(Bob, AccountKind.Available)))
            .Replays();

    [Fact]
    public void Minutes_before_it_was_failed_count_as_not_delivered() =>
        Failing(Sell(Carol, 4, 2.25m, "other"))
            .When(Wait(16), PassHours(80))
            .And(stage => Assert.Equal((MeterSource.NotProvisioned, 0), (stage.All<HourMetered>()[0].Source, stage.All<HourMetered>()[0].Delivered.Count)))
            .And(stage => Assert.Equal(16, stage.All<HourSettled>()[0].UndeliveredMinutes))
            .IsClosed(1)
            .Replays();

    [Fact]
    public void What_costs_more_than_twice_the_price_is_not_bought_in() =>
        Failing(Sell(Carol, 4, 4.01m, "other"))
            .When(Wait(16))
            .Never<LeaseBoughtIn>()
            .Once<LeaseCashSettled>(settled => Assert.Equal((4, Dollars.Amount(7.20m)), (settled.Gpus.Count, settled.Damages)))
            .Stands(1, LeaseState.CashSettled)
            .Purse(Bob, AccountKind.Available, Million - 0.06m - (8m * 16 / 60) + 7.20m)
            .Replays();

    [Fact]
    public void What_is_found_is_bought_in_and_what_is_not_is_paid_for() =>
        Failing(Sell(Carol, 1, 2.00m, "other"))
            .When(Wait(16))
            .Once<LeaseBoughtIn>(bought => Assert.Equal(1, bought.Gpus.Count))
            .Once<LeaseCashSettled>(settled => Assert.Equal(3, settled.Gpus.Count))
            .Stands(1, LeaseState.CashSettled);

    [Fact]
    public void Nothing_is_bought_in_from_who_failed() =>
        Failing(Sell(Alice, 4, 2.00m, "again"))
            .When(Wait(16))
            .Never<LeaseBoughtIn>();

    [Fact]
    public void Beyond_margin_and_bond_the_insurance_pays() =>
        Failing(Set(Setting.InsuranceIncidentBasisPoints, 10_000), Set(Setting.TakerFeeBasisPoints, 1_000), Sell(Carol, 8, 2.00m, "fees"), Buy(Dave, 4, 2.00m, "payer") with { Hours = 20 }, Do(new FundInsurance(10_000_000)), Set(Setting.TakerFeeBasisPoints, 25), Sell(Dave, 4, 3.50m, "other"), Cancel(Carol, "fees"))
            .When(Wait(16))
            .Once<LeaseBoughtIn>(bought => Assert.True(bought.Difference > Dollars.Amount(7.20m)))
            .And(stage => Assert.Equal(Dollars.Amount(10m) - (stage.All<LeaseBoughtIn>()[0].Difference - Dollars.Amount(7.20m)), stage.Purse(AccountId.House, AccountKind.Insurance)));

    [Fact]
    public void Without_anybody_to_pay_the_difference_nothing_dearer_is_bought_in() =>
        Failing(Sell(Carol, 4, 3.50m, "other"))
            .When(Wait(16))
            .Never<LeaseBoughtIn>()
            .Once<LeaseCashSettled>(settled => Assert.Equal(Dollars.Amount(7.20m), settled.Damages));

    [Fact]
    public void A_halted_market_sells_nothing_so_it_is_paid_for() =>
        Failing(Sell(Carol, 4, 2.00m, "other"), TurnMarket(MarketState.Halted))
            .When(Wait(16))
            .Never<LeaseBoughtIn>()
            .Stands(1, LeaseState.CashSettled);

    [Fact]
    public void Taken_back_with_notice_an_interruptible_lease_owes_nothing() =>
        Leased(spec => spec with { Firmness = Firmness.Interruptible, Notice = new Minutes(60) })
            .When(Provision(Alice, 1), Wait(30), Do(new ReclaimLease(Alice, new(1)))).Stands(1, LeaseState.Reclaiming)
            .Once<LeaseEnded>(ended => Assert.Equal((Stage.Dawn + new Minutes(91), CloseReason.Reclaimed), (ended.At, ended.Reason)))
            .When(Wait(61)).Stands(1, LeaseState.ClosedByProvider)
            .Never<LeaseCashSettled>();

    [Fact]
    public void Taken_back_without_right_the_rest_is_bought_in_at_the_deadline() =>
        Leased(spec => spec with { Notice = new Minutes(60) })
            .When(Sell(Carol, 4, 2.10m, "other"), Provision(Alice, 1), Wait(30), Do(new ReclaimLease(Alice, new(1)))).Stands(1, LeaseState.Reclaiming)
            .Never<LeaseBoughtIn>()
            .When(Wait(61)).Stands(1, LeaseState.BoughtIn)
            .And(stage => Assert.Equal(new Window(Stage.Dawn + new Minutes(92), Stage.Dawn + new Minutes(181)), stage.Lease(2).Window))
            .Replays();

    [Fact]
    public void Locks_roll_forward_hour_by_hour_and_a_call_goes_out_a_day_before_they_run_short() =>
        Given(Sell(Alice, 4, 2.00m) with { Hours = 500 }, Buy(Bob, 4, 2.00m) with { Hours = 300 }, Provision(Alice, 1))
            .When(Do(stage => Drain(stage, Bob, leaving: 16m)), Wait(1), Hours(3))
            .And(stage => Assert.Equal(2, stage.All<LocksRolled>().Count(rolled => rolled.Side == LockSide.Buyer)))
            .Purse(Bob, AccountKind.Available, 0)
            .Never<MarginCalled>()
            .When(Hours(143))
            .Once<MarginCalled>(call => Assert.Equal((LockSide.Buyer, Dollars.Amount(8m)), (call.Side, call.Shortfall)))
            .When(Hours(24))
            .Once<LeaseEnded>(ended => Assert.Equal((Stage.Dawn + new Minutes(1 + (170 * 60)), CloseReason.FundsShort), (ended.At, ended.Reason)))
            .Stands(1, LeaseState.ClosedByBuyer)
            .When(PassHours(26)).IsClosed(1)
            .Replays();

    [Fact]
    public void A_call_that_is_met_lets_the_lease_go_on() =>
        Given(Sell(Alice, 4, 2.00m) with { Hours = 500 }, Buy(Bob, 4, 2.00m) with { Hours = 300 }, Provision(Alice, 1))
            .When(Do(stage => Drain(stage, Bob, leaving: 0)), Wait(1), Hours(145))
            .Once<MarginCalled>(_ => { })
            .When(Do(new Deposit(Bob, 5_000_000_000, new(99))), Hours(100))
            .Never<LeaseEnded>()
            .Once<MarginCalled>(_ => { });

    [Fact]
    public void A_provider_whose_margin_runs_out_fails_the_lease() =>
        Given(
                Set(Setting.LockHorizonMinutes, 26 * 60), Set(Setting.ProvisionalMinutes, 100_000), Set(Setting.SignedProvisionalMinutes, 100_000),
                Sell(Alice, 4, 2.00m) with { From = 1, Hours = 300 }, Buy(Bob, 4, 2.00m) with { Hours = 300 }, Provision(Alice, 1))
            .When(Do(stage => Drain(stage, Alice, leaving: 0)), Wait(1), Hours(3))
            .Once<MarginCalled>(call => Assert.Equal(LockSide.Provider, call.Side))
            .When(Hours(24))
            .Once<LeaseEnded>(ended => Assert.Equal(CloseReason.MarginShort, ended.Reason))
            .Stands(1, LeaseState.CashSettled)
            .Replays();

    /// <summary>Six hours before the margin runs out the buyer ends the lease, with ten hours' notice: the other 260 hours it gave up.</summary>
    [Fact]
    public void What_the_buyer_had_given_up_is_not_compensated() =>
        Given(
                Set(Setting.LockHorizonMinutes, 26 * 60), Set(Setting.ProvisionalMinutes, 100_000), Set(Setting.SignedProvisionalMinutes, 100_000), Set(Setting.TerminationNoticeMinutes, 600),
                Sell(Alice, 4, 2.00m) with { From = 1, Hours = 300 }, Buy(Bob, 4, 2.00m) with { Hours = 300 }, Provision(Alice, 1))
            .When(Do(stage => Drain(stage, Alice, leaving: 0)), Wait(1), Hours(20), Do(new TerminateLease(Bob, new(1)))).ThenRefused(Refusal.None)
            .When(Hours(8))
            .Once<LeaseCashSettled>(settled => Assert.True(settled.Damages > Money.Zero, "Nothing was paid."))
            .And(stage =>
            {
                List<LeaseEnded> ended = stage.All<LeaseEnded>();
                Assert.Equal([CloseReason.Terminated, CloseReason.MarginShort], ended.Select(end => end.Reason));
                Assert.Equal(Dollars.PerGpuHour(2m) * (new Gpus(4) * (ended[0].At - ended[1].At)), stage.All<LeaseCashSettled>()[0].Damages);
            })
            .Replays();

    private static Scenario Leased(Func<Spec, Spec> offering) =>
        Given(
            Sell(Alice, 4, 2.00m) with { From = 1, Hours = 3, Offering = offering },
            Buy(Bob, 4, 2.00m) with { Hours = 3, Requiring = requirement => requirement with { Firmness = offering(default).Firmness } });

    private static Scenario Failing(params Act[] scene) => Leased(spec => spec).Given(scene);

    /// <summary>Hours in which both sides report the hour before as delivered.</summary>
    private static Act Hours(int hours) => Do(stage =>
    {
        for (int i = 0; i < hours; i++)
        {
            stage.Wait(60);
            stage.Execute(default(AdvanceTime));
            if (stage.State.Leases.Find(new(1)) < 0) continue;
            int hour = stage.Lease(1).FirstUnmetered;
            stage.Execute(new ReportHour(Alice, MeterSide.Provider, new(1), hour, MinuteBits.First(60), default));
            stage.Execute(new ReportHour(Bob, MeterSide.Buyer, new(1), hour, MinuteBits.First(60), default));
        }
    });

    private static void Drain(Stage stage, AccountId account, decimal leaving) => stage.Execute(new Withdraw(
        account, (stage.Purse(account, AccountKind.Available) - Dollars.Amount(leaving)).Sixtieths / Money.SixtiethsPerMicro, default));

    private static Money Escrow(decimal price) => Dollars.PerGpuHour(price) * (new Gpus(4) * new Minutes(164));
}
