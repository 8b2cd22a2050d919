using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>What was found of a proof.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Performance">Measured; zero where nothing was.</param>
/// <param name="Transcript">The transcript's hash, or zero.</param>
/// <param name="Grade">Whose authority the evidence rests on.</param>
internal readonly record struct Finding(
    Verdict Verdict, BasisPoints Performance = default, Hash256 Transcript = default, EvidenceGrade Grade = EvidenceGrade.SelfEvident);

/// <summary>What follows from a verdict: verified performance, attestations, slashes, and the node's status.</summary>
internal static class Consequences
{
    private const int SlowToQuarantine = 2;

    /// <summary>Decides a challenge, and what follows from it.</summary>
    public static void Judge(Decision decision, in ChallengeIssued asked, in Finding finding)
    {
        decision.Record(new ProofJudged(
            asked.Challenge, asked.Node, asked.Provider, asked.Unit, asked.Proof, finding.Verdict, finding.Performance, finding.Transcript, finding.Grade));
        long evidence = decision.State.Position;
        if (decision.State.Fleet[asked.Node].Status == NodeStatus.Retired) return;
        if (ProofEvolution.IsMatrix(asked.Proof)) OfMatrix(decision, asked, finding.Verdict, evidence);
        else if (asked.Proof == ChallengeKind.Attestation) OfAttestation(decision, asked, finding.Verdict, evidence);
        if (ProofEvolution.CountsAsMissed(asked.Proof, finding.Verdict, asked.Purpose)) Charge(decision, asked, evidence);
        NodeLife.Review(decision, asked.Node);
        TimeLocks.GoOn(decision, asked, finding.Verdict);
    }

    /// <summary>What follows from an epoch's heartbeats: a silent node that nobody uses pays as for a missed proof.</summary>
    public static void OfHeartbeats(Decision decision, NodeId id, long evidence)
    {
        ExchangeState state = decision.State;
        Node node = state.Fleet[id];
        bool isIdle = node.Status is NodeStatus.Active or NodeStatus.Suspended && !Schedule.IsLeased(state, node);
        if (isIdle && node.Heartbeats.InARow > 0) Charge(decision, id, -1, node.Heartbeats, evidence);
        NodeLife.Review(decision, id);
    }

    /// <summary>
    /// What follows from proofs whose time is over. The units of running leases could not give new ones: theirs hold until they can, and the
    /// node is as fresh as the others.
    /// </summary>
    public static void OfStaleness(Decision decision, NodeId id)
    {
        if (Schedule.IsLeased(decision.State, decision.State.Fleet[id])) Verify(decision, id, false);
        NodeLife.Review(decision, id);
    }

    private static void OfMatrix(Decision decision, in ChallengeIssued asked, Verdict verdict, long evidence)
    {
        ExchangeState state = decision.State;
        if (state.Fleet[asked.Node].OpenMatrices == 0 || ProofEvolution.Fails(verdict)) Verify(decision, asked.Node, ProofEvolution.Fails(verdict));
        Unit unit = state.Units[state.Units.Find(asked.Node, asked.Unit)];
        if (verdict == Verdict.Slow && unit.SlowInARow >= SlowToQuarantine) NodeLife.Quarantine(decision, asked.Node, NodeStatusReason.BelowPerformance);
        if (asked.Purpose != ChallengePurpose.Confirmation || unit.ConfirmationsFailed < Unit.Confirmations || unit.ConfirmationsLeft > 0) return;
        int place = state.Devices.Find(unit.Device);
        bool isFirst = state.Devices[place].BelowClaim == 0;
        Money amount = Bonds.PerUnit(state, asked.Node);
        if (isFirst) amount = amount.Share(new BasisPoints((int)state.Settings[Setting.BelowClaimSlashBasisPoints]));
        Propose(decision, asked.Node, asked.Unit, SlashCause.BelowClaim, amount, evidence);
    }

    /// <summary>Once nothing more of a window is open, or a unit failed, the node is as fast as its slowest unit, for as long as its stalest proof holds.</summary>
    /// <remarks>A unit that a running lease has is not asked; its proof holds as long as one given when the lease ends would.</remarks>
    private static void Verify(Decision decision, NodeId id, bool hasFailed)
    {
        ExchangeState state = decision.State;
        Node node = state.Fleet[id];
        BasisPoints lowest = new(int.MaxValue);
        HashSet<int> leased = Schedule.Leased(state, node);
        Minute until = leased.Count == 0 ? Minute.Never : Schedule.FirstEnd(state, node) + new Minutes((int)state.Settings[Setting.PerformanceValidMinutes]);
        bool isMeasured = hasFailed;
        for (int number = 0; number < Math.Min(node.Units.Count, UnitTable.MaxUnitsPerNode); number++)
        {
            int place = state.Units.Find(id, number);
            if (place < 0) continue;
            ref readonly Unit unit = ref state.Units[place];
            lowest = new BasisPoints(Math.Min(lowest.Value, unit.Performance.Value));
            if (!leased.Contains(number)) until = Minute.Min(until, unit.PerformanceUntil);
            isMeasured |= unit.PerformanceUntil.Value > 0;
        }

        if (!isMeasured || (lowest == node.Performance && until == node.PerformanceUntil)) return;
        decision.Record(new PerformanceVerified(id, node.Provider, lowest, until));
        Eligible.AsksOn(state, id);
    }

    private static void OfAttestation(Decision decision, in ChallengeIssued asked, Verdict verdict, long evidence)
    {
        ExchangeState state = decision.State;
        if (verdict == Verdict.Passed)
        {
            Minute until = state.Now + new Minutes((int)state.Settings[Setting.AttestationValidMinutes]);
            decision.Record(new AttestationVerified(asked.Node, asked.Provider, until));
            Eligible.AsksOn(state, asked.Node);
        }
        else if (verdict is Verdict.Forged or Verdict.Expired)
        {
            Propose(decision, asked.Node, -1, SlashCause.FalseAttestation, Bonds.PerNode(state, asked.Node), evidence);
        }
    }

    /// <summary>A unit's own misses cost something only while its node answers at all: else the node's do.</summary>
    private static void Charge(Decision decision, in ChallengeIssued asked, long evidence)
    {
        ExchangeState state = decision.State;
        Node node = state.Fleet[asked.Node];
        if (asked.Unit < 0) Charge(decision, asked.Node, -1, node.Proofs, evidence);
        else if (node.Proofs.InARow == 0 && node.Heartbeats.InARow == 0)
            Charge(decision, asked.Node, asked.Unit, state.Units[state.Units.Find(asked.Node, asked.Unit)].Misses, evidence);
    }

    private static void Charge(Decision decision, NodeId node, int unit, in Misses misses, long evidence)
    {
        ExchangeState state = decision.State;
        if (misses.Today <= state.Settings[Setting.MissesFreeADay] || misses.ChargedHour == state.Now.Value / 60) return;
        Money amount = Bonds.Behind(state, node, unit).Share(new BasisPoints((int)state.Settings[Setting.MissSlashBasisPoints]));
        Propose(decision, node, unit, SlashCause.ProofsMissed, amount, evidence);
    }

    private static void Propose(Decision decision, NodeId node, int unit, SlashCause cause, Money amount, long evidence) =>
        Slashes.Propose(decision, new SlashProposed(
            default, decision.State.Fleet[node].Provider, node, unit, cause, Fault.Provider, amount, evidence));
}
