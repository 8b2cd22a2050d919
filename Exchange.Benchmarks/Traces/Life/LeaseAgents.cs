using System.Text.Json;
using Exchange.Api.Leases;
using Exchange.Api.Operator;
using Exchange.Api.Wire;
using Exchange.Benchmarks.Traces.Plans;
using Exchange.Benchmarks.Traces.Runs;
using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Life;

/// <summary>
/// The agents of every party of a replay: they hand leases over as soon as they are filled, report their hours, stop jobs when the source
/// says so and accuse who lies. What they find to do in one minute is sent side by side where no answer of it changes another.
/// </summary>
internal sealed class LeaseAgents : IDisposable
{
    private const int AtOnce = 16;
    private const int MostAsked = 100;
    private static readonly JsonElement Descriptor = JsonDocument.Parse("""{"host":"node.example","port":22}""").RootElement;

    private readonly TraceVenue venue;
    private readonly IReadOnlyDictionary<string, Party> parties;
    private readonly IReadOnlyDictionary<string, Manner> nodes;
    private readonly PhaseTimes times;
    private readonly LeaseSearch search = new();
    private readonly Dictionary<Party, HourAgent> reporters;
    private readonly Dictionary<long, TracedLease> leases = [];
    private readonly SortedSet<(long Minute, long Lease)> due = [];

    /// <summary>The agents of a venue.</summary>
    /// <param name="venue">The exchange.</param>
    /// <param name="parties">Everybody, by account.</param>
    /// <param name="nodes">How the agent of each node behaves, by the node's id.</param>
    /// <param name="noticeMinutes">A lease that its buyer ends goes on for so long.</param>
    /// <param name="times">Told what takes how long.</param>
    public LeaseAgents(
        TraceVenue venue, IReadOnlyDictionary<string, Party> parties, IReadOnlyDictionary<string, Manner> nodes, long noticeMinutes, PhaseTimes times)
    {
        (this.venue, this.parties, this.nodes, this.times) = (venue, parties, nodes, times);
        reporters = parties.Values.ToDictionary(party => party, party => new HourAgent(party, Refused));
        Stops = new JobStops(noticeMinutes, Refused);
        Accusations = new Accusations(venue, Refused);
    }

    /// <summary>What was refused to agents, by code.</summary>
    public Refused Refused { get; } = new();

    /// <summary>Jobs that stop before their leases.</summary>
    public JobStops Stops { get; }

    /// <summary>What lying comes to.</summary>
    public Accusations Accusations { get; }

    /// <summary>How many hours were reported, by both sides together.</summary>
    public long ReportedHours => reporters.Values.Sum(agent => agent.Reported);

    /// <summary>When there is something to do next; null where there is nothing.</summary>
    public long? NextMinute => Earliest(due.Count == 0 ? null : due.Min.Minute, Earliest(Stops.NextMinute, Accusations.NextMinute));

    /// <summary>The earlier of two minutes, where there are any.</summary>
    public static long? Earliest(long? one, long? other) => one is null || other < one ? other : one;

    /// <summary>The key with which a party's agent signs, as it is registered.</summary>
    public byte[] PublicKeyOf(Party party) => reporters[party].PublicKey;

    /// <summary>Notes a bid that may be filled until a minute.</summary>
    public void Watch(Party buyer, string order, PlannedBid bid, long untilMinute)
    {
        search.Watch(buyer, order, untilMinute);
        if (bid.Stop is { } stop) Stops.Expect(order, stop);
    }

    /// <summary>Lets the venue's clock reach a minute, not beyond <see cref="NextMinute"/>, and does what is due there.</summary>
    public async Task ReachAsync(long minute, CancellationToken cancellation)
    {
        await FindAsync(minute, cancellation);
        IReadOnlyCollection<string> closed;
        using (times.Of("disputes")) closed = await Accusations.RunAsync(minute, cancellation);
        if (closed.Count > 0)
            foreach (TracedLease lease in leases.Values.Where(lease => closed.Contains(lease.Node) && lease.End > minute).ToArray()) await LookAsync(lease, cancellation);
        using (times.Of("early ends")) await Stops.StopAsync(minute, cancellation);
        await ActAsync(minute, cancellation);
    }

