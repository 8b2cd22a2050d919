using System.Collections.Concurrent;
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

    /// <summary>By which it waits before it sends again.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How many challenges it keeps in mind that are not answered yet; of more, it lets the oldest go.</summary>
    public const int MostOpen = 4_096;

    private const string TimeLockKind = "time_lock";
    private const string AttestationKind = "attestation";

    /// <summary>As many squarings as take about half a second are made at once; more go on beside the other answers.</summary>
    private const long AtOnceSquarings = 200_000;

    /// <summary>So often an answer is sent while the others wait for it; then it is made again, after them.</summary>
    private const int MaxAttempts = 3;

    /// <summary>The rows of a product that was taken are sent more often: they are due within half a minute, and go with the product.</summary>
    private const int MaxRowAttempts = 20;

    /// <summary>While something is to be tried again, or it is away, it looks once in so many seconds.</summary>
    private const int RetrySeconds = 1;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(RetrySeconds);

    /// <summary>An answer that came in time may still be judged so long after it was due.</summary>
    private static readonly Duration KeptAfterDue = Duration.FromHours(1);

    /// <summary>One core fewer than there are may square for long: matrices are due in seconds.</summary>
    private readonly TaskFactory squarers = new(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Math.Max(1, Environment.ProcessorCount - 1)).ConcurrentScheduler);
    private readonly Dictionary<long, Task<byte[]>> squaring = [];
    private readonly SortedDictionary<long, ChallengeAnswer> open = [];
    private readonly Dictionary<long, string> unsent = [];
    private long seen;

    /// <inheritdoc/>
    public Task StepAsync(Instant now, CancellationToken cancellation) => AnswerAsync(now, waitSeconds: 0, cancellation);

    /// <summary>
    /// Answers what is asked, or waits so long for something to be asked; what a time-lock's answer leads to is answered too. Each challenge is
    /// listed once: what could not be sent is kept, and tried again.
    /// </summary>
    /// <param name="now">The market's time.</param>
    /// <param name="waitSeconds">How long.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task AnswerAsync(Instant now, int waitSeconds, CancellationToken cancellation)
    {
        if (!conduct.Answers(Minute.Containing(now)))
        {
            if (waitSeconds > 0) await Task.Delay(BetweenAttempts, Time, cancellation);
            return;
        }

        bool goesOn;
        do
        {
            Keep(await ListAsync(waitSeconds, cancellation), now);
            foreach (ChallengeAnswer challenge in open.Values.Where(challenge => IsLong(challenge) && !squaring.ContainsKey(challenge.Id)))
                squaring.Add(challenge.Id, squarers.StartNew(() => Square(challenge, cancellation), cancellation));
            ChallengeAnswer[] ready = [.. open.Values.Where(challenge => IsReady(challenge, now)).OrderBy(challenge => unsent.ContainsKey(challenge.Id))];
            goesOn = (await AnswerAsync(ready, now, cancellation)).Any(challenge => challenge.Kind == TimeLockKind);
            waitSeconds = 0;
        }
        while (goesOn);
    }

    /// <summary>What was asked since; waits for it, but no longer than until something else can be done.</summary>
    private async Task<ChallengeAnswer[]> ListAsync(int waitSeconds, CancellationToken cancellation)
    {
        Task[] squared = [.. squaring.Where(one => !unsent.ContainsKey(one.Key)).Select(one => one.Value)];
        if (squared.Any(done => done.IsCompleted)) waitSeconds = 0;
        else if (unsent.Count > 0 || open.Count > squaring.Count) waitSeconds = Math.Min(waitSeconds, RetrySeconds);
        using var early = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        string after = seen == 0 ? "" : $"&after={seen}";
        Task<ChallengeAnswer[]> asked = api.GetAsync<ChallengeAnswer[]>($"/challenges?wait={waitSeconds}{after}", early.Token);
        if (waitSeconds > 0) await Task.WhenAny([asked, .. squared]);
        if (waitSeconds > 0 && !asked.IsCompleted) await early.CancelAsync();
        try
        {
            return await asked;
        }
        catch (OperationCanceledException) when (early.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return []; // Something was squared meanwhile.
        }
    }

    /// <summary>Keeps in mind what it can answer, and forgets what nobody waits for any more.</summary>
    private void Keep(ChallengeAnswer[] asked, Instant now)
    {
        foreach (ChallengeAnswer challenge in asked)
        {
            seen = Math.Max(seen, challenge.Id);
            if (IsMine(challenge)) open[challenge.Id] = challenge;
        }

        long[] over = [.. open.Values.Where(challenge => now > DueOf(challenge) + KeptAfterDue).Select(challenge => challenge.Id)];
        Forget(over.Union(open.Keys.Take(Math.Max(0, open.Count - MostOpen))));
    }

    private void Forget(IEnumerable<long> challenges)
    {
        foreach (long id in challenges.ToArray())
        {
            open.Remove(id);
            squaring.Remove(id);
            unsent.Remove(id);
        }
    }

    private bool IsReady(ChallengeAnswer challenge, Instant now) =>
        !Holds(challenge, now) && (!squaring.TryGetValue(challenge.Id, out Task<byte[]>? squared) || squared.IsCompleted);

    /// <summary>Answers each of them as far as it can be: what becomes of one keeps no other from being sent.</summary>
    /// <returns>Those that were answered.</returns>
    private async Task<IReadOnlyCollection<ChallengeAnswer>> AnswerAsync(IReadOnlyList<ChallengeAnswer> challenges, Instant now, CancellationToken cancellation)
    {
        var report = new ProofReport(log);
        var answered = new ConcurrentBag<ChallengeAnswer>();
        var failed = new ConcurrentDictionary<long, string>();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        try
        {
            await Parallel.ForEachAsync(challenges, limits, async (challenge, token) =>
            {
                try
                {
                    (ProofAnswer? proof, ProblemBody? problem) = await AnswerAsync(challenge, now, token);
                    answered.Add(challenge);
                    report.Add(challenge, proof, problem);
                }
                catch (Exception failure) when (Trouble.IsOfOne(failure, token))
                {
                    failed[challenge.Id] = failure.Message;
                }
            });
        }
        finally
        {
            Forget(answered.Select(challenge => challenge.Id));
            report.Say();
        }

        Note(failed);
        return answered;
    }

    /// <summary>Keeps in mind what could not be sent, and says why where that is new.</summary>
    private void Note(ConcurrentDictionary<long, string> failed)
    {
        string? news = failed.Where(one => unsent.GetValueOrDefault(one.Key) != one.Value).Select(one => one.Value).Min(StringComparer.Ordinal);
        foreach ((long id, string why) in failed) unsent[id] = why;
        if (news is not null) log.Say(FormattableString.Invariant($"{failed.Count} proofs could not be sent yet: {news}"));
    }

    private static bool IsLong(ChallengeAnswer challenge) => challenge.Kind == TimeLockKind && challenge.Size > AtOnceSquarings;

    private bool IsMine(ChallengeAnswer challenge) =>
        (nodes.Count == 0 || nodes.Contains(challenge.Node)) && (challenge.Kind != AttestationKind || Attester is not null);

    /// <summary>Whether the provider knew that it would be asked, by its own doing: a cheat borrows what it needs for that.</summary>
    private static bool IsForeseen(ChallengeAnswer challenge) => challenge.Purpose is "onboarding" or "on_request" or "chained";

    /// <summary>A slow prover's products are not done by when they are due, but for those that it knew of long before; its processor squares well enough.</summary>
    private bool Holds(ChallengeAnswer challenge, Instant now) =>
        conduct.Misbehaviour == Misbehaviour.Slow && challenge.Kind != TimeLockKind && challenge.Purpose is not ("onboarding" or "on_request")
        && now <= DueOf(challenge);

    private static Instant DueOf(ChallengeAnswer challenge) =>
        WireTime.TryInstant(challenge.Due, out Instant due) ? due : throw new FormatException($"{challenge.Due} is no time.");

    private async Task<(ProofAnswer? Proof, ProblemBody? Problem)> AnswerAsync(ChallengeAnswer challenge, Instant now, CancellationToken cancellation) => challenge.Kind switch
    {
        "matrix_full" => await SendAsync(challenge, Product(challenge).Bytes(), cancellation),
        "matrix_commit" => await CommitAsync(challenge, Product(challenge), cancellation),
        TimeLockKind when squaring.TryGetValue(challenge.Id, out Task<byte[]>? squared) => await SendAsync(challenge, await squared, cancellation),
        TimeLockKind => await SendAsync(challenge, Square(challenge, cancellation), cancellation),
        AttestationKind when Attester is not null => await SendAsync(
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

        return await SendAsync($"/proofs/{challenge.Id}/rows", opened.ToArray(), MaxRowAttempts, cancellation);
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
        SendAsync($"/proofs/{challenge.Id}", answer, MaxAttempts, cancellation);

    /// <summary>Sends bytes, again after a while where there was no room for them.</summary>
    private async Task<(ProofAnswer? Value, ProblemBody? Problem)> SendAsync(string target, byte[] bytes, int attempts, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await api.SendBytesAsync<ProofAnswer>(target, bytes, cancellation);
            }
            catch (ApiRefusedException full) when (full.Status == StatusCodes.Status503ServiceUnavailable && attempt < attempts)
            {
                await Task.Delay(BetweenAttempts, Time, cancellation);
            }
        }
    }
}
