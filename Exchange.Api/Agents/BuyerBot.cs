using System.Globalization;
using Exchange.Api.Leases;
using Exchange.Api.Orders;
using Exchange.Api.Providers;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>A buyer: keeps so many leases running, looks at them, countersigns their hours and disputes what it did not get.</summary>
/// <param name="api">The way to the exchange, with a key that may read and trade.</param>
/// <param name="plan">What it wants.</param>
/// <param name="key">Signs the hours.</param>
/// <param name="probe">Looks at a lease.</param>
/// <param name="log">Says what was done.</param>
public sealed class BuyerBot(ApiClient api, BuyerPlan plan, AgentKey key, LeaseProbe probe, AgentLog log) : IAgent
{
    private const string Live = "/leases?role=buyer&state=scheduled&state=provisioning&state=active&state=degraded&state=reclaiming";
    private readonly Countersigning countersigning = new(api, key, log);
    private readonly JobGiver jobs = new(api, log);
    private readonly Dictionary<long, WatchedLease> watched = [];
    private bool isRegistered;

    /// <inheritdoc/>
    public async Task StepAsync(Instant now, CancellationToken cancellation)
    {
        if (!isRegistered) await api.PostAsync<AgentKeyAnswer>("/agent-key", new AgentKeyRequest(key.Public), cancellation);
        isRegistered = true;
        var minute = Minute.Containing(now);
        int running = 0;
        var delivered = new List<LeaseAnswer>();
        await foreach (LeaseAnswer lease in api.ListAsync<LeaseAnswer>(Live, cancellation))
        {
            running++;
            if (lease.State is "active" or "degraded") delivered.Add(lease);
            if (lease.ProvisionedAt is null) continue;
            if (watched.TryGetValue(lease.Id, out WatchedLease? known))
            {
                known.Update(lease);
                continue;
            }

            watched.Add(lease.Id, new WatchedLease(lease));
            log.Say($"uses lease {lease.Id} from now on");
        }

        foreach (WatchedLease lease in watched.Values.ToArray())
        {
            lease.See(minute, await probe.IsServedAsync(lease.Id, cancellation));
            if (await countersigning.WorkAsync(lease, minute, cancellation)) watched.Remove(lease.Id);
        }

        if (plan.ComparesResults && delivered.Count >= plan.Leases) await jobs.WorkAsync(delivered, now, cancellation);
        if (running < plan.Leases) await BidAsync(cancellation);
    }

    /// <summary>One bid at a time: the next one once it is filled or gone.</summary>
    private async Task BidAsync(CancellationToken cancellation)
    {
        await foreach (OrderAnswer open in api.ListAsync<OrderAnswer>($"/orders?status=open&product_id={plan.Product}", cancellation))
            if (open.Side == "buy") return;
        var bid = new OrderRequest
        {
            ProductId = plan.Product,
            Side = "buy",
            Price = plan.Price,
            Size = plan.Gpus.ToString(CultureInfo.InvariantCulture),
            Delivery = new DeliveryRequest { Duration = string.Create(CultureInfo.InvariantCulture, $"PT{plan.Hours}H") },
            ClientOid = Guid.NewGuid().ToString(),
        };
        (OrderAnswer? order, ProblemBody? problem) = await api.TryAsync<OrderAnswer>(HttpMethod.Post, "/orders", bid, cancellation);
        log.Say(problem is null
            ? $"bid {plan.Price} for {plan.Gpus} GPUs for {plan.Hours} h of {plan.Product}: {order!.FilledSize} filled"
            : $"the bid was refused: {problem.Message}");
    }
}
