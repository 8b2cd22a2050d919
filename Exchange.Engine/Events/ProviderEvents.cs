using Exchange.Engine.Leases;
using Exchange.Engine.Providers;
using Exchange.Engine.Values;

namespace Exchange.Engine.Events;

/// <summary>An account became a provider.</summary>
/// <param name="Provider">Which.</param>
/// <param name="Name">Its public name.</param>
public readonly record struct ProviderRegistered(AccountId Provider, Text64 Name) : IEvent<ProviderRegistered>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.ProviderRegistered;
}

/// <summary>The key with which an account's agent signs what it metered.</summary>
/// <param name="Account">Whose agent.</param>
/// <param name="Key">The P-256 public key, X and Y; replaces the one before.</param>
public readonly record struct AgentKeyRegistered(AccountId Account, Bytes64 Key) : IEvent<AgentKeyRegistered>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.AgentKeyRegistered;
}

/// <summary>What an ask of a node offers where it says nothing else.</summary>
/// <param name="Node">Which.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Spec">The spec.</param>
/// <param name="Driver">The version of the GPUs' driver; empty where nobody said.</param>
public readonly record struct NodeDescribed(NodeId Node, AccountId Provider, SpecId Spec, Text64 Driver = default) : IEvent<NodeDescribed>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.NodeDescribed;
}

/// <summary>A GPU of a node was named by its device.</summary>
/// <param name="Node">Which node or group.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Unit">Which unit of it, from 0.</param>
/// <param name="Device">The device's own id, unique across the venue.</param>
public readonly record struct UnitRegistered(NodeId Node, AccountId Provider, int Unit, Text64 Device) : IEvent<UnitRegistered>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.UnitRegistered;
}

/// <summary>A device may never be offered again, by nobody.</summary>
/// <param name="Device">Its id.</param>
/// <param name="Provider">Who offered it.</param>
/// <param name="Node">In which node.</param>
/// <param name="Unit">As which unit.</param>
public readonly record struct DeviceBanned(Text64 Device, AccountId Provider, NodeId Node, int Unit) : IEvent<DeviceBanned>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.DeviceBanned;
}

/// <summary>Whether a node may be offered.</summary>
/// <param name="Node">Which.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Status">From now on.</param>
/// <param name="Reason">Why.</param>
public readonly record struct NodeStatusChanged(
    NodeId Node, AccountId Provider, NodeStatus Status, NodeStatusReason Reason) : IEvent<NodeStatusChanged>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.NodeStatusChanged;
}

/// <summary>A node will be down for a while: those minutes are excused.</summary>
/// <param name="Node">Which.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Window">When.</param>
public readonly record struct MaintenancePublished(NodeId Node, AccountId Provider, Window Window) : IEvent<MaintenancePublished>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.MaintenancePublished;
}

/// <summary>A provider wants a part of its bond back.</summary>
/// <param name="Provider">Which.</param>
/// <param name="Amount">All that is now being unbonded.</param>
/// <param name="Until">When it may be returned.</param>
public readonly record struct UnbondingStarted(AccountId Provider, Money Amount, Minute Until) : IEvent<UnbondingStarted>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.UnbondingStarted;
}

/// <summary>What was unbonded was returned, as far as it was still there.</summary>
/// <param name="Provider">Which.</param>
/// <param name="Amount">How much.</param>
public readonly record struct UnbondingEnded(AccountId Provider, Money Amount) : IEvent<UnbondingEnded>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.UnbondingEnded;
}

/// <summary>Failures of a provider in one place within minutes of each other: one incident.</summary>
/// <param name="Incident">Its number.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Node">The first node that failed.</param>
/// <param name="Place">The whole place.</param>
/// <param name="At">The first minute that failed.</param>
/// <param name="Cap">The most that the incident may take from the bond.</param>
public readonly record struct IncidentOpened(IncidentId Incident, AccountId Provider, NodeId Node, Text64 Place, Minute At, Money Cap)
    : IEvent<IncidentOpened>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.IncidentOpened;
}

/// <summary>A further failure belongs to an incident.</summary>
/// <param name="Incident">Which.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Lease">The lease that failed.</param>
/// <param name="Until">The first minute after the failure.</param>
/// <param name="Amount">What it took from the bond.</param>
public readonly record struct IncidentCharged(IncidentId Incident, AccountId Provider, FillId Lease, Minute Until, Money Amount)
    : IEvent<IncidentCharged>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.IncidentCharged;
}

/// <summary>Something is to be taken from a bond.</summary>
/// <param name="Slash">Its number.</param>
/// <param name="Provider">Whose bond.</param>
/// <param name="Node">Because of which node.</param>
/// <param name="Unit">Because of which unit, or -1.</param>
/// <param name="Cause">Why.</param>
/// <param name="Fault">Whose fault it was found to be.</param>
/// <param name="Amount">How much, if the bond holds it.</param>
/// <param name="Evidence">The position of the event that shows it.</param>
public readonly record struct SlashProposed(
    SlashId Slash, AccountId Provider, NodeId Node, int Unit, SlashCause Cause, Fault Fault, Money Amount, long Evidence) : IEvent<SlashProposed>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.SlashProposed;
}

/// <summary>The provider appealed.</summary>
/// <param name="Slash">Against which proposal.</param>
/// <param name="Provider">Whose bond.</param>
public readonly record struct SlashAppealed(SlashId Slash, AccountId Provider) : IEvent<SlashAppealed>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.SlashAppealed;
}

/// <summary>It was taken.</summary>
/// <param name="Slash">Which proposal.</param>
/// <param name="Provider">Whose bond.</param>
/// <param name="Amount">How much was there to take; the buyers of leases that fail by it come first.</param>
public readonly record struct SlashExecuted(SlashId Slash, AccountId Provider, Money Amount) : IEvent<SlashExecuted>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.SlashExecuted;
}

/// <summary>It was not taken.</summary>
/// <param name="Slash">Which proposal.</param>
/// <param name="Provider">Whose bond.</param>
public readonly record struct SlashCancelled(SlashId Slash, AccountId Provider) : IEvent<SlashCancelled>
{
    /// <inheritdoc/>
    public static EventKind Kind => EventKind.SlashCancelled;
}
