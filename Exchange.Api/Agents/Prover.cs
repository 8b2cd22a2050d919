using Exchange.Api.Proofs;
using Exchange.Api.Wire;
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
    private readonly HashSet<long> held = [];

    /// <inheritdoc/>
    public Task StepAsync(Instant now, CancellationToken cancellation) => AnswerAsync(waitSeconds: 0, cancellation);

    /// <summary>Answers what is asked, or waits so long for something to be asked.</summary>
    public async Task AnswerAsync(int waitSeconds, CancellationToken cancellation)
    {
        ChallengeAnswer[] asked = await api.GetAsync<ChallengeAnswer[]>($"/challenges?wait={waitSeconds}", cancellation);
        held.IntersectWith(asked.Select(challenge => challenge.Id));
        foreach (ChallengeAnswer challenge in asked)
            if (IsMine(challenge) && !Holds(challenge)) await AnswerAsync(challenge, cancellation);
    }

    private bool IsMine(ChallengeAnswer challenge) => nodes.Count == 0 || nodes.Contains(challenge.Node);

    /// <summary>Whether the provider knew that it would be asked: a cheat borrows what it needs for that.</summary>
    private static bool IsForeseen(ChallengeAnswer challenge) => challenge.Purpose is "onboarding" or "on_request";

    /// <summary>A slow prover's answers come a step late.</summary>
    private bool Holds(ChallengeAnswer challenge) =>
        conduct.Misbehaviour == Misbehaviour.Slow && !IsForeseen(challenge) && held.Add(challenge.Id);

    private async Task AnswerAsync(ChallengeAnswer challenge, CancellationToken cancellation)
    {
        (ProofAnswer? proof, ProblemBody? problem) = challenge.Kind switch
        {
            "matrix_full" => await SendAsync(challenge, Product(challenge).Bytes(), cancellation),
            "matrix_commit" => await CommitAsync(challenge, Product(challenge), cancellation),
            "time_lock" => await SendAsync(challenge, Square(challenge, cancellation), cancellation),
            _ => (null, null),
        };
        string what = $"{challenge.Kind} ({challenge.Purpose}{(challenge.Unit is { } unit ? $", unit {unit}" : "")}, {challenge.Size})";
        if (problem is not null) log.Say($"{what} was not taken: {problem.Message}");
        else if (proof is not null && (challenge.Kind != "time_lock" || proof.Verdict != "passed"))
            log.Say($"{what}: {proof.Verdict}{(proof.Performance is { } performance ? $", {performance} of the reference" : "")}");
    }

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
