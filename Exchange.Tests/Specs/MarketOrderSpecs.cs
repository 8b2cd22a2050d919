using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>A market order takes what lies within ten percent of the best price, and never rests.</summary>
public sealed class MarketOrderSpecs
{
    [Fact]
    public void A_market_bid_sweeps_to_the_collar_and_no_further() =>
        Given(Sell(Alice, 1, 2.00m, "best"), Sell(Carol, 1, 2.20m, "at the collar"), Sell(Alice, 1, 2.2001m, "beyond"))
            .When(MarketBid(gpus: 3))
            .Then(Filled("best", "bid", 1, 2.00m), Filled("at the collar", "bid", 1, 2.20m), Cancelled("bid", CancelReason.MarketRemainder));

    [Fact]
    public void The_bids_collar_is_rounded_to_the_tick_inside() =>
        Given(Sell(Alice, 1, 2.0001m, "best"), Sell(Carol, 1, 2.2001m, "inside"), Sell(Alice, 1, 2.2002m, "beyond"))
            .When(MarketBid(gpus: 3))
            .Then(Filled("best", "bid", 1, 2.0001m), Filled("inside", "bid", 1, 2.2001m), Cancelled("bid", CancelReason.MarketRemainder));

    [Fact]
    public void A_market_ask_sweeps_to_the_collar_and_no_further() =>
        Given(Buy(Bob, 1, 2.00m, "best"), Buy(Carol, 1, 1.80m, "at the collar"), Buy(Bob, 1, 1.7999m, "beyond"))
            .When(MarketAsk(gpus: 3))
            .Then(Filled("ask", "best", 1, 2.00m), Filled("ask", "at the collar", 1, 1.80m), Cancelled("ask", CancelReason.MarketRemainder));

    [Fact]
    public void The_asks_collar_is_rounded_to_the_tick_inside() =>
        Given(Buy(Bob, 1, 2.0001m, "best"), Buy(Carol, 1, 1.8001m, "inside"), Buy(Bob, 1, 1.8000m, "beyond"))
            .When(MarketAsk(gpus: 3))
            .Then(Filled("ask", "best", 1, 2.0001m), Filled("ask", "inside", 1, 1.8001m), Cancelled("ask", CancelReason.MarketRemainder));

    [Fact]
    public void Without_anybody_to_trade_with_it_is_refused()
    {
        Given().When(MarketBid(gpus: 1)).Then(Rejected(Refusal.NoLiquidity));
        Given().When(MarketAsk(gpus: 1)).Then(Rejected(Refusal.NoLiquidity));
        Given(Sell(Alice, gpus: 1, at: 2.00m) with { From = 1_440 }).When(MarketBid(gpus: 1)).Then(Rejected(Refusal.NoLiquidity));
    }

    [Fact]
    public void The_best_price_is_the_best_that_it_can_take() =>
        Given(Sell(Alice, 1, 1.00m, "tomorrow") with { From = 1_440 }, Sell(Carol, 1, 2.00m, "today"))
            .When(MarketBid(gpus: 1))
            .Then(Filled("today", "bid", 1, 2.00m));

    [Fact]
    public void An_ask_that_it_may_not_take_does_not_draw_the_collar_down() =>
        Given(
                Sell(Alice, 1, 1.00m, "for others") with { Offering = spec => spec with { DenyBuyers = Few<AccountId>.Of(Dave) } },
                Sell(Carol, 1, 2.00m, "for all"))
            .When(MarketBid(gpus: 1))
            .Then(Filled("for all", "bid", 1, 2.00m));

    [Fact]
    public void A_bid_that_it_may_not_serve_does_not_draw_the_collar_up() =>
        Given(
                Buy(Bob, 1, 4.00m, "from others") with { Requiring = requirement => requirement with { DenyProviders = Few<AccountId>.Of(Dave) } },
                Buy(Carol, 1, 2.00m, "from all"))
            .When(MarketAsk(gpus: 1))
            .Then(Filled("ask", "from all", 1, 2.00m), Cancelled("ask", CancelReason.MarketRemainder));

    [Fact]
    public void A_whole_market_order_leaves_nothing_to_cancel() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m)).When(MarketBid(gpus: 4)).Then(Filled("ask", "bid", 4, 2.00m));

    private static Buying MarketBid(int gpus) => Buy(Dave, gpus, limit: 0) with { On = terms => terms with { Flags = OrderFlags.Market } };

    private static Selling MarketAsk(int gpus) => Sell(Dave, gpus, at: 0) with { On = terms => terms with { Flags = OrderFlags.Market } };
}
