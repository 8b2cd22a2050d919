using Exchange.Api.Orders;
using Exchange.Benchmarks.Traces.Plans;
using Exchange.Benchmarks.Traces.Sources;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Traces;

/// <summary>How rows of the public traces become asks and bids.</summary>
public sealed class TracePlanSpecs
{
    private static readonly Quotes NoOffers = new([]);

    [Fact]
    public void A_pod_bids_for_what_it_asked_of_its_machine_rounded_up()
    {
        PlannedBid bid = Assert.Single(Openb(Pod(gpus: 2, seconds: 61, milliVcpus: 8_001, milliRam: 33_000)).Bids);

        Assert.Equal(("2", "2", "same_node"), (bid.Bid.Size, bid.Bid.Delivery!.Duration, bid.Bid.Require!.Placement));
        Assert.Equal(("4.01", "16.5"), (bid.Bid.Require.MinVcpusPerGpu, bid.Bid.Require.MinRamGibPerGpu));
        Assert.Equal((2, 2L), (bid.Gpus, bid.Minutes));
    }

    [Fact]
    public void A_share_of_a_GPU_becomes_a_whole_one_anywhere()
    {
        PlannedBid bid = Assert.Single(Openb(Pod(gpus: 1, percent: 30)).Bids);

        Assert.Equal("1", bid.Bid.Size);
        Assert.Null(bid.Bid.Require!.Placement);
    }

    [Fact]
    public void A_bid_for_several_models_values_each_at_its_own_median()
    {
        OrderRequest bid = Assert.Single(Openb(Pod(accepts: ["T4", "A10"])).Bids).Bid;

        Assert.Equal("1.145000", bid.Price);
        Assert.Equal([("a10-24", "1.0000"), ("t4-16", "0.3057")], bid.Require!.Skus!.Select(sku => (sku.Sku, sku.Factor)));
    }

