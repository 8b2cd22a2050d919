using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>Whom an epoch challenges, to what, and why. All units of a provider are asked at the same moment.</summary>
/// <remarks>
/// Who was asked last begins the next epoch's round, so that a round that is cut off by a limit goes on where it ended. A venue that asks
/// for no proof of performance challenges nobody by schedule.
/// </remarks>
internal static class Schedule
{
    /// <summary>The most challenges that one epoch begins with.</summary>
    public const int MaxPerEpoch = 65_536;

    private static readonly HashSet<int> NoUnits = [];

    /// <summary>How long before an attestation is stale the next one is asked for, in minutes.</summary>
    private const int AttestationAheadMinutes = 60;

    /// <summary>Issues the challenges of an epoch that has just been revealed.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="revealed">The epoch.</param>
    /// <param name="previous">The epoch revealed before on that day, or -1.</param>
    public static void Ask(Decision decision, in BeaconRevealed revealed, int previous)
    {
        ExchangeState state = decision.State;
        long length = state.Settings[Setting.ProofEpochMinutes];
        long every = state.Settings[Setting.MatrixEveryMinutes];
        bool isMatrixEpoch = previous < 0 || previous * length / every != revealed.Epoch * length / every;
        bool hasTimeLock = state.Beacons.TryFind(revealed.Day, out BeaconDay day) && !day.Modulus.IsNone;
        long first = state.Challenges.Next;
        int start = state.Challenges.LastNode.Value;
        for (int step = 0; step < state.Fleet.Count && state.Challenges.Next - first < MaxPerEpoch; step++)
        {
            var draw = new Draw(revealed, new NodeId(((start + step) % state.Fleet.Count) + 1), isMatrixEpoch, hasTimeLock);
            AskNode(decision, draw);
        }
    }

    private static void AskNode(Decision decision, in Draw draw)
    {
        ExchangeState state = decision.State;
        Node node = state.Fleet[draw.Node];
        if (node.Status == NodeStatus.Retired || state.Fleet.IsExcused(draw.Node, state.Now)) return;
        bool isLeased = IsLeased(state, node);
        bool isFirst = IsFirst(state, draw.Node);
        bool isScheduled = IsScheduled(state, draw.Node);
        if (WantsAttestation(state, node, isLeased || isFirst || isScheduled))
            AskAttestation(decision, draw, isLeased ? ChallengePurpose.Lease : Purpose(node, isFirst));
        if (node.NamedUnits > 0) AskUnits(decision, draw, MatrixPurpose(node, isFirst, isScheduled && draw.IsMatrixEpoch));
        if (isScheduled && draw.HasTimeLock && !isLeased) TimeLocks.Begin(decision, draw.Epoch, draw.Node);
    }

    /// <summary>Whether some lease of the node runs now.</summary>
    public static bool IsLeased(ExchangeState state, in Node node)
    {
        int lease = node.FirstLease;
        while (lease >= 0 && !Runs(state, lease)) lease = state.Leases[lease].NextOfNode;
        return lease >= 0;
    }

    /// <summary>Offered at some moment before the last link, or out of the market for its proofs alone and so able to return by them.</summary>
    public static bool IsScheduled(ExchangeState state, NodeId id)
    {
        ref readonly Node node = ref state.Fleet[id];
        if (state.Settings[Setting.MinAskPerformanceBasisPoints] == 0) return false;
        if (node.Status == NodeStatus.Active) return node.WasListed;
        return node.Status == NodeStatus.Suspended && node.GraveSlashes == 0 && Bonds.Covers(state, id);
    }

    /// <summary>Whether the node's description claims confidential computing.</summary>
    public static bool ClaimsTee(ExchangeState state, in Node node) => node.Spec.Value != 0 && state.Specs[node.Spec].Tee != TeeLevel.None;

    /// <summary>Whether everything is there but the first proofs, and they were not asked for.</summary>
    private static bool IsFirst(ExchangeState state, NodeId id)
    {
        ref readonly Node node = ref state.Fleet[id];
        if (node.Status != NodeStatus.Onboarding || (node.Wanted & WantedProofs.Onboarded) != 0) return false;
        return node.NamedUnits == node.Units.Count && Bonds.Covers(state, id);
    }

    private static bool WantsAttestation(ExchangeState state, in Node node, bool isDueBySchedule)
    {
        if (node.Status == NodeStatus.Quarantined) return false;
        if ((node.Wanted & WantedProofs.Attestation) != 0) return true;
        if (!isDueBySchedule || !ClaimsTee(state, node)) return false;
        return node.AttestationUntil.Value - (long)state.Now.Value <= AttestationAheadMinutes;
    }

    private static ChallengePurpose Purpose(in Node node, bool isFirst)
    {
        if (isFirst) return ChallengePurpose.Onboarding;
        return (node.Wanted & WantedProofs.Attestation) != 0 ? ChallengePurpose.OnRequest : ChallengePurpose.Idle;
    }