    /// <summary>Moves the clock to a minute, looks for the leases of what was filled until then, and hands them over.</summary>
    public async Task FindAsync(long minute, CancellationToken cancellation)
    {
        ClockAnswer reached;
        using (times.Of("clock")) reached = await venue.MoveClockAsync(minute, cancellation);
        if (reached.Fills == leases.Count) return;
        using (times.Of("finding leases"))
        {
            for (int asked = 0; leases.Count < reached.Fills; asked++)
            {
                if (asked == MostAsked) throw new InvalidOperationException($"{reached.Fills} fills became only {leases.Count} leases.");
                foreach (LeaseAnswer answer in await search.AskAsync(asked == 0 ? search.Watching(minute) : parties.Values, cancellation)) Note(answer, minute);
            }
        }

        await ActAsync(minute, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (HourAgent agent in reporters.Values) agent.Dispose();
    }

    private void Note(LeaseAnswer answer, long minute)
    {
        var lease = new TracedLease(answer, parties[answer.Provider], parties[answer.Buyer], nodes.GetValueOrDefault(answer.Node));
        if (!leases.TryAdd(lease.Id, lease)) return;
        Stops.Note(lease);
        due.Add((Math.Max(minute, lease.NextMinute ?? minute), lease.Id));
    }

    private async Task ActAsync(long minute, CancellationToken cancellation)
    {
        var now = new SortedDictionary<long, TracedLease>();
        while (due.Count > 0 && due.Min.Minute <= minute)
        {
            now.TryAdd(due.Min.Lease, leases[due.Min.Lease]);
            due.Remove(due.Min);
        }

        // One after the other on each node: each is given the lowest units that are free.
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        IEnumerable<IGrouping<string, TracedLease>> waiting = now.Values.Where(lease => lease is { IsDenied: false, HandedOverAt: null }).GroupBy(lease => lease.Node);
        using (times.Of("handing over"))
        {
            await Parallel.ForEachAsync(waiting, options, async (node, stop) =>
            {
                foreach (TracedLease lease in node) await HandOverAsync(lease, minute, stop);
            });
        }

        foreach (TracedLease lease in now.Values.Where(lease => lease.HandedOverAt is not null && lease.NextHour == 0)) Accusations.Note(lease);
        foreach (TracedLease lease in now.Values.Where(lease => lease is { IsDenied: true, IsLookedAt: false } && lease.NextMinute <= minute)) await LookAsync(lease, cancellation);
        using (times.Of("hours")) await ReportAsync(now.Values, minute, options);
        foreach (TracedLease lease in now.Values)
            if (lease.NextMinute is { } next) due.Add((Math.Max(next, minute + 1), lease.Id));
    }

    private async Task HandOverAsync(TracedLease lease, long minute, CancellationToken cancellation)
    {
        var hand = new ProvisionRequest { Handover = "container", Descriptor = Descriptor };
        (LeaseAnswer? _, ProblemBody? problem) = await lease.Provider.Api.TryAsync<LeaseAnswer>(HttpMethod.Post, $"/leases/{lease.Id}/provisioned", hand, cancellation);
        if (Refused.Note("provisioned", problem)) lease.IsDenied = true;
        else lease.HandedOverAt = Math.Max(minute, lease.Start);
    }

    /// <summary>The buyer looks when its lease ends.</summary>
    private static async Task LookAsync(TracedLease lease, CancellationToken cancellation)
    {
        LeaseAnswer now = await lease.Buyer.Api.GetAsync<LeaseAnswer>($"/leases/{lease.Id}", cancellation);
        (lease.End, lease.IsLookedAt) = (TraceVenue.MinuteOf(now.End), true);
    }

    /// <summary>Both sides report the hours that are over; what was never handed over, the buyer alone.</summary>
    private async Task ReportAsync(IEnumerable<TracedLease> now, long minute, ParallelOptions options)
    {
        foreach (TracedLease lease in now.Where(lease => lease.HandedOverAt is not null || lease.IsLookedAt))
        {
            for (; lease.HourStart(lease.NextHour) < lease.End && lease.HourEnd(lease.NextHour) <= minute; lease.NextHour++)
            {
                if (lease.HandedOverAt is not null) reporters[lease.Provider].Add(lease, lease.NextHour);
                reporters[lease.Buyer].Add(lease, lease.NextHour);
            }
        }

        await Parallel.ForEachAsync(reporters.Values, options, async (agent, stop) => await agent.SendAsync(stop));
        foreach (HourAgent agent in reporters.Values)
        {
            foreach (TracedLease lease in agent.Doubtful) await LookAsync(lease, options.CancellationToken);
            agent.Doubtful.Clear();
        }
    }
}
