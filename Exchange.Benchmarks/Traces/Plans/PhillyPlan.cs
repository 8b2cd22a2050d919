using System.Globalization;
using Exchange.Api.Orders;
using Exchange.Api.Providers;
using Exchange.Benchmarks.Traces.Sources;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Traces.Plans;

/// <summary>The training cluster as a market: servers of two shapes as asks, jobs of 1 to 128 GPUs as bids, those above eight as gangs on one fabric.</summary>
public sealed class PhillyPlan
{
    private const long PatienceMinutes = 24 * 60;
    private const long WindowMinutes = 364 * 24 * 60;
    private const int SmallGpus = 2;
    private const int LargeGpus = 8;
    private const int ServersPerFabric = 16;

    // The source's cluster: 321 servers of 2 GPUs and 231 of 8.
    private const int SourceSmallGpus = 321 * SmallGpus;
    private const int SourceGpus = SourceSmallGpus + (231 * LargeGpus);

    private static readonly TradedSku Small = TradedSku.Of("l4-24");
    private static readonly TradedSku Large = TradedSku.Of("a100-sxm4-80");

    private readonly Quotes quotes;

    private PhillyPlan(Quotes quotes) => this.quotes = quotes;

    /// <summary>Makes the plan.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="attempts">The runs of those that are known run by run.</param>
    /// <param name="quotes">Prices.</param>
    /// <param name="supplyPercent">The supply, in percent of the GPUs that run at once if no job waits.</param>
    public static ClusterPlan Of(IReadOnlyList<TrainingJob> jobs, IReadOnlyList<JobAttempt> attempts, Quotes quotes, int supplyPercent)
    {
        var runs = new JobRuns(attempts);
        PlannedBid[] bids = [.. jobs.OrderBy(job => job.ArrivalSecond).Select(job => Bid(job, runs.Take(job)))];
        var plan = new PhillyPlan(quotes);
        int peak = PeakGpus(jobs);
        int supply = (int)((((long)peak * supplyPercent) + 99) / 100);
        int small = Math.Max(1, (int)((long)supply * SourceSmallGpus / SourceGpus / SmallGpus));
        int widest = jobs.Count == 0 ? 0 : jobs.Max(job => job.Gpus);
        int large = Math.Max((widest + LargeGpus - 1) / LargeGpus, (supply - (small * SmallGpus) + LargeGpus - 1) / LargeGpus);
        List<PlannedAsk> asks = [];
        for (int server = 0; server < small; server++) asks.Add(plan.Ask(Small, SmallGpus, server));
        for (int server = 0; server < large; server++) asks.Add(plan.Ask(Large, LargeGpus, server));
        return new ClusterPlan(
            "philly",
            [.. plan.Notes(jobs, (peak, supplyPercent), small, large), Restarts(bids)],
            [Small.Listing, Large.Listing],
            [Small.ProductListing, Large.ProductListing],
            asks,
            bids,
            PatienceMinutes);
    }

    /// <summary>The most GPUs that would be in use at once, had every job started when it arrived.</summary>
    private static int PeakGpus(IReadOnlyList<TrainingJob> jobs)
    {
        (int running, int peak) = (0, 0);
        foreach ((long _, int change) in jobs
                     .SelectMany(job => new[] { (At: job.ArrivalSecond, job.Gpus), (At: job.ArrivalSecond + job.DurationSeconds, -job.Gpus) })
                     .OrderBy(change => change))
        {
            running += change;
            peak = Math.Max(peak, running);
        }

        return peak;
    }

