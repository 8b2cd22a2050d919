using Exchange.Api.Disputes;
using Exchange.Api.Leases;
using Exchange.Api.Slashes;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Markets;

namespace Exchange.Benchmarks.Traces.Life;

/// <summary>
/// What a node that calls hours whole which were not comes to: the first buyer whose hour it contests disputes that hour, the operator
/// upholds it and proposes a slash for fraud with the false report as evidence. Nobody appeals.
/// </summary>
internal sealed class Accusations(TraceVenue venue, Refused refused)
{
    /// <summary>A contested hour is metered so long after its end.</summary>
    private const int MeteredAfterMinutes = 61;

    private static readonly long AppealMinutes = Engine.State.Settings.RangeOf(Setting.AppealMinutes).Default;
    private readonly HashSet<string> accused = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(long Minute, long Lease), TracedLease> due = [];
    private readonly SortedSet<(long Minute, string Node)> sentences = [];

    /// <summary>Disputes opened, each upheld.</summary>
    public int Disputes { get; private set; }

    /// <summary>When there is something to do next.</summary>
    public long? NextMinute
    {
        get
        {
            long? dispute = due.Count == 0 ? null : due.First().Key.Minute;
            long? sentence = sentences.Count == 0 ? null : sentences.Min.Minute;
            return dispute is null || sentence < dispute ? sentence : dispute;
        }
    }

    /// <summary>Takes note of a lease that was handed over.</summary>
    public void Note(TracedLease lease)
    {
        if (lease.Manner != Manner.Lying || accused.Contains(lease.Node) || lease.End < lease.HourStart(1)) return;
        due.TryAdd((lease.HourStart(1) + MeteredAfterMinutes, lease.Id), lease);
    }

    /// <summary>Disputes what is due; returns the nodes whose slashes have been carried out, which serve nobody any more.</summary>
    public async Task<IReadOnlyCollection<string>> RunAsync(long minute, CancellationToken cancellation)
    {
        while (due.Count > 0 && due.First().Key.Minute <= minute)
        {
            (var key, TracedLease lease) = due.First();
            due.Remove(key);
            if (!accused.Contains(lease.Node) && await AccuseAsync(lease, cancellation)) sentences.Add((minute + AppealMinutes + 1, lease.Node));
        }

        var closed = new HashSet<string>(StringComparer.Ordinal);
        while (sentences.Count > 0 && sentences.Min.Minute <= minute)
        {
            closed.Add(sentences.Min.Node);
            sentences.Remove(sentences.Min);
        }

        return closed;
    }

    private async Task<bool> AccuseAsync(TracedLease lease, CancellationToken cancellation)
    {
        var claim = new DisputeRequest { Lease = lease.Id, FirstHour = 0, Claim = lease.CostOf(TracedLease.HourMinutes - Manners.FlakyMinutes) };
        (DisputeAnswer? dispute, Api.Wire.ProblemBody? problem) = await lease.Buyer.Api.TryAsync<DisputeAnswer>(HttpMethod.Post, "/disputes", claim, cancellation);
        if (refused.Note("dispute", problem)) return false;
        await venue.Operator.PostAsync<DisputeAnswer>($"/operator/disputes/{dispute!.Id}/decide", new DisputeDecisionRequest("provider", Upheld: true), cancellation);
        Disputes++;
        HourReportAnswer[] reports = await venue.Operator.GetAsync<HourReportAnswer[]>($"/leases/{lease.Id}/hours/0/reports", cancellation);
        var slash = new SlashRequest { Node = lease.Node, Cause = "fraud", Evidence = reports.First(report => report.Side == "provider").Position };
        (SlashAnswer? _, problem) = await venue.Operator.TryAsync<SlashAnswer>(HttpMethod.Post, "/operator/slashes", slash, cancellation);
        if (refused.Note("slash", problem)) return false;
        accused.Add(lease.Node);
        return true;
    }
}
