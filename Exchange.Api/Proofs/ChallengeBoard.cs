using System.Text.Json;
using Exchange.Api.Feed;
using Exchange.Api.Wire;
using Exchange.Engine.Events;
using Exchange.Engine.Proofs;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Api.Proofs;

/// <summary>The challenges that wait for an answer, by provider; wakes those who poll for them and tells those who listen.</summary>
/// <remarks>Sees committed events alone. Safe for many threads.</remarks>
public sealed class ChallengeBoard : ITurnObserver
{
    private readonly Lock gate = new();
    private readonly MarketFeed feed;
    private readonly Dictionary<AccountId, SortedDictionary<long, ChallengeAnswer>> waiting = [];
    private readonly Dictionary<AccountId, TaskCompletionSource> sleepers = [];
    private readonly Dictionary<AccountId, List<FeedReader>> listeners = [];
    private readonly List<(AccountId Provider, ChallengeAnswer Challenge)> fresh = [];
    private readonly Dictionary<ChallengeId, long> unopened = [];
    private readonly IClock clock;

    /// <summary>The board of a market.</summary>
    /// <remarks>Who had committed to a product when the exchange stopped has its time for the rows from now on.</remarks>
    public ChallengeBoard(CommittedMarket committed, MarketFeed feed, IClock clock)
    {
        (this.feed, this.clock) = (feed, clock);
        committed.Subscribe(this, Load);
    }

    /// <inheritdoc/>
    public void OnEvolving(ExchangeState before, in RecordedEvent occurred)
    {
        // What is asked is said by the event itself.
    }

    /// <inheritdoc/>
    public void OnEvolved(ExchangeState after, in RecordedEvent occurred)
    {
        switch (occurred.Kind)
        {
            case EventKind.ChallengeIssued: Add(after, occurred.As<ChallengeIssued>()); break;
            case EventKind.AnswerReceived: Receive(after, occurred.As<AnswerReceived>()); break;
            case EventKind.ProofJudged: Remove(occurred.As<ProofJudged>().Provider, occurred.As<ProofJudged>().Challenge, isJudged: true); break;
            default: break; // The others ask nobody for anything.
        }
    }

    /// <inheritdoc/>
    public void OnTurnEnd(ExchangeState state)
    {
        if (fresh.Count == 0) return;
        lock (gate)
        {
            foreach ((AccountId provider, ChallengeAnswer challenge) in fresh)
            {
                Tell(provider, JsonSerializer.SerializeToUtf8Bytes(challenge, ApiJson.Default.ChallengeAnswer));
                if (sleepers.Remove(provider, out TaskCompletionSource? sleeper)) sleeper.TrySetResult();
            }
        }

        fresh.Clear();
    }

    /// <summary>The provider's challenges after a number that wait for an answer, oldest first.</summary>
    public ChallengeAnswer[] Of(AccountId provider, long after)
    {
        lock (gate) return waiting.TryGetValue(provider, out SortedDictionary<long, ChallengeAnswer>? own) ? [.. own.Values.Where(asked => asked.Id > after)] : [];
    }

