using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Providers;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>Whether nodes may be offered. A node's status follows from what is known of it; only its changes are told.</summary>
/// <remarks>Two states do not follow from anything and stay until somebody ends them: quarantined (the operator) and retired (nobody).</remarks>
internal static class NodeLife
{
    /// <summary>Lets a node's status follow what changed.</summary>
    public static void Review(Decision decision, NodeId node) => Review(decision, node, Bonds.Covers(decision.State, node));

    /// <summary>Lets the status of all nodes of a provider follow: its bond or reputation changed.</summary>
    public static void ReviewProvider(Decision decision, AccountId provider)
    {
        ExchangeState state = decision.State;
        bool needsNone = Bonds.AsksForNone(state);
        Int128 left = Bonds.Cover(state, provider);
        foreach (NodeId node in state.Fleet.Of(provider))
        {
            left -= Bonds.Needed(state, node);
            Review(decision, node, needsNone || left >= 0);
        }
    }

    /// <summary>Lets the status of every node follow: a setting changed.</summary>
    public static void ReviewAll(Decision decision)
    {
        for (int account = 1; account < decision.State.Accounts.Count; account++) ReviewProvider(decision, new AccountId(account));
    }

    /// <summary>Lets the status of nodes follow whose providers' bonds were drawn upon.</summary>
    public static void ReviewShrunk(Decision decision)
    {
        for (int i = 0; i < decision.Shrunk.Count; i++) ReviewProvider(decision, decision.Shrunk[i]);
        decision.Shrunk.Clear();
    }

    /// <summary>Whether such a setting decides who may be offered.</summary>
    public static bool Follows(Setting setting) => setting is Setting.BondHours or Setting.BondFloorMicros or Setting.BondMiddleTierBasisPoints
        or Setting.BondLowTierBasisPoints or Setting.BondBestFromBasisPoints or Setting.BondMiddleFromBasisPoints
        or Setting.MinAskPerformanceBasisPoints or Setting.MissesToSuspend or Setting.MissesToQuarantine;

    /// <summary>Changes a node's status. One that leaves the market takes its open asks with it.</summary>
    public static void Change(Decision decision, NodeId node, NodeStatus status, NodeStatusReason reason)
    {
        ExchangeState state = decision.State;
        bool wasActive = state.Fleet[node].Status == NodeStatus.Active;
        decision.Record(new NodeStatusChanged(node, state.Fleet[node].Provider, status, reason));
        if (!wasActive) return;
        var open = new List<OrderId>(state.Fleet[node].OpenAsks);
        for (int slot = state.Fleet[node].FirstAsk; slot >= 0; slot = state.Orders[slot].NextOfNode) open.Add(state.Orders[slot].Id);
        foreach (OrderId ask in open) Execution.Cancel(decision, ask, CancelReason.NodeInactive);
    }

    /// <summary>Puts a node out of the market until the operator lets it back, unless it is out for good.</summary>
    public static void Quarantine(Decision decision, NodeId node, NodeStatusReason reason)
    {
        if (decision.State.Fleet[node].Status is NodeStatus.Quarantined or NodeStatus.Retired) return;
        Change(decision, node, NodeStatus.Quarantined, reason);
    }

    /// <summary>Why a node may not be offered with a spec, or none.</summary>
    public static Refusal RefuseOffer(ExchangeState state, NodeId id, in Spec spec)
    {
        ref readonly Node node = ref state.Fleet[id];
        bool needsProof = state.Settings[Setting.MinAskPerformanceBasisPoints] > 0;
        if (node.Status == NodeStatus.Active) return needsProof && spec.Tee != TeeLevel.None ? RefuseClaim(state, node, spec) : Refusal.None;
        if (node.Status is NodeStatus.Quarantined or NodeStatus.Retired || node.GraveSlashes > 0) return Refusal.NodeInactive;
        if (!Bonds.Covers(state, id)) return Refusal.BondShort;
        bool isNamed = node.NamedUnits == node.Units.Count;
        return needsProof && isNamed && Lacking(state, node) is not null ? Refusal.PerformanceStale : Refusal.NodeInactive;
    }