    private static ChallengePurpose? MatrixPurpose(in Node node, bool isFirst, bool isScheduled)
    {
        if (node.Status == NodeStatus.Quarantined) return null;
        if ((node.Wanted & WantedProofs.AfterLease) != 0 && node.Status != NodeStatus.Onboarding) return ChallengePurpose.AfterLease;
        if ((node.Wanted & WantedProofs.Matrix) != 0) return ChallengePurpose.OnRequest;
        if (isFirst) return ChallengePurpose.Onboarding;
        return isScheduled ? ChallengePurpose.Idle : null;
    }

    private static void AskUnits(Decision decision, in Draw draw, ChallengePurpose? purpose)
    {
        ExchangeState state = decision.State;
        int units = Math.Min(state.Fleet[draw.Node].Units.Count, UnitTable.MaxUnitsPerNode);
        HashSet<int> leased = Leased(state, state.Fleet[draw.Node]);
        for (int number = 0; number < units; number++)
        {
            int place = state.Units.Find(draw.Node, number);
            if (place < 0 || leased.Contains(number) || state.Units[place].OpenChallenges > 0) continue;
            if (state.Units[place].ConfirmationsLeft > 0) AskUnit(decision, draw, place, ChallengePurpose.Confirmation);
            else if (purpose is { } why) AskUnit(decision, draw, place, why);
        }
    }

    /// <summary>The units that nobody is asked for now, since running leases have them.</summary>
    public static HashSet<int> Leased(ExchangeState state, in Node node) =>
        node.FirstLease < 0 ? NoUnits : Leased(state, node, Math.Min(node.Units.Count, UnitTable.MaxUnitsPerNode));

    /// <summary>The first minute at which one of the node's running leases is over, or never where none runs.</summary>
    public static Minute FirstEnd(ExchangeState state, in Node node)
    {
        Minute first = Minute.Never;
        for (int lease = node.FirstLease; lease >= 0; lease = state.Leases[lease].NextOfNode)
            if (Runs(state, lease)) first = Minute.Min(first, state.Leases[lease].End);
        return first;
    }

    /// <summary>The units whose time is paid for now, which is not disturbed. A lease whose units are not named yet has the first ones that no other lease has.</summary>
    private static HashSet<int> Leased(ExchangeState state, in Node node, int units)
    {
        var leased = new HashSet<int>();
        int unnamed = 0;
        for (int lease = node.FirstLease; lease >= 0; lease = state.Leases[lease].NextOfNode)
        {
            if (!Runs(state, lease)) continue;
            unnamed += state.Leases[lease].Terms.Gpus.Count;
            foreach ((int first, int count) in state.Leases.UnitsOf(lease))
            {
                unnamed -= count;
                for (int unit = first; unit < first + count; unit++) leased.Add(unit);
            }
        }

        for (int unit = 0; unit < units && unnamed > 0; unit++)
            if (leased.Add(unit)) unnamed--;
        return leased;
    }

    private static bool Runs(ExchangeState state, int lease)
    {
        Window window = state.Leases[lease].Window;
        return window.From <= state.Now && state.Now < window.Until;
    }

    private static void AskUnit(Decision decision, in Draw draw, int place, ChallengePurpose purpose)
    {
        ExchangeState state = decision.State;
        Node node = state.Fleet[draw.Node];
        bool isWhole = node.Status == NodeStatus.Onboarding || purpose == ChallengePurpose.Confirmation;
        long size = isWhole ? ProofTerms.OnboardingSize(state, node.Sku) : state.Settings[Setting.IdleMatrixSize];
        long due = ProofTerms.MatrixDue(state, node.Sku, size, decision.AtUnixMicroseconds / 1000);
        ChallengeKind proof = ProofTerms.KindOf(size);
        Hash256 seed = ProofTerms.Seed(draw.Epoch, draw.Node, proof, purpose, state.Units[place].Device);
        Asking.Issue(decision, draw.Epoch, draw.Node, new Question(state.Units[place].Number, proof, purpose, seed, size, due));
    }

    private static void AskAttestation(Decision decision, in Draw draw, ChallengePurpose purpose)
    {
        Hash256 seed = ProofTerms.Seed(draw.Epoch, draw.Node, ChallengeKind.Attestation, purpose, default);
        long due = ProofTerms.AttestationDue(decision.State, decision.AtUnixMicroseconds / 1000);
        Asking.Issue(decision, draw.Epoch, draw.Node, new Question(-1, ChallengeKind.Attestation, purpose, seed, 0, due));
    }

    /// <summary>One node's turn in an epoch.</summary>
    private readonly record struct Draw(BeaconRevealed Epoch, NodeId Node, bool IsMatrixEpoch, bool HasTimeLock);
}
