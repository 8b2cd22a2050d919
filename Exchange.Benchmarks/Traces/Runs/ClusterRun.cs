using System.Diagnostics;
using System.Globalization;
using Exchange.Api.Operator;
using Exchange.Api.Orders;
using Exchange.Api.Providers;
using Exchange.Benchmarks.Traces.Life;
using Exchange.Benchmarks.Traces.Plans;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Traces.Runs;

/// <summary>Replays a cluster's plan through the public API: every request after the answer to the one before, so that each run is the same.</summary>
/// <param name="venue">The exchange.</param>
/// <param name="plan">The plan.</param>
/// <param name="progress">Told how far it is.</param>
public sealed class ClusterRun(TraceVenue venue, ClusterPlan plan, Progress progress)
{
    private const int MaxBatchOrders = 50;

    /// <summary>After so long every hour is final, disputed ones apart.</summary>
    private const long SettledAfterMinutes = 5 * 24 * 60;

    private readonly Dictionary<string, Party> providers = [];
    private readonly Dictionary<string, Party> buyers = [];
    private readonly SortedDictionary<string, int> refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Manner> manners = [];
    private readonly HashSet<string> ownBids = new(StringComparer.Ordinal);
    private int filledOnArrival;
    private int takenBids;

    /// <summary>Runs it.</summary>
    public async Task<TraceReport> RunAsync(CancellationToken cancellation)
    {
        progress.Begin("Opening accounts and registering nodes");
        await PrepareAsync(cancellation);
        Dictionary<string, Party> parties = providers.Values.Concat(buyers.Values).ToDictionary(party => party.Id);
        using var agents = new LeaseAgents(venue, parties, buyers.Count < providers.Count ? buyers.Values : providers.Values, manners);
        foreach (Party party in parties.Values)
            await party.Api.PostAsync<AgentKeyAnswer>("/agent-key", new AgentKeyRequest(Convert.ToBase64String(agents.PublicKey)), cancellation);
        List<(Party Provider, OrderRequest Ask)> asks = await RegisterAsync(cancellation);
        long before = (await venue.MoveClockAsync(0, cancellation)).Position;
        var watch = Stopwatch.StartNew();
        progress.Begin("Placing asks");
        foreach (IGrouping<Party, (Party Provider, OrderRequest Ask)> own in asks.GroupBy(ask => ask.Provider))
            foreach ((Party Provider, OrderRequest Ask)[] batch in own.Chunk(MaxBatchOrders)) await PlaceAsync(own.Key, [.. batch.Select(ask => ask.Ask)], cancellation);
        progress.Begin("Replaying bids and delivering leases");
        await BidAsync(agents, cancellation);
        await agents.ReachAsync(plan.LastMinute, cancellation);
        progress.Begin("Delivering what is left");
        long over = await agents.RunOutAsync(plan.LastMinute, cancellation);
        await agents.ReachAsync(over + SettledAfterMinutes, cancellation);
        MarketAnswer end = await venue.ReadMarketAsync(cancellation);
        watch.Stop();
        progress.Begin("Recounting");
        await venue.WaitForViewsAsync(cancellation);
        return await ReportAsync(agents, end, end.Position - before, watch.Elapsed, cancellation);
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        foreach (SkuListingRequest sku in plan.Skus) await venue.Operator.PostAsync<CreatedAnswer>("/operator/skus", sku, cancellation);
        foreach (ProductRequest product in plan.Products) await venue.Operator.PostAsync<CreatedAnswer>("/operator/products", product, cancellation);
        foreach (string name in plan.Asks.Select(ask => ask.Provider).Distinct()) providers.Add(name, await venue.OpenAsync(name, cancellation));
        foreach (string name in plan.Bids.Select(bid => bid.Buyer).Distinct()) buyers.Add(name, await venue.OpenAsync(name, cancellation));
    }

