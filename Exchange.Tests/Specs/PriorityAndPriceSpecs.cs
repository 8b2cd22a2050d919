using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Best price first, then the oldest; the resting order names the price; factors scale limits and nothing else.</summary>
public sealed class PriorityAndPriceSpecs
{
    [Fact]
    public void A_bid_takes_the_cheapest_first_and_of_the_equal_the_oldest() =>
        Given(Sell(Alice, 1, 2.10m, "dear"), Sell(Carol, 1, 2.00m, "older"), Sell(Alice, 1, 2.00m, "younger"))
            .When(Buy(Bob, gpus: 3, limit: 2.50m))
            .Then(Filled("older", "bid", 1, 2.00m), Filled("younger", "bid", 1, 2.00m), Filled("dear", "bid", 1, 2.10m));

    [Fact]
    public void An_ask_serves_the_highest_bid_first_and_of_the_equal_the_oldest() =>
        Given(Buy(Bob, 1, 2.00m, "low"), Buy(Carol, 1, 2.10m, "older"), Buy(Bob, 1, 2.10m, "younger"))
            .When(Sell(Alice, gpus: 3, at: 1.50m))
            .Then(Filled("ask", "older", 1, 2.10m), Filled("ask", "younger", 1, 2.10m), Filled("ask", "low", 1, 2.00m), Rested("ask"));

    [Fact]
    public void Priority_runs_across_specs_that_serve_the_same_bid() =>
        Given(
                Sell(Alice, 1, 2.00m, "first") with { Offering = spec => spec with { RamMibPerGpu = 1 } },
                Sell(Carol, 1, 2.00m, "second") with { Offering = spec => spec with { RamMibPerGpu = 2 } },
                Sell(Dave, 1, 2.00m, "third") with { Offering = spec => spec with { RamMibPerGpu = 1 } },
                Sell(Dave, 1, 1.90m, "cheapest") with { Offering = spec => spec with { RamMibPerGpu = 3 } })
            .When(Buy(Bob, gpus: 4, limit: 2.00m))
            .Then(
                Filled("cheapest", "bid", 1, 1.90m), Filled("first", "bid", 1, 2.00m), Filled("second", "bid", 1, 2.00m), Filled("third", "bid", 1, 2.00m));

    [Fact]
    public void A_bid_does_not_pay_more_than_its_limit_nor_an_ask_take_less() =>
        Given(Sell(Alice, gpus: 1, at: 2.0001m)).When(Buy(Bob, gpus: 1, limit: 2.00m)).Then(Rested("bid"));

    [Fact]
    public void The_price_is_the_resting_orders() =>
        Given(Buy(Bob, gpus: 1, limit: 2.50m)).When(Sell(Alice, gpus: 1, at: 2.00m)).Then(Filled("ask", "bid", 1, 2.50m) with { Taker = Side.Ask }, Rested("ask"));

    [Fact]
    public void A_bid_for_several_products_prefers_the_lowest_price_over_factor() =>
        Given(
                Sell(Alice, 1, 1.50m, "a100") with { Sku = Cast.A100 },
                Sell(Carol, 1, 2.00m, "h100"))
            .When(Buy(Bob, gpus: 2, limit: 2.10m) with { Requiring = Either(h100: 10_000, a100: 7_000) })
            .Then(Filled("h100", "bid", 1, 2.00m), Rested("bid"));

    [Fact]
    public void Of_products_at_the_same_price_over_factor_the_oldest_ask_goes_first() =>
        Given(
                Sell(Alice, 1, 1.50m, "a100") with { Sku = Cast.A100 },
                Sell(Carol, 1, 2.00m, "h100"))
            .When(Buy(Bob, gpus: 2, limit: 2.00m) with { Requiring = Either(h100: 10_000, a100: 7_500) })
            .Then(Filled("a100", "bid", 1, 1.50m), Filled("h100", "bid", 1, 2.00m));

    [Fact]
    public void Price_over_factor_is_compared_without_rounding() =>
        Given(
                Sell(Alice, 1, 2.0002m, "a100") with { Sku = Cast.A100 },
                Sell(Carol, 1, 2.0001m, "h100"))
            .When(Buy(Bob, gpus: 1, limit: 2.10m) with { Requiring = Either(h100: 10_000, a100: 10_001) })
            .Then(Filled("a100", "bid", 1, 2.0002m));

    [Fact]
    public void The_factor_scales_the_limit_down_to_the_tick_and_never_the_price()
    {
        Given(Sell(Alice, gpus: 1, at: 1.6665m) with { Sku = Cast.A100 })
            .When(Buy(Bob, gpus: 1, limit: 2.2220m) with { Requiring = Either(h100: 10_000, a100: 7_500) })
            .Then(Filled("ask", "bid", 1, 1.6665m));
        Given(Sell(Alice, gpus: 1, at: 1.6666m) with { Sku = Cast.A100 })
            .When(Buy(Bob, gpus: 1, limit: 2.2221m) with { Requiring = Either(h100: 10_000, a100: 7_500) })
            .Then(Rested("bid"));
    }

    [Fact]
    public void An_ask_prefers_the_highest_limit_for_its_own_product() =>
        Given(
                Buy(Bob, 1, 2.00m, "plain") with { Sku = Cast.A100 },
                Buy(Carol, 1, 2.50m, "scaled") with { Requiring = Either(h100: 10_000, a100: 7_500) },
                Buy(Dave, 1, 2.80m, "scaled higher") with { Requiring = Either(h100: 10_000, a100: 7_500) })
            .When(Sell(Alice, gpus: 3, at: 1.00m) with { Sku = Cast.A100 })
            .Then(
                Filled("ask", "scaled higher", 1, 2.10m), Filled("ask", "plain", 1, 2.00m), Filled("ask", "scaled", 1, 1.8750m), Rested("ask"));

    private static Func<Requirement, Requirement> Either(int h100, int a100) => requirement => requirement with
    {
        Skus = Few<SkuFactor>.Of(new SkuFactor(Cast.H100Id, new(h100)), new SkuFactor(Cast.A100Id, new(a100))),
    };
}
