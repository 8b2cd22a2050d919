using System.Security.Cryptography;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.State;
using Exchange.Engine.Store;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Api.Proofs;

/// <summary>Reaches every verdict again from the events and the transcripts that are kept beside them.</summary>
/// <remarks>Nothing of what the exchange keeps secret is used: whoever has events and transcripts can do the same.</remarks>
public sealed class ProofAudit
{
    /// <summary>How many right products that were not kept are multiplied again unless all are asked for.</summary>
    public const int MostMadeAgain = 1_000;

    private const long MicrosecondsPerMinute = 60_000_000;
    private readonly Engine.Engine replica = new(new ExchangeState());
    private readonly Dictionary<ChallengeId, long> issuedUnixMicroseconds = [];
    private readonly Dictionary<int, Factors> factors = [];
    private readonly Dictionary<(int Day, int Epoch), Hash256> links = [];
    private readonly Dictionary<int, (int Links, int Epoch, Hash256 Link)> days = [];
    private readonly Dictionary<(int Day, int Epoch), int> heartbeatMeans = [];
    private readonly List<Known> judged = [];
    private readonly List<(long Position, HeartbeatsRecorded Counted, int Links, int EpochMilliseconds)> counted = [];
    private readonly ProofFindings findings = new();
    private readonly QuorumAudit quorums;
    private readonly long from;
    private long nowUnixMicroseconds;

    private ProofAudit(long from) => (this.from, quorums) = (from, new QuorumAudit(findings));

