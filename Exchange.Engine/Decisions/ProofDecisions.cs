using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct RequestChallenge
{
    /// <inheritdoc/>
    public static Receipt Decide(in RequestChallenge command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (NodeRules.Own(state, command.Provider, command.Node) is var refusal && refusal != Refusal.None) return new Receipt(refusal);
        ref readonly Node node = ref state.Fleet[command.Node];
        if (node.Status == NodeStatus.Quarantined) return new Receipt(Refusal.NodeInactive);
        bool isMatrix = ProofEvolution.IsMatrix(command.Proof);
        if (!isMatrix && command.Proof != ChallengeKind.Attestation) return new Receipt(Refusal.ValueOutOfRange);
        if (isMatrix && node.NamedUnits < node.Units.Count) return new Receipt(Refusal.UnitsNotFree);
        if (!isMatrix && !Schedule.ClaimsTee(state, node)) return new Receipt(Refusal.NothingToAttest);
        if (!Bonds.Covers(state, command.Node)) return new Receipt(Refusal.BondShort); // What it sends is kept, and judging it costs.
        if ((node.Wanted & (isMatrix ? WantedProofs.Matrix : WantedProofs.Attestation)) != 0)
            return new Receipt(Refusal.None, command.Node.Value, Repeated: true);
        decision.Record(new ChallengeRequested(command.Node, command.Provider, command.Proof));
        return new Receipt(Refusal.None, command.Node.Value);
    }
}

public readonly partial record struct SubmitAnswer
{
    /// <inheritdoc/>
    /// <remarks>An answer that comes after it was due is late whatever it says, and judged at once.</remarks>
    public static Receipt Decide(in SubmitAnswer command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Challenges.TryFind(command.Challenge, out Challenge challenge) || challenge.Terms.Provider != command.Provider)
            return new Receipt(Refusal.UnknownChallenge);
        if (command.Answer.IsNone) return new Receipt(Refusal.ValueOutOfRange);
        if (challenge.IsAnswered)
            return challenge.Answer == command.Answer ? new Receipt(Refusal.None, command.Challenge.Value, Repeated: true) : new Receipt(Refusal.AlreadyDone);
        long received = decision.AtUnixMicroseconds / 1000;
        decision.Record(new AnswerReceived(command.Challenge, command.Provider, command.Answer, received, command.Randomness));
        if (received > challenge.Terms.DueUnixMilliseconds) Consequences.Judge(decision, challenge.Terms, new Finding(Verdict.Late));
        return new Receipt(Refusal.None, command.Challenge.Value);
    }
}

public readonly partial record struct JudgeProof
{
    private const int MostPerformance = 100_000;

    /// <inheritdoc/>
    public static Receipt Decide(in JudgeProof command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Challenges.TryFind(command.Challenge, out Challenge challenge)) return new Receipt(Refusal.UnknownChallenge);
        if (!challenge.IsAnswered) return new Receipt(Refusal.NotYet);
        bool mayBeVoid = challenge.Terms.Proof == ChallengeKind.Attestation; // Nothing else can be beyond judging.
        if (!Enum.IsDefined(command.Verdict) || command.Verdict == Verdict.Late || (command.Verdict == Verdict.Void && !mayBeVoid)) return new Receipt(Refusal.ValueOutOfRange);
        if (!Enum.IsDefined(command.Grade) || command.Performance.Value is < 0 or > MostPerformance) return new Receipt(Refusal.ValueOutOfRange);
        var finding = new Finding(Weigh(state, challenge.Terms, command), command.Performance, command.Transcript, command.Grade);
        Consequences.Judge(decision, challenge.Terms, finding);
        return new Receipt(Refusal.None, command.Challenge.Value);
    }

    /// <summary>A right product that took too long is slow, or so slow that the hardware cannot be what is claimed.</summary>
    private static Verdict Weigh(ExchangeState state, in ChallengeIssued asked, in JudgeProof command)
    {
        bool isRight = command.Verdict is Verdict.Passed or Verdict.Slow or Verdict.BelowClaim;
        if (!isRight || !ProofEvolution.IsMeasured(asked.Proof, asked.Purpose)) return command.Verdict;
        if (command.Performance.Value < state.Settings[Setting.BelowClaimBasisPoints]) return Verdict.BelowClaim;
        return command.Performance.Value < state.Settings[Setting.MinAskPerformanceBasisPoints] ? Verdict.Slow : Verdict.Passed;
    }
}

public readonly partial record struct RecordHeartbeats
{
    private const int MostSent = 10_000;

    /// <inheritdoc/>
    public static Receipt Decide(in RecordHeartbeats command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Fleet.Exists(command.Node)) return new Receipt(Refusal.UnknownNode);
        if (state.Fleet[command.Node].Status == NodeStatus.Retired) return new Receipt(Refusal.NodeInactive);
        if (command.Sent is < 1 or > MostSent || command.Answered < 0 || command.Answered > command.Sent) return new Receipt(Refusal.ValueOutOfRange);
        if (!state.Beacons.TryFind(command.Day, out BeaconDay day) || command.Epoch < 0 || command.Epoch > day.Epoch) return new Receipt(Refusal.NotYet);
        if (ProofEvolution.HeartbeatMark(command.Day, command.Epoch) <= state.Fleet[command.Node].LastHeartbeats) return new Receipt(Refusal.AlreadyDone);
        AccountId provider = state.Fleet[command.Node].Provider;
        decision.Record(new HeartbeatsRecorded(command.Node, provider, command.Day, command.Epoch, command.Sent, command.Answered));
        Consequences.OfHeartbeats(decision, command.Node, state.Position);
        return new Receipt(Refusal.None, command.Node.Value);
    }
}
