using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>A bid with a gang constraint is filled whole inside one group or not at all.</summary>
public sealed class PlacementSpecs
{
    private static readonly Act[] TwoNodes = [Register(Alice, "one", gpusPerNode: 8), Register(Alice, "two", gpusPerNode: 8)];

    [Fact]
    public void Any_takes_parts_wherever_they_are() =>
        Given(Sell(Alice, 2, 2.00m, "a") with { Offering = At("eu/de/fra") }, Sell(Carol, 2, 2.10m, "b") with { Offering = At("us/va/ash") })
            .When(Buy(Bob, gpus: 5, limit: 2.50m))
            .Then(Filled("a", "bid", 2, 2.00m), Filled("b", "bid", 2, 2.10m), Rested("bid"));

    [Fact]
    public void SameNode_takes_one_nodes_ask_or_waits() =>
        Given([.. TwoNodes, Sell(Alice, 4, 2.00m, "a") with { Node = "one" }, Sell(Alice, 4, 2.00m, "b") with { Node = "two" }])
            .When(Gang(Placement.SameNode, gpus: 8))
            .Then(Rested("bid"));

    [Fact]
    public void SameNode_joins_two_asks_of_one_node() =>
        Given([.. TwoNodes, Sell(Alice, 4, 2.00m, "a") with { Node = "one" }, Sell(Alice, 4, 2.10m, "b") with { Node = "one" }])
            .When(Gang(Placement.SameNode, gpus: 8))
            .Then(Filled("a", "bid", 4, 2.00m), Filled("b", "bid", 4, 2.10m));

    [Fact]
    public void SameNode_is_not_served_by_a_group_that_may_spread_it() =>
        Given(Sell(Alice, gpus: 16, at: 2.00m)).When(Gang(Placement.SameNode, gpus: 8)).Then(Rested("bid"));

    [Fact]
    public void SameNode_is_served_by_a_group_that_is_sold_in_whole_nodes() =>
        Given(Sell(Alice, gpus: 16, at: 2.00m) with { Offering = spec => spec with { MinChunk = new(8), ChunkStep = new(8) } })
            .When(Gang(Placement.SameNode, gpus: 8))
            .Then(Filled("ask", "bid", 8, 2.00m));

    [Fact]
    public void SameFabric_joins_asks_of_one_fabric_id() =>
        Given(
                Sell(Alice, 4, 2.00m, "x1") with { Offering = OnFabric("x") },
                Sell(Carol, 4, 1.90m, "y1") with { Offering = OnFabric("y") },
                Sell(Dave, 4, 2.10m, "x2") with { Offering = OnFabric("x") })
            .When(Gang(Placement.SameFabric, gpus: 8))
            .Then(Filled("x1", "bid", 4, 2.00m), Filled("x2", "bid", 4, 2.10m));

    [Fact]
    public void SameFabric_is_not_served_where_no_fabric_is_named() =>
        Given(Sell(Alice, gpus: 8, at: 2.00m)).When(Gang(Placement.SameFabric, gpus: 8)).Then(Rested("bid"));

    [Fact]
    public void SameDatacenter_wants_the_whole_place() =>
        Given(Sell(Alice, 4, 2.00m, "a") with { Offering = At("eu/de/fra/dc1") }, Sell(Carol, 4, 2.00m, "b") with { Offering = At("eu/de/fra/dc2") })
            .When(Gang(Placement.SameDatacenter, gpus: 8))
            .Then(Rested("bid"));

    [Fact]
    public void SameDatacenter_joins_providers_of_one_place() =>
        Given(Sell(Alice, 4, 2.00m, "a") with { Offering = At("eu/de/fra/dc1") }, Sell(Carol, 4, 2.00m, "b") with { Offering = At("eu/de/fra/dc1") })
            .When(Gang(Placement.SameDatacenter, gpus: 8))
            .Then(Filled("a", "bid", 4, 2.00m), Filled("b", "bid", 4, 2.00m));

    [Fact]
    public void SameProvider_joins_a_providers_asks() =>
        Given(Sell(Alice, 4, 2.10m, "a"), Sell(Carol, 4, 1.90m, "other"), Sell(Alice, 4, 2.00m, "b"))
            .When(Gang(Placement.SameProvider, gpus: 8))
            .Then(Filled("b", "bid", 4, 2.00m), Filled("a", "bid", 4, 2.10m));

    [Fact]
    public void SameRegion_joins_the_first_two_segments() =>
        Given(Sell(Alice, 4, 2.00m, "a") with { Offering = At("eu/de/fra/dc1") }, Sell(Carol, 4, 2.00m, "b") with { Offering = At("eu/de/muc") })
            .When(Gang(Placement.SameRegion, gpus: 8))
            .Then(Filled("a", "bid", 4, 2.00m), Filled("b", "bid", 4, 2.00m));

    [Fact]
    public void SameRegion_does_not_join_two_regions() =>
        Given(Sell(Alice, 4, 2.00m, "a") with { Offering = At("eu/de/fra") }, Sell(Carol, 4, 2.00m, "b") with { Offering = At("eu/fr/par") })
            .When(Gang(Placement.SameRegion, gpus: 8))
            .Then(Rested("bid"));

    [Fact]
    public void SameRegion_is_not_served_where_the_place_names_none() =>
        Given(Sell(Alice, gpus: 8, at: 2.00m) with { Offering = At("us") }).When(Gang(Placement.SameRegion, gpus: 8)).Then(Rested("bid"));

