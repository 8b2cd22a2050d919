using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.LeaseWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>A lease from its fill to its last settled hour. Four GPUs at $2 cost $8 an hour; their standard margin is $2.40.</summary>
public sealed class LeaseSpecs
{
    private const decimal Million = 1_000_000m;

    [Fact]
    public void An_hour_that_both_signed_is_paid_a_day_after_its_end()
    {
        Sold(hours: 1).When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, WholeHour), Wait(24 * 60 - 1))
            .Purse(Bob, AccountKind.LeaseEscrow, 8m)
            .When(Wait(1))
            .Purse(Bob, AccountKind.LeaseEscrow, 0)
            .Purse(Bob, AccountKind.Available, Million - 8.02m)
            .Purse(Alice, AccountKind.Available, Million + 8m - 0.08m)
            .Purse(Alice, AccountKind.ProviderMargin, 0)
            .Purse(AccountId.House, AccountKind.Fees, 0.10m)
            .IsClosed(1)
            .Replays();
    }

    [Fact]
    public void It_begins_with_its_window_and_is_active_once_it_is_handed_over() =>
        Sold(hours: 2)
            .Stands(1, LeaseState.Scheduled)
            .When(Wait(1)).Stands(1, LeaseState.Provisioning)
            .When(Provision(Alice, 1)).Stands(1, LeaseState.Active)
            .When(Wait(60), BothReport(Alice, Bob, 1, 0, 30)).Stands(1, LeaseState.Degraded)
            .When(Wait(60), BothReport(Alice, Bob, 1, 1, WholeHour)).Stands(1, LeaseState.Completed)
            .Replays();

    [Fact]
    public void What_only_one_side_reports_counts_three_days_later() =>
        Sold(hours: 1)
            .When(Provision(Alice, 1), Wait(61), Reports(Alice, MeterSide.Provider, 1, 0, WholeHour), Wait(60))
            .Once<HourMetered>(hour => Assert.Equal((MeterSource.OneSided, 60), (hour.Source, hour.Delivered.Count)))
            .When(Wait(71 * 60)).IsClosed(1)
            .Purse(Alice, AccountKind.Available, Million + 7.92m);

    [Fact]
    public void Minutes_not_delivered_return_to_the_buyer_and_owe_damages_out_of_margin_and_bond() =>
        Sold(hours: 1, bond: 100m)
            .When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, 15), Wait(24 * 60))
            .Once<HourSettled>(hour => Assert.Equal(
                (15, 45, Dollars.Amount(2m), Dollars.Amount(6m), Dollars.Amount(6m)), (hour.DeliveredMinutes, hour.UndeliveredMinutes, hour.Gross, hour.Refund, hour.Damages)))
            .Purse(Bob, AccountKind.Available, Million - 0.02m - 2m + 6m)
            .Purse(Alice, AccountKind.Bond, 100m - 3.60m)
            .Purse(Alice, AccountKind.Available, Million - 100m + 1.98m - 2.40m)
            .Replays();

    [Fact]
    public void One_incident_takes_no_more_than_its_share_of_the_bond() =>
        Sold(hours: 3, bond: 10m)
            .When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, 0), Wait(60), BothReport(Alice, Bob, 1, 1, 0), Wait(60), BothReport(Alice, Bob, 1, 2, 0), PassHours(30))
            .Once<IncidentOpened>(incident => Assert.Equal(Dollars.Amount(2m), incident.Cap))
            .Purse(Alice, AccountKind.Bond, 8m)
            .Purse(Bob, AccountKind.Available, Million - 0.06m + 7.20m + 2m)
            .IsClosed(1);

    [Fact]
    public void Failures_far_apart_are_incidents_of_their_own() =>
        Sold(hours: 3, bond: 10m)
            .When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, 0), Wait(60), BothReport(Alice, Bob, 1, 1, WholeHour), Wait(60), BothReport(Alice, Bob, 1, 2, 0), PassHours(30))
            .And(stage => Assert.Equal([Dollars.Amount(2m), Dollars.Amount(1.84m)], stage.All<IncidentOpened>().Select(incident => incident.Cap)))
            .Purse(Alice, AccountKind.Bond, 7.36m)
            .IsClosed(1);

    [Fact]
    public void A_firm_lease_owes_five_times_the_price() =>
        Sold(hours: 1, bond: 1_000m, offering: spec => spec with { Firmness = Firmness.Firm })
            .When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, 30), Wait(24 * 60))
            .Once<HourSettled>(hour => Assert.Equal(Dollars.Amount(20m), hour.Damages));

    [Fact]
    public void An_interruptible_lease_owes_nothing() =>
        Sold(hours: 1, bond: 1_000m, offering: spec => spec with { Firmness = Firmness.Interruptible })
            .When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, 30), Wait(24 * 60))
            .Once<HourSettled>(hour => Assert.Equal(Money.Zero, hour.Damages))
            .Purse(Bob, AccountKind.Available, Million - 0.02m - 4m);

    [Fact]
    public void Where_the_provider_names_none_the_lowest_free_units_serve() =>
        Given(Sell(Alice, gpus: 8, at: 2.00m), Buy(Bob, 4, 2.00m), Buy(Carol, 4, 2.00m))
            .When(Provision(Alice, 1, firstUnit: 2), Do(new AssignFreeUnits(Bob, new(2)))).ThenRefused(Refusal.UnknownLease)
            .When(Do(new AssignFreeUnits(Alice, new(2))))
            .And(stage => Assert.Equal([(2, 4), (0, 2), (6, 2)], stage.All<UnitsAssigned>().Select(assigned => (assigned.First, assigned.Count))))
            .When(Do(new AssignFreeUnits(Alice, new(2)))).ThenReceipt(receipt => Assert.True(receipt.Repeated))
            .When(Do(new EndLease(new(2))), Do(new AssignFreeUnits(Alice, new(2)))).ThenReceipt(receipt => Assert.True(receipt.Repeated))
            .Replays();

    [Fact]
    public void Units_are_named_once_for_any_minute() =>
        Given(Sell(Alice, gpus: 8, at: 2.00m), Buy(Bob, 4, 2.00m), Buy(Carol, 4, 2.00m))
            .When(Provision(Alice, 1, firstUnit: 4), Do(new AssignUnits(Alice, new(2), 6, 2))).ThenRefused(Refusal.UnitsNotFree)
            .When(Do(new ProvisionLease(Alice, new(2), Handovers.Container, default))).ThenRefused(Refusal.UnitsNotFree)
            .When(Do(new AssignUnits(Alice, new(2), 0, 2)), Do(new AssignUnits(Alice, new(2), 2, 3))).ThenRefused(Refusal.GpusOutOfRange)
            .When(Do(new AssignUnits(Alice, new(2), 2, 2)), Do(new AssignUnits(Alice, new(2), 2, 2)))
            .ThenReceipt(receipt => Assert.True(receipt.Repeated))
            .When(Do(new AssignUnits(Bob, new(2), 2, 2))).ThenRefused(Refusal.UnknownLease)
            .When(Do(new ProvisionLease(Alice, new(2), Handovers.Container | Handovers.Vm, default))).ThenRefused(Refusal.TermsContradict)
            .When(Do(new ProvisionLease(Alice, new(2), Handovers.Vm, default))).ThenReceipt(receipt => Assert.True(receipt.Accepted))
            .When(Do(new ProvisionLease(Alice, new(2), Handovers.Vm, default))).ThenRefused(Refusal.AlreadyDone)
            .Replays();

    [Fact]
    public void An_hour_is_reported_once_by_each_side_after_its_end_and_within_its_minutes() =>
        Sold(hours: 2)
            .When(Provision(Alice, 1), Wait(60), Reports(Alice, MeterSide.Provider, 1, 0, WholeHour)).ThenRefused(Refusal.NotYet)
            .When(Wait(1), Reports(Alice, MeterSide.Provider, 1, 0, WholeHour), Reports(Alice, MeterSide.Provider, 1, 0, 59)).ThenRefused(Refusal.AlreadyDone)
            .When(Reports(Carol, MeterSide.Buyer, 1, 0, WholeHour)).ThenRefused(Refusal.UnknownLease)
            .When(Reports(Alicia, MeterSide.Monitor, 1, 0, WholeHour)).ThenRefused(Refusal.UnknownLease)
            .When(Do(new ReportHour(Bob, MeterSide.Buyer, new(1), 0, new MinuteBits(1L << 60), default))).ThenRefused(Refusal.ValueOutOfRange)
            .When(Wait(60), Reports(Bob, MeterSide.Buyer, 1, 0, WholeHour)).ThenRefused(Refusal.TooLate);

    [Fact]
    public void Where_the_sides_contradict_each_other_three_monitors_decide_by_majority() =>
        Sold(hours: 1)
            .When(Provision(Alice, 1), Wait(61), Reports(Alice, MeterSide.Provider, 1, 0, WholeHour), Reports(Bob, MeterSide.Buyer, 1, 0, 0))
            .Never<HourMetered>()
            .When(Do(new OpenAccount(default, Text("monitor"))))
            .When(
                Reports(Carol, MeterSide.Monitor, 1, 0, 40), Reports(Dave, MeterSide.Monitor, 1, 0, 20), Reports(new(6), MeterSide.Monitor, 1, 0, 30), Wait(60))
            .Once<HourMetered>(hour => Assert.Equal((MeterSource.Monitors, MinuteBits.First(30)), (hour.Source, hour.Delivered)));

    [Fact]
    public void Where_nothing_else_is_known_contested_minutes_are_neither_paid_nor_owed_for() =>
        Sold(hours: 1, bond: 100m)
            .When(Provision(Alice, 1), Wait(61), Reports(Alice, MeterSide.Provider, 1, 0, 50), Reports(Bob, MeterSide.Buyer, 1, 0, 20), PassHours(80))
            .Once<HourSettled>(hour => Assert.Equal((20, 30, 10), (hour.DeliveredMinutes, hour.ExcusedMinutes, hour.UndeliveredMinutes)))
            .IsClosed(1);

    [Fact]
    public void A_lease_of_which_nobody_says_anything_for_three_hours_is_failed() =>
        Sold(hours: 24)
            .When(Provision(Alice, 1), PassHours(5))
            .Once<LeaseEnded>(ended => Assert.Equal(CloseReason.GoneSilent, ended.Reason))
            .Stands(1, LeaseState.CashSettled)
            .Replays();

    [Fact]
    public void The_buyer_ends_it_at_an_hours_notice_and_pays_until_then() =>
        Sold(hours: 10)
            .When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, WholeHour), Do(new TerminateLease(Bob, new(1))))
            .Once<LeaseEnded>(ended => Assert.Equal((Stage.Dawn + new Minutes(122), CloseReason.Terminated), (ended.At, ended.Reason)))
            .Purse(Bob, AccountKind.LeaseEscrow, 16m + (8m / 60))
            .When(Do(new TerminateLease(Bob, new(1)))).ThenRefused(Refusal.LeaseStateContradicts)
            .When(Wait(60), BothReport(Alice, Bob, 1, 1, WholeHour), Wait(1)).Stands(1, LeaseState.ClosedByBuyer)
            .When(BothReport(Alice, Bob, 1, 2, 1), PassHours(26)).IsClosed(1)
            .Replays();

    [Fact]
    public void One_bought_ahead_and_ended_before_it_begins_still_lasts_for_the_notice() =>
        Given(Sell(Alice, 4, 2.00m) with { From = 600, Hours = 10 }, Buy(Bob, 4, 2.00m) with { Hours = 10, Between = (600, 600) })
            .When(Wait(1), Do(new TerminateLease(Bob, new(1))))
            .Once<LeaseEnded>(ended => Assert.Equal((Stage.Dawn + new Minutes(660), CloseReason.Terminated), (ended.At, ended.Reason)))
            .Purse(Bob, AccountKind.LeaseEscrow, 8m)
            .When(Provision(Alice, 1), Wait(660), BothReport(Alice, Bob, 1, 0, WholeHour), PassHours(25))
            .And(stage => Assert.Equal(Dollars.Amount(8m), stage.All<HourSettled>()[0].Gross)).IsClosed(1)
            .Replays();

    [Fact]
    public void What_is_no_longer_than_the_notice_is_not_ended() =>
        Given(Sell(Alice, 4, 2.00m) with { From = 600, Hours = 1 }, Buy(Bob, 4, 2.00m) with { Between = (600, 600) })
            .When(Do(new TerminateLease(Bob, new(1)))).ThenRefused(Refusal.TooLate);

    [Fact]
    public void What_it_did_not_use_returns_to_an_ask_that_says_so_at_the_back_of_the_queue() =>
        Given(
                Sell(Alice, gpus: 8, at: 2.00m) with { On = terms => terms with { Flags = OrderFlags.Replenish } },
                Buy(Bob, 4, 2.00m) with { Hours = 10 },
                Sell(Carol, 1, 2.00m, "later"))
            .When(Do(new TerminateLease(Bob, new(1))))
            .Then(Rested("ask"))
            .Once<RectangleReturned>(returned => Assert.Equal((4, Stage.Dawn + new Minutes(61)), (returned.Gpus.Count, returned.Window.From)))
            .When(Buy(Dave, 1, 2.00m, "next"))
            .Then(Filled("later", "next", 1, 2.00m));

    [Fact]
    public void The_operator_ends_it_at_nobodys_cost() =>
        Sold(hours: 10)
            .When(Provision(Alice, 1), Wait(30), Do(new EndLease(new(1))), Wait(1)).Stands(1, LeaseState.ClosedByExchange)
            .Purse(Bob, AccountKind.LeaseEscrow, 4m);

    private static Scenario Sold(int hours, decimal bond = 0, Func<Spec, Spec>? offering = null) =>
        Given(
            Do(stage => PostBond(stage, bond)),
            Sell(Alice, gpus: 4, at: 2.00m) with { From = 1, Hours = hours, Offering = offering ?? (spec => spec) },
            Buy(Bob, 4, 2.00m) with { Hours = hours, Requiring = requirement => requirement with { Firmness = (offering ?? (spec => spec))(default).Firmness } });

    private static void PostBond(Stage stage, decimal dollars)
    {
        if (dollars > 0) stage.Execute(new Bonded(Alice, Dollars.Amount(dollars)));
    }

    private readonly record struct Bonded(AccountId Who, Money Amount) : ICommand<Bonded>
    {
        public static Receipt Decide(in Bonded command, Exchange.Engine.Decisions.Decision decision)
        {
            decision.Record(new MoneyMoved(command.Who, AccountKind.Available, command.Who, AccountKind.Bond, command.Amount, MoveReason.BondPosted, default, default, default));
            return default;
        }
    }
}
