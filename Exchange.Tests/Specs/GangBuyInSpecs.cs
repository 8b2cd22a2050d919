using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.LeaseWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>
/// What belonged together is replaced together, or paid for. Alice fails her lease of Bob's eight GPUs at $2 by not handing it over, so the
/// rest of three hours is bought in at minute 16.
/// </summary>
public sealed class GangBuyInSpecs
{
    private const int Hours = 3;

    [Fact]
    public void One_node_is_replaced_by_one_node_and_not_by_two_cheaper_halves() =>
        OneNode()
            .When(Half("left", 1.50m), Half("right", 1.50m), Register(Dave, "whole", 8), Sell(Dave, 8, 2.20m, "whole") with { Node = "whole" }, Wait(16))
            .Once<LeaseBoughtIn>(bought => Assert.Equal(8, bought.Gpus.Count))
            .Stands(1, LeaseState.BoughtIn)
            .And(stage => Assert.Equal(Dave, stage.Lease(2).Terms.Provider))
            .Replays();

    [Fact]
    public void Where_no_node_has_room_for_all_of_it_all_of_it_is_paid_for() =>
        OneNode()
            .When(Half("left", 1.50m), Half("right", 1.50m), Wait(16))
            .Never<LeaseBoughtIn>()
            .Once<LeaseCashSettled>(settled => Assert.Equal((8, NotBoughtIn.NothingOffered), (settled.Gpus.Count, settled.Why)))
            .Replays();

    [Fact]
    public void A_part_is_replaced_beside_the_others_and_not_on_another_fabric() =>
        TwoOnOneFabric()
            .When(OnFabric(Dave, 4, "y", 1.50m, "elsewhere"), OnFabric(Dave, 4, "x", 2.20m, "beside"), Wait(16))
            .Once<LeaseBoughtIn>(bought => Assert.Equal((new FillId(1), 4), (bought.Lease, bought.Gpus.Count)))
            .Open("elsewhere", 4).Open("beside", 0)
            .Replays();

    [Fact]
    public void Where_nothing_is_left_beside_the_others_the_part_is_paid_for() =>
        TwoOnOneFabric()
            .When(OnFabric(Dave, 4, "y", 1.50m, "elsewhere"), Wait(16))
            .Never<LeaseBoughtIn>()
            .Once<LeaseCashSettled>(settled => Assert.Equal((new FillId(1), 4), (settled.Lease, settled.Gpus.Count)));

    [Fact]
    public void A_gang_that_was_one_lease_may_go_to_another_fabric_as_a_whole() =>
        Gang(Placement.SameFabric, OnFabric(Alice, 8, "x", 2.00m))
            .When(OnFabric(Carol, 4, "y", 1.90m, "a"), OnFabric(Dave, 4, "y", 2.00m, "b"), OnFabric(Dave, 4, "z", 1.50m, "c"), Wait(16))
            .And(stage => Assert.Equal(8, stage.All<LeaseBoughtIn>().Single().Gpus.Count))
            .Open("a", 0).Open("b", 0).Open("c", 4)
            .Replays();

    [Theory]
    [InlineData(2.60, true)]
    [InlineData(3.20, false)]
    public void It_is_bought_whole_only_where_all_of_it_is_covered(double dearest, bool bought) =>
        Gang(Placement.SameFabric, OnFabric(Alice, 8, "x", 2.00m))
            .When(OnFabric(Carol, 4, "y", 2.50m, "a"), OnFabric(Dave, 4, "y", (decimal)dearest, "b"), Wait(16))
            .And(stage => Assert.Equal(bought ? 8 : 0, stage.All<LeaseBoughtIn>().Sum(found => found.Gpus.Count)))
            .And(stage => Assert.Equal(bought ? [] : [NotBoughtIn.DifferenceNotCovered], stage.All<LeaseCashSettled>().Select(settled => settled.Why)))
            .Open("a", bought ? 0 : 4)
            .Replays();

    [Fact]
    public void All_or_none_is_replaced_whole_from_wherever_it_is() =>
        Given(
                Sell(Alice, 8, 2.00m) with { From = 1, Hours = Hours },
                Buy(Bob, 8, 2.00m) with { Hours = Hours, On = terms => terms with { Flags = OrderFlags.AllOrNone } })
            .When(Sell(Carol, 4, 2.00m, "a"), Wait(16))
            .Never<LeaseBoughtIn>()
            .Open("a", 4);

    private static Scenario OneNode() =>
        Gang(Placement.SameNode, Register(Alice, "first", 8), Sell(Alice, 8, 2.00m) with { Node = "first", From = 1, Hours = Hours });

    /// <summary>Alice and Carol have half each, and Carol hands hers over.</summary>
    private static Scenario TwoOnOneFabric() =>
        Gang(Placement.SameFabric, OnFabric(Alice, 4, "x", 2.00m), OnFabric(Carol, 4, "x", 2.00m, "second")).When(Wait(1), Provision(Carol, 2));

    private static Scenario Gang(Placement placement, params Act[] offers) =>
        Given(offers).Given(Buy(Bob, 8, 2.00m) with { Hours = Hours, On = terms => terms with { Placement = placement } });

    private static Selling OnFabric(AccountId who, int gpus, string fabric, decimal at, string id = "ask") =>
        Sell(who, gpus, at, id) with { From = 1, Hours = Hours, Offering = spec => spec with { FabricId = Text(fabric) } };

    private static Act Half(string node, decimal at) => Do(stage =>
    {
        Register(Carol, node, 8).Play(stage);
        (Sell(Carol, 4, at, node) with { Node = node }).Play(stage);
    });
}
