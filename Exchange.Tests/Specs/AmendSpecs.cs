using Exchange.Engine.Commands;
using Exchange.Engine.Ledger;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Reducing GPUs keeps priority; raising them or changing the price loses it, and may trade.</summary>
public sealed class AmendSpecs
{
    [Fact]
    public void A_reduced_bid_keeps_its_place() =>
        Given(Buy(Bob, 4, 2.00m, "first"), Buy(Carol, 4, 2.00m, "second"))
            .When(Amend(Bob, "first", gpus: 2))
            .Then(Reduced("first", 2))
            .When(Sell(Alice, gpus: 3, at: 2.00m))
            .Then(Filled("ask", "first", 2, 2.00m), Filled("ask", "second", 1, 2.00m), Rested("ask"));

    [Fact]
    public void A_reduced_ask_keeps_its_place() =>
        Given(Sell(Alice, 4, 2.00m, "first"), Sell(Carol, 4, 2.00m, "second"))
            .When(Amend(Alice, "first", gpus: 2))
            .Then(Reduced("first", 2))
            .When(Buy(Bob, gpus: 3, limit: 2.00m))
            .Then(Filled("first", "bid", 2, 2.00m), Filled("second", "bid", 1, 2.00m));

    [Fact]
    public void A_reduced_bids_money_returns_at_once() =>
        Given(Buy(Bob, gpus: 4, limit: 2.00m))
            .When(Amend(Bob, "bid", gpus: 1))
            .Then(Reduced("bid", 1))
            .Purse(Bob, AccountKind.OrderHold, 2.005m);

    [Fact]
    public void A_raised_bid_goes_to_the_back_of_the_queue() =>
        Given(Buy(Bob, 2, 2.00m, "first"), Buy(Carol, 2, 2.00m, "second"))
            .When(Amend(Bob, "first", gpus: 3))
            .Then(Amended("first", 3, 2.00m), Rested("first"))
            .When(Sell(Alice, gpus: 3, at: 2.00m))
            .Then(Filled("ask", "second", 2, 2.00m), Filled("ask", "first", 1, 2.00m), Rested("ask"));

    [Fact]
    public void A_raised_ask_goes_to_the_back_of_the_queue() =>
        Given(Sell(Alice, 2, 2.00m, "first"), Sell(Carol, 2, 2.00m, "second"))
            .When(Amend(Alice, "first", gpus: 3))
            .Then(Amended("first", 3, 2.00m), Rested("first"))
            .When(Buy(Bob, gpus: 3, limit: 2.00m))
            .Then(Filled("second", "bid", 2, 2.00m), Filled("first", "bid", 1, 2.00m));

    [Fact]
    public void Another_price_goes_to_the_back_of_its_queue_even_when_it_comes_back() =>
        Given(Buy(Bob, 2, 2.00m, "first"), Buy(Carol, 2, 2.00m, "second"), Amend(Bob, "first", limit: 1.90m))
            .When(Amend(Bob, "first", limit: 2.00m))
            .Then(Amended("first", 2, 2.00m), Rested("first"))
            .When(Sell(Alice, gpus: 2, at: 2.00m))
            .Then(Filled("ask", "second", 2, 2.00m), Rested("ask"));

    [Fact]
    public void A_bid_that_is_raised_across_the_market_trades_at_the_asks_price() =>
        Given(Sell(Alice, gpus: 3, at: 2.00m), Buy(Bob, gpus: 4, limit: 1.90m))
            .When(Amend(Bob, "bid", limit: 2.20m))
            .Then(Amended("bid", 4, 2.20m), Filled("ask", "bid", 3, 2.00m) with { Taker = Side.Bid }, Rested("bid"))
            .Open("bid", 1);

    [Fact]
    public void An_ask_that_is_lowered_across_the_market_trades_at_the_bids_price() =>
        Given(Buy(Bob, gpus: 3, limit: 2.00m), Sell(Alice, gpus: 4, at: 2.10m))
            .When(Amend(Alice, "ask", limit: 1.50m))
            .Then(Amended("ask", 4, 1.50m), Filled("ask", "bid", 3, 2.00m) with { Taker = Side.Ask }, Rested("ask"));

