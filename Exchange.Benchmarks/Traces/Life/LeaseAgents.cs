using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Exchange.Api.Accounts;
using Exchange.Api.Leases;
using Exchange.Api.Operator;
using Exchange.Api.Wire;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Verification;

namespace Exchange.Benchmarks.Traces.Life;

/// <summary>
/// The agents of every party of a replay: they hand leases over, report their hours and end those whose jobs are over. They wake every ten
/// minutes of the venue's clock; what they find to do then is sent side by side, since no answer of it changes another.
/// </summary>
/// <param name="venue">The exchange.</param>
/// <param name="parties">Everybody, by account.</param>
/// <param name="watchers">Those who are asked for new leases: all who sell, or all who buy.</param>
/// <param name="nodes">How the agent of each node behaves, by the node's id.</param>
internal sealed class LeaseAgents(
    TraceVenue venue, IReadOnlyDictionary<string, Party> parties, IReadOnlyCollection<Party> watchers, IReadOnlyDictionary<string, Manner> nodes) : IDisposable
{
    private const int TickMinutes = 10;
    private const int AtOnce = 16;
    private static readonly JsonElement Descriptor = JsonDocument.Parse("""{"host":"node.example","port":22}""").RootElement;

    /// <summary>The same in every run, so that each comes to the same state.</summary>
    private readonly ECDsa key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = SHA256.HashData("agents of replays"u8) });
    private readonly Dictionary<string, string> seen = [];
    private readonly Dictionary<long, TracedLease> leases = [];
    private readonly SortedSet<(long Minute, long Lease)> due = [];
    private long found;
    private readonly List<(Party Buyer, string Order, long AfterMinutes)> ending = [];
    private readonly ConcurrentDictionary<string, int> refusals = new(StringComparer.Ordinal);

    /// <summary>The key with which all agents of the replay sign, as it is registered.</summary>
    public byte[] PublicKey => HourMeter.PublicKey(key);

    /// <summary>How many leases were found.</summary>
    public int Found => leases.Count;

    /// <summary>How many hours were reported, by each side once.</summary>
    public long ReportedHours { get; private set; }

    /// <summary>What was refused to agents, by code.</summary>
    public IReadOnlyDictionary<string, int> Refusals => refusals;

    /// <summary>Notes a job that ends so many minutes after its lease's start although the lease goes on.</summary>
    public void EndEarly(Party buyer, string order, long afterMinutes) => ending.Add((buyer, order, afterMinutes));

    /// <summary>Lets the venue's clock reach a minute; on the way the agents do what is due.</summary>
    public async Task ReachAsync(long minute, CancellationToken cancellation)
    {
        while (due.Count > 0 && Tick(due.Min.Minute) <= minute)
        {
            long tick = Tick(due.Min.Minute);
            await MoveAsync(tick, cancellation);
            await ActAsync(tick, cancellation);
        }

        await MoveAsync(minute, cancellation);
    }

    /// <summary>Lets time pass until nothing is left to do.</summary>
    public async Task<long> RunOutAsync(long minute, CancellationToken cancellation)
    {
        while (due.Count > 0)
        {
            minute = Math.Max(minute, Tick(due.Min.Minute));
            await ReachAsync(minute, cancellation);
        }

        return minute;
    }

    /// <summary>Looks for leases that were opened since; those that begin soon are handed over at once.</summary>
    public async Task FindAsync(IEnumerable<Party> asked, long minute, CancellationToken cancellation)
    {
        foreach (Party party in asked)
        {
            string since = seen.TryGetValue(party.Id, out string? cursor) ? $"&before={cursor}" : "";
            LeaseAnswer[] page;
            do
            {
                page = await party.Api.GetAsync<LeaseAnswer[]>($"/leases?limit=1000{since}", cancellation);
                foreach (LeaseAnswer lease in page.OrderBy(lease => lease.Id)) Note(lease, minute);
                if (page.Length > 0) since = $"&before={seen[party.Id] = page.Max(lease => lease.Id).ToString(CultureInfo.InvariantCulture)}";
            }
            while (page.Length == 1_000);
        }

        await NoteEndsAsync(minute, cancellation);
        await ActAsync(minute, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    /// <summary>Moves the clock; where that filled orders that waited, their leases are looked for.</summary>
    private async Task MoveAsync(long minute, CancellationToken cancellation)
    {
        ClockAnswer reached = await venue.MoveClockAsync(minute, cancellation);
        if (reached.Fills == found) return;
        found = reached.Fills;
        await FindAsync(watchers, minute, cancellation);
    }

    private static long Tick(long minute) => (minute + TickMinutes - 1) / TickMinutes * TickMinutes;

    private void Note(LeaseAnswer answer, long minute)
    {
        long start = TraceVenue.MinuteOf(answer.Start);
        var lease = new TracedLease(
            answer.Id, parties[answer.Provider], parties[answer.Buyer], nodes.GetValueOrDefault(answer.Node), start, TraceVenue.MinuteOf(answer.End));
        if (!leases.TryAdd(lease.Id, lease) || lease.Manner == Manner.Absent) return;
        due.Add((minute, lease.Id));
    }

    /// <summary>Finds the leases of jobs that end early, once their bids are filled.</summary>
    private async Task NoteEndsAsync(long minute, CancellationToken cancellation)
    {
        for (int place = ending.Count - 1; place >= 0; place--)
        {
            (Party buyer, string order, long after) = ending[place];
            FillAnswer[] fills = await buyer.Api.GetAsync<FillAnswer[]>($"/fills?order_id={order}", cancellation);
            if (fills.Length == 0) continue;
            ending.RemoveAt(place);
            foreach (FillAnswer fill in fills)
            {
                if (!leases.TryGetValue(fill.TradeId, out TracedLease? lease)) continue;
                lease.StopsAt = lease.Start + after;
                due.Add((Math.Max(lease.StopsAt.Value, minute), lease.Id));
            }
        }
    }

    private async Task ActAsync(long minute, CancellationToken cancellation)
    {
        var now = new SortedDictionary<long, TracedLease>();
        while (due.Count > 0 && due.Min.Minute <= minute)
        {
            now.TryAdd(due.Min.Lease, leases[due.Min.Lease]);
            due.Remove(due.Min);
        }

        // One after the other: each is given the lowest units that are free.
        foreach (TracedLease lease in now.Values.Where(lease => lease.HandedOverAt is null)) await HandOverAsync(lease, minute, cancellation);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(now.Values, options, async (lease, stop) => await ActAsync(lease, minute, stop));
        foreach (TracedLease lease in now.Values)
        {
            if (lease.NextMinute is { } next) due.Add((Math.Max(next, minute + 1), lease.Id));
        }
    }

    private async Task HandOverAsync(TracedLease lease, long minute, CancellationToken cancellation)
    {
        lease.HandedOverAt = Math.Max(minute, lease.Start);
        var hand = new ProvisionRequest { Handover = "container", Descriptor = Descriptor };
        if (await TryAsync(lease.Provider, $"/leases/{lease.Id}/provisioned", hand, cancellation) is null) lease.End = lease.Start;
    }

    private async Task ActAsync(TracedLease lease, long minute, CancellationToken cancellation)
    {
        if (lease.StopsAt <= minute)
        {
            lease.StopsAt = null;
            if (await TryAsync(lease.Buyer, $"/leases/{lease.Id}/terminate", null, cancellation) is { } ended) lease.End = TraceVenue.MinuteOf(ended.End);
        }

        for (; lease.HourStart(lease.NextHour) < lease.End && Math.Min(lease.HourStart(lease.NextHour + 1), lease.End) <= minute; lease.NextHour++)
        {
            await ReportAsync(lease, lease.Provider, asProvider: true, cancellation);
            await ReportAsync(lease, lease.Buyer, asProvider: false, cancellation);
            lock (due) ReportedHours++;
        }
    }

    private async Task ReportAsync(TracedLease lease, Party by, bool asProvider, CancellationToken cancellation)
    {
        string minutes = lease.Minutes(lease.NextHour, asProvider);
        long bits = 0;
        for (int minute = 0; minute < minutes.Length; minute++) bits |= minutes[minute] == '1' ? 1L << minute : 0;
        byte[] signature;
        lock (key) signature = HourMeter.Sign(key, lease.Id, lease.NextHour, bits);
        var report = new MeterRequest
        {
            Hour = lease.NextHour, Minutes = JsonSerializer.SerializeToElement(minutes, ApiJson.Default.String), Signature = Convert.ToBase64String(signature),
        };
        (MeteredAnswer? _, ProblemBody? problem) = await by.Api.TryAsync<MeteredAnswer>(HttpMethod.Post, $"/leases/{lease.Id}/meter", report, cancellation);
        if (problem is not null) refusals.AddOrUpdate($"meter: {problem.Code}", 1, (_, count) => count + 1);
    }

    private async Task<LeaseAnswer?> TryAsync(Party by, string target, object? body, CancellationToken cancellation)
    {
        (LeaseAnswer? lease, ProblemBody? problem) = await by.Api.TryAsync<LeaseAnswer>(HttpMethod.Post, target, body, cancellation);
        if (problem is not null) refusals.AddOrUpdate($"{target[(target.LastIndexOf('/') + 1)..]}: {problem.Code}", 1, (_, count) => count + 1);
        return lease;
    }
}
