using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.LeaseWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>
/// Hours that are not final can be disputed; fault is attributed before any money moves. Alice says that she delivered an hour of $8,
/// Bob says that she delivered half of it.
/// </summary>
public sealed class DisputeSpecs
{
    private const decimal Million = 1_000_000m;

    [Fact]
    public void A_dispute_costs_a_deposit_and_holds_the_hour_back() =>
        Disputed(by: Bob, dollars: 100m)
            .Purse(Bob, AccountKind.Payable, 2m)
            .When(PassHours(13 * 24)).Never<HourSettled>()
            .When(PassHours(2 * 24)).Once<HourSettled>(hour => Assert.Equal((30, 30), (hour.DeliveredMinutes, hour.ExcusedMinutes)))
            .Purse(Bob, AccountKind.Payable, 0)
            .IsClosed(1)
            .Replays();

    [Fact]
    public void The_deposit_is_a_dollar_at_least() => Disputed(by: Bob, dollars: 4m).Purse(Bob, AccountKind.Payable, 1m);

    [Fact]
    public void Upheld_for_the_buyer_the_hour_is_what_the_buyer_said() =>
        Disputed(by: Bob, dollars: 4m)
            .When(Do(new DecideDispute(new(1), Fault.Provider, Upheld: true)), PassHours(80))
            .Once<HourSettled>(hour => Assert.Equal((30, 30, Dollars.Amount(2.40m)), (hour.DeliveredMinutes, hour.UndeliveredMinutes, hour.Damages)))
            .Purse(Bob, AccountKind.Available, Million - 0.02m - 4m + 2.40m)
            .Purse(Bob, AccountKind.Payable, 0)
            .Replays();

    [Fact]
    public void Upheld_for_the_provider_the_hour_is_what_the_provider_said() =>
        Disputed(by: Alice, dollars: 4m)
            .When(Do(new DecideDispute(new(1), Fault.Buyer, Upheld: true)), PassHours(80))
            .Once<HourSettled>(hour => Assert.Equal(60, hour.DeliveredMinutes))
            .Purse(Alice, AccountKind.Available, Million + 7.92m);

    [Fact]
    public void Who_disputed_without_ground_loses_the_deposit_to_the_other_side() =>
        Disputed(by: Bob, dollars: 4m)
            .When(Do(new DecideDispute(new(1), Fault.Buyer, Upheld: false)), PassHours(80))
            .Purse(Alice, AccountKind.Available, Million + 1m + 3.96m)
            .Purse(Bob, AccountKind.Available, Million - 0.02m - 4m - 1m);

    [Fact]
    public void Where_the_exchange_is_at_fault_what_is_contested_is_excused() =>
        Disputed(by: Bob, dollars: 4m)
            .When(Do(new DecideDispute(new(1), Fault.Exchange, Upheld: false)), PassHours(80))
            .Once<HourSettled>(hour => Assert.Equal((30, 30, 0), (hour.DeliveredMinutes, hour.ExcusedMinutes, hour.UndeliveredMinutes)))
            .Purse(Bob, AccountKind.Available, Million - 0.02m - 4m);

    [Fact]
    public void Who_accepts_the_claim_ends_the_dispute() =>
        Disputed(by: Bob, dollars: 4m)
            .When(Do(new AnswerDispute(Alice, new(1), Accepts: true)))
            .Once<DisputeDecided>(decided => Assert.Equal((Fault.Provider, true), (decided.Fault, decided.Upheld)))
            .When(Do(new AnswerDispute(Alice, new(1), Accepts: true))).ThenRefused(Refusal.UnknownDispute);

    [Fact]
    public void Only_the_other_side_answers_once_and_within_two_days() =>
        Disputed(by: Bob, dollars: 4m)
            .When(Do(new AnswerDispute(Bob, new(1), Accepts: false))).ThenRefused(Refusal.UnknownDispute)
            .When(Do(new AnswerDispute(Carol, new(1), Accepts: false))).ThenRefused(Refusal.UnknownDispute)
            .When(Do(new AnswerDispute(Alice, new(1), Accepts: false)), Do(new AnswerDispute(Alice, new(1), Accepts: false))).ThenRefused(Refusal.AlreadyDone)
            .When(Do(new OpenDispute(Bob, new(1), 0, 0, 1))).ThenRefused(Refusal.AlreadyDone);

