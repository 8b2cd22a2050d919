using Exchange.Api.Disputes;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Values;

namespace Exchange.Api.Agents;

/// <summary>A buyer's side of an hour: signs what the provider signed where it saw the same, else what it saw, and disputes a verdict that denies it that.</summary>
/// <param name="api">The way to the exchange.</param>
/// <param name="key">Signs the hours.</param>
/// <param name="log">Says what was done.</param>
public sealed class Countersigning(ApiClient api, AgentKey key, AgentLog log)
{
    /// <summary>So many minutes of an hour may differ: two agents do not look at the same moment.</summary>
    public const int ToleratedMinutes = 1;

    /// <summary>So long it waits for the provider to sign first.</summary>
    public const int PatienceMinutes = 20;

    private readonly HourReports reports = new(api, key);
    private readonly HashSet<(long Lease, int Hour)> doubted = [];

    /// <summary>What to sign for an hour.</summary>
    /// <param name="seen">What the buyer saw.</param>
    /// <param name="provider">What the provider signed; null where it has not.</param>
    public static MinuteBits Signed(MinuteBits seen, MinuteBits? provider)
    {
        if (provider is not { } signed) return seen;
        return ((seen - signed) | (signed - seen)).Count <= ToleratedMinutes ? signed : seen;
    }

    /// <summary>Reports the hours that are over and looks at their verdicts; true once nothing of the lease is left to do.</summary>
    public async Task<bool> WorkAsync(WatchedLease lease, Minute now, CancellationToken cancellation)
    {
        if (!lease.IsDue(now) && doubted.Count == 0) return lease.IsDone;
        LeaseAnswer current = await api.GetAsync<LeaseAnswer>($"/leases/{lease.Id}", cancellation);
        lease.Update(current);
        while (lease.IsDue(now) && await ReportAsync(lease, Find(current, lease.NextHour), now, cancellation)) lease.Reported();
        foreach ((_, int hour) in doubted.Where(doubt => doubt.Lease == lease.Id).ToArray())
        {
            OpenHourAnswer? open = Find(current, hour);
            if (open is not { Verdict: null }) await ContestAsync(lease, hour, open, current, cancellation);
        }

        return lease.IsDone && !doubted.Any(doubt => doubt.Lease == lease.Id);
    }

    private async Task<bool> ReportAsync(WatchedLease lease, OpenHourAnswer? open, Minute now, CancellationToken cancellation)
    {
        int hour = lease.NextHour;
        MinuteBits? provider = HourReports.Read(open?.Provider);
        Minute over = Minute.Min(lease.Start + new Minutes((hour + 1) * MinuteBits.Most), lease.End);
        if (provider is null && now < over + new Minutes(PatienceMinutes)) return false;
        MinuteBits seen = lease.Seen(hour);
        MinuteBits mine = Signed(seen, provider);
        ProblemBody? problem = await reports.SendAsync(lease.Id, hour, mine, lease.LengthOf(hour), cancellation);
        if (problem is null && provider is { } other && other != mine) doubted.Add((lease.Id, hour));
        string said = provider == mine ? "countersigned" : $"signed, against the provider's {provider?.Count ?? 0},";
        log.Say(problem is null ? $"{said} {mine.Count} of {lease.LengthOf(hour)} minutes of hour {hour} of lease {lease.Id}" : $"hour {hour} of lease {lease.Id}: {problem.Message}");
        return true;
    }

    /// <summary>Disputes a verdict under which minutes that were not seen are paid for, or excused.</summary>
    private async Task ContestAsync(WatchedLease lease, int hour, OpenHourAnswer? open, LeaseAnswer current, CancellationToken cancellation)
    {
        doubted.Remove((lease.Id, hour));
        if (open is not { Verdict: { } verdict, Dispute: null }) return;
        MinuteBits unseen = MinuteBits.First(lease.LengthOf(hour)) - lease.Seen(hour);
        MinuteBits granted = HourReports.Read(verdict.Delivered)!.Value | HourReports.Read(verdict.Excused)!.Value;
        int lost = (unseen & granted).Count;
        if (lost <= ToleratedMinutes) return;
        string claim = Claim(current, lost);
        var request = new DisputeRequest { Lease = lease.Id, FirstHour = hour, Claim = claim };
        (DisputeAnswer? dispute, ProblemBody? problem) = await api.TryAsync<DisputeAnswer>(HttpMethod.Post, "/disputes", request, cancellation);
        log.Say(problem is null ? $"disputes hour {hour} of lease {lease.Id} for {claim}: dispute {dispute!.Id}" : $"could not dispute hour {hour}: {problem.Message}");
    }

    /// <summary>The price of the minutes, in whole micro-dollars.</summary>
    private static string Claim(LeaseAnswer lease, int minutes)
    {
        if (!Decimals.TryMicros(lease.Price, out long price, out _) || !int.TryParse(lease.Size, out int gpus)) throw new FormatException($"Lease {lease.Id} has no price.");
        return Decimals.MicrosText(Math.Max(1, price * gpus * minutes / MinuteBits.Most));
    }

    private static OpenHourAnswer? Find(LeaseAnswer lease, int hour) => lease.Hours?.FirstOrDefault(open => open.Hour == hour);
}
