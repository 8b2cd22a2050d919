using Exchange.Engine.Commands;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>The asks and leases of a node never add up to more than its units at any minute.</summary>
public sealed class UnitCapacitySpecs
{
    private static readonly Act ANode = Register(Alice, "node", gpusPerNode: 8);

    [Fact]
    public void All_units_may_be_offered_and_not_one_more() =>
        Given(ANode, On("first", gpus: 5))
            .When(On("too many", gpus: 4))
            .Then(Rejected(Refusal.UnitsTaken))
            .When(On("second", gpus: 3))
            .Then(Rested("second"));

    [Fact]
    public void Windows_that_do_not_overlap_do_not_add_up() =>
        Given(ANode, On("today", gpus: 8) with { From = 1, Hours = 24 })
            .When(On("tomorrow", gpus: 8) with { From = 1_441, Hours = 24 })
            .Then(Rested("tomorrow"))
            .When(On("between", gpus: 1) with { From = 1_440, Hours = 1 })
            .Then(Rejected(Refusal.UnitsTaken));

    [Fact]
    public void Only_the_fullest_minute_counts() =>
        Given(ANode, On("a", gpus: 4) with { From = 1, Hours = 2 }, On("b", gpus: 4) with { From = 121, Hours = 2 })
            .When(On("across", gpus: 4) with { From = 61, Hours = 2 })
            .Then(Rested("across"));

    [Fact]
    public void What_is_leased_is_taken() =>
        Given(ANode, On("ask", gpus: 8), Buy(Bob, gpus: 8, limit: 2.00m) with { Hours = 2 }, Cancel(Alice, "ask"))
            .When(On("meanwhile", gpus: 1) with { From = 100, Hours = 2 })
            .Then(Rejected(Refusal.UnitsTaken))
            .When(On("afterwards", gpus: 8) with { From = 121, Hours = 2 })
            .Then(Rested("afterwards"));

    [Fact]
    public void What_was_leased_in_minutes_that_are_over_is_free_again() =>
        Given(ANode, On("ask", gpus: 4) with { From = 1, Hours = 4 }, Buy(Bob, gpus: 4, limit: 2.00m), On("other", gpus: 4) with { From = 1, Hours = 4 })
            .When(Amend(Alice, "other", gpus: 8))
            .ThenRefused(Refusal.UnitsTaken)
            .When(Cancel(Alice, "ask"), Wait(90), Amend(Alice, "other", gpus: 8))
            .Then(Amended("other", 8, 2.00m), Rested("other"));

    [Fact]
    public void A_cancelled_ask_frees_its_units() =>
        Given(ANode, On("ask", gpus: 8), Cancel(Alice, "ask")).When(On("again", gpus: 8)).Then(Rested("again"));

    [Fact]
    public void An_ask_cannot_grow_beyond_the_units() =>
        Given(ANode, On("ask", gpus: 4), On("other", gpus: 3))
            .When(Amend(Alice, "ask", gpus: 6))
            .ThenRefused(Refusal.UnitsTaken)
            .When(Amend(Alice, "ask", gpus: 5))
            .Then(Amended("ask", 5, 2.00m), Rested("ask"));

    [Fact]
    public void A_group_has_the_units_of_all_its_nodes() =>
        Given(Register(Alice, "group", gpusPerNode: 8, nodes: 3))
            .When(Sell(Alice, gpus: 24, at: 2.00m) with { Node = "group" })
            .Then(Rested("ask"))
            .When(Sell(Alice, 1, 2.00m, "more") with { Node = "group" })
            .Then(Rejected(Refusal.UnitsTaken));

    private static Selling On(string id, int gpus) => Sell(Alice, gpus, at: 2.00m, id) with { Node = "node" };
}
