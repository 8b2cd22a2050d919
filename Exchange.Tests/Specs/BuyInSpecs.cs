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
/// A lease of months is failed in its first hour, and others offer the same. What costs no more than the contract is bought for all the
/// time that is left; what is dearer for as far ahead as the difference is secured. Alice fails four GPUs at $2 for 3,000 hours; her
/// margin is 30 % of a week and of the quarter of an hour that it was rolled forward.
/// </summary>
public sealed class BuyInSpecs
{
    private const int Hours = 3_000;
    private const int Week = 168;
    private const decimal Margin = 403.20m + 0.60m;
    private static readonly Minutes Left = new((Hours * 60) - 16);

    [Fact]
    public void At_the_same_price_all_the_time_that_is_left_is_bought_in() =>
        Failing(Long(Carol, 4, 2.00m))
            .When(Wait(16))
            .Once<LeaseBoughtIn>(bought => Assert.Equal((4, Left, Dollars.Amount(3.36m)), (bought.Gpus.Count, bought.Duration, bought.Difference)))
            .Never<LeaseCashSettled>()
            .Stands(1, LeaseState.BoughtIn)
            .And(stage => Assert.Equal((Carol, Left), (stage.Lease(2).Terms.Provider, stage.Lease(2).Window.Length)))
            .Replays();

    [Fact]
    public void What_costs_no_more_needs_nobody_to_answer_for_it_and_the_house_waives_its_fee() =>
        Failing([Set(Setting.StandardMarginBasisPoints, 0)], Long(Carol, 4, 1.99m))
            .When(Wait(16))
            .Once<LeaseBoughtIn>(bought => Assert.Equal((4, Left, Money.Zero), (bought.Gpus.Count, bought.Duration, bought.Difference)))
            .Stands(1, LeaseState.BoughtIn);

    [Fact]
    public void A_little_dearer_it_is_bought_for_all_the_time_where_the_margin_covers_that() =>
        Failing(Long(Carol, 4, 2.03m))
            .When(Wait(16))
            .Once<LeaseBoughtIn>(bought => Assert.Equal((4, Left), (bought.Gpus.Count, bought.Duration)))
            .Once<LeaseBoughtIn>(bought => Assert.Equal((Dollars.PerGpuHour(0.03m) * (new Gpus(4) * Left)) + Dollars.Amount(4 * 2.03m * Week * 0.0025m), bought.Difference))
            .Stands(1, LeaseState.BoughtIn);

    [Fact]
    public void Dearer_than_that_it_is_bought_as_far_ahead_as_anything_is_secured_and_the_rest_paid_for() =>
        Failing(Long(Carol, 4, 2.50m))
            .When(Wait(16))
            .Once<LeaseBoughtIn>(bought => Assert.Equal((4, Minutes.FromHours(Week), Dollars.Amount(336m + 4.20m)), (bought.Gpus.Count, bought.Duration, bought.Difference)))
            .Once<LeaseCashSettled>(settled => Assert.Equal((4, Dollars.Amount(Margin - 340.20m), NotBoughtIn.ForPartOfTheTime), (settled.Gpus.Count, settled.Damages, settled.Why)))
            .Stands(1, LeaseState.CashSettled)
            .And(stage => Assert.Equal(Minutes.FromHours(Week), stage.Lease(2).Window.Length))
            .Replays();

    [Fact]
    public void Dearer_than_anybody_answers_for_even_so_it_is_paid_for() =>
        Failing(Long(Carol, 4, 2.61m))
            .When(Wait(16))
            .Never<LeaseBoughtIn>()
            .Once<LeaseCashSettled>(settled => Assert.Equal((4, Dollars.Amount(Margin), NotBoughtIn.DifferenceNotCovered), (settled.Gpus.Count, settled.Damages, settled.Why)));

    [Fact]
    public void The_insurance_answers_for_a_week_and_not_for_months() =>
        Failing([.. Insured(1_000)], Long(Carol, 4, 2.70m))
            .When(Wait(16))
            .Once<LeaseBoughtIn>(bought => Assert.Equal((4, Minutes.FromHours(Week), Dollars.Amount(470.40m)), (bought.Gpus.Count, bought.Duration, bought.Difference)))
            .Purse(AccountId.House, AccountKind.Insurance, 1_000 - (470.40m - Margin))
            .Once<LeaseCashSettled>(settled => Assert.Equal(Money.Zero, settled.Damages));

