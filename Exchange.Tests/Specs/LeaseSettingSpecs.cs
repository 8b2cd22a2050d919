using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Providers;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.LeaseWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>
/// Every number of the rules for leases and slashes is a setting: the same scene comes out as told by default, and otherwise with another
/// value. Alice leases Bob four GPUs at $2 for three hours.
/// </summary>
public sealed class LeaseSettingSpecs
{
    private static readonly Act[] Delivered = [Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, WholeHour)];
    private static readonly Act[] Lacking = [Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, 15), Wait(1_440)];
    private static readonly Act[] OneSided = [Provision(Alice, 1), Wait(61), Reports(Alice, MeterSide.Provider, 1, 0, WholeHour), Wait(60)];

    [Fact]
    public void A_lease_is_handed_over_in_time() =>
        Differs(Setting.ProvisionWithinMinutes, 30, 17, 32, stage => AfterDawn(stage.All<LeaseEnded>()[0].At), Pass(40));

    [Fact]
    public void A_lease_runs_on_for_its_notice() => Differs(
        Setting.TerminationNoticeMinutes, 10, 92, 42, stage => AfterDawn(stage.All<LeaseEnded>()[0].At), Provision(Alice, 1), Wait(31), Do(new TerminateLease(Bob, new(1))));

    [Fact]
    public void An_hour_waits_for_reports() =>
        Differs(Setting.MeteringDueMinutes, 30, 0, 1, stage => stage.All<HourMetered>().Count, Provision(Alice, 1), Wait(61), Reports(Alice, MeterSide.Provider, 1, 0, WholeHour), Wait(30));

    [Fact]
    public void An_hour_is_provisional() => Differs(Setting.ProvisionalMinutes, 100, 61 + 4_320, 61 + 100, stage => AfterDawn(stage.All<HourMetered>()[0].FinalAt), OneSided);

    [Fact]
    public void An_hour_that_both_signed_is_provisional() =>
        Differs(Setting.SignedProvisionalMinutes, 200, 61 + 1_440, 61 + 200, stage => AfterDawn(stage.All<HourMetered>()[0].FinalAt), Delivered);

    [Fact]
    public void A_silent_lease_is_failed() =>
        Differs(Setting.SilentHours, 1, CloseReason.WindowOver, CloseReason.GoneSilent, stage => stage.All<LeaseEnded>().Select(ended => ended.Reason).SingleOrDefault(), Provision(Alice, 1), Pass(130));

    [Fact]
    public void Undelivered_minutes_of_a_standard_lease_owe_damages() => Differs(Setting.StandardDamagesPercent, 20, 6.00m, 1.20m, Damages, [Bond(100), .. Lacking]);

    /// <summary>Half an hour of eight dollars is missed: less than the margin and a fifth of the bond.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(250)]
    public void Undelivered_minutes_of_a_firm_lease_owe_damages(int percent) =>
        Given(
                Set(Setting.FirmDamagesPercent, percent),
                Sell(Alice, 4, 2.00m) with { From = 1, Hours = 3, Offering = spec => spec with { Firmness = Firmness.Firm } },
                Buy(Bob, 4, 2.00m) with { Hours = 3, Requiring = requirement => requirement with { Firmness = Firmness.Firm } })
            .Given([Bond(100), Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, 30), Wait(1_440)])
            .And(stage => Assert.Equal(4m * percent / 100, Damages(stage)));

    /// <summary>The first hour and the third are missed, sixty minutes apart; each owes more than the margin that is left.</summary>
    [Theory]
    [InlineData(10, 2)]
    [InlineData(59, 2)]
    [InlineData(60, 1)]
    public void Failures_so_near_each_other_are_one_incident(int minutes, int incidents) =>
        Scene([Set(Setting.IncidentMinutes, minutes)])
            .Given(Bond(100), Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, 0), Wait(60), BothReport(Alice, Bob, 1, 1, WholeHour), Wait(60), BothReport(Alice, Bob, 1, 2, 0), PassHours(30))
            .And(stage => Assert.Equal(incidents, stage.All<IncidentOpened>().Count));

    /// <summary>Money is locked for a day and a half and nothing is left beside it.</summary>
    [Theory]
    [InlineData(1_440)]
    [InlineData(600)]
    public void A_call_goes_out_so_long_before_money_runs_short(int minutes) =>
        Given(
                Set(Setting.MarginCallMinutes, minutes), Set(Setting.LockHorizonMinutes, 36 * 60), Set(Setting.SilentHours, 1_000),
                Sell(Alice, 4, 2.00m) with { From = 1, Hours = 100 }, Buy(Bob, 4, 2.00m) with { Hours = 100 }, Provision(Alice, 1),
                Do(stage => stage.Execute(new Withdraw(Bob, stage.Purse(Bob, AccountKind.Available).Sixtieths / Money.SixtiethsPerMicro, default))))
            .When(Wait(1), PassHours(35 - (minutes / 60)))
            .Never<MarginCalled>()
            .When(PassHours(1))
            .Once<MarginCalled>(call => Assert.Equal((LockSide.Buyer, 1 + (36 * 60)), (call.Side, AfterDawn(call.Due))))
            .And(stage => Assert.Equal(minutes, AfterDawn(stage.Lease(1).BuyerCovered) - AfterDawn(stage.State.Now)));

    [Fact]
    public void An_incident_takes_so_much_of_the_bond() => Differs(
        Setting.IncidentBondBasisPoints, 100, 20.00m, 1.00m, stage => Dollar(stage.All<IncidentOpened>()[0].Cap), Bond(100), Pass(20));

    [Fact]
    public void The_house_has_its_fee_of_what_was_delivered() =>
        Differs(Setting.DeliveryFeeBasisPoints, 500, 0.08m, 0.40m, stage => Dollar(stage.All<HourSettled>()[0].Fee), [.. Delivered, Wait(1_440)]);

    [Fact]
    public void A_replacement_costs_at_most_so_much() => Differs(
        Setting.BuyInLimitPercent, 112, 1, 0, stage => stage.All<LeaseBoughtIn>().Count, Sell(Carol, 4, 2.25m, "other"), Wait(16));

    [Theory]
    [InlineData(Setting.DisputeDepositBasisPoints, 1_000, 100, 2, 10)]
    [InlineData(Setting.DisputeDepositFloorMicros, 5_000_000, 1, 1, 5)]
    public void A_dispute_costs_a_deposit(Setting setting, long value, int claim, int byDefault, int otherwise) =>
        Differs(setting, value, byDefault, otherwise, stage => (int)Dollar(stage.All<DisputeOpened>()[0].Deposit), [.. Delivered, Disputed(claim)]);

    [Fact]
    public void A_dispute_is_answered_in_time() => Differs(
        Setting.DisputeAnswerMinutes, 10, Refusal.None, Refusal.TooLate, stage => stage.Receipt.Refusal, [.. Delivered, Disputed(1), Wait(20), Do(new AnswerDispute(Alice, new(1), Accepts: false))]);

    [Fact]
    public void A_dispute_ends() =>
        Differs(Setting.DisputeLongestMinutes, 100, 0, 1, stage => stage.All<DisputeDecided>().Count, [.. Delivered, Disputed(1), Wait(100)]);

    [Fact]
    public void A_slash_may_be_appealed() => Differs(Setting.AppealMinutes, 10, 0, 1, stage => stage.All<SlashExecuted>().Count, Fraud, Wait(10));

    [Fact]
    public void Who_challenged_has_a_share_of_a_slash() => Differs(
        Setting.ChallengerShareBasisPoints, 5_000, 10m, 50m, stage => Dollar(stage.All<MoneyMoved>().Single(moved => moved.Reason == MoveReason.SlashToChallenger).Amount),
        Set(Setting.BondFloorMicros, 1), Bond(100), Set(Setting.BondFloorMicros, 1_000_000_000), Fraud, Wait(4_320));

    [Fact]
    public void Unbonding_takes_its_time() =>
        Differs(Setting.UnbondingMinutes, 100, 0, 1, stage => stage.All<UnbondingEnded>().Count, Bond(100), Do(new Unbond(Alice, 1_000_000)), Wait(100));

    private static Act Fraud => Do(stage => stage.Execute(new ProposeSlash(stage.Lease(1).Terms.Node, -1, SlashCause.Fraud, 1)));

    private static void Differs<T>(Setting setting, long value, T byDefault, T otherwise, Func<Stage, T> outcome, params Act[] acts)
    {
        Scene([]).Given(acts).And(stage => Assert.Equal(byDefault, outcome(stage)));
        Scene([Set(setting, value)]).Given(acts).And(stage => Assert.Equal(otherwise, outcome(stage)));
    }

    private static Scenario Scene(Act[] settings) => Given(settings).Given(Sell(Alice, 4, 2.00m) with { From = 1, Hours = 3 }, Buy(Bob, 4, 2.00m) with { Hours = 3 });

    private static Act Bond(int dollars) => Do(stage =>
    {
        stage.Execute(new RegisterProvider(Alice, Text("alice")));
        stage.Execute(new PostBond(Alice, dollars * 1_000_000L));
    });

    private static Act Disputed(int claim) => Do(new OpenDispute(Bob, new(1), 0, 0, claim * 1_000_000L));

    private static decimal Damages(Stage stage) => Dollar(stage.All<HourSettled>()[0].Damages);

    private static decimal Dollar(Money money) => money.Sixtieths / (decimal)Money.SixtiethsPerDollar;

    private static int AfterDawn(Minute minute) => (minute - Stage.Dawn).Count;
}
