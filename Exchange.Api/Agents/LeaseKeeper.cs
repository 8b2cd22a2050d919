using System.Text.Json;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Values;

namespace Exchange.Api.Agents;

/// <summary>A provider's side of its leases: hands them over, serves them, and reports each hour with its signature.</summary>
/// <param name="api">The way to the exchange.</param>
/// <param name="conduct">How it behaves.</param>
/// <param name="key">Signs the hours.</param>
/// <param name="status">Tells buyers where to look; null for none.</param>
/// <param name="log">Says what was done.</param>
public sealed class LeaseKeeper(ApiClient api, Conduct conduct, AgentKey key, Func<long, string>? status, AgentLog log)
{
    private const string Live = "/leases?role=provider&state=scheduled&state=provisioning&state=active&state=degraded&state=reclaiming";
    private readonly HourReports reports = new(api, key);
    private readonly Dictionary<long, WatchedLease> watched = [];

    /// <summary>Serves the leases of this minute, or does not.</summary>
    public void Serve(Minute now)
    {
        foreach (WatchedLease lease in watched.Values) lease.See(now, conduct.Serves(now));
    }

    /// <summary>Hands over what was sold, and reports the hours that are over.</summary>
    public async Task WorkAsync(Minute now, CancellationToken cancellation)
    {
        await foreach (LeaseAnswer lease in api.ListAsync<LeaseAnswer>(Live, cancellation))
        {
            LeaseAnswer current = lease.ProvisionedAt is null && conduct.Serves(now) ? await HandOverAsync(lease, cancellation) ?? lease : lease;
            if (current.ProvisionedAt is null) continue;
            if (watched.TryGetValue(current.Id, out WatchedLease? known)) known.Update(current);
            else watched.Add(current.Id, new WatchedLease(current));
        }

        Serve(now);
        foreach (WatchedLease lease in watched.Values.ToArray())
        {
            if (now >= lease.End) lease.Update(await api.GetAsync<LeaseAnswer>($"/leases/{lease.Id}", cancellation));
            while (lease.IsDue(now)) await ReportAsync(lease, cancellation);
            if (lease.IsDone) watched.Remove(lease.Id);
        }
    }

    private async Task<LeaseAnswer?> HandOverAsync(LeaseAnswer lease, CancellationToken cancellation)
    {
        var descriptor = new Dictionary<string, string> { ["host"] = "127.0.0.1", ["user"] = "tenant" };
        if (status is not null) descriptor["status"] = status(lease.Id);
        var request = new ProvisionRequest { Descriptor = JsonSerializer.SerializeToElement(descriptor, ApiJson.Default.DictionaryStringString) };
        (LeaseAnswer? handedOver, ProblemBody? problem) = await api.TryAsync<LeaseAnswer>(HttpMethod.Post, $"/leases/{lease.Id}/provisioned", request, cancellation);
        log.Say(problem is null ? $"handed lease {lease.Id} over: {lease.Size} GPUs at {lease.Price}" : $"lease {lease.Id} could not be handed over: {problem.Message}");
        return handedOver;
    }

    private async Task ReportAsync(WatchedLease lease, CancellationToken cancellation)
    {
        (int hour, int length) = (lease.NextHour, lease.LengthOf(lease.NextHour));
        MinuteBits seen = lease.Seen(hour);
        MinuteBits claimed = conduct.Claims(served: false) ? MinuteBits.First(length) : seen;
        ProblemBody? problem = await reports.SendAsync(lease.Id, hour, claimed, length, cancellation);
        lease.Reported();
        string lied = claimed == seen ? "" : $" ({seen.Count} were)";
        log.Say(problem is null ? $"signed {claimed.Count} of {length} minutes of hour {hour} of lease {lease.Id} as delivered{lied}" : $"hour {hour} of lease {lease.Id}: {problem.Message}");
    }
}
