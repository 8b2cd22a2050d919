using Exchange.Api.Leases;
using Exchange.Benchmarks.Traces.Plans;
using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Life;

/// <summary>Jobs that stop before their leases end: their owners look at the lease, end it where that saves anything, and bid again for the rest.</summary>
/// <param name="noticeMinutes">A lease that its buyer ends goes on for so long.</param>
/// <param name="refused">Where refusals are counted.</param>
internal sealed class JobStops(long noticeMinutes, Refused refused)
{
    private readonly Dictionary<string, StoppingJob> unfilled = new(StringComparer.Ordinal);
    private readonly Dictionary<long, StoppingJob> running = [];
    private readonly SortedSet<(long Minute, long Lease)> due = [];
    private readonly List<PlannedBid> again = [];

    /// <summary>Leases that were ended early.</summary>
    public int Ended { get; private set; }

    /// <summary>Leases that had no more to run than the notice: nothing is saved by ending them, so their jobs go on in them.</summary>
    public int NearTheirEnd { get; private set; }

    /// <summary>Leases that had ended before their jobs stopped: their providers failed them.</summary>
    public int EndedBefore { get; private set; }

    /// <summary>Jobs that bid again for what was left of them.</summary>
    public int Restarts { get; private set; }

    /// <summary>When the next job stops.</summary>
    public long? NextMinute => due.Count == 0 ? null : due.Min.Minute;

    /// <summary>Notes a bid whose job will stop early.</summary>
    public void Expect(string order, JobStop stop) => unfilled.Add(order, new StoppingJob(stop, []));

    /// <summary>Takes note of a lease; all leases of a job start together.</summary>
    public void Note(TracedLease lease)
    {
        if (lease.Order is not { } order || !unfilled.TryGetValue(order, out StoppingJob? job)) return;
        job.Leases.Add(lease);
        if (job.Leases.Count > 1) return;
        running.Add(lease.Id, job);
        due.Add((lease.Start + job.Stop.AfterMinutes, lease.Id));
    }

    /// <summary>The bids for the rest of jobs that stopped since.</summary>
    public IReadOnlyList<PlannedBid> TakeAgain()
    {
        PlannedBid[] taken = [.. again];
        again.Clear();
        return taken;
    }

    /// <summary>Stops the jobs that are due, one after the other: what they return to an ask stands in the order in which it returned.</summary>
    public async Task StopAsync(long minute, CancellationToken cancellation)
    {
        while (due.Count > 0 && due.Min.Minute <= minute)
        {
            running.Remove(due.Min.Lease, out StoppingJob? job);
            due.Remove(due.Min);
            unfilled.Remove(job!.Leases[0].Order!);
            bool goesOn = true;
            foreach (TracedLease lease in job.Leases) goesOn &= !await EndAsync(lease, minute, cancellation);
            if (goesOn || job.Stop.Again is not { } rest) continue;
            again.Add(rest with { ArrivalMinute = minute + job.Stop.PauseMinutes });
            Restarts++;
        }
    }

    /// <summary>Ends a lease; false where its job goes on in it.</summary>
    private async Task<bool> EndAsync(TracedLease lease, long minute, CancellationToken cancellation)
    {
        LeaseAnswer now = await lease.Buyer.Api.GetAsync<LeaseAnswer>($"/leases/{lease.Id}", cancellation);
        lease.End = TraceVenue.MinuteOf(now.End);
        if (now.CloseReason is not null)
        {
            EndedBefore++;
            return true;
        }

        if (minute + 1 + noticeMinutes >= lease.End)
        {
            NearTheirEnd++;
            return false;
        }

        (LeaseAnswer? ended, Api.Wire.ProblemBody? problem) = await lease.Buyer.Api.TryAsync<LeaseAnswer>(HttpMethod.Post, $"/leases/{lease.Id}/terminate", null, cancellation);
        if (refused.Note("terminate", problem)) return true;
        lease.End = TraceVenue.MinuteOf(ended!.End);
        Ended++;
        return true;
    }

    private sealed record StoppingJob(JobStop Stop, List<TracedLease> Leases);
}
