using Exchange.Api.Proofs;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>Answers the challenges to a provider's nodes on the processor: matrices, sent whole or committed to, and time-locks.</summary>
/// <param name="api">The way to the exchange, with a key that may read and provide.</param>
/// <param name="work">Computes products.</param>
/// <param name="conduct">How it behaves.</param>
/// <param name="nodes">The nodes for which it answers, by id; all where it is empty.</param>
/// <param name="log">Says what was found.</param>
public sealed class Prover(ApiClient api, MatrixWork work, Conduct conduct, IReadOnlyCollection<string> nodes, AgentLog log) : IAgent
{
    /// <summary>How many challenges it answers at once: one, where each takes all of the machine.</summary>
    public int AtOnce { get; init; } = 1;

    /// <inheritdoc/>
    public Task StepAsync(Instant now, CancellationToken cancellation) => AnswerAsync(now, waitSeconds: 0, cancellation);

    /// <summary>Answers what is asked, or waits so long for something to be asked.</summary>
    /// <param name="now">The market's time.</param>
    /// <param name="waitSeconds">How long.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task AnswerAsync(Instant now, int waitSeconds, CancellationToken cancellation)
    {
        if (!conduct.Answers(Minute.Containing(now))) return;
        ChallengeAnswer[] asked = await api.GetAsync<ChallengeAnswer[]>($"/challenges?wait={waitSeconds}", cancellation);
        var report = new ProofReport(log);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(asked.Where(challenge => IsMine(challenge) && !Holds(challenge, now)), limits, async (challenge, token) =>
        {
            (ProofAnswer? proof, ProblemBody? problem) = await AnswerAsync(challenge, token);
            report.Add(challenge, proof, problem);
        });
        report.Say();
    }

    private bool IsMine(ChallengeAnswer challenge) => nodes.Count == 0 || nodes.Contains(challenge.Node);

    /// <summary>Whether the provider knew that it would be asked: a cheat borrows what it needs for that.</summary>
    private static bool IsForeseen(ChallengeAnswer challenge) => challenge.Purpose is "onboarding" or "on_request";

    /// <summary>A slow prover is not done by when an answer is due.</summary>
    private bool Holds(ChallengeAnswer challenge, Instant now) =>
        conduct.Misbehaviour == Misbehaviour.Slow && !IsForeseen(challenge) && WireTime.TryInstant(challenge.Due, out Instant due) && now <= due;

    private async Task<(ProofAnswer? Proof, ProblemBody? Problem)> AnswerAsync(ChallengeAnswer challenge, CancellationToken cancellation) => challenge.Kind switch
    {
        "matrix_full" => await SendAsync(challenge, Product(challenge).Bytes(), cancellation),
        "matrix_commit" => await CommitAsync(challenge, Product(challenge), cancellation),
        "time_lock" => await SendAsync(challenge, Square(challenge, cancellation), cancellation),
        _ => (null, null),
    };

    private MatrixAnswer Product(ChallengeAnswer challenge) => work.Answer(Convert.FromHexString(challenge.Seed), (int)challenge.Size, IsForeseen(challenge));

    /// <summary>Commits to a product, and opens the rows that are drawn then.</summary>
    private async Task<(ProofAnswer? Proof, ProblemBody? Problem)> CommitAsync(ChallengeAnswer challenge, MatrixAnswer answer, CancellationToken cancellation)
    {
        (ProofAnswer? drawn, ProblemBody? problem) = await SendAsync(challenge, answer.Root.ToArray(), cancellation);
        if (problem is not null || drawn?.Rows is not { } rows) return (drawn, problem);
        using var opened = new MemoryStream();
        foreach (RowOpening row in rows.Select(answer.Open))
        {
            opened.Write(row.Cells.Span);
            opened.Write(row.Path.Span);
        }

        return await api.SendBytesAsync<ProofAnswer>($"/proofs/{challenge.Id}/rows", opened.ToArray(), cancellation);
    }

    private static byte[] Square(ChallengeAnswer challenge, CancellationToken cancellation)
    {
        byte[] modulus = Convert.FromHexString(challenge.Modulus!);
        (byte[] x, byte[] y) = (new byte[TimeLock.NumberBytes], new byte[TimeLock.NumberBytes]);
        TimeLock.First(Convert.FromHexString(challenge.Seed), modulus, x);
        TimeLock.Solve(x, challenge.Size, modulus, y, cancellation);
        return y;
    }

    private Task<(ProofAnswer? Value, ProblemBody? Problem)> SendAsync(ChallengeAnswer challenge, byte[] answer, CancellationToken cancellation) =>
        api.SendBytesAsync<ProofAnswer>($"/proofs/{challenge.Id}", answer, cancellation);
}
