using System.Globalization;
using Exchange.Api.Orders;
using Exchange.Api.Providers;
using Exchange.Benchmarks.Traces.Sources;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Traces.Plans;

/// <summary>The production cluster as a market: each node an ask, each pod a bid.</summary>
public sealed class OpenbPlan
{
    private const long PatienceMinutes = 24 * 60;
    private const long WindowMinutes = 364 * 24 * 60;
    private const long FailedSpareMinutes = 2 * 60;
    private const int NodesPerProvider = 40;
    private const int MibPerGib = 1_024;
    private const int Thousand = 1_000;

    private readonly Quotes quotes;
    private readonly Dictionary<string, TradedSku> skus;

    private OpenbPlan(Quotes quotes, Dictionary<string, TradedSku> skus) => (this.quotes, this.skus) = (quotes, skus);

    /// <summary>Makes the plan.</summary>
    /// <param name="nodes">The machines.</param>
    /// <param name="pods">What wanted to run on them.</param>
    /// <param name="quotes">Prices.</param>
    public static ClusterPlan Of(IReadOnlyList<ClusterNode> nodes, IReadOnlyList<ClusterPod> pods, Quotes quotes)
    {
        Price secret = MedianReference(nodes);
        TracedModel[] models = [.. nodes.Select(node => node.Model).Concat(pods.SelectMany(pod => pod.Accepts)).DistinctBy(model => model.Written)];
        var plan = new OpenbPlan(quotes, models.ToDictionary(model => model.Written, model => TradedSku.Of(model, "openb-", secret)));
        int firmShare = FirmShare(pods);
        TradedSku[] listed = [.. plan.skus.Values.DistinctBy(sku => sku.Name)];
        return new ClusterPlan(
            "openb",
            plan.Notes(nodes, pods, firmShare, secret),
            [.. listed.Select(sku => sku.Listing)],
            [.. listed.Select(sku => sku.ProductListing)],
            plan.Asks(nodes, firmShare),
            [.. pods.OrderBy(pod => pod.ArrivalSecond).Select(plan.Bid)],
            PatienceMinutes);
    }

    /// <summary>Firm or interruptible: few pods are of the class between, and they bid as firm ones.</summary>
    private static Firmness FirmnessOf(ClusterPod pod) => pod.Firmness == Firmness.Interruptible ? Firmness.Interruptible : Firmness.Firm;

    /// <summary>The share of the wanted GPU-time that is wanted firm, in basis points.</summary>
    private static int FirmShare(IReadOnlyList<ClusterPod> pods)
    {
        long all = pods.Sum(GpuSeconds);
        return all == 0 ? BasisPoints.One / 2 : (int)(pods.Where(pod => FirmnessOf(pod) == Firmness.Firm).Sum(GpuSeconds) * BasisPoints.One / all);
    }

    private static long GpuSeconds(ClusterPod pod) => pod.Gpus * pod.DurationSeconds;

    private static Price MedianReference(IReadOnlyList<ClusterNode> nodes)
    {
        Price[] known = [.. nodes.Select(node => node.Model.StandIn).OfType<Engine.Skus.SkuDefinition>().DistinctBy(sku => sku.Name).Select(sku => sku.ReferencePrice).Order()];
        return known.Length == 0 ? Price.FromMicros(1_000_000) : Quotes.OnTick(known[known.Length / 2]);
    }

    private List<PlannedAsk> Asks(IReadOnlyList<ClusterNode> nodes, int firmShare)
    {
        List<PlannedAsk> asks = [];
        foreach (IGrouping<string, ClusterNode> model in nodes.GroupBy(node => node.Model.Written))
        {
            (long gpus, long firm, int ordinal) = (0, 0, 0);
            foreach (ClusterNode node in model)
            {
                gpus += node.Gpus;
                bool isFirm = ((2 * firm) + node.Gpus) * BasisPoints.One <= 2 * gpus * firmShare;
                if (isFirm) firm += node.Gpus;
                asks.Add(Ask(node, isFirm ? Firmness.Firm : Firmness.Interruptible, ordinal++));
            }
        }

        return asks;
    }

    private PlannedAsk Ask(ClusterNode node, Firmness firmness, int ordinal)
    {
        TradedSku sku = skus[node.Model.Written];
        string word = firmness == Firmness.Firm ? "firm" : "interruptible";
        var described = new NodeRequest
        {
            Name = node.Id,
            Sku = sku.Name,
            GpusPerNode = node.Gpus,
            Place = "cn/openb/dc1",
            VcpusPerGpu = PerGpu(node.Vcpus * 100L, node.Gpus, 100),
            RamGibPerGpu = PerGpu((long)node.RamGib * MibPerGib, node.Gpus, MibPerGib),
            Firmness = word,
        };
        var ask = new OrderRequest
        {
            Side = "sell",
            ProductId = sku.Product,
            Price = Quotes.Text(quotes.AskOf(sku, firmness, ordinal)),
            Size = node.Gpus.ToString(CultureInfo.InvariantCulture),
            Availability = new AvailabilityRequest { Until = TraceVenue.TimeAt(WindowMinutes), MinDuration = "PT1M", Firmness = word, Replenish = true },
        };
        return new PlannedAsk(string.Create(CultureInfo.InvariantCulture, $"openb-{node.Model.Written}-{ordinal / NodesPerProvider}"), described, ask);
    }

