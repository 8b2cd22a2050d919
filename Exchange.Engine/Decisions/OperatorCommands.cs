using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct RegisterNode
{
    /// <summary>The most nodes in one group.</summary>
    public const int MaxNodesPerGroup = 100_000;

    /// <inheritdoc/>
    public static Receipt Decide(in RegisterNode command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Accounts.Exists(command.Provider) || command.Provider == AccountId.House) return new Receipt(Refusal.UnknownAccount);
        if (!state.Specs.Exists(command.Sku)) return new Receipt(Refusal.UnknownSku);
        if (command.Name.IsEmpty || state.Fleet.Find(command.Provider, command.Name).Value != 0) return new Receipt(Refusal.NameInvalid);
        if (command.GpusPerNode.Count is < 1 or > 16 || command.Nodes is < 1 or > MaxNodesPerGroup) return new Receipt(Refusal.GpusOutOfRange);
        bool isFull = state.Fleet.Count >= FleetTable.MaxNodes || state.Fleet.Of(command.Provider).Count >= FleetTable.MaxNodesPerProvider;
        if (isFull) return new Receipt(Refusal.CapacityReached);
        var node = new NodeId(state.Fleet.Count + 1);
        decision.Record(new NodeRegistered(node, command.Provider, command.Name, command.Sku, command.GpusPerNode, command.Nodes));
        NodeLife.Review(decision, node);
        return new Receipt(Refusal.None, node.Value);
    }
}

public readonly partial record struct RecordPerformance
{
    /// <inheritdoc/>
    public static Receipt Decide(in RecordPerformance command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Fleet.Exists(command.Node)) return new Receipt(Refusal.UnknownNode);
        if (command.Performance.Value is < 0 or > 100_000) return new Receipt(Refusal.ValueOutOfRange);
        decision.Record(new PerformanceVerified(command.Node, state.Fleet[command.Node].Provider, command.Performance, command.Until));
        NodeLife.Review(decision, command.Node);
        Eligible.AsksOn(state, command.Node);
        return new Receipt(Refusal.None, command.Node.Value);
    }
}

public readonly partial record struct RecordAttestation
{
    /// <inheritdoc/>
    public static Receipt Decide(in RecordAttestation command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Fleet.Exists(command.Node)) return new Receipt(Refusal.UnknownNode);
        decision.Record(new AttestationVerified(command.Node, state.Fleet[command.Node].Provider, command.Until));
        Eligible.AsksOn(state, command.Node);
        return new Receipt(Refusal.None, command.Node.Value);
    }
}

public readonly partial record struct PublishReputation
{
    /// <inheritdoc/>
    public static Receipt Decide(in PublishReputation command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Accounts.Exists(command.Provider) || command.Provider == AccountId.House) return new Receipt(Refusal.UnknownAccount);
        if (command.Score.Value is < 0 or > BasisPoints.One) return new Receipt(Refusal.ValueOutOfRange);
        decision.Record(new ReputationPublished(command.Provider, command.Score));
        NodeLife.ReviewProvider(decision, command.Provider);
        for (int slot = state.Accounts[command.Provider].FirstOrder; slot >= 0; slot = state.Orders[slot].NextOfAccount) Eligible.Ask(state, slot);
        return new Receipt(Refusal.None, command.Provider.Value);
    }
}

/// <summary>Marks resting asks that a proof or a score made eligible, so that the bids that wait are tried against them.</summary>
internal static class Eligible
{
    public static void AsksOn(ExchangeState state, NodeId node)
    {
        for (int slot = state.Fleet[node].FirstAsk; slot >= 0; slot = state.Orders[slot].NextOfNode) Ask(state, slot);
    }

    public static void AllAsks(ExchangeState state)
    {
        for (int slot = 0; slot < state.Orders.Slots; slot++)
        {
            if (!state.Orders[slot].Id.IsNone) Ask(state, slot);
        }
    }

    public static void Ask(ExchangeState state, int slot)
    {
        if (state.Orders[slot].Side == Side.Ask && state.Orders[slot].Resting) state.Arrived.Add(new Arrival(state.Orders[slot].Id, OnceMore: true));
    }
}

public readonly partial record struct ChangeSetting
{
    /// <inheritdoc/>
    /// <remarks>The tick and the reach of bids for now decide where orders rest, the horizon what they have locked: they change only while none is open.</remarks>
    public static Receipt Decide(in ChangeSetting command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!Enum.IsDefined(command.Setting)) return new Receipt(Refusal.ValueOutOfRange);
        (long _, long min, long max) = Settings.RangeOf(command.Setting);
        if (command.Value < min || command.Value > max) return new Receipt(Refusal.ValueOutOfRange);
        bool binds = command.Setting is Setting.TickMicros or Setting.AtFillReachMinutes or Setting.GateClosureMinutes or Setting.LockHorizonMinutes;
        if (binds && state.Orders.Count > 0) return new Receipt(Refusal.TermsContradict);
        decision.Record(new SettingChanged(command.Setting, command.Value));
        if (NodeLife.Follows(command.Setting)) NodeLife.ReviewAll(decision);
        return new Receipt(Refusal.None);
    }
}

public readonly partial record struct ChangeMarketState
{
    /// <inheritdoc/>
    public static Receipt Decide(in ChangeMarketState command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!Enum.IsDefined(command.State)) return new Receipt(Refusal.ValueOutOfRange);
        if (command.State == state.Market) return new Receipt(Refusal.None);
        decision.Record(new MarketStateChanged(command.State));
        if (command.State == MarketState.Open) Eligible.AllAsks(state); // Time went on while nothing was allowed to trade.
        return new Receipt(Refusal.None);
    }
}
