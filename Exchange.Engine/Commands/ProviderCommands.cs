using Exchange.Engine.Providers;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

/// <summary>Make an account a provider, which may post a bond.</summary>
/// <param name="Account">Which.</param>
/// <param name="Name">Its public name; not empty.</param>
public readonly partial record struct RegisterProvider(AccountId Account, Text64 Name) : ICommand<RegisterProvider>;

/// <summary>Register the key with which an account's agent signs what it meters. Replaces the one before.</summary>
/// <param name="Account">Whose; providers, buyers and monitors have agents.</param>
/// <param name="Key">The P-256 public key, X and Y; not zero. Whether it is a point of the curve is checked at the edge.</param>
public readonly partial record struct RegisterAgentKey(AccountId Account, Bytes64 Key) : ICommand<RegisterAgentKey>;

/// <summary>Say what an ask of a node offers where it says nothing else.</summary>
/// <param name="Provider">Whose node.</param>
/// <param name="Node">Which.</param>
/// <param name="Spec">The spec; of the node's SKU and size.</param>
/// <param name="Driver">The version of the GPUs' driver; may be empty. Nothing is matched by it.</param>
public readonly partial record struct DescribeNode(AccountId Provider, NodeId Node, SpecId Spec, Text64 Driver = default) : ICommand<DescribeNode>;

/// <summary>Name a GPU of a node by its device; naming it again replaces the device, which only an idle node may do.</summary>
/// <param name="Provider">Whose node.</param>
/// <param name="Node">Which.</param>
/// <param name="Unit">The unit, from 0, below both the node's GPUs and <see cref="State.UnitTable.MaxUnitsPerNode"/>.</param>
/// <param name="Device">The device's own id; in no other place of the venue, and never banned.</param>
public readonly partial record struct RegisterUnit(AccountId Provider, NodeId Node, int Unit, Text64 Device) : ICommand<RegisterUnit>;

/// <summary>Move money into a provider's bond.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Micros">Whole micro-dollars, more than zero, at most what is available.</param>
public readonly partial record struct PostBond(AccountId Provider, long Micros) : ICommand<PostBond>;

/// <summary>Begin to take back what a bond holds beyond what the provider's nodes need.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Micros">Whole micro-dollars, more than zero; adds to what is being unbonded already and starts its time anew.</param>
public readonly partial record struct Unbond(AccountId Provider, long Micros) : ICommand<Unbond>;

/// <summary>Withdraw a node for good. It must have neither open asks, nor leases, nor open challenges.</summary>
/// <param name="Provider">Whose node.</param>
/// <param name="Node">Which.</param>
public readonly partial record struct RetireNode(AccountId Provider, NodeId Node) : ICommand<RetireNode>;

/// <summary>Announce that a node will be down for a while: those minutes are excused.</summary>
/// <param name="Provider">Whose node.</param>
/// <param name="Node">Which.</param>
/// <param name="Window">When: at least the notice ahead, at most <see cref="State.MaintenanceCalendar.MaxMinutes"/> long.</param>
public readonly partial record struct PublishMaintenance(AccountId Provider, NodeId Node, Window Window) : ICommand<PublishMaintenance>;

/// <summary>Let a quarantined node back: it may be offered again once everything that an offer needs is there. The operator's.</summary>
/// <param name="Node">Which.</param>
public readonly partial record struct RestoreNode(NodeId Node) : ICommand<RestoreNode>;

/// <summary>Ban a device for ever, whether it is registered or not. The operator's.</summary>
/// <param name="Device">Its id.</param>
public readonly partial record struct BanDevice(Text64 Device) : ICommand<BanDevice>;

/// <summary>Propose to take from a bond what proofs alone cannot show. The operator's.</summary>
/// <param name="Node">Because of which node.</param>
/// <param name="Unit">Because of which unit, or -1 for the whole node.</param>
/// <param name="Cause"><see cref="SlashCause.Fraud"/> or <see cref="SlashCause.FalseAttestation"/>.</param>
/// <param name="Evidence">The position of the event that shows it, not in the future.</param>
public readonly partial record struct ProposeSlash(NodeId Node, int Unit, SlashCause Cause, long Evidence) : ICommand<ProposeSlash>;

/// <summary>Appeal against a slash: it waits until the operator decides it.</summary>
/// <param name="Provider">Whose bond.</param>
/// <param name="Slash">Which.</param>
public readonly partial record struct AppealSlash(AccountId Provider, SlashId Slash) : ICommand<AppealSlash>;

/// <summary>Decide a slash. The operator's.</summary>
/// <param name="Slash">Which.</param>
/// <param name="Upheld">Whether it is taken; before the time for an appeal is over it can only be dropped.</param>
public readonly partial record struct DecideSlash(SlashId Slash, bool Upheld) : ICommand<DecideSlash>;