    [Fact]
    public void An_answer_after_two_days_is_too_late() =>
        Disputed(by: Bob, dollars: 4m).When(PassHours(49), Do(new AnswerDispute(Alice, new(1), Accepts: false))).ThenRefused(Refusal.TooLate);

    [Fact]
    public void Only_metered_hours_that_are_not_final_are_disputed_by_those_whose_lease_it_is() =>
        Contested()
            .When(Do(new OpenDispute(Carol, new(1), 0, 0, 1))).ThenRefused(Refusal.UnknownLease)
            .When(Do(new OpenDispute(Bob, new(1), 0, 1, 1))).ThenRefused(Refusal.ValueOutOfRange)
            .When(Do(new OpenDispute(Bob, new(1), 0, 0, 0))).ThenRefused(Refusal.ValueOutOfRange)
            .When(Do(stage => stage.Execute(new Withdraw(Bob, stage.Purse(Bob, AccountKind.Available).Sixtieths / Money.SixtiethsPerMicro, default))), Do(new OpenDispute(Bob, new(1), 0, 0, 1)))
            .ThenRefused(Refusal.InsufficientFunds)
            .When(PassHours(80), Do(new OpenDispute(Bob, new(1), 0, 0, 1))).ThenRefused(Refusal.UnknownLease);

    [Fact]
    public void A_provider_that_reported_nothing_and_is_right_is_paid_for_all_it_handed_over() =>
        OneSided(Reports(Bob, MeterSide.Buyer, 1, 0, 0))
            .When(Do(new OpenDispute(Alice, new(1), 0, 0, 8_000_000)), Do(new DecideDispute(new(1), Fault.Buyer, Upheld: true)), PassHours(80))
            .Once<HourSettled>(hour => Assert.Equal((49, 11, Dollars.Amount(8m * 49 / 60)), (hour.DeliveredMinutes, hour.UndeliveredMinutes, hour.Gross)))
            .Replays();

    [Fact]
    public void A_buyer_that_reported_nothing_and_is_right_pays_for_nothing() =>
        OneSided(Reports(Alice, MeterSide.Provider, 1, 0, WholeHour))
            .When(Do(new OpenDispute(Bob, new(1), 0, 0, 8_000_000)), Do(new DecideDispute(new(1), Fault.Provider, Upheld: true)), PassHours(80))
            .Once<HourSettled>(hour => Assert.Equal((0, 60), (hour.DeliveredMinutes, hour.UndeliveredMinutes)));

    [Fact]
    public void Where_both_are_at_fault_what_both_reported_counts_and_the_rest_is_excused() =>
        Disputed(by: Alice, dollars: 4m)
            .When(Do(new DecideDispute(new(1), Fault.Shared, Upheld: true)), PassHours(80))
            .Once<HourSettled>(hour => Assert.Equal((30, 30, 0, Money.Zero), (hour.DeliveredMinutes, hour.ExcusedMinutes, hour.UndeliveredMinutes, hour.Damages)))
            .Purse(Alice, AccountKind.Payable, 0)
            .Purse(Bob, AccountKind.Available, Million - 0.02m - 4m);

    [Fact]
    public void Where_both_are_at_fault_and_one_reported_nothing_all_is_excused() =>
        OneSided(Reports(Alice, MeterSide.Provider, 1, 0, WholeHour))
            .When(Do(new OpenDispute(Bob, new(1), 0, 0, 8_000_000)), Do(new DecideDispute(new(1), Fault.Shared, Upheld: true)), PassHours(80))
            .Once<HourSettled>(hour => Assert.Equal(60, hour.ExcusedMinutes));

    [Fact]
    public void A_side_disputes_an_hour_once_so_that_it_becomes_final_after_two_weeks_at_the_latest() =>
        Disputed(by: Bob, dollars: 4m)
            .When(PassHours((14 * 24) - 1), Do(new DecideDispute(new(1), Fault.None, Upheld: true)))
            .When(Do(new OpenDispute(Bob, new(1), 0, 0, 1))).ThenRefused(Refusal.AlreadyDone)
            .When(Do(new OpenDispute(Alice, new(1), 0, 0, 1))).ThenRefused(Refusal.TooLate)
            .When(PassHours(1)).Once<HourSettled>(_ => { })
            .Replays();

