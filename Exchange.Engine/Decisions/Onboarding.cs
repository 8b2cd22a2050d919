using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Providers;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct RegisterProvider
{
    /// <inheritdoc/>
    public static Receipt Decide(in RegisterProvider command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Accounts.Exists(command.Account) || command.Account == AccountId.House) return new Receipt(Refusal.UnknownAccount);
        if (command.Name.IsEmpty) return new Receipt(Refusal.NameInvalid);
        Party party = state.Parties.Of(command.Account);
        if (party.Name == command.Name) return new Receipt(Refusal.None, command.Account.Value, Repeated: true);
        if (party.IsProvider) return new Receipt(Refusal.AlreadyDone);
        decision.Record(new ProviderRegistered(command.Account, command.Name));
        return new Receipt(Refusal.None, command.Account.Value);
    }
}

public readonly partial record struct RegisterAgentKey
{
    /// <inheritdoc/>
    public static Receipt Decide(in RegisterAgentKey command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Accounts.Exists(command.Account) || command.Account == AccountId.House) return new Receipt(Refusal.UnknownAccount);
        if (command.Key.IsNone) return new Receipt(Refusal.ValueOutOfRange);
        if (state.Parties.Of(command.Account).AgentKey == command.Key) return new Receipt(Refusal.None, command.Account.Value, Repeated: true);
        decision.Record(new AgentKeyRegistered(command.Account, command.Key));
        return new Receipt(Refusal.None, command.Account.Value);
    }
}

public readonly partial record struct DescribeNode
{
    private const TeePlatforms Verified = TeePlatforms.Snp;

    /// <inheritdoc/>
    /// <remarks>
    /// Who claims another confidentiality than was attested attests anew. That waits until no attestation is being judged, for what it would prove
    /// is what was claimed when it was asked for, and until no ask is open that claims more than the node would.
    /// </remarks>
    public static Receipt Decide(in DescribeNode command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (NodeRules.Own(state, command.Provider, command.Node) is var refusal && refusal != Refusal.None) return new Receipt(refusal);
        if (!state.Specs.Exists(command.Spec)) return new Receipt(Refusal.UnknownSpec);
        ref readonly Node node = ref state.Fleet[command.Node];
        ref readonly Spec spec = ref state.Specs[command.Spec];
        if (spec.Sku != node.Sku || spec.GpusPerNode != node.GpusPerNode) return new Receipt(Refusal.SpecDiffersFromNode);
        if ((spec.TeePlatform & ~Verified) != 0) return new Receipt(Refusal.PlatformNotVerified);
        if (node.Spec == command.Spec && node.Driver == command.Driver) return new Receipt(Refusal.None, command.Node.Value, Repeated: true);
        bool isAttested = node.AttestationUntil > state.Now;
        bool claimsElse = node.Spec.Value != 0 && (state.Specs[node.Spec].Tee != spec.Tee || state.Specs[node.Spec].TeePlatform != spec.TeePlatform);
        if (claimsElse && (state.Challenges.IsAttesting(command.Node) || AnAskClaimsMore(state, node, spec))) return new Receipt(Refusal.NodeInUse);
        decision.Record(new NodeDescribed(command.Node, command.Provider, command.Spec, command.Driver));
        if (isAttested && claimsElse) decision.Record(new AttestationVerified(command.Node, command.Provider, default));
        return new Receipt(Refusal.None, command.Node.Value);
    }

    private static bool AnAskClaimsMore(ExchangeState state, in Node node, in Spec described)
    {
        for (int slot = node.FirstAsk; slot >= 0; slot = state.Orders[slot].NextOfNode)
            if (state.Specs[state.Orders[slot].Spec].ClaimsMoreThan(described.Tee, described.TeePlatform)) return true;
        return false;
    }
}

public readonly partial record struct RegisterUnit
{
    /// <inheritdoc/>
    /// <remarks>
    /// A unit whose device is replaced has proven nothing yet, and so neither has its node. While a grave slash is open nothing comes or goes: the
    /// devices that it will be held against are those that were there when it was proposed.
    /// </remarks>
    public static Receipt Decide(in RegisterUnit command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (Refuse(command, state) is var refusal && refusal != Refusal.None) return new Receipt(refusal);
        int place = state.Units.Find(command.Node, command.Unit);
        if (place >= 0 && state.Units[place].Device == command.Device) return new Receipt(Refusal.None, command.Unit, Repeated: true);
        if (state.Fleet[command.Node].GraveSlashes > 0) return new Receipt(Refusal.SlashOpen);
        if (place >= 0 && NodeRules.IsInUse(state, command.Node)) return new Receipt(Refusal.NodeInUse);
        decision.Record(new UnitRegistered(command.Node, command.Provider, command.Unit, command.Device));
        if (place >= 0) decision.Record(new PerformanceVerified(command.Node, command.Provider, default, default));
        if (place >= 0 && state.Fleet[command.Node].AttestationUntil > state.Now) decision.Record(new AttestationVerified(command.Node, command.Provider, default));
        NodeLife.Review(decision, command.Node);
        return new Receipt(Refusal.None, command.Unit);
    }

    private static Refusal Refuse(in RegisterUnit command, ExchangeState state)
    {
        if (NodeRules.Own(state, command.Provider, command.Node) is var refusal && refusal != Refusal.None) return refusal;
        if (command.Unit < 0 || command.Unit >= Math.Min(state.Fleet[command.Node].Units.Count, UnitTable.MaxUnitsPerNode)) return Refusal.ValueOutOfRange;
        if (command.Device.IsEmpty) return Refusal.NameInvalid;
        if (state.Units.Count >= UnitTable.MaxUnits || state.Devices.Count >= DeviceTable.MaxDevices) return Refusal.CapacityReached;
        int place = state.Devices.Find(command.Device);
        if (place < 0) return Refusal.None;
        ref readonly Device device = ref state.Devices[place];
        if (device.IsBanned) return Refusal.DeviceBanned;
        bool isHere = device.Node == command.Node && device.Unit == command.Unit;
        bool isFree = device.Node.Value == 0 || state.Fleet[device.Node].Status == NodeStatus.Retired;
        return isHere || isFree ? Refusal.None : Refusal.DeviceTaken;
    }
}

/// <summary>The rules that commands about a provider's node share.</summary>
internal static class NodeRules
{
    /// <summary>Whether the node is the provider's, and not retired.</summary>
    public static Refusal Own(ExchangeState state, AccountId provider, NodeId node)
    {
        if (!state.Fleet.Exists(node) || state.Fleet[node].Provider != provider) return Refusal.UnknownNode;
        return state.Fleet[node].Status == NodeStatus.Retired ? Refusal.NodeInactive : Refusal.None;
    }

    /// <summary>Whether something of a node is promised or in doubt, so that what is in it may not change.</summary>
    public static bool IsInUse(ExchangeState state, NodeId id)
    {
        ref readonly Node node = ref state.Fleet[id];
        if (node.OpenAsks > 0 || node.FirstLease >= 0 || node.OpenChallenges > 0) return true;
        if (node.NamedUnits == 0) return false;
        for (int number = 0; number < Math.Min(node.Units.Count, UnitTable.MaxUnitsPerNode); number++)
        {
            int place = state.Units.Find(id, number);
            if (place >= 0 && state.Units[place].ConfirmationsLeft > 0) return true;
        }

        return false;
    }
}
