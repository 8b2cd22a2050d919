using System.Globalization;
using Exchange.Api.Orders;
using Exchange.Api.Providers;
using Exchange.Api.Wire;
using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>Keeps one ask open for each node, and renews it when half of its window is over.</summary>
/// <param name="api">The way to the exchange.</param>
/// <param name="log">Says what was done.</param>
public sealed class AskKeeper(ApiClient api, AgentLog log)
{
    private const string Unproven = "0.0000";
    private const string Stale = "performance_stale";

    /// <summary>An epoch of ten minutes began meanwhile for certain.</summary>
    private const int TimesUntilAsked = 4;

    private static readonly Duration RetryAfter = Duration.FromMinutes(5);

    /// <summary>A halt or a full inbox is over sooner than what is wrong with a node.</summary>
    private static readonly Duration RetryBusyAfter = Duration.FromSeconds(30);
    private readonly Dictionary<string, Refused> refused = [];

    /// <summary>Places, renews or leaves a node's ask. An exchange that takes no orders now keeps nobody from anything else: the node is tried again half a minute later.</summary>
    /// <param name="node">The node's id.</param>
    /// <param name="offer">The standing offer.</param>
    /// <param name="now">The market's time.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RefreshAsync(string node, Offer offer, Instant now, CancellationToken cancellation)
    {
        if (refused.TryGetValue(node, out Refused before) && now < before.Until) return;
        try
        {
            await KeepAsync(node, offer, now, cancellation);
        }
        catch (ApiRefusedException busy)
        {
            if (before.Trouble != busy.Message) log.Say($"{node} cannot be offered now: {busy.Message}");
            refused[node] = before with { Until = now + RetryBusyAfter, Trouble = busy.Message };
        }
    }

    /// <summary>Whether less than half of an ask's window is left.</summary>
    public static bool IsStale(OrderAnswer ask, Offer offer, Instant now) =>
        WireTime.TryInstant(ask.CreatedAt, out Instant created) && now - created >= Duration.FromHours(offer.Hours) / 2;

    private async Task KeepAsync(string node, Offer offer, Instant now, CancellationToken cancellation)
    {
        if (await FindAsync(node, offer, cancellation) is { } open)
        {
            if (!IsStale(open, offer, now)) return;
            await api.TryAsync<string>(HttpMethod.Delete, $"/orders/{open.Id}", null, cancellation);
        }

        NodeAnswer described = await api.GetAsync<NodeAnswer>($"/nodes/{node}", cancellation);
        if (described.Performance == Unproven && described.Status == "active")
        {
            // A venue that asks nobody for proofs still lets buyers require them.
            await api.TryAsync<NodeAnswer>(HttpMethod.Post, $"/nodes/{node}/challenge", new ChallengeRequest("matrix"), cancellation);
            return;
        }

        long free = described.Units - described.CommittedUnits;
        if (free > 0) await PlaceAsync(described, offer, free, now, cancellation);
    }

    private async Task<OrderAnswer?> FindAsync(string node, Offer offer, CancellationToken cancellation)
    {
        await foreach (OrderAnswer open in api.ListAsync<OrderAnswer>($"/orders?status=open&product_id={offer.Product}", cancellation))
            if (open.Side == "sell" && open.Node == node) return open;
        return null;
    }

    private async Task PlaceAsync(NodeAnswer node, Offer offer, long gpus, Instant now, CancellationToken cancellation)
    {
        var ask = new OrderRequest
        {
            ProductId = offer.Product,
            Side = "sell",
            Price = offer.Price,
            Size = gpus.ToString(CultureInfo.InvariantCulture),
            Node = node.Id,
            Availability = new AvailabilityRequest { Until = WireTime.Text(now + Duration.FromHours(offer.Hours)), Firmness = offer.Firmness, Replenish = true },
            ClientOid = Guid.NewGuid().ToString(),
        };
        (OrderAnswer? placed, ProblemBody? problem) = await api.TryAsync<OrderAnswer>(HttpMethod.Post, "/orders", ask, cancellation);
        if (problem is null)
        {
            refused.Remove(node.Id);
            log.Say($"asks {offer.Price} for {gpus} GPUs of {node.Name}: {placed!.FilledSize} filled");
        }
        else
        {
            Refused before = refused.GetValueOrDefault(node.Id);
            if (before.Why != problem.Code) log.Say($"{node.Name} cannot be offered yet: {problem.Message}");
            var again = new Refused(now + RetryAfter, problem.Code, before.Why == problem.Code ? before.Times + 1 : 1, before.HasAsked && before.Why == problem.Code);
            bool asks = problem.Code == Stale && again.Times >= TimesUntilAsked && await AskForProofAsync(node, cancellation);
            if (asks && !again.HasAsked) log.Say($"asks for {node.Name} to be challenged until it is proven");
            refused[node.Id] = again with { HasAsked = again.HasAsked || asks };
        }
    }

    /// <summary>The exchange asks a new node once, by itself; who was not there then asks to be asked again. Whether it will be.</summary>
    private async Task<bool> AskForProofAsync(NodeAnswer node, CancellationToken cancellation)
    {
        (_, ProblemBody? problem) = await api.TryAsync<NodeAnswer>(HttpMethod.Post, $"/nodes/{node.Id}/challenge", new ChallengeRequest("matrix"), cancellation);
        return problem is null;
    }

    /// <summary>Until when a node is let be; why its ask was refused last, how often in a row for that, whether proofs were asked for since; and what kept the exchange from answering.</summary>
    private readonly record struct Refused(Instant Until, string Why, int Times, bool HasAsked, string? Trouble = null);
}
