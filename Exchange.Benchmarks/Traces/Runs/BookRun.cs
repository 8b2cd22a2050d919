using System.Diagnostics;
using System.Globalization;
using Exchange.Api.Operator;
using Exchange.Api.Orders;
using Exchange.Api.Providers;
using Exchange.Api.Wire;
using Exchange.Benchmarks.Traces.Plans;
using Exchange.Benchmarks.Traces.Sources;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Traces.Runs;

/// <summary>Replays a recorded order book through the public API, event by event, each after the answer to the one before.</summary>
/// <param name="venue">The exchange.</param>
/// <param name="plan">The book.</param>
/// <param name="progress">Told how far it is.</param>
public sealed class BookRun(TraceVenue venue, BookPlan plan, Progress progress)
{
    private const int GpusPerNode = 8;
    private const int NodesPerSeller = 16_384;
    private const int MillisPerMinute = 60_000;
    private const int ProductMinutes = 60;

    private readonly List<Party> buyers = [];
    private readonly List<Party> sellers = [];
    private readonly Dictionary<long, (Party Owner, string Id)> orders = [];
    private readonly HashSet<long> gone = [];
    private readonly SortedDictionary<string, int> refused = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> oddities = new(StringComparer.Ordinal);
    private (int Asks, int Bids, long WantedGpuMinutes, int FilledOnArrival) sent;

    /// <summary>Runs it.</summary>
    public async Task<TraceReport> RunAsync(CancellationToken cancellation)
    {
        progress.Begin("Opening accounts and registering nodes");
        await PrepareAsync(cancellation);
        progress.Begin("Replaying the book");
        await venue.MoveClockAsync(0, cancellation);
        MarketAnswer end = await venue.ReadMarketAsync(cancellation);
        long before = end.Position;
        var watch = Stopwatch.StartNew();
        (long first, long minute, int done) = (plan.Events.Count == 0 ? 0 : plan.Events[0].AtMillis, 0, 0);
        foreach (BookEvent happened in plan.Events)
        {
            long now = (happened.AtMillis - first) / MillisPerMinute;
            if (now > minute) await venue.MoveClockAsync(minute = now, cancellation);
            await FollowAsync(happened, cancellation);
            progress.Reach(++done, plan.Events.Count, "events");
        }

        await venue.MoveClockAsync(minute + 1, cancellation);
        end = await venue.ReadMarketAsync(cancellation);
        watch.Stop();
        progress.Begin("Recounting");
        await venue.WaitForViewsAsync(cancellation);
        return await ReportAsync(end, end.Position - before, watch.Elapsed, cancellation);
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        await venue.Operator.PostAsync<CreatedAnswer>("/operator/skus", BookPlan.Sku.Listing, cancellation);
        await venue.Operator.PostAsync<CreatedAnswer>("/operator/products", BookPlan.Sku.ProductListing, cancellation);
        for (int party = 0; party < BookPlan.PartiesPerSide; party++)
        {
            buyers.Add(await venue.OpenAsync($"buyer-{party}", cancellation));
            Party seller = await venue.OpenAsync($"seller-{party}", cancellation);
            sellers.Add(seller);
            var node = new NodeRequest { Name = "group", Sku = BookPlan.Sku.Name, GpusPerNode = GpusPerNode, Nodes = NodesPerSeller, Place = "eu/de/fra/dc1" };
            NodeAnswer registered = await seller.Api.PostAsync<NodeAnswer>("/nodes", node, cancellation);
            await venue.Operator.PutAsync<object>($"/operator/nodes/{registered.Id}", new NodeVerificationRequest { Performance = "1" }, cancellation);
        }
    }

    private Task FollowAsync(in BookEvent happened, CancellationToken cancellation)
    {
        if (happened.Action == BookAction.Created) return CreateAsync(happened, cancellation);
        if (!orders.TryGetValue(happened.OrderId, out (Party Owner, string Id) order))
        {
            Note(oddities, gone.Contains(happened.OrderId) ? "deleted twice" : $"{Word(happened.Action)} without having been created");
            if (happened.Action == BookAction.Deleted) gone.Add(happened.OrderId);
            return Task.CompletedTask;
        }

        return happened.Action == BookAction.Changed
            ? ReduceAsync(order.Owner, order.Id, BookPlan.GpusOf(happened), cancellation)
            : CancelAsync(happened, order.Owner, order.Id, cancellation);
    }