    /// <summary>What an offer claims of confidential computing is what its node's description claims, for that is what is attested.</summary>
    private static Refusal RefuseClaim(ExchangeState state, in Node node, in Spec spec)
    {
        TeeLevel described = node.Spec.Value == 0 ? TeeLevel.None : state.Specs[node.Spec].Tee;
        TeePlatforms platforms = node.Spec.Value == 0 ? TeePlatforms.None : state.Specs[node.Spec].TeePlatform;
        if (node.AttestationUntil <= state.Now) return Refusal.AttestationStale;
        return spec.ClaimsMoreThan(described, platforms) ? Refusal.SpecDiffersFromNode : Refusal.None;
    }

    private static void Review(Decision decision, NodeId node, bool isCovered)
    {
        (NodeStatus status, NodeStatusReason reason) = Follow(decision.State, node, isCovered);
        if (status != decision.State.Fleet[node].Status) Change(decision, node, status, reason);
    }

    private static (NodeStatus Status, NodeStatusReason Reason) Follow(ExchangeState state, NodeId id, bool isCovered)
    {
        ref readonly Node node = ref state.Fleet[id];
        if (node.Status is NodeStatus.Quarantined or NodeStatus.Retired) return (node.Status, node.Reason);
        (int missed, bool isBanned) = WorstOf(state, id);
        if (isBanned) return (NodeStatus.Quarantined, NodeStatusReason.DeviceBanned);
        if (missed >= state.Settings[Setting.MissesToQuarantine]) return (NodeStatus.Quarantined, NodeStatusReason.ProofsMissed);
        NodeStatusReason? lacks = Lacks(state, node, isCovered, missed);
        if (lacks is null) return (NodeStatus.Active, NodeStatusReason.Complete);
        return (node.Status == NodeStatus.Onboarding ? NodeStatus.Onboarding : NodeStatus.Suspended, lacks.Value);
    }

    private static NodeStatusReason? Lacks(ExchangeState state, in Node node, bool isCovered, int missed)
    {
        if (node.GraveSlashes > 0) return NodeStatusReason.SlashProposed;
        if (missed >= state.Settings[Setting.MissesToSuspend]) return NodeStatusReason.ProofsMissed;
        if (!isCovered) return NodeStatusReason.BondShort;
        return state.Settings[Setting.MinAskPerformanceBasisPoints] == 0 ? null : Lacking(state, node);
    }

    /// <summary>What a node that must prove itself lacks of that.</summary>
    private static NodeStatusReason? Lacking(ExchangeState state, in Node node)
    {
        if (node.NamedUnits < node.Units.Count || node.PerformanceUntil <= state.Now) return NodeStatusReason.PerformanceStale;
        return node.Performance.Value < state.Settings[Setting.MinAskPerformanceBasisPoints] ? NodeStatusReason.BelowPerformance : null;
    }

    /// <summary>The most proofs that the node or one of its units missed in a row, and whether a device of it is banned.</summary>
    private static (int Missed, bool IsBanned) WorstOf(ExchangeState state, NodeId id)
    {
        ref readonly Node node = ref state.Fleet[id];
        int missed = Math.Max(node.Proofs.InARow, node.Heartbeats.InARow);
        bool isBanned = false;
        if (node.NamedUnits == 0) return (missed, isBanned);
        int units = Math.Min(node.Units.Count, UnitTable.MaxUnitsPerNode);
        for (int number = 0; number < units; number++)
        {
            int place = state.Units.Find(id, number);
            if (place < 0) continue;
            missed = Math.Max(missed, state.Units[place].Misses.InARow);
            isBanned |= state.Units[place].IsBanned;
        }

        return (missed, isBanned);
    }
}
