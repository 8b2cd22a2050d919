using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Sequences on which other matching engines gave wrong answers.</summary>
public sealed class SeenElsewhereSpecs
{
    [Theory]
    [InlineData("first", "second", "third")]
    [InlineData("second", "first", "third")]
    [InlineData("third", "first", "second")]
    public void Cancel_at_the_head_middle_or_tail_of_a_queue_then_sweep(string gone, string before, string after)
    {
        Given(Sell(Alice, 2, 2.00m, "first"), Sell(Alice, 2, 2.00m, "second"), Sell(Alice, 2, 2.00m, "third"), Cancel(Alice, gone))
            .When(Buy(Bob, gpus: 4, limit: 2.00m))
            .Then(Filled(before, "bid", 2, 2.00m), Filled(after, "bid", 2, 2.00m));
        Given(Buy(Bob, 2, 2.00m, "first"), Buy(Bob, 2, 2.00m, "second"), Buy(Bob, 2, 2.00m, "third"), Cancel(Bob, gone))
            .When(Sell(Alice, gpus: 4, at: 2.00m))
            .Then(Filled("ask", before, 2, 2.00m), Filled("ask", after, 2, 2.00m), Rested("ask"));
    }

    [Fact]
    public void An_exact_sweep_over_levels_leaves_neither_side_with_anything() =>
        Given(Sell(Alice, 1, 2.00m, "a"), Sell(Alice, 2, 2.01m, "b"), Sell(Alice, 3, 2.02m, "c"))
            .When(Buy(Bob, gpus: 6, limit: 2.02m))
            .Then(Filled("a", "bid", 1, 2.00m), Filled("b", "bid", 2, 2.01m), Filled("c", "bid", 3, 2.02m))
            .When(Buy(Carol, 1, 5.00m, "next"))
            .Then(Rested("next"));

    [Fact]
    public void What_is_left_of_a_sweep_becomes_the_best() =>
        Given(Sell(Alice, 1, 2.00m, "a"), Sell(Alice, 1, 2.01m, "b"), Buy(Carol, 5, 2.00m, "older and lower"))
            .When(Buy(Bob, gpus: 3, limit: 2.01m))
            .Then(Filled("b", "bid", 1, 2.01m), Rested("bid"))
            .When(Sell(Dave, 1, 1.90m, "taker"))
            .Then(Filled("taker", "bid", 1, 2.01m), Rested("taker"));

    [Fact]
    public void The_best_price_after_the_best_was_cancelled_is_the_next_and_no_phantom()
    {
        Given(Sell(Alice, 1, 2.00m, "best"), Sell(Alice, 1, 2.10m, "next"), Cancel(Alice, "best"))
            .When(Buy(Bob, gpus: 1, limit: 2.05m))
            .Then(Rested("bid"))
            .When(Buy(Bob, 1, 2.10m, "higher"))
            .Then(Filled("next", "higher", 1, 2.10m));
        Given(Buy(Bob, 1, 2.10m, "best"), Buy(Bob, 1, 2.00m, "next"), Cancel(Bob, "best"))
            .When(Sell(Alice, gpus: 1, at: 2.05m))
            .Then(Rested("ask"));
    }

    [Fact]
    public void A_side_that_was_emptied_fills_again() =>
        Given(Buy(Bob, 1, 2.00m, "only"), Cancel(Bob, "only"), Buy(Carol, 1, 1.95m, "new"))
            .When(Sell(Alice, gpus: 1, at: 1.95m))
            .Then(Filled("ask", "new", 1, 1.95m), Rested("ask"));

    [Fact]
    public void A_trade_is_at_the_makers_price_in_both_directions()
    {
        Given(Sell(Alice, gpus: 1, at: 2.00m)).When(Buy(Bob, gpus: 1, limit: 2.05m)).Then(Filled("ask", "bid", 1, 2.00m));
        Given(Buy(Bob, gpus: 1, limit: 2.00m)).When(Sell(Alice, gpus: 1, at: 1.95m)).Then(Filled("ask", "bid", 1, 2.00m), Rested("ask"));
    }

    [Fact]
    public void An_exact_fill_of_the_head_does_not_touch_the_one_behind() =>
        Given(Sell(Alice, 5, 2.00m, "head"), Sell(Alice, 5, 2.00m, "behind"))
            .When(Buy(Bob, gpus: 5, limit: 2.00m) with { Hours = 23 })
            .Then(Filled("head", "bid", 5, 2.00m))
            .Open("head", 0)
            .Open("behind", 5);

    [Fact]
    public void A_level_is_swept_and_its_price_used_again() =>
        Given(Sell(Alice, 1, 2.00m, "a"), Sell(Alice, 1, 2.01m, "b"), Buy(Bob, 2, 2.01m, "sweep") with { Hours = 23 }, Sell(Alice, 1, 2.00m, "again"))
            .When(Buy(Carol, gpus: 1, limit: 2.00m))
            .Then(Filled("again", "bid", 1, 2.00m));

    [Fact]
    public void A_limit_order_stops_at_its_own_price() =>
        Given(Sell(Alice, 5, 2.00m, "a"), Sell(Alice, 10, 2.05m, "b"))
            .When(Buy(Bob, gpus: 12, limit: 2.02m))
            .Then(Filled("a", "bid", 5, 2.00m), Rested("bid"))
            .Open("bid", 7);

    [Fact]
    public void A_partly_filled_head_keeps_its_place() =>
        Given(Buy(Bob, 10, 2.00m, "head"), Buy(Carol, 10, 2.00m, "behind"), Sell(Alice, 4, 2.00m, "first"), Cancel(Alice, "first"))
            .When(Sell(Alice, gpus: 8, at: 2.00m))
            .Then(Filled("ask", "head", 6, 2.00m), Filled("ask", "behind", 2, 2.00m), Rested("ask"));

    [Fact]
    public void A_bid_that_wants_the_remnants_of_a_hundred_carved_asks_finds_the_oldest_first()
    {
        var acts = Enumerable.Range(0, 100).SelectMany(i => new Act[]
        {
            Sell(Alice, 1, 2.00m, FormattableString.Invariant($"ask {i}")) with { From = 1, Hours = 4 },
            Buy(Bob, 1, 2.00m, FormattableString.Invariant($"carver {i}")) with { Between = (61, 61) },
        }).ToArray();
        Given(acts)
            .When(Buy(Carol, gpus: 2, limit: 2.00m) with { Between = (121, 121) })
            .Then(Filled("ask 0", "bid", 1, 2.00m) with { From = 121 }, Filled("ask 1", "bid", 1, 2.00m) with { From = 121 });
    }
}