    /// <summary>The margin is $66.60 short of the difference for a week: a tenth of $666.</summary>
    [Theory]
    [InlineData(666, true)]
    [InlineData(665, false)]
    public void One_incident_takes_no_more_than_a_tenth_of_the_insurance(int insured, bool bought) =>
        Failing([.. Insured(insured)], Long(Carol, 4, 2.70m))
            .When(Wait(16))
            .And(stage => Assert.Equal(bought, stage.All<LeaseBoughtIn>().Count == 1))
            .Purse(AccountId.House, AccountKind.Insurance, bought ? insured - 66.60m : insured)
            .Replays();

    [Fact]
    public void Leases_that_fail_together_share_that_tenth() =>
        Given([.. Insured(666), Sell(Alice, 8, 2.00m) with { From = 1, Hours = Hours }, Buy(Bob, 4, 2.00m) with { Hours = Hours }, Buy(Dave, 4, 2.00m) with { Hours = Hours }])
            .Given(Long(Carol, 8, 2.70m))
            .When(Wait(16))
            .Once<IncidentOpened>(_ => { })
            .Once<LeaseBoughtIn>(bought => Assert.Equal(Dollars.Amount(470.40m), bought.Difference))
            .Purse(AccountId.House, AccountKind.Insurance, 666 - 66.60m)
            .Replays();

    /// <summary>The tenth is $100: one difference, and not two, however many places the provider calls its racks by.</summary>
    [Fact]
    public void So_do_those_of_one_owner_in_places_of_their_own() =>
        Given([.. Insured(1_000), In("eu/de/one", "first"), Buy(Bob, 4, 2.00m) with { Hours = Hours }, In("eu/de/two", "second"), Buy(Dave, 4, 2.00m) with { Hours = Hours }])
            .Given(Long(Carol, 8, 2.70m))
            .When(Wait(16))
            .And(stage => Assert.Equal(2, stage.All<IncidentOpened>().Count))
            .Once<LeaseBoughtIn>(bought => Assert.Equal(Dollars.Amount(470.40m), bought.Difference))
            .Purse(AccountId.House, AccountKind.Insurance, 1_000 - 66.60m)
            .Replays();

    [Fact]
    public void Where_nobody_offers_all_the_time_a_week_is_bought() =>
        Failing(Sell(Carol, 4, 2.00m, "other") with { Hours = Week + 1 })
            .When(Wait(16))
            .Once<LeaseBoughtIn>(bought => Assert.Equal((4, Minutes.FromHours(Week)), (bought.Gpus.Count, bought.Duration)))
            .Stands(1, LeaseState.CashSettled);

    [Fact]
    public void The_cheaper_part_is_bought_for_all_the_time_and_the_dearer_for_a_week() =>
        Failing(Long(Carol, 1, 2.00m), Long(Dave, 3, 2.50m))
            .When(Wait(16))
            .And(stage => Assert.Equal([(1, Left), (3, Minutes.FromHours(Week))], stage.All<LeaseBoughtIn>().Select(bought => (bought.Gpus.Count, bought.Duration))))
            .Once<LeaseCashSettled>(settled => Assert.Equal((3, NotBoughtIn.ForPartOfTheTime), (settled.Gpus.Count, settled.Why)))
            .Replays();

    [Theory]
    [InlineData(2.00, true)]
    [InlineData(2.01, false)]
    public void The_same_provider_may_serve_from_another_node_but_not_at_a_better_price(double price, bool bought) =>
        Failing(Register(Alice, "second", 8, 8), Long(Alice, 4, (decimal)price) with { Node = "second" })
            .When(Wait(16)).Stands(1, bought ? LeaseState.BoughtIn : LeaseState.CashSettled);

    [Theory]
    [InlineData(2.00, true)]
    [InlineData(2.01, false)]
    public void Nor_may_another_account_of_its_owner(double price, bool bought) =>
        Failing(Long(Alicia, 4, (decimal)price)).When(Wait(16)).Stands(1, bought ? LeaseState.BoughtIn : LeaseState.CashSettled);

    [Fact]
    public void The_node_that_failed_serves_nothing_of_it() =>
        Failing(Long(Alice, 4, 2.00m))
            .When(Wait(16))
            .Once<LeaseCashSettled>(settled => Assert.Equal(NotBoughtIn.NothingOffered, settled.Why));

    [Fact]
    public void What_the_buyer_offers_itself_stands_in_nobodys_way() =>
        Failing(Long(Bob, 8, 1.90m), Long(Carol, 4, 2.00m)).When(Wait(16)).Stands(1, LeaseState.BoughtIn).Open("Bob", 8);

    [Fact]
    public void A_buyer_whose_money_is_all_in_the_lease_goes_on_with_what_was_in_it() =>
        Failing(Long(Carol, 4, 2.00m), Do(stage => stage.Execute(new Withdraw(Bob, stage.Purse(Bob, AccountKind.Available).Sixtieths / Money.SixtiethsPerMicro, default))))
            .When(Wait(16)).Stands(1, LeaseState.BoughtIn)
            .And(stage => Assert.Equal(new Minutes(17 + (Week * 60) - 16), stage.Lease(2).BuyerCovered - Stage.Dawn))
            .And(stage => Assert.Equal(stage.Lease(2).PriceOf((Week * 60) - 16), stage.Lease(2).Escrow))
            .Replays();