    private PlannedBid Bid(ClusterPod pod)
    {
        TradedSku[] accepted = [.. (pod.Accepts.Count == 0 ? skus.Values : pod.Accepts.Select(model => skus[model.Written])).DistinctBy(sku => sku.Name)];
        (Price limit, SkuRequest[] factors) = TradedSku.Accept(accepted);
        (long arrival, long ran) = (pod.ArrivalSecond / 60, (pod.DurationSeconds + 59) / 60);
        long minutes = pod.Outcome == PodOutcome.Failed ? Math.Min(ran + Math.Max(ran, FailedSpareMinutes), WindowMinutes) : ran;
        bool isFirm = FirmnessOf(pod) == Firmness.Firm;
        var bid = new OrderRequest
        {
            Side = "buy",
            ProductId = accepted[0].Product,
            Price = Quotes.Text(limit),
            Size = pod.Gpus.ToString(CultureInfo.InvariantCulture),
            TimeInForce = "GTT",
            Delivery = new DeliveryRequest { Duration = minutes.ToString(CultureInfo.InvariantCulture) },
            Require = new RequireRequest
            {
                Skus = factors,
                MinVcpusPerGpu = PerGpu((pod.MilliVcpus + 9L) / 10, pod.Gpus, 100, roundUp: true),
                MinRamGibPerGpu = PerGpu(((pod.MilliRamGib * (long)MibPerGib) + Thousand - 1) / Thousand, pod.Gpus, MibPerGib, roundUp: true),
                Firmness = isFirm ? "firm" : "interruptible",
                Placement = pod.Gpus > 1 ? "same_node" : null,
            },
        };
        return new PlannedBid(arrival, isFirm ? "openb-firm" : "openb-interruptible", pod.Gpus, minutes, bid, minutes == ran ? null : new JobStop(ran));
    }

    /// <summary>A machine's or pod's parts by GPU, as a decimal number of wholes: what a node offers rounded down, what a pod needs rounded up.</summary>
    private static string PerGpu(long parts, int gpus, int partsOfOne, bool roundUp = false) =>
        ((roundUp ? parts + gpus - 1 : parts) / gpus / (decimal)partsOfOne).ToString(CultureInfo.InvariantCulture);

    private List<string> Notes(IReadOnlyList<ClusterNode> nodes, IReadOnlyList<ClusterPod> pods, int firmShare, Price secret)
    {
        int hidden = nodes.Count(node => node.Model.StandIn is null);
        return
        [
            $"supply: {nodes.Count} nodes, {nodes.Sum(node => node.Gpus)} GPUs, one ask each over 364 days, at most {NodesPerProvider} of a model to a provider; demand: {pods.Count} pods that want {pods.Sum(pod => pod.Gpus)} GPUs",
            $"asks: providers' offers of {quotes.Day:uuuu-MM-dd} at or below the SKU's median firm price, in turn; where there are none, that median, half of it for interruptible nodes",
            $"bids: no trace holds a limit price, so each pays up to the median firm price of the SKU; {pods.Count(pod => pod.Accepts.Count != 1)} accept several SKUs, by price factors",
            .. skus.Values.DistinctBy(sku => sku.Name).Select(Describe),
            $"undisclosed models: {hidden} nodes, traded as SKUs of their own at {Quotes.Text(secret)}, the median of the disclosed models",
            $"firmness: latency-sensitive, guaranteed and burstable pods bid for firm GPUs, best-effort ones for interruptible; {firmShare / 100} % of each model's GPUs are offered firm, as is that share of the demand",
            $"shares: {pods.Count(pod => pod.GpuPercent < 100)} pods want a part of one GPU and bid for a whole one; {pods.Count(pod => pod.Gpus > 1)} want several, of one node",
            $"failures: {pods.Count(pod => pod.Outcome == PodOutcome.Failed)} pods failed; they had bought twice the time that they ran for, at least {FailedSpareMinutes / 60} hours more, and end their leases when they fail",
            "durations are rounded up to minutes; a bid that is not filled within 24 h gives up",
        ];
    }

    private string Describe(TradedSku sku) =>
        $"  {sku.Name}: median {Quotes.Text(sku.Reference)}, {quotes.Behind(sku, Firmness.Firm)} firm and {quotes.Behind(sku, Firmness.Interruptible)} interruptible offers within it";
}
