using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>A fill takes a rectangle out of the ask; what is beside, before and after stays, where it is large enough to be sold.</summary>
/// <remarks>GPU-minutes are counted after every command of every spec.</remarks>
public sealed class CarvingSpecs
{
    [Fact]
    public void What_is_beside_before_and_after_stays() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m) with { Hours = 24 })
            .When(Buy(Bob, gpus: 3, limit: 2.00m) with { Between = (300, 300), Hours = 2 })
            .Then(Filled("ask", "bid", 3, 2.00m) with { From = 300, Until = 420, Remnant = 0, Kept = Kept.Beside | Kept.Before | Kept.After })
            .Open("ask", 3);

    [Fact]
    public void Remnants_are_sold_under_their_numbers_until_nothing_is_left() =>
        Given(
                Sell(Alice, gpus: 2, at: 2.00m) with { Hours = 4 },
                Buy(Bob, 1, 2.00m, "middle") with { Between = (90, 90), Hours = 1 },
                Buy(Bob, 1, 2.00m, "whole") with { Hours = 3 },
                Buy(Carol, 1, 2.00m, "before") with { Hours = 1 })
            .When(Buy(Dave, 1, 2.00m, "after") with { Between = (180, 180), Hours = 1 })
            .Then(Filled("ask", "after", 1, 2.00m) with { From = 180, Until = 240 })
            .Open("ask", 0);

    [Fact]
    public void Remnants_keep_the_priority_of_their_order() =>
        Given(Sell(Alice, 2, 2.00m, "first"), Buy(Bob, 1, 2.00m, "other"), Sell(Carol, 2, 2.00m, "second"))
            .When(Buy(Dave, gpus: 2, limit: 2.00m))
            .Then(Filled("first", "bid", 1, 2.00m) with { Remnant = 0 }, Filled("second", "bid", 1, 2.00m));

    [Fact]
    public void A_later_remnant_serves_a_scheduled_bid_with_the_priority_of_its_order() =>
        Given(Sell(Alice, 1, 2.00m, "first") with { Hours = 6 }, Buy(Bob, 1, 2.00m, "now"), Sell(Carol, 1, 2.00m, "second") with { Hours = 6 })
            .When(Buy(Dave, gpus: 1, limit: 2.00m) with { Between = (120, 120) })
            .Then(Filled("first", "bid", 1, 2.00m) with { Remnant = 1, From = 120, Kept = Kept.After });

    [Fact]
    public void A_part_after_that_is_shorter_than_the_minimum_duration_is_withdrawn_with_the_fill() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m) with { Hours = 2 })
            .When(Buy(Bob, gpus: 1, limit: 2.00m) with { Hours = 1 })
            .Then(Filled("ask", "bid", 1, 2.00m) with { From = 1, Until = 61, Kept = Kept.None })
            .Open("ask", 0);

    [Fact]
    public void A_part_after_that_is_just_long_enough_stays() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m) with { From = 1, Hours = 2 })
            .When(Buy(Bob, gpus: 1, limit: 2.00m) with { Hours = 1 })
            .Then(Filled("ask", "bid", 1, 2.00m) with { Kept = Kept.After })
            .Open("ask", 1);

    [Fact]
    public void A_part_before_that_can_no_longer_be_used_for_the_minimum_duration_is_withdrawn() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m) with { Hours = 2 })
            .When(Buy(Bob, gpus: 1, limit: 2.00m) with { Between = (60, 60), Hours = 1 })
            .Then(Filled("ask", "bid", 1, 2.00m) with { Kept = Kept.None });

    [Fact]
    public void GPUs_beside_that_are_fewer_than_the_minimum_chunk_are_withdrawn() =>
        Given(Sell(Alice, gpus: 5, at: 2.00m) with { Offering = spec => spec with { MinChunk = new(2) } })
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Hours = 23 })
            .Then(Filled("ask", "bid", 4, 2.00m) with { Kept = Kept.None })
            .Open("ask", 0);

    [Fact]
    public void GPUs_beside_that_are_just_a_minimum_chunk_stay() =>
        Given(Sell(Alice, gpus: 6, at: 2.00m) with { Offering = spec => spec with { MinChunk = new(2) } })
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Hours = 23 })
            .Then(Filled("ask", "bid", 4, 2.00m) with { Kept = Kept.Beside })
            .Open("ask", 2);

    [Fact]
    public void An_ask_that_sells_once_keeps_nothing_of_the_sold_GPUs_window() =>
        Given(Sell(Alice, gpus: 2, at: 2.00m) with { On = terms => terms with { Flags = OrderFlags.SellOnce } })
            .When(Buy(Bob, gpus: 1, limit: 2.00m) with { Between = (300, 300) })
            .Then(Filled("ask", "bid", 1, 2.00m) with { Kept = Kept.Beside })
            .Open("ask", 1);

    [Fact]
    public void One_bid_may_take_two_remnants_of_one_ask() =>
        Given(
                Sell(Alice, gpus: 2, at: 2.00m) with { From = 1, Hours = 3 },
                Buy(Bob, 1, 2.00m, "early") with { Hours = 1 })
            .When(Buy(Carol, gpus: 2, limit: 2.00m) with { Between = (61, 61), Hours = 1 })
            .Then(Filled("ask", "bid", 1, 2.00m) with { Remnant = 0 }, Filled("ask", "bid", 1, 2.00m) with { Remnant = 1 });

    [Fact]
    public void What_a_fill_leaves_after_itself_serves_the_rest_of_the_bid_next() =>
        Given(Sell(Alice, gpus: 2, at: 2.00m) with { From = 1, Hours = 8 }, Buy(Bob, 1, 2.00m, "early") with { Hours = 3 })
            .When(Buy(Carol, gpus: 3, limit: 2.00m) with { Between = (10, 200) })
            .Then(
                Filled("ask", "bid", 1, 2.00m) with { Remnant = 0, From = 10 },
                Filled("ask", "bid", 1, 2.00m) with { Remnant = 2, From = 70 },
                Filled("ask", "bid", 1, 2.00m) with { Remnant = 3, From = 130 });

    [Fact]
    public void What_runs_out_of_time_is_withdrawn_and_the_rest_stays() =>
        Given(
                Sell(Alice, gpus: 2, at: 2.00m) with { From = 1, Hours = 4 },
                Buy(Bob, 1, 2.00m, "late") with { Between = (121, 121), Hours = 2 })
            .When(Wait(61))
            .Then(Withdrawn("ask", remnant: 1, gpuMinutes: 120))
            .Open("ask", 1);

    [Fact]
    public void An_ask_whose_last_rectangle_ran_out_is_gone() =>
        Given(Sell(Alice, gpus: 2, at: 2.00m) with { From = 0, Hours = 4 })
            .When(Wait(180))
            .Then(Cancelled("ask", CancelReason.WindowOver))
            .Open("ask", 0);
}