    [Fact]
    public void Among_groups_the_cheapest_total_wins() =>
        Given(
                Sell(Alice, 4, 1.80m, "a1"), Sell(Alice, 4, 2.40m, "a2"),
                Sell(Carol, 4, 2.00m, "c1"), Sell(Carol, 4, 2.10m, "c2"))
            .When(Gang(Placement.SameProvider, gpus: 8))
            .Then(Filled("c1", "bid", 4, 2.00m), Filled("c2", "bid", 4, 2.10m));

    [Fact]
    public void Among_equal_groups_the_one_with_the_earliest_ask_wins() =>
        Given(Sell(Carol, 4, 2.00m, "c1"), Sell(Alice, 4, 2.00m, "a1"), Sell(Alice, 4, 2.00m, "a2"), Sell(Carol, 4, 2.00m, "c2"))
            .When(Gang(Placement.SameProvider, gpus: 8))
            .Then(Filled("c1", "bid", 4, 2.00m), Filled("c2", "bid", 4, 2.00m));

    [Fact]
    public void All_parts_start_together() =>
        Given(Sell(Alice, 4, 2.00m, "a"), Sell(Alice, 4, 2.00m, "b") with { From = 10 })
            .When(Gang(Placement.SameProvider, gpus: 8))
            .Then(Filled("a", "bid", 4, 2.00m) with { From = 10 }, Filled("b", "bid", 4, 2.00m) with { From = 10 });

    [Fact]
    public void A_waiting_gang_is_completed_by_an_arriving_ask_at_the_asks_prices() =>
        Given(Sell(Alice, 4, 2.00m, "a"), Gang(Placement.SameProvider, gpus: 8))
            .When(Sell(Alice, 4, 2.20m, "b"))
            .Then(
                Rested("b"),
                Filled("a", "bid", 4, 2.00m) with { Taker = Side.Bid }, Filled("b", "bid", 4, 2.20m) with { Taker = Side.Bid });

    [Fact]
    public void A_waiting_gang_is_completed_by_an_ask_that_becomes_cheaper() =>
        Given(Sell(Alice, 4, 2.00m, "a"), Sell(Alice, 4, 3.00m, "b"), Gang(Placement.SameProvider, gpus: 8))
            .When(Amend(Alice, "b", limit: 2.50m))
            .Then(Amended("b", 4, 2.50m), Rested("b"), Filled("a", "bid", 4, 2.00m), Filled("b", "bid", 4, 2.50m));

    [Fact]
    public void A_waiting_gang_is_completed_by_an_ask_that_comes_within_reach() =>
        Given(Sell(Alice, 4, 2.00m, "a"), Sell(Alice, 4, 2.00m, "b") with { From = 30 }, Gang(Placement.SameProvider, gpus: 8))
            .When(Wait(14))
            .Then(Filled("a", "bid", 4, 2.00m) with { From = 30 }, Filled("b", "bid", 4, 2.00m) with { From = 30 });

    [Fact]
    public void A_waiting_gang_that_is_reduced_fits_into_a_smaller_group() =>
        Given(Sell(Alice, 4, 2.00m, "a"), Gang(Placement.SameProvider, gpus: 8))
            .When(Amend(Bob, "bid", gpus: 4))
            .Then(Reduced("bid", 4), Filled("a", "bid", 4, 2.00m));

    [Fact]
    public void Plain_bids_go_before_waiting_gangs() =>
        Given(Gang(Placement.SameProvider, gpus: 8), Buy(Carol, 4, 2.10m, "plain"))
            .When(Sell(Alice, gpus: 8, at: 2.00m))
            .Then(Filled("ask", "plain", 4, 2.10m), Rested("ask"))
            .Open("bid", 8);

    [Fact]
    public void All_or_none_is_a_gang_anywhere()
    {
        Given(Sell(Alice, 4, 2.00m, "a"), Sell(Carol, 3, 2.00m, "b"))
            .When(AllOrNone(gpus: 8))
            .Then(Rested("bid"))
            .When(Sell(Dave, 1, 2.40m, "c"))
            .Then(Rested("c"), Filled("a", "bid", 4, 2.00m), Filled("b", "bid", 3, 2.00m), Filled("c", "bid", 1, 2.40m));
    }

    [Fact]
    public void An_immediate_gang_that_finds_no_group_is_cancelled() =>
        Given(Sell(Alice, 4, 2.00m, "a"))
            .When(Gang(Placement.SameProvider, gpus: 8) with
            {
                On = terms => terms with { Placement = Placement.SameProvider, TimeInForce = TimeInForce.ImmediateOrCancel },
            })
            .Then(Cancelled("bid", CancelReason.ImmediateOrCancel))
            .Open("a", 4);

    private static Buying Gang(Placement placement, int gpus) => Buy(Bob, gpus, limit: 2.50m) with { On = terms => terms with { Placement = placement } };

    private static Buying AllOrNone(int gpus) => Buy(Bob, gpus, limit: 2.50m) with { On = terms => terms with { Flags = OrderFlags.AllOrNone } };

    private static Func<Spec, Spec> At(string place) => spec => spec with { Place = Text(place) };

    private static Func<Spec, Spec> OnFabric(string id) => spec => spec with { Fabric = FabricKind.InfiniBand, FabricId = Text(id) };
}