    [Fact]
    public void A_bid_without_a_model_accepts_all_of_the_cluster()
    {
        OrderRequest bid = Assert.Single(Openb(Pod(accepts: [])).Bids).Bid;

        Assert.Equal(["openb-g2", "a10-24", "t4-16"], bid.Require!.Skus!.Select(sku => sku.Sku).OrderByDescending(sku => sku!.StartsWith("openb", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_model_that_the_source_hides_is_a_SKU_of_its_own_at_the_median_of_the_others()
    {
        ClusterPlan plan = Openb(Pod());

        Assert.Contains(plan.Skus, sku => sku is { Name: "openb-g2", ReferencePrice: "1.145000" });
        PlannedAsk hidden = Assert.Single(plan.Asks, ask => ask.Node.Sku == "openb-g2");
        Assert.Equal(("OPENBG2-USD", "8", "12", "48"), (hidden.Ask.ProductId, hidden.Ask.Size, hidden.Node.VcpusPerGpu, hidden.Node.RamGibPerGpu));
    }

    [Fact]
    public void Nodes_are_firm_in_the_share_in_which_firmness_is_wanted()
    {
        ClusterNode[] nodes = [.. Enumerable.Range(0, 100).Select(i => new ClusterNode($"node-{i}", TracedModel.Of("T4"), 2, 8, 32))];
        ClusterPod[] pods = [Pod(seconds: 3_000, firmness: Firmness.Firm), Pod(seconds: 1_000, firmness: Firmness.Interruptible)];

        ClusterPlan plan = OpenbPlan.Of(nodes, pods, NoOffers);

        Assert.Equal(75, plan.Asks.Count(ask => ask.Ask.Availability!.Firmness == "firm"));
        Assert.Equal(["openb-firm", "openb-interruptible"], plan.Bids.Select(bid => bid.Buyer));
    }

    [Fact]
    public void Asks_take_the_offers_within_the_median_in_turn()
    {
        TradedSku sku = TradedSku.Of("t4-16");
        var quotes = new Quotes([Offer(300_050, OfferKind.OnDemand), Offer(200_000, OfferKind.OnDemand), Offer(350_100, OfferKind.OnDemand), Offer(100_000, OfferKind.Spot)]);

        Assert.Equal([200_000, 300_000, 200_000], Enumerable.Range(0, 3).Select(i => quotes.AskOf(sku, Firmness.Firm, i).Micros));
        Assert.Equal(100_000, quotes.AskOf(sku, Firmness.Interruptible, 5).Micros);
        Assert.Equal((350_000, 175_000), (NoOffers.AskOf(sku, Firmness.Standard, 0).Micros, NoOffers.AskOf(sku, Firmness.Interruptible, 0).Micros));
    }

    [Fact]
    public void Jobs_lie_on_one_node_or_where_they_are_wider_on_one_fabric()
    {
        ClusterPlan plan = PhillyPlan.Of([Job(1, 100), Job(2, 100), Job(8, 100), Job(32, 100)], [], NoOffers, supplyPercent: 100);

        Assert.Equal([null, "same_node", "same_node", "same_fabric"], plan.Bids.Select(bid => bid.Bid.Require!.Placement));
        Assert.Equal([2, 2, 1, 1], plan.Bids.Select(bid => bid.Bid.Require!.Skus!.Length));
    }

    [Theory]
    [InlineData(100, 32, 24)]
    [InlineData(50, 16, 12)]
    public void The_supply_is_a_part_of_the_load_at_its_peak_in_the_shape_of_the_source(int percent, int small, int large)
    {
        ClusterPlan plan = PhillyPlan.Of([.. Enumerable.Range(0, 249).Select(_ => Job(1, 600))], [], NoOffers, percent);

        Assert.Equal(small, plan.Asks.Count(ask => ask.Node.GpusPerNode == 2));
        Assert.Equal(large, plan.Asks.Count(ask => ask.Node.GpusPerNode == 8));
        Assert.Equal(large > 16 ? ["ib-0", "ib-1"] : ["ib-0"], plan.Asks.Select(ask => ask.Node.FabricId).OfType<string>().Distinct());
    }

    [Fact]
    public void A_job_that_ran_several_times_stops_after_each_run_and_bids_again_for_the_rest()
    {
        JobAttempt[] runs = [Run(1, from: 10, until: 610), Run(2, from: 700, until: 760), Run(3, from: 1_000, until: 4_600), Run(1, from: 0, until: 60) with { JobId = "other", Attempts = 2 }];

        PlannedBid first = Assert.Single(PhillyPlan.Of([Job(8, 600 + 60 + 3_600)], runs, NoOffers, supplyPercent: 100).Bids);
        PlannedBid second = first.Stop!.Again!;
        PlannedBid third = second.Stop!.Again!;

        Assert.Equal((71, 10, 2), (first.Minutes, first.Stop.AfterMinutes, first.Stop.PauseMinutes));
        Assert.Equal((61, 1, 4), (second.Minutes, second.Stop.AfterMinutes, second.Stop.PauseMinutes));
        Assert.Equal((60, "60", null), (third.Minutes, third.Bid.Delivery!.Duration, third.Stop));
    }

    [Fact]
    public void Runs_of_another_job_stop_nothing()
    {
        JobAttempt[] runs = [Run(1, from: 0, until: 600), Run(2, from: 700, until: 760), Run(3, from: 800, until: 801)];

        Assert.All(PhillyPlan.Of([Job(8, 660), Job(4, 661)], runs, NoOffers, supplyPercent: 100).Bids, bid => Assert.Null(bid.Stop));
        Assert.Single(PhillyPlan.Of([Job(8, 661), Job(8, 661)], runs, NoOffers, supplyPercent: 100).Bids, bid => bid.Stop is not null);
    }

    [Fact]
    public void A_pod_that_failed_had_bought_as_long_again_and_at_least_two_hours_more()
    {
        ClusterPlan plan = Openb(Pod(seconds: 600) with { Outcome = PodOutcome.Failed }, Pod(seconds: 36_000) with { Outcome = PodOutcome.Failed }, Pod(seconds: 600));

        Assert.Equal([130, 1_200, 10], plan.Bids.Select(bid => bid.Minutes));
        Assert.Equal([10, 600, null], plan.Bids.Select(bid => bid.Stop?.AfterMinutes));
    }

    [Fact]
    public void A_book_s_cents_become_ticks_around_the_reference_price()
    {
        BookEvent[] events = [Created(1, 23_000, 150_000_000), Created(2, 23_500, 1), Created(3, 23_600, 100_000_000)];
        var plan = new BookPlan(events);

        Assert.Equal(23_500, plan.MidCents);
        Assert.Equal([3_175_000, 3_225_000, 3_235_000], events.Select(happened => plan.PriceOf(happened).Micros));
        Assert.Equal([2, 1, 1], events.Select(happened => BookPlan.GpusOf(happened)));
    }

    private static ClusterPlan Openb(params ClusterPod[] pods) => OpenbPlan.Of(
        [
            new ClusterNode("node-0", TracedModel.Of("T4"), 2, 104, 512),
            new ClusterNode("node-1", TracedModel.Of("G2"), 8, 96, 384),
            new ClusterNode("node-2", TracedModel.Of("A10"), 1, 128, 1_024),
        ],
        pods,
        NoOffers);

    private static ClusterPod Pod(
        int gpus = 1, long seconds = 60, int percent = 100, int milliVcpus = 1_000, int milliRam = 1_000, Firmness firmness = Firmness.Firm, params string[] accepts) =>
        new("pod", 0, seconds, gpus, percent, [.. accepts.Select(TracedModel.Of)], milliVcpus, milliRam, firmness, PodOutcome.Running, 0);

    private static TrainingJob Job(int gpus, long seconds) => new("job", 0, seconds, gpus, "a");

    private static JobAttempt Run(int attempt, long from, long until) => new("application", 0, 8, attempt, 3, from, until, null);

    private static RentalOffer Offer(long micros, OfferKind kind) =>
        new(new LocalDate(2026, 7, 31), "provider", TracedModel.Of("t4"), kind, new Gpus(1), Price.FromMicros(micros), IsCarriedForward: false);

    private static BookEvent Created(long order, long cents, long satoshi) => new(0, BookAction.Created, order, Engine.Commands.Side.Bid, cents, satoshi);
}