    [Fact]
    public void A_sibling_at_the_same_price_survives_an_amendment() =>
        Given(Buy(Bob, 1, 2.00m, "first"), Buy(Carol, 1, 2.00m, "sibling"))
            .When(Amend(Bob, "first", limit: 1.90m))
            .Then(Amended("first", 1, 1.90m), Rested("first"))
            .When(Sell(Alice, gpus: 2, at: 1.90m))
            .Then(Filled("ask", "sibling", 1, 2.00m), Filled("ask", "first", 1, 1.90m), Rested("ask"));

    [Fact]
    public void After_a_partial_fill_the_count_is_of_what_remains_open() =>
        Given(Buy(Bob, gpus: 4, limit: 2.00m), Sell(Alice, gpus: 1, at: 2.00m))
            .When(Amend(Bob, "bid", gpus: 2))
            .Then(Reduced("bid", 2))
            .Open("bid", 2);

    [Fact]
    public void Reducing_a_carved_ask_caps_each_of_its_rectangles() =>
        Given(
                Sell(Alice, gpus: 4, at: 2.00m) with { From = 1, Hours = 4 },
                Buy(Bob, 3, 2.00m, "early") with { Hours = 1 })
            .When(Amend(Alice, "ask", gpus: 2))
            .Then(Reduced("ask", 2))
            .When(Buy(Carol, gpus: 8, limit: 2.00m) with { Between = (61, 61) })
            .Then(Filled("ask", "bid", 1, 2.00m), Filled("ask", "bid", 2, 2.00m), Rested("bid"));

    [Fact]
    public void A_carved_ask_cannot_grow() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m), Buy(Bob, 3, 2.00m, "early"))
            .When(Amend(Alice, "ask", gpus: 5))
            .Then()
            .And(stage => Assert.NotEqual(Refusal.None, stage.Receipt.Refusal));

    [Fact]
    public void A_carved_ask_can_be_re_priced() =>
        Given(
                Sell(Alice, gpus: 4, at: 2.00m) with { From = 1, Hours = 4 },
                Buy(Bob, 3, 2.00m, "early") with { Hours = 1 },
                Sell(Carol, 4, 2.10m, "other"))
            .When(Amend(Alice, "ask", limit: 2.20m))
            .Then(Amended("ask", 3, 2.20m), Rested("ask"))
            .When(Buy(Dave, gpus: 5, limit: 2.50m))
            .Then(Filled("other", "bid", 4, 2.10m), Filled("ask", "bid", 1, 2.20m));

    [Fact]
    public void An_amendment_that_changes_nothing_is_refused() =>
        Given(Buy(Bob, gpus: 4, limit: 2.00m))
            .When(Amend(Bob, "bid", gpus: 4, limit: 2.00m))
            .ThenRefused(Refusal.NothingToAmend);

    [Fact]
    public void Without_the_money_an_amendment_is_refused_and_the_order_stays() =>
        Given(Buy(Bob, gpus: 4, limit: 2.00m), Do(new Withdraw(Bob, 999_991_000_000, default)))
            .When(Amend(Bob, "bid", gpus: 8))
            .ThenRefused(Refusal.InsufficientFunds)
            .Open("bid", 4);

    [Fact]
    public void A_dearer_ask_of_fewer_GPUs_needs_the_margin_of_those_alone() =>
        Given(
                Sell(Alice, gpus: 8, at: 2.00m) with { From = 1, Hours = 1 },
                Do(stage => stage.Execute(new Withdraw(Alice, stage.Purse(Alice, AccountKind.Available).Sixtieths / 60, default))))
            .When(Amend(Alice, "ask", gpus: 1, limit: 4.00m))
            .Then(Amended("ask", 1, 4.00m), Rested("ask"))
            .Purse(Alice, AccountKind.ProviderMargin, 1.20m);

    [Fact]
    public void Only_the_owner_amends_and_only_what_is_open()
    {
        Given(Buy(Bob, gpus: 4, limit: 2.00m)).When(Amend(Carol, "bid", gpus: 2)).ThenRefused(Refusal.UnknownOrder);
        Given(Sell(Alice, gpus: 4, at: 2.00m), Buy(Bob, gpus: 4, limit: 2.00m)).When(Amend(Bob, "bid", gpus: 2)).ThenRefused(Refusal.UnknownOrder);
        Given(Buy(Bob, gpus: 4, limit: 2.00m)).When(Amend(Bob, "bid", limit: 2.00005m)).ThenRefused(Refusal.PriceOffTick);
    }
}
