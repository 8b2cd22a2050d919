using System.Diagnostics;
using Exchange.Api.Operator;
using Exchange.Api.Orders;
using Exchange.Api.Providers;
using Exchange.Benchmarks.Traces.Life;
using Exchange.Benchmarks.Traces.Outcome;
using Exchange.Benchmarks.Traces.Plans;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Traces.Runs;

/// <summary>Replays a cluster's plan through the public API: orders one after the other, so that each run is the same.</summary>
/// <param name="venue">The exchange.</param>
/// <param name="plan">The plan.</param>
/// <param name="progress">Told how far it is.</param>
public sealed class ClusterRun(TraceVenue venue, ClusterPlan plan, Progress progress)
{
    private const int MaxBatchOrders = 50;
    private const string NoticeSetting = "termination_notice_minutes";

    /// <summary>After so long every hour is final and every slash decided, disputed ones apart.</summary>
    private const long SettledAfterMinutes = 5 * 24 * 60;

    private readonly ClusterSetup setup = new(venue, plan, progress);
    private readonly PhaseTimes times = new();
    private readonly SortedDictionary<string, int> refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> ownBids = new(StringComparer.Ordinal);
    private readonly PriorityQueue<PlannedBid, (long Minute, int Order)> bids = new();
    private int queued;
    private int sent;
    private int filledOnArrival;
    private long wantedGpuMinutes;
    private long lastMinute;

    /// <summary>Runs it.</summary>
    public async Task<TraceReport> RunAsync(CancellationToken cancellation)
    {
        progress.Begin("Opening accounts and registering nodes");
        await setup.OpenAsync(cancellation);
        long notice = (await venue.ReadMarketAsync(cancellation)).Settings[NoticeSetting];
        Dictionary<string, Party> parties = setup.Providers.Values.Concat(setup.Buyers.Values).ToDictionary(party => party.Id);
        using var agents = new LeaseAgents(venue, parties, setup.Manners, notice, times);
        foreach (Party party in parties.Values)
            await party.Api.PostAsync<AgentKeyAnswer>("/agent-key", new AgentKeyRequest(Convert.ToBase64String(agents.PublicKeyOf(party))), cancellation);
        IReadOnlyList<(Party Provider, OrderRequest Ask)> asks = await setup.RegisterAsync(cancellation);
        long before = (await venue.MoveClockAsync(0, cancellation)).Position;
        var watch = Stopwatch.StartNew();
        progress.Begin("Placing asks");
        foreach (IGrouping<Party, (Party Provider, OrderRequest Ask)> own in asks.GroupBy(ask => ask.Provider))
            foreach ((Party Provider, OrderRequest Ask)[] batch in own.Chunk(MaxBatchOrders)) await PlaceAsync(own.Key, [.. batch.Select(ask => ask.Ask)], cancellation);
        progress.Begin("Replaying bids and delivering leases");
        foreach (PlannedBid bid in plan.Bids) Queue(bid);
        long over = await ReplayAsync(agents, cancellation);
        await agents.ReachAsync(over + SettledAfterMinutes, cancellation);
        MarketAnswer end = await venue.ReadMarketAsync(cancellation);
        progress.Begin("Waiting for the views");
        using (times.Of("views")) await venue.WaitForViewsAsync(cancellation);
        watch.Stop();
        progress.Begin("Recounting");
        ClusterOutcome outcome = await ClusterOutcome.OfAsync(venue, setup, over + SettledAfterMinutes, cancellation);
        return await ReportAsync(agents, outcome, end, (end.Position - before, watch.Elapsed), cancellation);
    }

    private void Queue(PlannedBid bid) => bids.Enqueue(bid, (bid.ArrivalMinute, queued++));

    /// <summary>Goes from minute to minute in which something happens, until nothing can any more; returns the last one.</summary>
    private async Task<long> ReplayAsync(LeaseAgents agents, CancellationToken cancellation)
    {
        long minute = 0;
        while (true)
        {
            long? next = LeaseAgents.Earliest(bids.TryPeek(out PlannedBid? first, out _) ? first.ArrivalMinute : null, agents.NextMinute);
            if (next is null && minute >= lastMinute) return minute;
            minute = Math.Max(minute, next ?? lastMinute);
            await agents.ReachAsync(minute, cancellation);
            foreach (PlannedBid again in agents.Stops.TakeAgain()) Queue(again);
            await BidAsync(agents, minute, cancellation);
            progress.Reach(sent, queued, "bids");
        }
    }

