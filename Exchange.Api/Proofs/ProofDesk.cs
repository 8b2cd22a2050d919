using System.Security.Cryptography;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections.Proofs;
using Exchange.Projections.Queries;
using NodaTime;

namespace Exchange.Api.Proofs;

/// <summary>Takes answers to challenges: records that they came, has them judged aside, and records what was found.</summary>
/// <param name="Gateway">The way to the market.</param>
/// <param name="Committed">The committed state.</param>
/// <param name="Stored">The views.</param>
/// <param name="Views">Lets a read wait for them.</param>
/// <param name="Transcripts">Keeps what was sent.</param>
/// <param name="Trapdoors">The factors of each day's modulus.</param>
/// <param name="Attestation">What the venue asks of confidential nodes.</param>
/// <param name="Bench">Where answers are judged.</param>
/// <param name="Clock">The exchange's clock.</param>
/// <param name="Settings">Limits.</param>
/// <param name="Life">The program's: what an answer leads to ends with it, and not with the connection that brought the answer.</param>
/// <param name="Log">Is told what went wrong on the way to a verdict.</param>
public sealed record ProofDesk(
    Gateway Gateway, CommittedMarket Committed, ProofQueries Stored, Views Views, Transcripts Transcripts, Trapdoors Trapdoors,
    AttestationTerms Attestation, JudgesBench Bench, IClock Clock, ApiSettings Settings, IHostApplicationLifetime Life,
    ILogger<ProofDesk> Log)
{
    private const int WholeShare = 10_000;
    private const int MillisecondsPerSecond = 1_000;
    private const int TicksPerMicrosecond = 10;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    /// <summary>The provider's open challenge, or null.</summary>
    public Challenge? Find(AccountId provider, ChallengeId id) => Committed.Read<Challenge?>(state =>
        state.Challenges.TryFind(id, out Challenge found) && found.Terms.Provider == provider ? found : null);

    /// <summary>A challenge and what became of it, as the view has it.</summary>
    public async Task<ChallengeRow?> FindAsync(ChallengeId id, CancellationToken cancellation)
    {
        await Views.CatchUpAsync("proofs", cancellation);
        return await Stored.FindAsync(id, cancellation);
    }

    /// <summary>Records that an answer came; its randomness is drawn only now. Null where the challenge is decided thereby: it came too late.</summary>
    public async Task<(Challenge? Open, Problem? Problem)> ReceiveAsync(AccountId provider, ChallengeId id, Hash256 answer)
    {
        Hash256 randomness = Hash256.From(RandomNumberGenerator.GetBytes(Hash256.Count));
        (Receipt receipt, Problem? problem) = await Gateway.RunAsync(new SubmitAnswer(provider, id, answer, randomness));
        if (problem is not null) return (null, problem);
        await Committed.WaitForAsync(receipt.Position, Life.ApplicationStopping);
        return (Find(provider, id), null);
    }

    /// <summary>Judges an answer that was received and has a place, keeps its transcript and records the verdict.</summary>
    /// <remarks>Where the store or the market fails at it, the exchange tries again by itself: the prover has done what it had to, and need not be there any more.</remarks>
    public async Task<Problem?> JudgeAsync(Challenge challenge, byte[] sent)
    {
        CancellationToken stopping = Life.ApplicationStopping;
        (ProofCase Case, Factors? Factors) known = default;
        Problem? problem = await UntilAsync(async () =>
        {
            if (await CaseOfAsync(challenge, sent, stopping) is not { } found) return Problem.InboxFull(Settings.RetryAfterSeconds);
            known = (found, await FactorsAsync(challenge, stopping));
            return null;
        });
        if (problem is not null) return problem;

        // A verdict follows from the case alone: judging that fails would fail again.
        Judgement judged = await Bench.RunAsync(() => Judge(known.Case, known.Factors), stopping);
        return await UntilAsync(() => RecordAsync(known.Case, judged, stopping));
    }

    /// <summary>Records that the rows of a committed product were not opened in time.</summary>
    public Task<Problem?> GiveUpAsync(ChallengeId challenge, CancellationToken cancellation) =>
        SendAsync(challenge, new Judgement(Verdict.Malformed, default, EvidenceGrade.SelfEvident), default, cancellation);

    /// <summary>How long the rows of a committed product may take after the product, in milliseconds.</summary>
    public long OpeningMilliseconds => (long)Settings.Proofs.OpeningSeconds * MillisecondsPerSecond;

    /// <summary>By when the rows of a committed product must be opened.</summary>
    public Instant OpenUntil(in Challenge challenge) =>
        Instant.FromUnixTimeMilliseconds(challenge.ReceivedUnixMilliseconds + OpeningMilliseconds);

    /// <summary>How long something may be disputed that rests on a proof, in minutes.</summary>
    public static long DisputableMinutes(ExchangeState state) =>
        state.Settings[Setting.ProvisionalMinutes] + state.Settings[Setting.DisputeLongestMinutes] + state.Settings[Setting.AppealMinutes];

    /// <summary>A proof as the view has it.</summary>
    public static ProofAnswer Of(ChallengeRow row) => new()
    {
        Challenge = row.Challenge.Value,
        Verdict = row.Verdict is { } verdict ? SnakeCase.Of(verdict) : null,
        Performance = row.Verdict is null ? null : Decimals.Fraction(row.Performance.Value),
        Grade = row.Grade is { } grade ? SnakeCase.Of(grade) : null,
        Transcript = row.Transcript.IsNone ? null : row.Transcript.ToString(),
    };

    private static Judgement Judge(in ProofCase known, Factors? factors)
    {
        if (known.Terms.Proof == ChallengeKind.Attestation) return known.OfAttestation();
        return factors is { } open ? known.OfTimeLock(open.Trapdoor()) : known.OfMatrix();
    }

    /// <summary>Does what needs the store or the market until it is done, or was tried as often as the settings say.</summary>
    private async Task<Problem?> UntilAsync(Func<Task<Problem?>> attempt)
    {
        for (int tried = 1; ; tried++)
        {
            try
            {
                Problem? problem = await attempt();
                if (problem?.RetryAfterSeconds is null || tried == Settings.Proofs.MaxJudgingAttempts) return problem;
            }
            catch (Exception fault) when (fault is not OperationCanceledException && tried < Settings.Proofs.MaxJudgingAttempts)
            {
                Log.LogWarning(fault, "Attempt {Tried} to have an answer judged failed; it is tried again", tried); // The store may be away for a moment.
            }

            await Task.Delay(BetweenAttempts, Life.ApplicationStopping);
        }
    }

    /// <summary>What a time-lock is judged by; null where something else is.</summary>
    private async Task<Factors?> FactorsAsync(Challenge challenge, CancellationToken cancellation)
    {
        if (challenge.Terms.Proof != ChallengeKind.TimeLock) return null;
        return await Trapdoors.FindAsync(challenge.Terms.Day, cancellation)
            ?? throw new InvalidOperationException($"The factors of day {challenge.Terms.Day} are not here.");
    }

    private async Task<ProofCase?> CaseOfAsync(Challenge challenge, byte[] sent, CancellationToken cancellation)
    {
        ChallengeIssued terms = challenge.Terms;
        if (await FindAsync(terms.Challenge, cancellation) is not { } row) return null;
        long reference = Committed.Read(state => ProofCase.ReferenceOf(state, state.Fleet[terms.Node].Sku));
        long issued = row.IssuedAt.ToUnixTimeTicks() / TicksPerMicrosecond;
        byte[] transcript = terms.Proof == ChallengeKind.Attestation
            ? Committed.Read(state => AttestationRecord.Of(state, challenge, sent, issued, Attestation)).ToBytes()
            : sent;
        return new ProofCase(terms, challenge.Answer, challenge.Randomness, issued, challenge.ReceivedUnixMilliseconds, reference, transcript);
    }

    /// <summary>Keeps the evidence as far as there is room for it, and records the verdict, which holds in either case: no cheat is free because others filled the room.</summary>
    private async Task<Problem?> RecordAsync(ProofCase known, Judgement judged, CancellationToken cancellation)
    {
        bool hasPassed = judged.Verdict == Verdict.Passed;
        bool drawn = RandomNumberGenerator.GetInt32(WholeShare) < Settings.Proofs.KeptForEverBasisPoints;
        Instant? until = drawn ? null : Clock.GetCurrentInstant() + Disputable();
        if (!hasPassed) await Transcripts.KeepFailedAsync(known.Terms.Provider, known.Transcript, cancellation);
        else if (!known.CanBeMadeAgain) await Transcripts.KeepAsync(known.Transcript, until, cancellation);
        return await SendAsync(known.Terms.Challenge, judged, Transcripts.HashOf(known.Transcript), cancellation);
    }

    private async Task<Problem?> SendAsync(ChallengeId challenge, Judgement judged, Hash256 transcript, CancellationToken cancellation)
    {
        (Receipt receipt, Problem? problem) = await Gateway.RunAsync(new JudgeProof(challenge, judged.Verdict, judged.Performance, transcript, judged.Grade));
        if (receipt.Refusal == Refusal.UnknownChallenge) return null; // It is judged already: an attempt came through of which that was not known.
        if (problem is null) await Committed.WaitForAsync(receipt.Position, cancellation);
        return problem;
    }

    /// <summary>How long something may still be disputed that rests on a proof of now.</summary>
    private Duration Disputable() => Duration.FromMinutes(Committed.Read(DisputableMinutes));
}
