using Exchange.Benchmarks.Traces.Sources;
using Exchange.Engine.Commands;
using Exchange.Engine.Skus;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Skus;

/// <summary>Each reader against its real file: counts as its publisher states them, refusals by reason, and facts picked from the raw rows.</summary>
public sealed class TraceSourcesSpecs
{
    private static DataFolder Folder => DataFolder.Find()!;

    [DataFact(OpenbTrace.DataSet, OpenbTrace.NodesFile)]
    public void Openb_has_611_nodes_295_of_them_undisclosed()
    {
        TraceRows<ClusterNode> nodes = OpenbTrace.ReadNodes(Folder);

        Assert.Empty(nodes.Refused);
        Assert.Equal(611, nodes.Rows.Count);
        Assert.Equal(3_125, nodes.Rows.Sum(node => node.Gpus));
        Assert.Equal(310, nodes.Rows.Count(node => node.Gpus == 8));
        Assert.Equal(295, nodes.Rows.Count(node => node.Model.StandIn is null));
        Assert.All(nodes.Rows.Where(node => node.Model.StandIn is null), node => Assert.Contains(node.Model.Written, new[] { "G2", "G3" }));
        Assert.Equal(203, nodes.Rows.Count(node => node.Model.Sku?.Name == "t4-16"));
        Assert.Equal(16, nodes.Rows.Count(node => node.Model is { Sku: null, StandIn.Name: "v100-sxm2-32" }));

        ClusterNode first = nodes.Rows[0];
        Assert.Equal(("openb-node-0000", "P100", 2, 64, 256), (first.Id, first.Model.Written, first.Gpus, first.Vcpus, first.RamGib));
        Assert.Equal(2, Assert.IsType<SkuResolution.Ambiguous>(first.Model.Means).Candidates.Count);
    }

    [DataFact(OpenbTrace.DataSet, OpenbTrace.PodsFile)]
    public void Openb_has_4076_pods_608_of_them_without_a_GPU()
    {
        TraceRows<ClusterPod> pods = OpenbTrace.ReadPods(Folder);

        Assert.Equal(4_076, pods.RowsRead);
        Assert.Equal([new("wants no GPU", 608)], pods.Refused);
        Assert.Equal(3_693, pods.Rows.Sum(pod => pod.Gpus));
        Assert.Equal(29, pods.Rows.Count(pod => pod.Gpus == 8));
        Assert.Equal(1_982, pods.Rows.Count(pod => pod.GpuPercent == 100));
        Assert.Equal(79, pods.Rows.Count(pod => string.Join('|', pod.Accepts) == "V100M16|V100M32"));

        ClusterPod second = pods.Rows[1];
        Assert.Equal(("openb-pod-0001", 427_061L, 12_475_899L), (second.Id, second.ArrivalSecond, second.DurationSeconds));
        Assert.Equal((1, 46, 6_000, 12_000), (second.Gpus, second.GpuPercent, second.MilliVcpus, second.MilliRamGib));
        Assert.Equal((Firmness.Firm, PodOutcome.Running, 0L), (second.Firmness, second.Outcome, second.WaitSeconds));
        Assert.Empty(second.Accepts);
    }

    [DataFact(PhillyTrace.DataSet, PhillyTrace.JobsFile)]
    public void Philly_has_52849_jobs_that_arrive_in_order()
    {
        TraceRows<TrainingJob> jobs = PhillyTrace.ReadJobs(Folder);

        Assert.Empty(jobs.Refused);
        Assert.Equal(52_849, jobs.Rows.Count);
        Assert.Equal(new TrainingJob("ph31566", 37_841, 2_240_194, 8, "7f04ca"), jobs.Rows[0]);
        Assert.Equal(jobs.Rows.OrderBy(job => job.ArrivalSecond), jobs.Rows);
        Assert.Equal(63_436, jobs.Rows.Sum(job => job.Gpus));
        Assert.Equal(12, jobs.Rows.Select(job => job.Tenant).Distinct().Count());
    }

    [DataFact(PhillyTrace.DataSet, PhillyTrace.AttemptsFile)]
    public void Philly_knows_the_runs_of_1455_jobs()
    {
        TraceRows<JobAttempt> runs = PhillyTrace.ReadAttempts(Folder);

        Assert.Empty(runs.Refused);
        Assert.Equal(2_383, runs.Rows.Count);
        Assert.Equal(1_455, runs.Rows.Count(run => run.Attempt == 1));
        Assert.Equal(new JobAttempt("application_1504131676014_2141", 37_841, 8, 1, 4, 37_853, 38_564, 12), runs.Rows[0]);
        Assert.All(runs.Rows, run => Assert.Equal(run.Attempt == 1, run.WaitSeconds is not null));
    }

