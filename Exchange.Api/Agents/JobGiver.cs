using Exchange.Api.Leases;
using Exchange.Api.Quorums;
using Exchange.Api.Wire;
using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>A buyer's part in quorums: lets the providers of its leases do the same reference job, once an hour, and tells what came of it.</summary>
/// <param name="api">The way to the exchange.</param>
/// <param name="log">Says what was done.</param>
public sealed class JobGiver(ApiClient api, AgentLog log)
{
    /// <summary>The n of its jobs.</summary>
    public const int JobSize = 256;

    /// <summary>Of so many different providers at least.</summary>
    public const int FewestWorkers = 3;

    private const int MostWorkers = 8;
    private const int CommitMinutes = 10;
    private const int RevealMinutes = 5;

    /// <summary>A lease that is asked lasts until the last reveal, and a minute for the way.</summary>
    private static readonly Duration Needed = Duration.FromMinutes(CommitMinutes + RevealMinutes + 2);
    private static readonly Duration Pause = Duration.FromHours(1);
    private Instant next = Instant.MinValue;
    private long? open;

    /// <summary>Looks after the open quorum, or opens the next one where there are leases of enough different providers.</summary>
    /// <param name="delivered">The buyer's leases that are being delivered.</param>
    /// <param name="now">The market's time.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task WorkAsync(IReadOnlyList<LeaseAnswer> delivered, Instant now, CancellationToken cancellation)
    {
        if (open is { } running && !await IsClosedAsync(running, cancellation)) return;
        if (now < next) return;
        long[] leases =
        [
            .. delivered.Where(lease => WireTime.TryInstant(lease.End, out Instant end) && end >= now + Needed)
                .DistinctBy(lease => lease.Provider).Take(MostWorkers).Select(lease => lease.Id),
        ];
        if (leases.Length < FewestWorkers) return;
        var request = new QuorumRequest
        {
            Job = ReferenceJob.Draw(JobSize).ToString(), Leases = leases, CommitWithin = Text(CommitMinutes), RevealWithin = Text(RevealMinutes),
        };
        (QuorumAnswer? quorum, ProblemBody? problem) = await api.TryAsync<QuorumAnswer>(HttpMethod.Post, "/quorums", request, cancellation);
        (open, next) = (quorum?.Id, now + Pause);
        log.Say(problem is null
            ? $"asked the providers of {leases.Length} leases for the same job: quorum {quorum!.Id}, {quorum.Needed} must agree"
            : $"no quorum was opened: {problem.Message}");
    }

    private async Task<bool> IsClosedAsync(long quorum, CancellationToken cancellation)
    {
        QuorumAnswer answer = await api.GetAsync<QuorumAnswer>($"/quorums/{quorum}", cancellation);
        if (answer.ClosedAt is null) return false;
        open = null;
        string standings = string.Join(", ", answer.Workers.Select(worker => $"lease {worker.Lease} {worker.Standing ?? (worker.CommittedAt is null ? "took no part" : "was not judged")}"));
        log.Say($"quorum {quorum} {(answer.Reached == true ? "agreed" : "agreed on nothing")}: {standings}");
        return true;
    }

    private static string Text(int minutes) => FormattableString.Invariant($"PT{minutes}M");
}