    private async Task BidAsync(LeaseAgents agents, long minute, CancellationToken cancellation)
    {
        List<PlannedBid> arrived = [];
        while (bids.TryPeek(out PlannedBid? bid, out _) && bid.ArrivalMinute <= minute) arrived.Add(bids.Dequeue());
        if (arrived.Count == 0) return;
        lastMinute = minute + plan.PatienceMinutes + 1;
        string expires = TraceVenue.TimeAt(minute + plan.PatienceMinutes);
        int before = filledOnArrival;
        foreach (List<PlannedBid> run in Runs(arrived))
        {
            Party buyer = setup.Buyers[run[0].Buyer];
            OrderAnswer?[] orders = await PlaceAsync(buyer, [.. run.Select(bid => bid.Bid with { ExpireTime = expires })], cancellation);
            for (int place = 0; place < orders.Length; place++)
                if (orders[place] is { } order) agents.Watch(buyer, order.Id, run[place], lastMinute);
            await NoteAsync(buyer, [.. orders.OfType<OrderAnswer>()], cancellation);
            wantedGpuMinutes += run.Sum(bid => bid.Gpus * bid.Minutes);
            sent += run.Count;
        }

        if (filledOnArrival > before) await agents.FindAsync(minute, cancellation);
    }

    /// <summary>Neighbours of one buyer, in their order, no more than a batch holds.</summary>
    private static IEnumerable<List<PlannedBid>> Runs(IEnumerable<PlannedBid> bids)
    {
        List<PlannedBid> run = [];
        foreach (PlannedBid bid in bids)
        {
            if (run.Count == MaxBatchOrders || (run.Count > 0 && run[0].Buyer != bid.Buyer))
            {
                yield return run;
                run = [];
            }

            run.Add(bid);
        }

        if (run.Count > 0) yield return run;
    }

    /// <summary>Places orders; null stands for one that was refused.</summary>
    private async Task<OrderAnswer?[]> PlaceAsync(Party party, OrderRequest[] orders, CancellationToken cancellation)
    {
        List<OrderAnswer?> taken = [];
        using PhaseTimes.Running running = times.Of("orders");
        foreach (BatchItem item in await party.Api.PostAsync<BatchItem[]>("/orders/batch", orders, cancellation))
        {
            taken.Add(item.Order);
            if (item.Problem is { } problem) refused[problem.Code] = refused.GetValueOrDefault(problem.Code) + 1;
        }

        return [.. taken];
    }

    /// <summary>Asks of bids that rest why they do.</summary>
    private async Task NoteAsync(Party buyer, OrderAnswer[] orders, CancellationToken cancellation)
    {
        using PhaseTimes.Running running = times.Of("explaining");
        OrderAnswer[] resting = [.. orders.Where(order => order.DoneReason != "filled")];
        ExplainAnswer[] reasons = await Task.WhenAll(resting.Select(order => buyer.Api.GetAsync<ExplainAnswer>($"/orders/{order.Id}/explain", cancellation)));
        for (int place = 0; place < resting.Length; place++) waiting[resting[place].Id] = Reasons.Nearest(reasons[place]);
        ownBids.UnionWith(orders.Select(order => order.Id));
        filledOnArrival += orders.Length - resting.Length;
    }

    private async Task<TraceReport> ReportAsync(
        LeaseAgents agents, ClusterOutcome outcome, MarketAnswer end, (long Events, TimeSpan Took) measured, CancellationToken cancellation)
    {
        BidCount count = await BidCount.OfAsync(setup.Buyers.Values, ownBids, waiting, cancellation);
        var recount = await Recount.OfAsync(venue, setup.Buyers.Values, setup.Providers.Values, cancellation);
        return new TraceReport
        {
            Name = plan.Name,
            Asks = plan.Asks.Count,
            Bids = sent,
            FilledBids = count.Filled,
            PartlyFilledBids = count.Partly,
            FilledOnArrival = filledOnArrival,
            Fills = recount.Bought.Fills,
            Traded = new GpuMinutes(count.OwnGpuMinutes),
            Wanted = new GpuMinutes(wantedGpuMinutes),
            Value = recount.Bought.Value,
            Unfilled = count.Unfilled,
            Refused = refused,
            Remarks = [.. outcome.Remarks(agents), ("time", times.ToString())],
            Events = measured.Events,
            Took = measured.Took,
            StateHash = end.StateHash,
            Checks =
            [
                .. recount.Checks,
                .. outcome.Checks(recount),
                Recount.Same("every order taken is accounted for", ownBids.Count, count.Filled + count.Unfilled.Values.Sum()),
                Recount.Same("the bids hold the volume of their fills", recount.Bought.Volume.Value, count.OwnGpuMinutes + count.BoughtInGpuMinutes),
            ],
        };
    }
}