    [Fact]
    public void The_limit_is_twice_the_price_for_the_sku_that_was_leased_whatever_its_factor() =>
        Given(
                Sell(Alice, 4, 1.50m) with { Sku = Cast.A100, From = 1, Hours = Hours },
                Buy(Bob, 4, 2.00m) with { Hours = Hours, Requiring = Either },
                Long(Carol, 4, 1.50m) with { Sku = Cast.A100 })
            .When(Wait(16)).Stands(1, LeaseState.BoughtIn);

    [Fact]
    public void No_other_sku_is_bought_at_more_than_twice_the_price_either() =>
        Given(
                Set(Setting.StandardMarginBasisPoints, 10_000),
                Sell(Alice, 4, 0.50m) with { Sku = Cast.A100, From = 1, Hours = 100 },
                Buy(Bob, 4, 2.00m) with { Hours = 100, Requiring = Either },
                Sell(Carol, 4, 1.01m, "other") with { Hours = 100 })
            .When(Wait(16))
            .Once<LeaseCashSettled>(settled => Assert.Equal(NotBoughtIn.NothingOffered, settled.Why));

    [Fact]
    public void A_lease_that_fails_before_it_begins_is_bought_in_for_its_own_time() =>
        Given(
                Set(Setting.AppealMinutes, 0), Sell(Alice, 4, 2.00m) with { From = 1, Hours = 200 },
                Buy(Bob, 4, 2.00m) with { Hours = 10, Between = (1_000, 1_000) },
                Long(Carol, 4, 2.00m),
                Do(stage => stage.Execute(new ProposeSlash(stage.Lease(1).Terms.Node, -1, SlashCause.Fraud, 1))))
            .When(Wait(1)).Stands(1, LeaseState.BoughtIn)
            .And(stage => Assert.Equal(new Window(Stage.Dawn + new Minutes(1_000), Stage.Dawn + new Minutes(1_600)), stage.All<LeaseOpened>()[^1].Window))
            .Replays();

    [Fact]
    public void In_a_market_that_is_not_open_nothing_is_bought() =>
        Failing(Long(Carol, 4, 2.00m), TurnMarket(MarketState.CancelOnly))
            .When(Wait(16))
            .Once<LeaseCashSettled>(settled => Assert.Equal(NotBoughtIn.MarketClosed, settled.Why));

    [Fact]
    public void Of_an_interruptible_lease_nothing_is_owed() =>
        Given(
                Sell(Alice, 4, 2.00m) with { From = 1, Hours = Hours, Offering = spec => spec with { Firmness = Firmness.Interruptible } },
                Buy(Bob, 4, 2.00m) with { Hours = Hours, Requiring = requirement => requirement with { Firmness = Firmness.Interruptible } })
            .When(Wait(16))
            .Once<LeaseCashSettled>(settled => Assert.Equal((Money.Zero, NotBoughtIn.NothingOwed), (settled.Damages, settled.Why)));

    private static Scenario Failing(params Act[] others) => Failing([], others);

    private static Scenario Failing(Act[] before, params Act[] others) =>
        Given([.. before, Sell(Alice, 4, 2.00m) with { From = 1, Hours = Hours }, Buy(Bob, 4, 2.00m) with { Hours = Hours }]).Given(others);

    private static Selling In(string place, string id) =>
        Sell(Alice, 4, 2.00m, id) with { From = 1, Hours = Hours, Offering = spec => spec with { Place = Text(place) } };

    private static Selling Long(AccountId who, int gpus, decimal at) => Sell(who, gpus, at, who == Bob ? "Bob" : "other") with { Hours = Hours + 24 };

    private static Requirement Either(Requirement requirement) => requirement with { Skus = Few<SkuFactor>.Of(requirement.Skus.Items[0], new(new(3), new(7_500))) };

    /// <summary>The fund holds so many dollars, out of fees that somebody paid.</summary>
    private static Act[] Insured(int dollars) =>
    [
        Set(Setting.TakerFeeBasisPoints, 1_000),
        Sell(Carol, 100, 2.00m, "fees") with { Hours = 200 }, Buy(Dave, 100, 2.00m, "payer") with { Hours = 100 }, Provision(Carol, 1),
        Do(new FundInsurance(dollars * 1_000_000L)),
        Set(Setting.TakerFeeBasisPoints, 25),
        Cancel(Carol, "fees"),
    ];
}