    /// <summary>Checks what was recorded in a range of positions; all events before it are read too.</summary>
    /// <param name="store">The events.</param>
    /// <param name="transcripts">What was sent.</param>
    /// <param name="range">The first and the last position.</param>
    /// <param name="deep">Whether all right products that were not kept are multiplied again, which takes up to 51 ms each, or <see cref="MostMadeAgain"/> of them.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ProofFindings> RunAsync(
        EventStore store, Transcripts transcripts, (long From, long To) range, bool deep, CancellationToken cancellation)
    {
        var audit = new ProofAudit(range.From);
        await store.ReadAsync(1, range.To, audit.Take, cancellation);
        long last = await store.LastPositionAsync(cancellation); // What need not be kept any more is dropped by the time there is, whatever part is asked for.
        if (last > 0) await store.ReadAsync(last, last, (in RecordedEvent newest) => audit.nowUnixMicroseconds = newest.AtUnixMicroseconds, cancellation);
        foreach ((long position, HeartbeatsRecorded heartbeats, int links, int milliseconds) in audit.counted) audit.Count(position, heartbeats, links, milliseconds);
        var gone = new List<Known>();
        foreach (Known known in audit.judged)
        {
            if (await transcripts.FindAsync(known.Judged.Transcript, cancellation) is { } kept) audit.Compare(known, kept);
            else gone.Add(known);
        }

        audit.CountGone(gone);
        audit.Repeat([.. gone.Where(CanBeMadeAgain)], deep, cancellation);
        return audit.findings;
    }

    /// <summary>A right product that follows from its seed is made again; of the others only why they are not there is known.</summary>
    private void CountGone(List<Known> gone)
    {
        foreach (Known known in gone)
        {
            if (!IsRight(known)) findings.NotKept++;
            else if (CanBeMadeAgain(known)) continue;
            else if (known.KeptUntilUnixMicroseconds > nowUnixMicroseconds) findings.Missing++;
            else findings.Pruned++;
        }
    }

    private void Repeat(Known[] products, bool deep, CancellationToken cancellation)
    {
        if (!deep) Random.Shared.Shuffle(products);
        int repeated = deep ? products.Length : Math.Min(products.Length, MostMadeAgain);
        findings.NotRepeated += products.Length - repeated;
        foreach (Known known in products.AsSpan(0, repeated))
        {
            cancellation.ThrowIfCancellationRequested();
            Compare(known, known.Case.Again());
        }
    }

    /// <summary>Whether what was sent was right, though a product may have come too slowly: then it is kept, or made again, as one that passed.</summary>
    private static bool IsRight(Known known) => known.Judged.Verdict is Verdict.Passed or Verdict.Slow or Verdict.BelowClaim;

    private static bool CanBeMadeAgain(Known known) => IsRight(known) && known.Case.CanBeMadeAgain;

    private void Take(in RecordedEvent occurred)
    {
        bool isAsked = occurred.Position >= from;
        ExchangeState state = replica.State;
        switch (occurred.Kind)
        {
            case EventKind.BeaconCommitted: Commit(occurred.As<BeaconCommitted>()); break;
            case EventKind.BeaconRevealed: Reveal(occurred.Position, occurred.As<BeaconRevealed>()); break;
            case EventKind.FactorsReleased: Release(occurred.As<FactorsReleased>()); break;
            case EventKind.ChallengeIssued: Issue(occurred); break;
            case EventKind.ProofJudged when isAsked: Judge(occurred); break;
            case EventKind.HeartbeatsRecorded when isAsked:
                HeartbeatsRecorded heartbeats = occurred.As<HeartbeatsRecorded>();
                EpochOnClock epoch = EpochOnClock.Of(heartbeats.Day, heartbeats.Epoch, (int)state.Settings[Setting.ProofEpochMinutes]);
                counted.Add((occurred.Position, heartbeats, days[heartbeats.Day].Links, (int)epoch.Length.TotalMilliseconds));
                break;
            default: quorums.Take(occurred, state, isAsked); break; // The others are no proofs.
        }

        replica.Replay(occurred);
    }

    private void Commit(in BeaconCommitted committed) => days[committed.Day] = (committed.Links, -1, committed.End);

    private void Reveal(long position, in BeaconRevealed revealed)
    {
        (int count, int epoch, Hash256 link) = days[revealed.Day];
        if (Beacon.Follows(revealed.Link.Bytes, link.Bytes, revealed.Epoch - epoch)) findings.Drawn++;
        else findings.Disagree(position, $"the link of epoch {revealed.Epoch} of day {revealed.Day} does not hash to the one before");
        Span<byte> earlier = stackalloc byte[Beacon.LinkBytes];
        revealed.Link.Bytes.CopyTo(earlier);
        for (int passed = revealed.Epoch; passed > epoch; passed--)
        {
            links[(revealed.Day, passed)] = Hash256.From(earlier);
            SHA256.HashData(earlier, earlier);
        }

        days[revealed.Day] = (count, revealed.Epoch, revealed.Link);
        heartbeatMeans[(revealed.Day, revealed.Epoch)] = (int)replica.State.Settings[Setting.HeartbeatMeanMilliseconds];
    }

    private void Release(in FactorsReleased released) => factors[released.Day] = new Factors(released.P, released.Q);

    private void Issue(in RecordedEvent occurred)
    {
        ChallengeIssued issued = occurred.As<ChallengeIssued>();
        issuedUnixMicroseconds[issued.Challenge] = occurred.AtUnixMicroseconds;
        if (SeedOf(issued) == issued.Seed) findings.Drawn++;
        else findings.Disagree(occurred.Position, $"the seed of challenge {issued.Challenge.Value} does not follow from its link");
    }

    /// <summary>What a challenge is drawn from: the beacon, or where a node's chain of time-locks ends.</summary>
    private Hash256 SeedOf(in ChallengeIssued issued)
    {
        TimeLockChain chain = replica.State.Fleet[issued.Node].Chain;
        Span<byte> seed = stackalloc byte[Hash256.Count];
        if (issued.Proof != ChallengeKind.TimeLock && issued.Purpose == ChallengePurpose.Chained)
        {
            TimeLock.SmallSeed(chain.Answer.Bytes, seed);
            return Hash256.From(seed);
        }

        int place = issued.Unit < 0 ? -1 : replica.State.Units.Find(issued.Node, issued.Unit);
        Text64 device = place < 0 ? default : replica.State.Units[place].Device;
        Hash256 link = links[(issued.Day, issued.Epoch)];
        var subject = new SeedSubject((byte)issued.Proof, (byte)issued.Purpose, issued.Node.Value, issued.Epoch);
        Beacon.Seed(link.Bytes, subject, device.Bytes, seed);
        Hash256 drawn = Hash256.From(seed);
        return issued.Proof == ChallengeKind.TimeLock ? chain.SeedOf(new BeaconRevealed(issued.Day, issued.Epoch, link), drawn) : drawn;
    }

    private void Judge(in RecordedEvent occurred)
    {
        ProofJudged verdict = occurred.As<ProofJudged>();
        ExchangeState state = replica.State;
        issuedUnixMicroseconds.Remove(verdict.Challenge, out long issued);
        if (verdict.Transcript.IsNone || !state.Challenges.TryFind(verdict.Challenge, out Challenge challenge))
        {
            findings.WithoutTranscript++;
            if (NeedsTranscript(verdict.Verdict)) findings.Disagree(occurred.Position, $"challenge {verdict.Challenge.Value} was judged {verdict.Verdict}, and nothing says what was sent");
            return;
        }

        long reference = ProofCase.ReferenceOf(state, state.Fleet[verdict.Node].Sku);
        judged.Add(new Known(
            occurred.Position,
            new ProofCase(challenge.Terms, challenge.Answer, challenge.Randomness, issued, challenge.ReceivedUnixMilliseconds, reference, default),
            verdict,
            new Bounds((int)state.Settings[Setting.BelowClaimBasisPoints], (int)state.Settings[Setting.MinAskPerformanceBasisPoints]),
            occurred.AtUnixMicroseconds + ((ProofDesk.DisputableMinutes(state) - 1) * MicrosecondsPerMinute)));
    }

    /// <summary>Whether a verdict is one on something that was sent. Rows of a committed product that were not opened are malformed, too.</summary>
    private static bool NeedsTranscript(Verdict verdict) => verdict is not (Verdict.Missed or Verdict.Late or Verdict.Void or Verdict.Malformed);

    private void Compare(Known judgement, byte[] transcript)
    {
        (long position, ProofJudged verdict) = (judgement.Position, judgement.Judged);
        ProofCase known = judgement.Case with { Transcript = transcript };
        Hash256 kept = Hash256.From(SHA256.HashData(known.Transcript.Span));
        if (kept != verdict.Transcript || !IsAnswer(known, kept))
        {
            findings.Disagree(position, $"what challenge {verdict.Challenge.Value} was answered with is not what was recorded");
            return;
        }

        if (known.Terms.Proof == ChallengeKind.TimeLock && !factors.ContainsKey(known.Terms.Day))
        {
            findings.Sealed++;
            return;
        }

        Judgement found = known.Terms.Proof switch
        {
            ChallengeKind.TimeLock => known.OfTimeLock(factors[known.Terms.Day].Trapdoor()),
            ChallengeKind.Attestation => known.OfAttestation(),
            ChallengeKind.MatrixFull or ChallengeKind.MatrixCommit => known.OfMatrix(),
        };
        Verdict expected = found.Verdict == Verdict.Passed && known.IsMeasured ? judgement.Bounds.Weigh(found.Performance) : found.Verdict;
        findings.Recomputed++;
        if (expected != verdict.Verdict || found.Performance != verdict.Performance)
            findings.Disagree(position, $"challenge {verdict.Challenge.Value} was judged {verdict.Verdict}, and is {expected}");
    }

    /// <summary>Whether a transcript, of this hash, is of the answer that was committed to; of products the verdict says that.</summary>
    private static bool IsAnswer(in ProofCase known, Hash256 kept) => known.Terms.Proof switch
    {
        ChallengeKind.TimeLock => kept == known.Answer,
        ChallengeKind.Attestation => AttestationRecord.TryRead(known.Transcript.Span)?.Answer() == known.Answer,
        ChallengeKind.MatrixFull or ChallengeKind.MatrixCommit => true,
    };

    private void Count(long position, in HeartbeatsRecorded recorded, int ofDay, int epochMilliseconds)
    {
        (int Day, int Epoch) next = recorded.Epoch + 1 < ofDay ? (recorded.Day, recorded.Epoch + 1) : (recorded.Day + 1, 0);
        if (!links.TryGetValue(next, out Hash256 link)) return;
        if (!heartbeatMeans.TryGetValue((recorded.Day, recorded.Epoch), out int mean)) return;
        int sent = Engine.Verification.Heartbeats.Times(link.Bytes, recorded.Node.Value, recorded.Epoch, epochMilliseconds, mean).Length;
        if (sent == recorded.Sent) findings.Heartbeats++;
        else findings.Disagree(position, $"{recorded.Sent} heartbeats of node {recorded.Node.Value} were counted, and the link says {sent}");
    }

    /// <summary>A verdict that rests on something that was sent, what it follows from, and how long that need be kept.</summary>
    private sealed record Known(long Position, ProofCase Case, ProofJudged Judged, Bounds Bounds, long KeptUntilUnixMicroseconds);

    /// <summary>From which performance a right product is not too slow.</summary>
    private readonly record struct Bounds(int BelowClaim, int LeastToOffer)
    {
        public Verdict Weigh(BasisPoints performance)
        {
            if (performance.Value < BelowClaim) return Verdict.BelowClaim;
            return performance.Value < LeastToOffer ? Verdict.Slow : Verdict.Passed;
        }
    }
}
