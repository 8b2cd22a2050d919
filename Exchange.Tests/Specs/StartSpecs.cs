using Exchange.Engine.Commands;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>A bid fits an ask if a start exists; it is the earliest one that does.</summary>
public sealed class StartSpecs
{
    [Fact]
    public void At_fill_means_the_next_whole_minute() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m), Wait(7))
            .When(Buy(Bob, gpus: 1, limit: 2.00m))
            .Then(Filled("ask", "bid", 1, 2.00m) with { From = 8, Until = 68 });

    [Fact]
    public void Within_a_minute_it_is_still_the_next_one() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m), Do(stage => stage.Now += 59_999_999))
            .When(Buy(Bob, gpus: 1, limit: 2.00m))
            .Then(Filled("ask", "bid", 1, 2.00m) with { From = 1 });

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void At_fill_an_ask_may_begin_at_most_fifteen_minutes_later(int from, bool fills)
    {
        Scenario scenario = Given(Sell(Alice, gpus: 1, at: 2.00m) with { From = from }).When(Buy(Bob, gpus: 1, limit: 2.00m));
        if (fills) scenario.Then(Filled("ask", "bid", 1, 2.00m) with { From = from });
        else scenario.Then(Rested("bid"));
    }

    [Fact]
    public void An_ask_that_comes_within_reach_takes_the_bid_that_waits() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m) with { From = 20 }, Buy(Bob, gpus: 1, limit: 2.30m))
            .When(Wait(4))
            .Then(Filled("ask", "bid", 1, 2.30m) with { From = 20, Taker = Side.Ask });

    [Fact]
    public void Asks_that_come_within_reach_together_go_by_price() =>
        Given(Sell(Alice, 1, 2.10m, "dear") with { From = 20 }, Sell(Carol, 1, 2.00m, "cheap") with { From = 22 }, Buy(Bob, gpus: 1, limit: 2.30m))
            .When(Wait(10))
            .Then(Filled("cheap", "bid", 1, 2.30m))
            .Open("dear", 1);

    [Fact]
    public void The_bid_that_waits_goes_before_one_that_arrives_in_the_same_minute() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m) with { From = 20, Hours = 1 }, Buy(Bob, 1, 2.30m, "waiting"), Do(stage => stage.Wait(4)))
            .When(Buy(Carol, 1, 2.50m, "arriving"))
            .Then(Filled("ask", "waiting", 1, 2.30m), Rested("arriving"));

    [Fact]
    public void A_scheduled_bid_starts_at_the_asks_beginning_where_that_is_later() =>
        Given(Sell(Alice, gpus: 1, at: 2.00m) with { From = 100 })
            .When(Buy(Bob, gpus: 1, limit: 2.00m) with { Between = (50, 150) })
            .Then(Filled("ask", "bid", 1, 2.00m) with { From = 100 });

    [Theory]
    [InlineData(100, true)]
    [InlineData(99, false)]
    public void A_scheduled_bid_starts_no_later_than_it_says(int latest, bool fills)
    {
        Scenario scenario = Given(Sell(Alice, gpus: 1, at: 2.00m) with { From = 100 })
            .When(Buy(Bob, gpus: 1, limit: 2.00m) with { Between = (50, latest) });
        if (fills) scenario.Then(Filled("ask", "bid", 1, 2.00m) with { From = 100 });
        else scenario.Then(Rested("bid"));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void The_whole_duration_must_fit_into_the_window(int start, bool fills)
    {
        Scenario scenario = Given(Sell(Alice, gpus: 1, at: 2.00m) with { Hours = 3 })
            .When(Buy(Bob, gpus: 1, limit: 2.00m) with { Between = (start, start), Hours = 2 });
        if (fills) scenario.Then(Filled("ask", "bid", 1, 2.00m) with { From = 60, Until = 180 });
        else scenario.Then(Rested("bid"));
    }

    [Fact]
    public void An_ask_is_not_taken_for_less_than_its_minimum_duration() =>
        Given(Sell(Alice, 1, 2.00m, "long") with { Offering = spec => spec with { MinDuration = new(121) } }, Sell(Carol, 1, 2.20m, "short"))
            .When(Buy(Bob, gpus: 1, limit: 2.50m) with { Hours = 2 })
            .Then(Filled("short", "bid", 1, 2.20m));

    [Fact]
    public void Tomorrows_capacity_does_not_stand_in_the_way_of_todays_order() =>
        Given(Sell(Alice, 1, 1.50m, "tomorrow") with { From = 1_440 }, Sell(Carol, 1, 2.00m, "today"))
            .When(Buy(Bob, gpus: 1, limit: 2.00m))
            .Then(Filled("today", "bid", 1, 2.00m));

    [Fact]
    public void A_window_that_is_over_or_too_short_is_refused()
    {
        Given(Wait(120)).When(Sell(Alice, gpus: 1, at: 2.00m) with { Hours = 2 }).Then(Rejected(Refusal.WindowOutOfRange));
        Given().When(Sell(Alice, gpus: 1, at: 2.00m) with { From = 100, Hours = 0 }).Then(Rejected(Refusal.WindowOutOfRange));
        Given().When(Buy(Bob, gpus: 1, limit: 2.00m) with { Hours = 0 }).Then(Rejected(Refusal.WindowOutOfRange));
    }
}