    /// <summary>Completes when the provider has a challenge after a number to answer, or the time is over.</summary>
    public async Task WaitAsync(AccountId provider, long after, TimeSpan longest, CancellationToken cancellation)
    {
        Task asked;
        lock (gate)
        {
            if (waiting.TryGetValue(provider, out SortedDictionary<long, ChallengeAnswer>? own) && own.Keys.Any(id => id > after)) return;
            if (!sleepers.TryGetValue(provider, out TaskCompletionSource? sleeper))
                sleepers.Add(provider, sleeper = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            asked = sleeper.Task;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        over.CancelAfter(longest);
        await asked.WaitAsync(over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Gives a reader its account's challenges from now on: first those that wait, then every new one, and every pulse.</summary>
    public void Listen(FeedReader reader, AccountId provider)
    {
        lock (gate)
        {
            if (reader.ListensFor == provider) return;
            Silence(reader);
            if (!listeners.TryGetValue(provider, out List<FeedReader>? others)) listeners.Add(provider, others = []);
            others.Add(reader);
            reader.ListensFor = provider;
            if (!waiting.TryGetValue(provider, out SortedDictionary<long, ChallengeAnswer>? own)) return;
            foreach (ChallengeAnswer challenge in own.Values) feed.Send(reader, JsonSerializer.SerializeToUtf8Bytes(challenge, ApiJson.Default.ChallengeAnswer));
        }
    }

    /// <summary>Lets a reader go.</summary>
    public void Forget(FeedReader reader)
    {
        lock (gate) Silence(reader);
    }

    /// <summary>Asks a provider for a sign of life.</summary>
    public void Pulse(AccountId provider, PulseAnswer pulse)
    {
        lock (gate) Tell(provider, JsonSerializer.SerializeToUtf8Bytes(pulse, ApiJson.Default.PulseAnswer));
    }

    /// <summary>The committed products that were received at or before a moment, in milliseconds since the Unix epoch, and whose rows are not opened.</summary>
    public ChallengeId[] Unopened(long receivedUnixMilliseconds)
    {
        lock (gate) return [.. unopened.Where(waits => waits.Value <= receivedUnixMilliseconds).Select(waits => waits.Key)];
    }

    /// <summary>Takes the rows of a committed product that were received: from now on its prover has done what it had to.</summary>
    /// <param name="challenge">The challenge.</param>
    /// <param name="receivedUnixMilliseconds">When the rows were here, in milliseconds since the Unix epoch.</param>
    /// <param name="openingMilliseconds">How long they may take after the product was committed to.</param>
    /// <returns>False where they came too late, or where others were taken.</returns>
    public bool TryOpen(ChallengeId challenge, long receivedUnixMilliseconds, long openingMilliseconds)
    {
        lock (gate) return unopened.TryGetValue(challenge, out long since) && receivedUnixMilliseconds <= since + openingMilliseconds && unopened.Remove(challenge);
    }

    private void Load(ExchangeState state)
    {
        foreach (Challenge challenge in state.Challenges.All)
        {
            if (!challenge.IsAnswered) Add(state, challenge.Terms);
            else if (challenge.Terms.Proof == ChallengeKind.MatrixCommit) unopened[challenge.Terms.Challenge] = Math.Max(challenge.ReceivedUnixMilliseconds, clock.GetCurrentInstant().ToUnixTimeMilliseconds());
        }

        fresh.Clear();
    }

    private void Receive(ExchangeState state, in AnswerReceived received)
    {
        Remove(received.Provider, received.Challenge, isJudged: false);
        if (!state.Challenges.TryFind(received.Challenge, out Challenge answered) || answered.Terms.Proof != ChallengeKind.MatrixCommit) return;
        lock (gate) unopened[received.Challenge] = received.ReceivedUnixMilliseconds;
    }

    private void Add(ExchangeState state, in ChallengeIssued issued)
    {
        ChallengeAnswer challenge = Describe(state, issued);
        fresh.Add((issued.Provider, challenge));
        lock (gate)
        {
            if (!waiting.TryGetValue(issued.Provider, out SortedDictionary<long, ChallengeAnswer>? own)) waiting.Add(issued.Provider, own = []);
            own[issued.Challenge.Value] = challenge;
        }
    }

    private void Remove(AccountId provider, ChallengeId challenge, bool isJudged)
    {
        lock (gate)
        {
            if (waiting.TryGetValue(provider, out SortedDictionary<long, ChallengeAnswer>? own)) own.Remove(challenge.Value);
            if (isJudged) unopened.Remove(challenge);
        }
    }

    private void Silence(FeedReader reader)
    {
        if (reader.ListensFor is { } account && listeners.TryGetValue(account, out List<FeedReader>? others)) others.Remove(reader);
        reader.ListensFor = null;
    }

    private void Tell(AccountId provider, byte[] message)
    {
        if (!listeners.TryGetValue(provider, out List<FeedReader>? readers)) return;
        foreach (FeedReader reader in readers) feed.Send(reader, message);
    }

    private static ChallengeAnswer Describe(ExchangeState state, in ChallengeIssued issued)
    {
        int place = issued.Unit < 0 ? -1 : state.Units.Find(issued.Node, issued.Unit);
        state.Beacons.TryFind(issued.Day, out BeaconDay day);
        return new ChallengeAnswer
        {
            Id = issued.Challenge.Value,
            Node = WireId.Text(WireId.Of(issued.Node)),
            Unit = issued.Unit < 0 ? null : issued.Unit,
            Device = place < 0 ? null : state.Units[place].Device.ToString(),
            Kind = SnakeCase.Of(issued.Proof),
            Purpose = SnakeCase.Of(issued.Purpose),
            Day = issued.Day,
            Epoch = issued.Epoch,
            Seed = issued.Seed.ToString(),
            Size = issued.Size,
            Modulus = issued.Proof == ChallengeKind.TimeLock ? day.Modulus.ToString() : null,
            Due = WireTime.Text(issued.DueUnixMilliseconds * 1_000),
        };
    }
}