    [DataFact(BitstampTrace.DataSet, BitstampTrace.EventsFile)]
    public void Bitstamp_has_50414_events_191_of_them_of_orders_not_yet_created()
    {
        TraceRows<BookEvent> events = BitstampTrace.ReadEvents(Folder);

        Assert.Empty(events.Refused);
        Assert.Equal(50_414, events.Rows.Count);
        Assert.Equal(24_894, events.Rows.Count(happened => happened.Action == BookAction.Created));
        Assert.Equal(602, events.Rows.Count(happened => happened.Action == BookAction.Changed));
        Assert.Equal(24_918, events.Rows.Count(happened => happened.Action == BookAction.Deleted));
        Assert.Equal(new BookEvent(1_430_438_404_518, BookAction.Created, 65_595_247, Side.Bid, 23_647, 200_000_000), events.Rows[0]);
        Assert.True(events.Rows[2].IsFilled);
        Assert.Equal(events.Rows.OrderBy(happened => happened.AtMillis), events.Rows);

        HashSet<long> created = [];
        Assert.Equal(187 + 4, events.Rows.Count(happened => happened.Action == BookAction.Created
            ? !created.Add(happened.OrderId)
            : !created.Contains(happened.OrderId)));
    }

    [DataFact(RentalPrices.DataSet, RentalPrices.OffersFile)]
    public void Rental_prices_hold_5998_offers_of_34_providers()
    {
        TraceRows<RentalOffer> offers = RentalPrices.ReadOffers(Folder);

        Assert.Equal(5_998, offers.RowsRead);
        Assert.Equal(42, offers.Refused["gpu is not in the catalogue"]);
        Assert.Equal(29, offers.Refused["gpu and vram_gb contradict each other"]);
        Assert.Equal(2, offers.Refused.Count);
        Assert.Equal(34, offers.Rows.Select(offer => offer.Provider).Distinct().Count());
        Assert.Equal(27, offers.Rows.Select(offer => offer.Day).Distinct().Count());
        Assert.All(offers.Rows.Where(offer => offer.Model.Written == "h200"), offer => Assert.Equal("h200-sxm5-141", offer.Model.Sku?.Name));
        Assert.All(offers.Rows, offer => Assert.Equal(offer.Kind == OfferKind.Serverless, offer.Firmness is null));

        RentalOffer first = offers.Rows[0];
        Assert.Equal((new LocalDate(2026, 7, 5), "runpod", "mi300x-192"), (first.Day, first.Provider, first.Model.Sku?.Name));
        Assert.Equal((OfferKind.Secure, Price.FromMicros(2_190_000), false), (first.Kind, first.Price, first.IsCarriedForward));
    }

    [DataFact(PriceCatalog.OfferingsDataSet, PriceCatalog.OfferingsFile)]
    public void The_catalogue_of_2026_holds_310_offers()
    {
        TraceRows<CatalogOffer> offers = PriceCatalog.ReadOfferings(Folder);

        Assert.Equal(310, offers.RowsRead);
        Assert.Equal(55, offers.Refused["the GPU is not in the catalogue"]);
        Assert.Equal(6, offers.Refused["the GPU's name contradicts its other columns"]);
        Assert.Equal(310 - 55 - 6, offers.Rows.Count);
        Assert.Contains(offers.Rows, offer =>
            offer is { Provider: "akash", Model.Sku.Name: "p40-24", Firmness: Firmness.Interruptible, Price.Micros: 70_000 });
        Assert.Equal(["h100-nvl-94"], offers.Rows.Where(offer => offer.Model.Written == "NVIDIA H100 NVL").Select(offer => offer.Model.Sku?.Name).Distinct());
    }

    [DataFact(PriceCatalog.InstancesDataSet, PriceCatalog.InstancesFile)]
    public void The_catalogue_of_2025_holds_257_instances()
    {
        TraceRows<CatalogOffer> offers = PriceCatalog.ReadInstances(Folder);

        Assert.Equal(257, offers.RowsRead);
        Assert.Equal(6, offers.Refused["On-demand is blank"]);
        CatalogOffer second = offers.Rows[1];
        Assert.Equal(("AWS", "A100 (40 GB)", new Gpus(8), 96, 1_152), (second.Provider, second.Model.Written, second.Gpus, second.Vcpus, second.RamGib));
        Assert.Equal((Price.FromMicros(4_096_250), Price.FromMicros(1_228_750)), (second.Price, second.SpotPrice));
    }
}