    private async Task CreateAsync(BookEvent happened, CancellationToken cancellation)
    {
        if (gone.Contains(happened.OrderId))
        {
            Note(oddities, "created after it was deleted: not placed");
            return;
        }

        bool isBid = happened.Side == Side.Bid;
        int gpus = BookPlan.GpusOf(happened);
        if (gpus == 0)
        {
            Note(oddities, "created with nothing in it: not placed");
            gone.Add(happened.OrderId);
            return;
        }

        Party owner = (isBid ? buyers : sellers)[BookPlan.PartyOf(happened)];
        var request = new OrderRequest
        {
            Side = isBid ? "buy" : "sell",
            ProductId = BookPlan.Sku.Product,
            Price = Quotes.Text(plan.PriceOf(happened)),
            Size = gpus.ToString(CultureInfo.InvariantCulture),
            ClientOid = new Guid((int)(happened.OrderId >> 32), 0, 0, BitConverter.GetBytes(happened.OrderId)).ToString("D"),
        };
        sent = isBid ? sent with { Bids = sent.Bids + 1, WantedGpuMinutes = sent.WantedGpuMinutes + ((long)gpus * ProductMinutes) } : sent with { Asks = sent.Asks + 1 };
        (OrderAnswer? placed, ProblemBody? problem) = await owner.Api.TryAsync<OrderAnswer>(HttpMethod.Post, "/orders", request, cancellation);
        if (problem is not null) Note(refused, problem.Code);
        if (placed is null) return;
        orders[happened.OrderId] = (owner, placed.Id);
        if (isBid && placed.DoneReason == "filled") sent = sent with { FilledOnArrival = sent.FilledOnArrival + 1 };
    }

    /// <summary>Reduces an order to what remains of the source's, unless ours has less already: an amend upwards would lose its priority.</summary>
    private async Task ReduceAsync(Party owner, string id, int gpus, CancellationToken cancellation)
    {
        OrderAnswer now = await owner.Api.GetAsync<OrderAnswer>($"/orders/{id}", cancellation);
        if (gpus == 0 || int.Parse(now.RemainingSize, CultureInfo.InvariantCulture) <= gpus)
        {
            Note(oddities, "changed to what was open here anyway, or more");
            return;
        }

        (_, ProblemBody? problem) = await owner.Api.TryAsync<OrderAnswer>(
            HttpMethod.Patch, $"/orders/{id}", new AmendRequest { RemainingSize = gpus.ToString(CultureInfo.InvariantCulture) }, cancellation);
        Note(oddities, problem is null ? "changed: reduced here" : $"change refused: {problem.Code}");
    }

    /// <summary>Cancels an order that left the source's book, and notes whether it met the same end in both.</summary>
    private async Task CancelAsync(BookEvent happened, Party owner, string id, CancellationToken cancellation)
    {
        orders.Remove(happened.OrderId);
        gone.Add(happened.OrderId);
        (_, ProblemBody? problem) = await owner.Api.TryAsync<string>(HttpMethod.Delete, $"/orders/{id}", null, cancellation);
        string here = problem is null ? "cancelled here" : problem.Code == "order_done" ? "done here before" : $"refused here: {problem.Code}";
        Note(oddities, $"{(happened.IsFilled ? "filled" : "cancelled")} in the source, {here}");
    }

    private async Task<TraceReport> ReportAsync(MarketAnswer end, long events, TimeSpan took, CancellationToken cancellation)
    {
        (int filled, int partly, int listed, long bought, long sold) = (0, 0, 0, 0, 0);
        var unfilled = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Party party in buyers)
        {
            await foreach (OrderAnswer bid in party.Api.ListAsync<OrderAnswer>("/orders?status=all&limit=1000", cancellation))
            {
                listed++;
                bought += Recount.GpuMinutesOf(bid);
                if (bid.DoneReason == "filled") filled++;
                else if (bid.FilledSize != "0") partly++;
                if (bid.DoneReason != "filled") Note(unfilled, bid.Status == "done" ? $"cancelled: {bid.CancelReason}" : "open: no ask at its price yet");
            }
        }

        foreach (Party party in sellers)
        {
            await foreach (OrderAnswer ask in party.Api.ListAsync<OrderAnswer>("/orders?status=all&limit=1000", cancellation))
            {
                listed++;
                sold += Recount.GpuMinutesOf(ask);
            }
        }

        var recount = await Recount.OfAsync(venue, buyers, sellers, cancellation);
        int taken = sent.Asks + sent.Bids - refused.Values.Sum();
        return new TraceReport
        {
            Name = "bitstamp",
            Asks = sent.Asks,
            Bids = sent.Bids,
            FilledBids = filled,
            PartlyFilledBids = partly,
            FilledOnArrival = sent.FilledOnArrival,
            Fills = recount.Bought.Fills,
            Traded = recount.Bought.Volume,
            Wanted = new GpuMinutes(sent.WantedGpuMinutes),
            Value = recount.Bought.Value,
            Unfilled = unfilled,
            Refused = refused,
            Remarks = [.. oddities.OrderByDescending(pair => pair.Value).Select(pair => ("also", string.Create(CultureInfo.InvariantCulture, $"{pair.Value,8:N0} {pair.Key}")))],
            Events = events,
            Took = took,
            StateHash = end.StateHash,
            Checks =
            [
                .. recount.Checks,
                Recount.Same("every order taken is accounted for", taken, listed),
                Recount.Same("the bids hold the volume of their fills", recount.Bought.Volume.Value, bought),
                Recount.Same("the asks hold the volume of theirs", recount.Sold.Volume.Value, sold),
            ],
        };
    }

    private static string Word(BookAction action) => action == BookAction.Changed ? "changed" : "deleted";

    private static void Note(IDictionary<string, int> counts, string what) => counts[what] = counts.TryGetValue(what, out int count) ? count + 1 : 1;
}
