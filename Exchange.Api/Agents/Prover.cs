using System.Text.Json;
using Exchange.Api.Proofs;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>Answers the challenges to a provider's nodes on the processor: matrices, sent whole or committed to, and time-locks; with simulated hardware also attestations.</summary>
/// <param name="api">The way to the exchange, with a key that may read and provide.</param>
/// <param name="work">Computes products.</param>
/// <param name="conduct">How it behaves.</param>
/// <param name="nodes">The nodes for which it answers, by id; all where it is empty.</param>
/// <param name="log">Says what was found.</param>
public sealed class Prover(ApiClient api, MatrixWork work, Conduct conduct, IReadOnlyCollection<string> nodes, AgentLog log) : IAgent
{
    /// <summary>How many challenges it answers at once: one, where each takes all of the machine.</summary>
    public int AtOnce { get; init; } = 1;

    /// <summary>Attests where nodes claim confidential computing; without it such challenges are left to others.</summary>
    public SimulatedAttester? Attester { get; init; }

    private const string TimeLockKind = "time_lock";

    /// <summary>As many squarings as take about half a second are made at once; more go on beside the other answers.</summary>
    private const long AtOnceSquarings = 200_000;

    /// <summary>One core fewer than there are may square for long: matrices are due in seconds.</summary>
    private readonly TaskFactory squarers = new(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Math.Max(1, Environment.ProcessorCount - 1)).ConcurrentScheduler);
    private readonly Dictionary<long, Task> squaring = [];
    private long seen;
    private const int MaxAttempts = 20;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public Task StepAsync(Instant now, CancellationToken cancellation) => AnswerAsync(now, waitSeconds: 0, cancellation);

    /// <summary>Answers what is asked, or waits so long for something to be asked; what a time-lock's answer leads to is answered too.</summary>
    /// <param name="now">The market's time.</param>
    /// <param name="waitSeconds">How long.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task AnswerAsync(Instant now, int waitSeconds, CancellationToken cancellation)
    {
        if (!conduct.Answers(Minute.Containing(now))) return;
        await TakeSquaredAsync();
        bool goesOn = squaring.Count > 0;
        do
        {
            ChallengeAnswer[] asked = await api.GetAsync<ChallengeAnswer[]>($"/challenges?wait={waitSeconds}{(goesOn ? $"&after={seen}" : "")}", cancellation);
            seen = asked.Aggregate(seen, (last, challenge) => Math.Max(last, challenge.Id));
            ILookup<bool, ChallengeAnswer> mine = asked.Where(challenge => IsMine(challenge) && !Holds(challenge, now)).ToLookup(IsLong);
            foreach (ChallengeAnswer challenge in mine[true]) squaring.Add(challenge.Id, SquareAsync(challenge, cancellation));
            await AnswerAsync(mine[false], now, cancellation);
            goesOn = mine[false].Any(challenge => challenge.Kind == TimeLockKind);
            waitSeconds = 0;
        }
        while (goesOn);
    }

    private async Task AnswerAsync(IEnumerable<ChallengeAnswer> challenges, Instant now, CancellationToken cancellation)
    {
        var report = new ProofReport(log);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(challenges, limits, async (challenge, token) =>
        {
            (ProofAnswer? proof, ProblemBody? problem) = await AnswerAsync(challenge, now, token);
            report.Add(challenge, proof, problem);
        });
        report.Say();
    }

    /// <summary>Squares on a core of its own, then answers.</summary>
    private async Task SquareAsync(ChallengeAnswer challenge, CancellationToken cancellation)
    {
        byte[] y = await squarers.StartNew(() => Square(challenge, cancellation), cancellation);
        (ProofAnswer? proof, ProblemBody? problem) = await SendAsync(challenge, y, cancellation);
        var report = new ProofReport(log);
        report.Add(challenge, proof, problem);
        report.Say();
    }

    /// <summary>Forgets the time-locks that are answered; one that failed fails here.</summary>
    private async Task TakeSquaredAsync()
    {
        foreach (KeyValuePair<long, Task> done in squaring.Where(each => each.Value.IsCompleted).ToArray())
        {
            squaring.Remove(done.Key);
            await done.Value;
        }
    }

    private static bool IsLong(ChallengeAnswer challenge) => challenge.Kind == TimeLockKind && challenge.Size > AtOnceSquarings;

    private bool IsMine(ChallengeAnswer challenge) => nodes.Count == 0 || nodes.Contains(challenge.Node);

    /// <summary>Whether the provider knew that it would be asked, by its own doing: a cheat borrows what it needs for that.</summary>
    private static bool IsForeseen(ChallengeAnswer challenge) => challenge.Purpose is "onboarding" or "on_request" or "chained";

    /// <summary>A slow prover's products are not done by when they are due, but for those that it knew of long before; its processor squares well enough.</summary>
    private bool Holds(ChallengeAnswer challenge, Instant now) =>
        conduct.Misbehaviour == Misbehaviour.Slow && challenge.Kind != TimeLockKind && challenge.Purpose is not ("onboarding" or "on_request")
        && WireTime.TryInstant(challenge.Due, out Instant due) && now <= due;

    private async Task<(ProofAnswer? Proof, ProblemBody? Problem)> AnswerAsync(ChallengeAnswer challenge, Instant now, CancellationToken cancellation) => challenge.Kind switch
    {
        "matrix_full" => await SendAsync(challenge, Product(challenge).Bytes(), cancellation),
        "matrix_commit" => await CommitAsync(challenge, Product(challenge), cancellation),
        TimeLockKind => await SendAsync(challenge, Square(challenge, cancellation), cancellation),
        "attestation" when Attester is not null => await SendAsync(
            challenge, JsonSerializer.SerializeToUtf8Bytes(await Attester.AttestAsync(challenge, now, cancellation), ApiJson.Default.AttestationRequest), cancellation),
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

        return await SendAsync($"/proofs/{challenge.Id}/rows", opened.ToArray(), cancellation);
    }

    private static byte[] Square(ChallengeAnswer challenge, CancellationToken cancellation)
    {
        byte[] modulus = Convert.FromHexString(challenge.Modulus!);
        (byte[] x, byte[] y) = (new byte[TimeLock.NumberBytes], new byte[TimeLock.NumberBytes]);
        TimeLock.Start(Convert.FromHexString(challenge.Seed), modulus, x);
        TimeLock.Solve(x, challenge.Size, modulus, y, cancellation);
        return y;
    }

    private Task<(ProofAnswer? Value, ProblemBody? Problem)> SendAsync(ChallengeAnswer challenge, byte[] answer, CancellationToken cancellation) =>
        SendAsync($"/proofs/{challenge.Id}", answer, cancellation);

    /// <summary>Sends bytes, again after a while where there was no room for them.</summary>
    private async Task<(ProofAnswer? Value, ProblemBody? Problem)> SendAsync(string target, byte[] bytes, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await api.SendBytesAsync<ProofAnswer>(target, bytes, cancellation);
            }
            catch (ApiRefusedException full) when (full.Status == StatusCodes.Status503ServiceUnavailable && attempt < MaxAttempts)
            {
                await Task.Delay(BetweenAttempts, cancellation);
            }
        }
    }
}