    private PlannedAsk Ask(TradedSku sku, int gpus, int server)
    {
        bool isLarge = gpus == LargeGpus;
        int fabric = server / ServersPerFabric;
        var node = new NodeRequest
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{(isLarge ? "large" : "small")}-{server:D3}"),
            Sku = sku.Name,
            GpusPerNode = gpus,
            Place = "us/philly/dc1",
            Link = isLarge ? "nvswitch" : null,
            Fabric = isLarge ? "infiniband" : "ethernet",
            FabricGbps = isLarge ? 200 : 25,
            FabricId = isLarge ? string.Create(CultureInfo.InvariantCulture, $"ib-{fabric}") : null,
        };
        var ask = new OrderRequest
        {
            Side = "sell",
            ProductId = sku.Product,
            Price = Quotes.Text(quotes.AskOf(sku, Firmness.Standard, server)),
            Size = gpus.ToString(CultureInfo.InvariantCulture),
            Availability = new AvailabilityRequest { Until = TraceVenue.TimeAt(WindowMinutes), MinDuration = "PT1M", Replenish = true },
        };
        return new PlannedAsk(string.Create(CultureInfo.InvariantCulture, $"philly-{(isLarge ? "large" : "small")}-{server / ServersPerFabric}"), node, ask);
    }

    /// <summary>A job's bid, and behind it the bids of its later runs: each run but the last stops, and the rest of the job bids again.</summary>
    private static PlannedBid Bid(TrainingJob job, IReadOnlyList<JobAttempt> runs)
    {
        long rest = runs.Count == 0 ? job.DurationSeconds : runs[^1].Seconds;
        PlannedBid bid = Bid(job, rest, null);
        for (int run = runs.Count - 2; run >= 0; run--)
        {
            rest += runs[run].Seconds;
            long pause = Math.Max(1, MinutesOf(runs[run + 1].StartSecond - runs[run].EndSecond));
            bid = Bid(job, rest, new JobStop(Math.Max(1, MinutesOf(runs[run].Seconds)), pause, bid));
        }

        return bid;
    }

    private static PlannedBid Bid(TrainingJob job, long seconds, JobStop? stop)
    {
        (Price limit, SkuRequest[] accepted) = TradedSku.Accept(job.Gpus <= SmallGpus ? [Small, Large] : [Large]);
        long minutes = Math.Max(1, MinutesOf(seconds));
        var bid = new OrderRequest
        {
            Side = "buy",
            ProductId = job.Gpus <= SmallGpus ? Small.Product : Large.Product,
            Price = Quotes.Text(limit),
            Size = job.Gpus.ToString(CultureInfo.InvariantCulture),
            TimeInForce = "GTT",
            Delivery = new DeliveryRequest { Duration = minutes.ToString(CultureInfo.InvariantCulture) },
            Require = new RequireRequest { Skus = accepted, Placement = PlacementOf(job.Gpus) },
        };
        return new PlannedBid(job.ArrivalSecond / 60, "tenant-" + job.Tenant, job.Gpus, minutes, bid, stop);
    }

    private static long MinutesOf(long seconds) => (seconds + 59) / 60;

    private static string? PlacementOf(int gpus) => gpus switch
    {
        1 => null,
        <= LargeGpus => "same_node",
        _ => "same_fabric",
    };

    private List<string> Notes(IReadOnlyList<TrainingJob> jobs, (int Peak, int Percent) load, int small, int large) =>
    [
        $"demand: {jobs.Count} jobs of {jobs.Select(job => job.Tenant).Distinct().Count()} tenants, {jobs.Count(job => job.Gpus > LargeGpus)} of them gangs above {LargeGpus} GPUs",
        $"supply: {small} servers of {SmallGpus} GPUs and {large} of {LargeGpus}, in the source's proportion; {load.Percent} % of the {load.Peak} GPUs that run at once if no job waits; one ask each over 364 days; a provider has {ServersPerFabric}",
        $"SKUs: the source names no model but 12 GB in the small servers and 24 GB in the large ones; here {Small.Name} and {Large.Name}, {ServersPerFabric} large servers to an InfiniBand fabric",
        $"asks: providers' firm offers of {quotes.Day:uuuu-MM-dd} at or below the SKU's median, in turn ({quotes.Behind(Small, Firmness.Standard)} and {quotes.Behind(Large, Firmness.Standard)} of them)",
        $"bids: no trace holds a limit price, so each pays up to the median firm price: {Quotes.Text(Small.Reference)} and {Quotes.Text(Large.Reference)}; all of standard firmness",
        $"placement: up to {SmallGpus} GPUs on either kind, more on large servers; 2 to {LargeGpus} on one node, more on one fabric",
        "durations are rounded up to minutes; a bid that is not filled within 24 h gives up",
    ];

    private static string Restarts(IReadOnlyList<PlannedBid> bids)
    {
        (int jobs, int restarts) = (0, 0);
        foreach (PlannedBid bid in bids)
        {
            if (bid.Stop is not null) jobs++;
            for (JobStop? stop = bid.Stop; stop is not null; stop = stop.Again?.Stop) restarts++;
        }

        return $"restarts: {jobs} jobs are known to have run several times, {restarts} restarts in all: each run ends its lease, and after the recorded pause the job bids for the rest";
    }
}
