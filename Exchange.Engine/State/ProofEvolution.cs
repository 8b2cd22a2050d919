using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>How the beacon, challenges and verdicts change the state.</summary>
internal static class ProofEvolution
{
    public static void Apply(ExchangeState state, in RecordedEvent occurred)
    {
        switch (occurred.Kind)
        {
            case EventKind.BeaconCommitted: state.Beacons.Commit(occurred.As<BeaconCommitted>()); break;
            case EventKind.BeaconRevealed: Reveal(state, occurred.As<BeaconRevealed>(), occurred.AtUnixMicroseconds / 1000); break;
            case EventKind.ModulusPublished: state.Beacons.Publish(occurred.As<ModulusPublished>()); break;
            case EventKind.FactorsReleased: state.Beacons.Release(occurred.As<FactorsReleased>().Day); break;
            case EventKind.ChallengeRequested: Want(state, occurred.As<ChallengeRequested>()); break;
            case EventKind.ChallengeIssued: Issue(state, occurred.As<ChallengeIssued>()); break;
            case EventKind.AnswerReceived: state.Challenges.Answer(occurred.As<AnswerReceived>()); break;
            case EventKind.ProofJudged: Judge(state, occurred.As<ProofJudged>()); break;
            case EventKind.HeartbeatsRecorded: Record(state, occurred.As<HeartbeatsRecorded>()); break;
            default: throw new InvariantBrokenException($"Nobody says what {occurred.Kind} means to the state.");
        }
    }

    public static bool IsMatrix(ChallengeKind proof) => proof is ChallengeKind.MatrixFull or ChallengeKind.MatrixCommit;

    /// <summary>Whether it is the small matrix between two time-locks.</summary>
    public static bool IsChained(ChallengeKind proof, ChallengePurpose purpose) => IsMatrix(proof) && purpose == ChallengePurpose.Chained;

    /// <summary>Whether the answer's speed counts: a small matrix takes a GPU less than the network does.</summary>
    public static bool IsMeasured(ChallengeKind proof, ChallengePurpose purpose) => IsMatrix(proof) && purpose != ChallengePurpose.Chained;

    private static void Want(ExchangeState state, in ChallengeRequested requested) =>
        state.Fleet[requested.Node].Wanted |= IsMatrix(requested.Proof) ? WantedProofs.Matrix : WantedProofs.Attestation;

    private static void Issue(ExchangeState state, in ChallengeIssued issued)
    {
        state.Challenges.Issue(issued);
        ref Node node = ref state.Fleet[issued.Node];
        node.OpenChallenges++;
        if (issued.Purpose == ChallengePurpose.Onboarding) node.Wanted |= WantedProofs.Onboarded;
        if (issued.Proof == ChallengeKind.Attestation) node.Wanted &= ~WantedProofs.Attestation;
        if (issued.Proof == ChallengeKind.TimeLock) node.Chain.Ask(issued.Day, issued.Epoch);
        if (IsChained(issued.Proof, issued.Purpose)) node.Chain.IsOpen = true;
        if (!IsMeasured(issued.Proof, issued.Purpose)) return;
        node.OpenMatrices++;
        node.Wanted &= ~(WantedProofs.Matrix | WantedProofs.AfterLease);
        if (issued.Unit >= 0) state.Units[state.Units.Find(issued.Node, issued.Unit)].OpenChallenges++;
    }

    private static void Judge(ExchangeState state, in ProofJudged judged)
    {
        Challenge challenge = state.Challenges.Remove(judged.Challenge);
        ChallengePurpose purpose = challenge.Terms.Purpose;
        ref Node node = ref state.Fleet[judged.Node];
        node.OpenChallenges--;
        if (!IsMatrix(judged.Proof))
        {
            if (judged.Proof == ChallengeKind.TimeLock) (node.Chain.IsOpen, node.Chain.Answer) = (false, Proven(judged, challenge));
            Count(ref node.Proofs, judged, purpose, state.Now);
            return;
        }

        ref Unit unit = ref state.Units[state.Units.Find(judged.Node, judged.Unit)];
        if (IsMeasured(judged.Proof, purpose))
        {
            node.OpenMatrices--;
            unit.OpenChallenges--;
            Count(ref unit.Misses, judged, purpose, state.Now);
            Measure(state, ref unit, judged);
        }
        else
        {
            (node.Chain.IsOpen, node.Chain.Root) = (false, Proven(judged, challenge));
            if (CountsAsMissed(judged.Proof, judged.Verdict, purpose)) unit.Misses.Miss(BeaconTime.DayOf(state.Now));
        }

        if (purpose == ChallengePurpose.Confirmation) Confirm(ref unit, judged.Verdict);
        else if (Fails(judged.Verdict) && unit.ConfirmationsLeft == 0) Doubt(ref unit);
    }

