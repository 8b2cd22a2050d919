using System.Security.Cryptography;
using Exchange.Api.Quorums;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Api.Agents;

/// <summary>A provider's part in quorums: does reference jobs, commits to their results and reveals them. Jobs that it does not know it leaves alone.</summary>
/// <param name="api">The way to the exchange.</param>
/// <param name="conduct">How it behaves; a liar does no work and says something.</param>
/// <param name="log">Says what was done.</param>
public sealed class JobHand(ApiClient api, Conduct conduct, AgentLog log)
{
    private readonly Dictionary<long, Part> parts = [];

    /// <summary>Commits where it is asked for it, and reveals where everybody has committed.</summary>
    public async Task WorkAsync(CancellationToken cancellation)
    {
        var open = new HashSet<long>();
        foreach (string status in (string[])["committing", "revealing"])
        {
            await foreach (QuorumAnswer quorum in api.ListAsync<QuorumAnswer>($"/quorums?status={status}", cancellation))
            {
                open.Add(quorum.Id);
                if (status == "committing") await CommitAsync(quorum, cancellation);
                else await RevealAsync(quorum, cancellation);
            }
        }

        foreach (long closed in parts.Keys.Where(quorum => !open.Contains(quorum)).ToArray()) parts.Remove(closed);
    }

    /// <summary>The salt is kept before anything is sent, so that a step that failed half-way is repeated with the same one.</summary>
    private async Task CommitAsync(QuorumAnswer quorum, CancellationToken cancellation)
    {
        if (!parts.TryGetValue(quorum.Id, out Part? part)) parts.Add(quorum.Id, part = Take(quorum));
        if (part.IsAnswered) return;
        var request = new CommitmentRequest(part.Commitment.ToString());
        (_, ProblemBody? problem) = await api.TryAsync<QuorumAnswer>(HttpMethod.Post, $"/quorums/{quorum.Id}/commitment", request, cancellation);
        part.IsAnswered = true;
        log.Say(problem is null ? $"committed to a result in quorum {quorum.Id}" : $"takes no part in quorum {quorum.Id}: {problem.Message}");
    }

    private async Task RevealAsync(QuorumAnswer quorum, CancellationToken cancellation)
    {
        if (!parts.TryGetValue(quorum.Id, out Part? part) || Own(quorum) is not { RevealedAt: null } own || own.Commitment != part.Commitment.ToString()) return;
        var request = new ResultRequest(part.Digest.ToString(), part.Salt.ToString());
        (_, ProblemBody? problem) = await api.TryAsync<QuorumAnswer>(HttpMethod.Post, $"/quorums/{quorum.Id}/result", request, cancellation);
        if (problem is null) log.Say($"revealed its result in quorum {quorum.Id}");
        else if (problem.Code != part.KeptFromRevealing) log.Say($"could not reveal in quorum {quorum.Id}: {problem.Message}");
        part.KeptFromRevealing = problem?.Code;
    }

    private Part Take(QuorumAnswer quorum)
    {
        if (Own(quorum) is { CommittedAt: not null })
        {
            log.Say($"cannot reveal in quorum {quorum.Id} what it committed to before it was stopped");
            return new Part(default, default, default) { IsAnswered = true };
        }

        bool isKnown = HashHex.TryRead(quorum.Job, out Hash256 job) & ReferenceJob.TryRead(job, out int size);
        if (!isKnown || Own(quorum) is not { } own) return new Part(default, default, default) { IsAnswered = true };
        Hash256 digest = conduct.Misbehaviour == Misbehaviour.Lying ? AnyHash() : ReferenceJob.Solve(job, size, Environment.ProcessorCount);
        Hash256 salt = AnyHash();
        Span<byte> commitment = stackalloc byte[Hash256.Count];
        Quorum.Commit(own.Worker, job.Bytes, digest.Bytes, salt.Bytes, commitment);
        return new Part(digest, salt, Hash256.From(commitment));
    }

    /// <summary>The caller's own part; none where it is the buyer.</summary>
    private static QuorumWorkerAnswer? Own(QuorumAnswer quorum) => Array.Find(quorum.Workers, worker => worker.Own);

    private static Hash256 AnyHash() => Hash256.From(RandomNumberGenerator.GetBytes(Hash256.Count));

    /// <summary>What it said in a quorum, or would say.</summary>
    private sealed class Part(Hash256 digest, Hash256 salt, Hash256 commitment)
    {
        public Hash256 Digest { get; } = digest;
        public Hash256 Salt { get; } = salt;
        public Hash256 Commitment { get; } = commitment;

        /// <summary>Whether the exchange has answered to the commitment, or none is to be sent.</summary>
        public bool IsAnswered { get; set; }

        /// <summary>Why the exchange did not take its result last, if it did not.</summary>
        public string? KeptFromRevealing { get; set; }
    }
}