    /// <summary>Alice alone says something of the hour, and disputes it herself before Bob does.</summary>
    [Fact]
    public void Who_disputes_first_does_not_keep_the_other_side_from_it() =>
        OneSided(Reports(Alice, MeterSide.Provider, 1, 0, WholeHour))
            .When(Do(new OpenDispute(Alice, new(1), 0, 0, 1)), Do(new OpenDispute(Bob, new(1), 0, 0, 8_000_000))).ThenRefused(Refusal.None)
            .When(Do(new DecideDispute(new(1), Fault.Provider, Upheld: false)), PassHours(80)).Never<HourSettled>()
            .When(Do(new DecideDispute(new(2), Fault.Provider, Upheld: true)), PassHours(1))
            .Once<HourSettled>(hour => Assert.Equal((0, 60), (hour.DeliveredMinutes, hour.UndeliveredMinutes)))
            .Purse(Alice, AccountKind.Payable, 0).Purse(Bob, AccountKind.Payable, 0)
            .Replays();

    [Fact]
    public void A_snapshot_knows_who_disputed() =>
        Disputed(by: Alice, dollars: 4m)
            .And(stage =>
            {
                ExchangeState copy = StateSnapshot.Copy(stage.State, 16);
                LeaseHour hour = copy.Leases.Hour(copy.Leases.FirstHour(copy.Leases.Find(new(1))));
                Assert.Equal((new DisputeId(1), default, 1), (hour.ProviderDispute, hour.BuyerDispute, hour.OpenDisputes));
                Assert.Equal(stage.State.Hash(), copy.Hash());
            });

    /// <summary>The second hour is final first, and waits for the first one to be metered.</summary>
    [Fact]
    public void What_is_final_is_not_disputed_even_while_it_waits_for_an_earlier_hour() =>
        Given(
                Set(Setting.SignedProvisionalMinutes, 10), Set(Setting.MeteringDueMinutes, 600), Sell(Alice, 4, 2.00m) with { From = 1, Hours = 2 }, Buy(Bob, 4, 2.00m) with { Hours = 2 },
                Provision(Alice, 1), Wait(121), BothReport(Alice, Bob, 1, 1, WholeHour))
            .When(Wait(10), Do(new OpenDispute(Bob, new(1), 1, 1, 1))).ThenRefused(Refusal.TooLate)
            .Never<HourSettled>();

    [Fact]
    public void No_bond_returns_while_a_dispute_is_open() =>
        Given(Do(new RegisterProvider(Alice, Text("alice"))), Do(new PostBond(Alice, 50_000_000)), Set(Setting.UnbondingMinutes, 200), Do(new Unbond(Alice, 20_000_000)))
            .Given(Contesting)
            .When(Do(new OpenDispute(Bob, new(1), 0, 0, 4_000_000)), Wait(100)).Purse(Alice, AccountKind.Bond, 50m)
            .When(Do(new DecideDispute(new(1), Fault.None, Upheld: false)), Wait(1)).Purse(Alice, AccountKind.Bond, 30m)
            .Replays();

    /// <summary>An hour handed over after eleven minutes, of which one side alone says something.</summary>
    private static Scenario OneSided(Act report) =>
        Given(Sell(Alice, 4, 2.00m) with { From = 1, Hours = 1 }, Buy(Bob, 4, 2.00m), Wait(12), Provision(Alice, 1), Wait(49), report, Wait(60));

    /// <summary>An hour that Alice calls whole and Bob calls half; nothing else is known of it.</summary>
    private static Act[] Contesting =>
    [
        Sell(Alice, gpus: 4, at: 2.00m) with { From = 1, Hours = 1 }, Buy(Bob, 4, 2.00m), Provision(Alice, 1), Wait(61),
        Reports(Alice, MeterSide.Provider, 1, 0, 60), Reports(Bob, MeterSide.Buyer, 1, 0, 30), Wait(60),
    ];

    private static Scenario Contested() => Given(Contesting);

    private static Scenario Disputed(AccountId by, decimal dollars) => Contested().Given(Do(new OpenDispute(by, new(1), 0, 0, (long)(dollars * 1_000_000))));
}
