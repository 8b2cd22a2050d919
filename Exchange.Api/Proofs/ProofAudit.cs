using System.Security.Cryptography;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.State;
using Exchange.Engine.Store;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Api.Proofs;

/// <summary>What a check of the proofs found.</summary>
public sealed class ProofFindings
{
    private const int MostShown = 20;
    private readonly List<string> disagreements = [];

    /// <summary>Verdicts reached again from transcripts, and those of right products that were sent whole from their seeds.</summary>
    public int Recomputed { get; internal set; }

    /// <summary>Verdicts whose transcript is not kept any more.</summary>
    public int Pruned { get; internal set; }

    /// <summary>Verdicts that rest on no transcript: nothing was sent, or too late.</summary>
    public int WithoutTranscript { get; internal set; }

    /// <summary>Time-locks whose factors are not released yet.</summary>
    public int Sealed { get; internal set; }

    /// <summary>Links and seeds that fit their chains.</summary>
    public int Drawn { get; internal set; }

    /// <summary>Counts of heartbeats that fit their links.</summary>
    public int Heartbeats { get; internal set; }

    /// <summary>Workers of quorums that were judged again, from what they committed to and revealed.</summary>
    public int Workers { get; internal set; }

    /// <summary>Quorums whose end was reached again.</summary>
    public int Quorums { get; internal set; }

    /// <summary>What does not fit, by position.</summary>
    public IReadOnlyList<string> Disagreements => disagreements;

    /// <summary>Whether everything fits.</summary>
    public bool Holds => disagreements.Count == 0;

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', [
        $"{Recomputed} verdicts recomputed, {Pruned} transcripts pruned, {WithoutTranscript} verdicts without one, {Sealed} time-locks still sealed",
        $"{Drawn} links and seeds follow from their chains, {Heartbeats} counts of heartbeats from their links",
        $"{Workers} workers of {Quorums} quorums judged again",
        .. disagreements.Take(MostShown),
        Holds ? "every verdict that can be recomputed is as recorded" : $"{disagreements.Count} do not fit",
    ]);

    internal void Disagree(long position, string what) => disagreements.Add($"position {position}: {what}");
}

/// <summary>Reaches every verdict again from the events and the transcripts that are kept beside them.</summary>
/// <remarks>Nothing of what the exchange keeps secret is used: whoever has events and transcripts can do the same.</remarks>
public sealed class ProofAudit
{
    private readonly Engine.Engine replica = new(new ExchangeState());
    private readonly Dictionary<ChallengeId, long> issuedUnixMicroseconds = [];
    private readonly Dictionary<int, Factors> factors = [];
    private readonly Dictionary<(int Day, int Epoch), Hash256> links = [];
    private readonly Dictionary<int, (int Links, int Epoch, Hash256 Link)> days = [];
    private readonly List<(long Position, ProofCase Case, ProofJudged Judged, Bounds Bounds)> judged = [];
    private readonly List<(long Position, HeartbeatsRecorded Counted, int Links, int EpochMilliseconds)> counted = [];
    private readonly ProofFindings findings = new();
    private readonly QuorumAudit quorums;
    private readonly int heartbeatMeanMilliseconds;
    private readonly long from;

    private ProofAudit(long from, int heartbeatMeanMilliseconds)
    {
        (this.from, this.heartbeatMeanMilliseconds) = (from, heartbeatMeanMilliseconds);
        quorums = new QuorumAudit(findings);
    }

    /// <summary>Checks what was recorded in a range of positions; all events before it are read too.</summary>
    /// <param name="store">The events.</param>
    /// <param name="transcripts">What was sent.</param>
    /// <param name="range">The first and the last position.</param>
    /// <param name="heartbeatMeanMilliseconds">The mean time between heartbeats that the exchange was set to.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ProofFindings> RunAsync(
        EventStore store, Transcripts transcripts, (long From, long To) range, int heartbeatMeanMilliseconds, CancellationToken cancellation)
    {
        var audit = new ProofAudit(range.From, heartbeatMeanMilliseconds);
        await store.ReadAsync(1, range.To, audit.Take, cancellation);
        foreach ((long position, HeartbeatsRecorded heartbeats, int links, int milliseconds) in audit.counted) audit.Count(position, heartbeats, links, milliseconds);
        foreach ((long position, ProofCase known, ProofJudged verdict, Bounds bounds) in audit.judged)
        {
            if ((await transcripts.FindAsync(verdict.Transcript, cancellation) ?? known.Again(verdict.Transcript)) is { } kept) audit.Compare(position, known with { Transcript = kept }, verdict, bounds);
            else audit.findings.Pruned++;
        }

        return audit.findings;
    }

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
            case EventKind.ProofJudged when isAsked: Judge(occurred.Position, occurred.As<ProofJudged>()); break;
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

    private void Judge(long position, in ProofJudged verdict)
    {
        ExchangeState state = replica.State;
        issuedUnixMicroseconds.Remove(verdict.Challenge, out long issued);
        if (verdict.Transcript.IsNone || !state.Challenges.TryFind(verdict.Challenge, out Challenge challenge))
        {
            findings.WithoutTranscript++;
            return;
        }

        long reference = ProofCase.ReferenceOf(state, state.Fleet[verdict.Node].Sku);
        judged.Add((
            position,
            new ProofCase(challenge.Terms, challenge.Answer, challenge.Randomness, issued, challenge.ReceivedUnixMilliseconds, reference, default),
            verdict,
            new Bounds((int)state.Settings[Setting.BelowClaimBasisPoints], (int)state.Settings[Setting.MinAskPerformanceBasisPoints])));
    }

    private void Compare(long position, in ProofCase known, in ProofJudged verdict, Bounds bounds)
    {
        Hash256 kept = Hash256.From(SHA256.HashData(known.Transcript.Span));
        Hash256 answer = known.Terms.Proof == ChallengeKind.Attestation ? AttestationRecord.FromBytes(known.Transcript.Span).Answer() : kept;
        bool isHashed = known.Terms.Proof is ChallengeKind.TimeLock or ChallengeKind.Attestation;
        if (kept != verdict.Transcript || (isHashed && answer != known.Answer))
        {
            findings.Disagree(position, $"the transcript of challenge {verdict.Challenge.Value} was altered");
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
        Verdict expected = found.Verdict == Verdict.Passed && known.IsMeasured ? bounds.Weigh(found.Performance) : found.Verdict;
        findings.Recomputed++;
        if (expected != verdict.Verdict || found.Performance != verdict.Performance)
            findings.Disagree(position, $"challenge {verdict.Challenge.Value} was judged {verdict.Verdict}, and is {expected}");
    }

    private void Count(long position, in HeartbeatsRecorded recorded, int ofDay, int epochMilliseconds)
    {
        (int Day, int Epoch) next = recorded.Epoch + 1 < ofDay ? (recorded.Day, recorded.Epoch + 1) : (recorded.Day + 1, 0);
        if (!links.TryGetValue(next, out Hash256 link)) return;
        int sent = Engine.Verification.Heartbeats.Times(link.Bytes, recorded.Node.Value, recorded.Epoch, epochMilliseconds, heartbeatMeanMilliseconds).Length;
        if (sent == recorded.Sent) findings.Heartbeats++;
        else findings.Disagree(position, $"{recorded.Sent} heartbeats of node {recorded.Node.Value} were counted, and the link says {sent}");
    }

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
