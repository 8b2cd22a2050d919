using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Open, post-only, cancel-only, halted; and the band, tick and limits that protect the market.</summary>
public sealed class MarketStateSpecs
{
    [Fact]
    public void Post_only_lets_orders_rest_and_none_trade()
    {
        Given(Sell(Alice, gpus: 1, at: 2.00m), TurnMarket(MarketState.PostOnly))
            .When(Buy(Bob, 1, 1.90m, "resting"))
            .Then(Rested("resting"))
            .When(Buy(Bob, 1, 2.00m, "crossing"))
            .Then(Rejected(Refusal.MarketPostOnly))
            .When(Buy(Bob, 1, 1.90m, "immediate") with { On = terms => terms with { TimeInForce = TimeInForce.ImmediateOrCancel } })
            .Then(Rejected(Refusal.MarketPostOnly));
    }

    [Fact]
    public void Cancel_only_lets_orders_go_and_none_come() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m), TurnMarket(MarketState.CancelOnly))
            .When(Buy(Bob, gpus: 1, limit: 1.90m))
            .Then(Rejected(Refusal.MarketCancelOnly))
            .When(Amend(Alice, "ask", limit: 2.10m))
            .ThenRefused(Refusal.MarketCancelOnly)
            .When(Cancel(Alice, "ask"))
            .Then(Cancelled("ask", CancelReason.ByOwner));

    [Fact]
    public void Halted_lets_nothing_happen() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m), TurnMarket(MarketState.Halted))
            .When(Buy(Bob, gpus: 1, limit: 1.90m))
            .Then(Rejected(Refusal.MarketHalted))
            .When(Cancel(Alice, "ask"))
            .ThenRefused(Refusal.MarketHalted)
            .Open("ask", 1);

    [Fact]
    public void Open_again_it_trades() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m), TurnMarket(MarketState.Halted), TurnMarket(MarketState.Open))
            .When(Buy(Bob, gpus: 1, limit: 2.00m))
            .Then(Filled("ask", "bid", 1, 2.00m));

    [Fact]
    public void What_came_within_reach_while_it_was_halted_trades_when_it_opens() =>
        Given(
                Sell(Alice, 1, 2.10m, "dear") with { From = 20 }, Sell(Carol, 1, 2.00m, "cheap") with { From = 20 },
                Buy(Bob, gpus: 1, limit: 2.30m), TurnMarket(MarketState.Halted), Wait(10))
            .When(TurnMarket(MarketState.Open))
            .Then(Filled("cheap", "bid", 1, 2.30m) with { From = 20, Taker = Side.Ask })
            .Open("dear", 1);

    [Fact]
    public void A_gang_that_was_completed_while_it_was_post_only_is_filled_when_it_opens() =>
        Given(
                Sell(Alice, 4, 2.00m, "first"), Buy(Bob, gpus: 8, limit: 2.50m) with { On = terms => terms with { Placement = Placement.SameProvider } },
                TurnMarket(MarketState.PostOnly), Sell(Alice, 4, 2.10m, "second"))
            .When(TurnMarket(MarketState.Open))
            .Then(Filled("first", "bid", 4, 2.00m), Filled("second", "bid", 4, 2.10m));

    [Theory]
    [InlineData("0.2000", true)]
    [InlineData("0.1999", false)]
    [InlineData("20.0000", true)]
    [InlineData("20.0001", false)]
    public void Prices_keep_within_a_tenth_and_ten_times_the_reference(string dollars, bool taken)
    {
        decimal price = decimal.Parse(dollars, System.Globalization.CultureInfo.InvariantCulture);
        Scenario bid = Given().When(Buy(Bob, gpus: 1, limit: price));
        Scenario ask = Given().When(Sell(Alice, gpus: 1, at: price));
        if (taken) bid.Then(Rested("bid"));
        else bid.Then(Rejected(Refusal.PriceOutsideBand));
        if (taken) ask.Then(Rested("ask"));
        else ask.Then(Rejected(Refusal.PriceOutsideBand));
    }

    [Theory]
    [InlineData(10_000, 10_000, true)]
    [InlineData(500, 10_000, false)]
    [InlineData(10_000, 500, false)]
    [InlineData(10_000, 150_000, false)]
    public void A_bid_for_several_products_keeps_within_the_band_of_each(int h100, int a100, bool taken)
    {
        Scenario bid = Given().When(Buy(Bob, gpus: 1, limit: 2.00m) with
        {
            Requiring = requirement => requirement with
            {
                Skus = Few<SkuFactor>.Of(new SkuFactor(Cast.H100Id, new(h100)), new SkuFactor(Cast.A100Id, new(a100))),
            },
        });
        if (taken) bid.Then(Rested("bid"));
        else bid.Then(Rejected(Refusal.PriceOutsideBand));
    }

    [Fact]
    public void A_limit_that_would_be_outside_the_band_is_taken_where_factors_bring_it_inside() =>
        Given()
            .When(Buy(Bob, gpus: 1, limit: 30.00m) with
            {
                Requiring = requirement => requirement with { Skus = Few<SkuFactor>.Of(new SkuFactor(Cast.H100Id, new(1_000))) },
            })
            .Then(Rested("bid"));

    [Fact]
    public void The_last_fill_becomes_the_reference() =>
        Given(Sell(Alice, 2, 0.40m, "cheap"), Buy(Bob, 1, 0.40m, "taker"))
            .When(Buy(Bob, gpus: 1, limit: 4.0001m))
            .Then(Rejected(Refusal.PriceOutsideBand))
            .When(Sell(Carol, 1, 0.04m, "cheaper"))
            .Then(Rested("cheaper"));

    [Fact]
    public void Prices_are_multiples_of_the_tick()
    {
        Given().When(Buy(Bob, gpus: 1, limit: 2.00005m)).Then(Rejected(Refusal.PriceOffTick));
        Given().When(Sell(Alice, gpus: 1, at: 2.00005m)).Then(Rejected(Refusal.PriceOffTick));
    }

    [Fact]
    public void Counts_and_notional_have_their_limits()
    {
        Given().When(Buy(Bob, gpus: 0, limit: 2.00m)).Then(Rejected(Refusal.GpusOutOfRange));
        Given(Set(Setting.MaxOrderGpus, 10)).When(Buy(Bob, gpus: 11, limit: 2.00m)).Then(Rejected(Refusal.GpusOutOfRange));
        Given(Set(Setting.MaxNotionalMicros, 20_000_000)).When(Buy(Bob, gpus: 10, limit: 2.0001m)).Then(Rejected(Refusal.NotionalTooLarge));
        Given(Set(Setting.MaxNotionalMicros, 20_000_000)).When(Buy(Bob, gpus: 10, limit: 2.00m)).Then(Rested("bid"));
        Given(Set(Setting.MaxWindowMinutes, 120)).When(Buy(Bob, gpus: 1, limit: 2.00m) with { Hours = 3 }).Then(Rejected(Refusal.WindowOutOfRange));
        Given(Set(Setting.MaxOpenOrdersPerAccount, 1), Buy(Bob, 1, 2.00m, "first"))
            .When(Buy(Bob, gpus: 1, limit: 2.00m))
            .Then(Rejected(Refusal.TooManyOpenOrders));
    }

    [Fact]
    public void What_does_not_exist_is_refused_by_its_name()
    {
        Given().When(Buy(new(99), gpus: 1, limit: 2.00m)).ThenRefused(Refusal.UnknownAccount);
        Given().When(Buy(Bob, gpus: 1, limit: 2.00m) with { On = terms => terms with { Requirement = new(99) } }).Then(Rejected(Refusal.UnknownRequirement));
        Given().When(Sell(Alice, gpus: 1, at: 2.00m) with { On = terms => terms with { Spec = new(99) } }).Then(Rejected(Refusal.UnknownSpec));
        Given().When(Sell(Alice, gpus: 1, at: 2.00m) with { On = terms => terms with { Node = new(99) } }).Then(Rejected(Refusal.UnknownNode));
        Given(Register(Carol, "hers", gpusPerNode: 8)).When(Sell(Alice, gpus: 1, at: 2.00m) with { Node = "hers" }).Then(Rejected(Refusal.UnknownNode));
        Given(Register(Alice, "half", gpusPerNode: 4)).When(Sell(Alice, gpus: 1, at: 2.00m) with { Node = "half" }).Then(Rejected(Refusal.SpecDiffersFromNode));
        Given(Do(new ChangeSkuLifecycle(Cast.H100Id, Exchange.Engine.Specs.SkuLifecycle.Retired)))
            .When(Buy(Bob, gpus: 1, limit: 2.00m))
            .Then(Rejected(Refusal.SkuRetired));
    }
}