    private async Task<List<(Party Provider, OrderRequest Ask)>> RegisterAsync(CancellationToken cancellation)
    {
        List<(Party, OrderRequest)> asks = [];
        foreach ((string name, Party provider) in providers) await provider.Api.PostAsync<ProviderAnswer>("/providers", new ProviderRequest(name), cancellation);
        foreach (PlannedAsk planned in plan.Asks)
        {
            Party provider = providers[planned.Provider];
            NodeAnswer node = await provider.Api.PostAsync<NodeAnswer>("/nodes", planned.Node, cancellation);
            manners.Add(node.Id, Manners.Of(manners.Count));
            string[] devices = [.. Enumerable.Range(0, (planned.Node.GpusPerNode ?? 1) * (planned.Node.Nodes ?? 1)).Select(unit => string.Create(CultureInfo.InvariantCulture, $"{planned.Node.Name}/{unit}"))];
            await provider.Api.PutAsync<UnitAnswer[]>($"/nodes/{node.Id}/units", new UnitsRequest(devices), cancellation);
            await venue.Operator.PutAsync<object>($"/operator/nodes/{node.Id}", new NodeVerificationRequest { Performance = "1" }, cancellation);
            asks.Add((provider, planned.Ask with { Node = node.Id }));
            progress.Reach(asks.Count, plan.Asks.Count, "nodes");
        }

        foreach (Party provider in providers.Values)
        {
            BondAnswer bond = await provider.Api.GetAsync<BondAnswer>("/bond", cancellation);
            string dollars = decimal.Ceiling(decimal.Parse(bond.Required, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
            await provider.Api.PostAsync<BondAnswer>("/bond", new BondRequest { Amount = dollars }, cancellation);
        }

        return asks;
    }

    private async Task BidAsync(LeaseAgents agents, CancellationToken cancellation)
    {
        int sent = 0;
        foreach (IGrouping<long, PlannedBid> minute in plan.Bids.GroupBy(bid => bid.ArrivalMinute))
        {
            await agents.ReachAsync(minute.Key, cancellation);
            foreach (List<PlannedBid> run in Runs(minute))
            {
                Party buyer = buyers[run[0].Buyer];
                OrderAnswer?[] orders = await PlaceAsync(buyer, [.. run.Select(bid => bid.Bid)], cancellation);
                for (int place = 0; place < orders.Length; place++)
                {
                    if (orders[place] is not { } order) continue;
                    await NoteAsync(buyer, order, cancellation);
                    if (run[place].EndsAfterMinutes is { } after) agents.EndEarly(buyer, order.Id, after);
                }

                sent += run.Count;
            }

            await agents.FindAsync(minute.Select(bid => buyers[bid.Buyer]).Distinct(), minute.Key, cancellation);

            progress.Reach(sent, plan.Bids.Count, "bids");
        }
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
        foreach (BatchItem item in await party.Api.PostAsync<BatchItem[]>("/orders/batch", orders, cancellation))
        {
            taken.Add(item.Order);
            if (item.Problem is { } problem) refused[problem.Code] = refused.GetValueOrDefault(problem.Code) + 1;
        }

        return [.. taken];
    }

    /// <summary>Asks of a bid that rests why it did.</summary>
    private async Task NoteAsync(Party buyer, OrderAnswer order, CancellationToken cancellation)
    {
        takenBids++;
        ownBids.Add(order.Id);
        if (order.DoneReason == "filled") filledOnArrival++;
        else waiting[order.Id] = Reasons.Nearest(await buyer.Api.GetAsync<ExplainAnswer>($"/orders/{order.Id}/explain", cancellation));
    }

    private async Task<TraceReport> ReportAsync(LeaseAgents agents, MarketAnswer end, long events, TimeSpan took, CancellationToken cancellation)
    {
        (int filled, int partly, long minutes) = (0, 0, 0);
        var unfilled = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Party buyer in buyers.Values)
        {
            await foreach (OrderAnswer bid in buyer.Api.ListAsync<OrderAnswer>("/orders?status=all&limit=1000", cancellation))
            {
                minutes += Recount.GpuMinutesOf(bid);
                if (!ownBids.Contains(bid.Id)) continue; // The exchange bought in with it.
                if (bid.DoneReason == "filled") filled++;
                else if (bid.FilledSize != "0") partly++;
                if (bid.DoneReason == "filled") continue;
                string reason = waiting.GetValueOrDefault(bid.Id, bid.CancelReason ?? bid.Status);
                unfilled[reason] = unfilled.GetValueOrDefault(reason) + 1;
            }
        }

        var recount = await Recount.OfAsync(venue, buyers.Values, providers.Values, cancellation);
        LeaseCount leases = await LeaseCount.OfAsync(providers.Values, cancellation);
        return new TraceReport
        {
            Name = plan.Name,
            Asks = plan.Asks.Count,
            Bids = plan.Bids.Count,
            FilledBids = filled,
            PartlyFilledBids = partly,
            FilledOnArrival = filledOnArrival,
            Fills = recount.Bought.Fills,
            Traded = recount.Bought.Volume,
            Wanted = new GpuMinutes(plan.WantedGpuMinutes),
            Value = recount.Bought.Value,
            Unfilled = unfilled,
            Refused = refused,
            Remarks = leases.Remarks(agents),
            Events = events,
            Took = took,
            StateHash = end.StateHash,
            Checks =
            [
                .. recount.Checks,
                .. leases.Checks(recount.Bought),
                Recount.Same("every order taken is accounted for", takenBids, filled + unfilled.Values.Sum()),
                Recount.Same("the bids hold the volume of their fills", recount.Bought.Volume.Value, minutes),
                Recount.Same("all that the asks leased was told as fills", recount.LeasedGpuMinutes, recount.Sold.Volume.Value),
            ],
        };
    }
}
