using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>One command causes so many fills and no more; what is left of it is cancelled with that reason.</summary>
public sealed class FillLimitSpecs
{
    [Fact]
    public void The_rest_of_a_bid_beyond_the_limit_is_cancelled() =>
        Given(Set(Setting.MaxFillsPerCommand, 2), Sell(Alice, 1, 2.00m, "a"), Sell(Alice, 1, 2.00m, "b"), Sell(Alice, 1, 2.00m, "c"))
            .When(Buy(Bob, gpus: 3, limit: 2.00m))
            .Then(Filled("a", "bid", 1, 2.00m), Filled("b", "bid", 1, 2.00m), Cancelled("bid", CancelReason.FillLimit))
            .Open("c", 1);

    [Fact]
    public void The_rest_of_an_ask_beyond_the_limit_is_cancelled() =>
        Given(Set(Setting.MaxFillsPerCommand, 2), Buy(Bob, 1, 2.00m, "a"), Buy(Bob, 1, 2.00m, "b"), Buy(Bob, 1, 2.00m, "c"))
            .When(Sell(Alice, gpus: 3, at: 2.00m))
            .Then(Filled("ask", "a", 1, 2.00m), Filled("ask", "b", 1, 2.00m), Cancelled("ask", CancelReason.FillLimit))
            .Open("c", 1);

    [Fact]
    public void Just_the_limit_is_filled_whole() =>
        Given(Set(Setting.MaxFillsPerCommand, 2), Sell(Alice, 1, 2.00m, "a"), Sell(Alice, 1, 2.00m, "b"), Sell(Alice, 1, 2.00m, "c"))
            .When(Buy(Bob, gpus: 2, limit: 2.00m))
            .Then(Filled("a", "bid", 1, 2.00m), Filled("b", "bid", 1, 2.00m));

    [Fact]
    public void By_default_8192_fills_go_through_and_the_next_does_not()
    {
        var acts = Enumerable.Range(0, 8_193).Select(i => Sell(Alice, 1, 2.00m, FormattableString.Invariant($"ask {i}"))).ToArray();
        Given(Quietly(acts))
            .When(Buy(Bob, gpus: 8_193, limit: 2.00m))
            .And(stage => Assert.Equal(8_192 + 1, Telling.Story(stage).Count))
            .And(stage => Assert.Equal($"bid is cancelled: {CancelReason.FillLimit}", Telling.Story(stage)[^1].Text))
            .And(stage => Assert.StartsWith("bid gets 1 GPU of ask 8191", Telling.Story(stage)[^2].Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_queue_of_5000_orders_is_swept_in_one_command()
    {
        var acts = Enumerable.Range(0, 5_000).Select(i => Sell(Alice, 1, 2.00m, FormattableString.Invariant($"ask {i}"))).ToArray();
        Given(Quietly(acts))
            .When(Buy(Bob, gpus: 5_000, limit: 2.00m))
            .And(stage => Assert.Equal(5_000, Telling.Story(stage).Count))
            .And(stage => Assert.StartsWith("bid gets 1 GPU of ask 4999", Telling.Story(stage)[^1].Text, StringComparison.Ordinal))
            .Open("bid", 0)
            .When(Buy(Carol, 1, 2.00m, "late"))
            .Then(Rested("late"));
    }

    /// <summary>So many orders that counting everything after each of them would take minutes.</summary>
    private static Act Quietly(Act[] acts) => Do(stage => stage.Quietly(() =>
    {
        foreach (Act act in acts) act.Play(stage);
    }));
}
