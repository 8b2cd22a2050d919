using Exchange.Api.Operator;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Traces;

/// <summary>The operator's recount holds of a market that trades, and names what is wrong where somebody meddled with it.</summary>
public sealed class ConservationSpecs
{
    private readonly Stage stage = new();

    public ConservationSpecs()
    {
        Sell(Alice, gpus: 4, at: 2.00m).Play(stage);
        Buy(Bob, gpus: 1, limit: 2.00m, id: "taker").Play(stage);
        Buy(Bob, gpus: 1, limit: 1.50m, id: "resting").Play(stage);
    }

    [Fact]
    public void Everything_holds_and_what_was_offered_is_resting_leased_and_withdrawn()
    {
        ConservationAnswer recounted = Conservation.Of(stage.State);

        Assert.Equal([], Broken(recounted));
        Assert.True(recounted.LeasedGpuMinutes > 0 && recounted.RestingGpuMinutes > 0);
        Assert.Equal(recounted.OfferedGpuMinutes, recounted.RestingGpuMinutes + recounted.LeasedGpuMinutes + recounted.WithdrawnGpuMinutes);
    }

    [Fact]
    public void A_hold_without_its_bid_is_found()
    {
        Order("resting").Locked -= Money.FromMicros(1);

        Assert.Equal(["holds_without_bids_behind_them_are_none"], Broken());
    }

    [Fact]
    public void A_margin_that_is_not_there_is_found()
    {
        Order("ask").Locked += Money.FromMicros(1);

        Assert.Equal(["margins_without_asks_and_leases_behind_them_are_none"], Broken());
    }

    [Fact]
    public void An_escrow_that_is_not_there_is_found()
    {
        stage.State.Leases[stage.State.Leases.Find(stage.State.Leases.All.First())].Escrow += Money.FromMicros(1);

        Assert.Equal(["escrows_without_leases_behind_them_are_none"], Broken());
    }

    [Fact]
    public void A_lost_GPU_minute_is_found()
    {
        Order("ask").Withdrawn += new GpuMinutes(1);

        Assert.Equal(["asks_that_do_not_add_up_are_none", "offered_is_resting_leased_and_withdrawn"], Broken());
    }

    [Fact]
    public void A_node_promised_beyond_its_units_is_found()
    {
        ref Node node = ref stage.State.Fleet[Order("ask").Node];
        (node.GpusPerNode, node.Nodes) = (new Gpus(1), 1);

        Assert.Equal(["nodes_promised_beyond_their_units_are_none"], Broken());
    }

    private ref Order Order(string name) => ref stage.State.Orders[stage.State.Orders.Find(stage.Order(name))];

    private string[] Broken() => Broken(Conservation.Of(stage.State));

    private static string[] Broken(ConservationAnswer recounted) => [.. recounted.Checks.Where(check => !check.Holds).Select(check => check.Name)];
}
