using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Providers;
using Exchange.Engine.State;

namespace Exchange.Engine.Commands;

public readonly partial record struct RetireNode
{
    /// <inheritdoc/>
    public static Receipt Decide(in RetireNode command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (NodeRules.Own(state, command.Provider, command.Node) is var refusal && refusal != Refusal.None) return new Receipt(refusal);
        if (state.Fleet[command.Node].GraveSlashes > 0) return new Receipt(Refusal.SlashOpen);
        if (NodeRules.IsInUse(state, command.Node)) return new Receipt(Refusal.NodeInUse);
        NodeLife.Change(decision, command.Node, NodeStatus.Retired, NodeStatusReason.ByProvider);
        NodeLife.ReviewProvider(decision, command.Provider); // What it needed now covers the nodes after it.
        return new Receipt(Refusal.None, command.Node.Value);
    }
}

public readonly partial record struct PublishMaintenance
{
    /// <inheritdoc/>
    public static Receipt Decide(in PublishMaintenance command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (NodeRules.Own(state, command.Provider, command.Node) is var refusal && refusal != Refusal.None) return new Receipt(refusal);
        long length = (long)command.Window.Until.Value - command.Window.From.Value;
        if (length is <= 0 or > MaintenanceCalendar.MaxMinutes) return new Receipt(Refusal.WindowOutOfRange);
        long ahead = (long)command.Window.From.Value - state.Now.Value;
        if (ahead < state.Settings[Setting.MaintenanceNoticeMinutes]) return new Receipt(Refusal.TooLate);
        if (ahead > state.Settings[Setting.MaxWindowMinutes]) return new Receipt(Refusal.WindowOutOfRange);
        if (!state.Fleet[command.Node].Maintenance.HasRoom(state.Now)) return new Receipt(Refusal.CapacityReached);
        decision.Record(new MaintenancePublished(command.Node, command.Provider, command.Window));
        return new Receipt(Refusal.None, command.Node.Value);
    }
}

public readonly partial record struct RestoreNode
{
    /// <inheritdoc/>
    public static Receipt Decide(in RestoreNode command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Fleet.Exists(command.Node)) return new Receipt(Refusal.UnknownNode);
        if (state.Fleet[command.Node].Status != NodeStatus.Quarantined) return new Receipt(Refusal.AlreadyDone);
        NodeLife.Change(decision, command.Node, NodeStatus.Suspended, NodeStatusReason.ByOperator);
        NodeLife.Review(decision, command.Node); // A banned device that is still in it puts it back where it was.
        return new Receipt(Refusal.None, command.Node.Value);
    }
}

public readonly partial record struct BanDevice
{
    /// <inheritdoc/>
    public static Receipt Decide(in BanDevice command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (command.Device.IsEmpty) return new Receipt(Refusal.NameInvalid);
        if (state.Devices.IsBanned(command.Device)) return new Receipt(Refusal.None, Repeated: true);
        if (state.Devices.Count >= DeviceTable.MaxDevices) return new Receipt(Refusal.CapacityReached);
        Slashes.Ban(decision, command.Device);
        return new Receipt(Refusal.None);
    }
}
