using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Multiples and minima, both sides: the ask's chunk and step, the bid's minimum fill.</summary>
public sealed class ChunkSpecs
{
    [Fact]
    public void A_fill_is_the_largest_multiple_of_the_step_that_both_have() =>
        Given(Sell(Alice, gpus: 8, at: 2.00m) with { Offering = InSteps(min: 2, step: 2) })
            .When(Buy(Bob, gpus: 5, limit: 2.00m))
            .Then(Filled("ask", "bid", 4, 2.00m), Rested("bid"))
            .Open("bid", 1);

    [Fact]
    public void A_bid_for_less_than_the_minimum_chunk_passes_the_ask_by() =>
        Given(Sell(Alice, 8, 2.00m, "in chunks") with { Offering = InSteps(min: 4, step: 1) }, Sell(Carol, 8, 2.10m, "single"))
            .When(Buy(Bob, gpus: 3, limit: 2.50m))
            .Then(Filled("single", "bid", 3, 2.10m));

    [Fact]
    public void A_bid_just_as_large_as_the_minimum_chunk_takes_it() =>
        Given(Sell(Alice, gpus: 8, at: 2.00m) with { Offering = InSteps(min: 4, step: 4) })
            .When(Buy(Bob, gpus: 4, limit: 2.50m))
            .Then(Filled("ask", "bid", 4, 2.00m));

    [Fact]
    public void An_arriving_ask_passes_by_bids_that_are_too_small_for_its_chunk() =>
        Given(Buy(Bob, 3, 2.50m, "small"), Buy(Carol, 4, 2.40m, "large"))
            .When(Sell(Alice, gpus: 8, at: 2.00m) with { Offering = InSteps(min: 4, step: 1) })
            .Then(Filled("ask", "large", 4, 2.40m), Rested("ask"))
            .Open("small", 3);

    [Theory]
    [InlineData(3, 4, 1)]
    [InlineData(6, 4, 4)]
    public void An_ask_that_breaks_its_own_chunk_or_step_is_refused(int gpus, int min, int step) =>
        Given()
            .When(Sell(Alice, gpus, 2.00m) with { Offering = InSteps(min, step) })
            .Then(Rejected(Refusal.GpusOutOfRange));

    [Fact]
    public void No_fill_is_smaller_than_the_bids_minimum() =>
        Given(Sell(Alice, 3, 2.00m, "small"), Sell(Carol, 4, 2.10m, "large"))
            .When(Buy(Bob, gpus: 8, limit: 2.50m) with { On = AtLeast(4) })
            .Then(Filled("large", "bid", 4, 2.10m), Rested("bid"))
            .Open("small", 3);

    [Fact]
    public void A_smaller_fill_is_taken_where_it_completes_the_bid() =>
        Given(Sell(Alice, 4, 2.00m, "first"), Sell(Carol, 2, 2.10m, "second"))
            .When(Buy(Bob, gpus: 6, limit: 2.50m) with { On = AtLeast(4) })
            .Then(Filled("first", "bid", 4, 2.00m), Filled("second", "bid", 2, 2.10m));

    [Fact]
    public void An_ask_that_was_too_small_at_first_is_taken_when_it_completes_the_bid() =>
        Given(Sell(Alice, 3, 2.00m, "small"), Sell(Carol, 4, 2.10m, "large"))
            .When(Buy(Bob, gpus: 5, limit: 2.50m) with { On = AtLeast(4) })
            .Then(Filled("large", "bid", 4, 2.10m), Filled("small", "bid", 1, 2.00m));

    [Fact]
    public void An_ask_that_rested_in_vain_completes_the_bid_once_another_left_it_small_enough() =>
        Given(Sell(Alice, 1, 2.00m, "small"), Buy(Bob, gpus: 5, limit: 2.50m) with { On = AtLeast(4) })
            .When(Sell(Carol, 4, 2.20m, "large") with { From = 1, Hours = 1 })
            .Then(Filled("large", "bid", 4, 2.50m) with { Taker = Side.Ask }, Filled("small", "bid", 1, 2.00m) with { Taker = Side.Bid });

    [Fact]
    public void An_ask_that_rested_in_vain_completes_the_bid_once_it_is_reduced() =>
        Given(Sell(Alice, 3, 2.00m, "small"), Buy(Bob, gpus: 5, limit: 2.50m) with { On = AtLeast(4) })
            .When(Amend(Bob, "bid", gpus: 3))
            .Then(Reduced("bid", 3), Filled("small", "bid", 3, 2.00m));

    [Fact]
    public void An_arriving_ask_heeds_the_minimum_of_a_resting_bid() =>
        Given(Buy(Bob, 8, 2.50m, "choosy") with { On = AtLeast(4) }, Buy(Carol, 8, 2.40m, "easy"))
            .When(Sell(Alice, gpus: 3, at: 2.00m))
            .Then(Filled("ask", "easy", 3, 2.40m), Rested("ask"));

    [Fact]
    public void A_minimum_above_the_bid_itself_is_refused() =>
        Given().When(Buy(Bob, gpus: 3, limit: 2.00m) with { On = AtLeast(4) }).Then(Rejected(Refusal.MinFillOutOfRange));

    private static Func<Spec, Spec> InSteps(int min, int step) => spec => spec with { MinChunk = new(min), ChunkStep = new(step) };

    private static Func<BidTerms, BidTerms> AtLeast(int gpus) => terms => terms with { MinFill = new(gpus) };
}