    private static Hash256 Proven(in ProofJudged judged, in Challenge challenge) => judged.Verdict == Verdict.Passed ? challenge.Answer : default;

    private static void Doubt(ref Unit unit)
    {
        (unit.Performance, unit.PerformanceUntil) = (default, default);
        (unit.ConfirmationsLeft, unit.ConfirmationsFailed) = (Unit.Confirmations, 0);
    }

    /// <summary>A proof that was asked for by schedule and missed counts; one that passed ends the row, whatever it was asked for.</summary>
    private static void Count(ref Misses misses, in ProofJudged judged, ChallengePurpose purpose, Minute now)
    {
        if (judged.Verdict == Verdict.Passed) misses.Pass();
        if (CountsAsMissed(judged.Proof, judged.Verdict, purpose)) misses.Miss(BeaconTime.DayOf(now));
    }

    /// <summary>Whether a verdict counts among the missed: nothing came in time, or what a whole node sent is no proof. A unit's wrong matrix is looked into instead.</summary>
    internal static bool CountsAsMissed(ChallengeKind proof, Verdict verdict, ChallengePurpose purpose)
    {
        bool isScheduled = purpose is ChallengePurpose.Idle or ChallengePurpose.AfterLease or ChallengePurpose.Lease or ChallengePurpose.Chained;
        return isScheduled && (verdict is Verdict.Missed or Verdict.Late || (!IsMatrix(proof) && Fails(verdict)));
    }

    private static void Measure(ExchangeState state, ref Unit unit, in ProofJudged judged)
    {
        if (Fails(judged.Verdict)) (unit.Performance, unit.PerformanceUntil) = (default, default);
        if (judged.Verdict is not (Verdict.Passed or Verdict.Slow)) return;
        unit.Performance = judged.Performance;
        unit.PerformanceUntil = state.Now + new Minutes((int)state.Settings[Setting.PerformanceValidMinutes]);
        unit.SlowInARow = judged.Verdict == Verdict.Slow ? unit.SlowInARow + 1 : 0;
    }

    /// <summary>A confirmation that is not passed confirms the suspicion; one that is ends it.</summary>
    private static void Confirm(ref Unit unit, Verdict verdict)
    {
        if (verdict == Verdict.Void || unit.ConfirmationsLeft == 0) return;
        if (verdict is Verdict.Passed or Verdict.Slow)
        {
            (unit.ConfirmationsLeft, unit.ConfirmationsFailed) = (0, 0);
            return;
        }

        unit.ConfirmationsLeft--;
        unit.ConfirmationsFailed++;
    }

    /// <summary>Whether a verdict says that an answer was there and is no proof of what is claimed.</summary>
    internal static bool Fails(Verdict verdict) => verdict is Verdict.Wrong or Verdict.Malformed or Verdict.BelowClaim;

    /// <summary>
    /// A link also draws the hours to audit among those signed before it: what it did not draw is not drawn again. And it ends the time in which
    /// whoever was listed, however shortly, is asked by it.
    /// </summary>
    private static void Reveal(ExchangeState state, BeaconRevealed revealed, long atUnixMilliseconds)
    {
        state.Beacons.Reveal(revealed, atUnixMilliseconds);
        state.Leases.AwaitingAudit.RemoveAll(signed => HourEvolution.IsHeard(state, signed.Lease, signed.Hour, revealed));
        for (int number = 1; number <= state.Fleet.Count; number++)
        {
            ref Node node = ref state.Fleet[new NodeId(number)];
            (node.WasListed, node.IsListed) = (node.IsListed, node.OpenAsks > 0);
        }
    }

    private static void Record(ExchangeState state, in HeartbeatsRecorded recorded)
    {
        ref Node node = ref state.Fleet[recorded.Node];
        node.LastHeartbeats = HeartbeatMark(recorded.Day, recorded.Epoch);
        Window epoch = BeaconTime.WindowOf(state, recorded.Day, recorded.Epoch);
        bool isThere = recorded.Answered * 2L >= recorded.Sent;
        HourEvolution.Probe(state, recorded.Node, epoch, isThere);
        if (isThere) node.Heartbeats.Pass();
        else if (!state.Fleet.IsExcused(recorded.Node, epoch.From)) node.Heartbeats.Miss(BeaconTime.DayOf(state.Now));
    }

    /// <summary>An epoch as one number that rises with time.</summary>
    internal static long HeartbeatMark(int day, int epoch) => (day * 10_000L) + epoch + 1;
}
