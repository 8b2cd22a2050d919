using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>How events of providers, their bonds and their nodes change the state.</summary>
internal static class ProviderEvolution
{
    public static void Apply(ExchangeState state, in RecordedEvent occurred)
    {
        switch (occurred.Kind)
        {
            case EventKind.ProviderRegistered: state.Parties.Meet(occurred.As<ProviderRegistered>().Provider).Name = occurred.As<ProviderRegistered>().Name; break;
            case EventKind.AgentKeyRegistered: state.Parties.Meet(occurred.As<AgentKeyRegistered>().Account).AgentKey = occurred.As<AgentKeyRegistered>().Key; break;
            case EventKind.NodeDescribed: Describe(state, occurred.As<NodeDescribed>()); break;
            case EventKind.UnitRegistered: Name(state, occurred.As<UnitRegistered>()); break;
            case EventKind.DeviceBanned: Ban(state, occurred.As<DeviceBanned>()); break;
            case EventKind.NodeStatusChanged: Change(state, occurred.As<NodeStatusChanged>()); break;
            case EventKind.MaintenancePublished:
                state.Fleet[occurred.As<MaintenancePublished>().Node].Maintenance.Add(occurred.As<MaintenancePublished>().Window, state.Now);
                break;
            case EventKind.UnbondingStarted:
                state.Parties.Unbond(occurred.As<UnbondingStarted>().Provider, occurred.As<UnbondingStarted>().Amount, occurred.As<UnbondingStarted>().Until);
                break;
            case EventKind.UnbondingEnded: state.Parties.Unbond(occurred.As<UnbondingEnded>().Provider, Money.Zero, default); break;
            case EventKind.SlashProposed: Propose(state, occurred.As<SlashProposed>()); break;
            case EventKind.SlashAppealed: Appeal(state, occurred.As<SlashAppealed>().Slash); break;
            case EventKind.SlashExecuted: Execute(state, occurred.As<SlashExecuted>()); break;
            case EventKind.SlashCancelled: Close(state, occurred.As<SlashCancelled>().Slash); break;
            default: ProofEvolution.Apply(state, occurred); break;
        }
    }

    /// <summary>Whether a node is out of the market as long as a slash for such a cause is open.</summary>
    public static bool IsGrave(SlashCause cause) => cause is SlashCause.BelowClaim or SlashCause.FalseAttestation or SlashCause.Fraud;

    private static void Describe(ExchangeState state, in NodeDescribed described)
    {
        ref Node node = ref state.Fleet[described.Node];
        (node.Spec, node.Driver) = (described.Spec, described.Driver);
    }

    /// <summary>A node whose lease is over is to prove its units again.</summary>
    public static void EndLease(ref Node node) => node.Wanted |= WantedProofs.AfterLease;

    private static void Name(ExchangeState state, in UnitRegistered named)
    {
        int before = state.Units.Find(named.Node, named.Unit);
        if (before >= 0) state.Devices[state.Devices.Find(state.Units[before].Device)].Node = default;
        else state.Fleet[named.Node].NamedUnits++;
        state.Units.Name(named.Node, named.Unit, named.Device);
        ref Device device = ref state.Devices[state.Devices.Meet(named.Device)];
        (device.Node, device.Unit) = (named.Node, named.Unit);
        state.Fleet[named.Node].Wanted &= ~WantedProofs.Onboarded;
    }

    private static void Ban(ExchangeState state, in DeviceBanned banned)
    {
        ref Device device = ref state.Devices[state.Devices.Meet(banned.Device)];
        device.IsBanned = true;
        if (device.Node.Value != 0) state.Units[state.Units.Find(device.Node, device.Unit)].IsBanned = true;
    }

    private static void Change(ExchangeState state, in NodeStatusChanged changed)
    {
        ref Node node = ref state.Fleet[changed.Node];
        bool isForgiven = node.Status == NodeStatus.Quarantined && changed.Status != NodeStatus.Retired;
        (node.Status, node.Reason) = (changed.Status, changed.Reason);
        if (!isForgiven) return;
        node.Proofs = default;
        node.Heartbeats = default;
        for (int number = 0; number < UnitTable.MaxUnitsPerNode && number < node.Units.Count; number++)
        {
            int place = state.Units.Find(changed.Node, number);
            if (place < 0) continue;
            state.Units[place].Misses = default;
            state.Units[place].SlowInARow = 0;
        }
    }

    private static void Propose(ExchangeState state, in SlashProposed proposed)
    {
        int unit = proposed.Unit < 0 ? -1 : state.Units.Find(proposed.Node, proposed.Unit);
        state.Slashes.Propose(new Slash
        {
            Terms = proposed,
            Device = unit < 0 ? default : state.Units[unit].Device,
            AppealUntil = state.Now + new Minutes((int)state.Settings[Setting.AppealMinutes]),
        });
        ref Party party = ref state.Parties.Meet(proposed.Provider);
        party.Threatened += proposed.Amount;
        party.OpenSlashes++;
        if (IsGrave(proposed.Cause)) state.Fleet[proposed.Node].GraveSlashes++;
        if (proposed.Cause == SlashCause.BelowClaim && unit >= 0) state.Units[unit].ConfirmationsFailed = 0;
        if (proposed.Cause == SlashCause.ProofsMissed) Charge(state, proposed, unit);
    }

    private static void Appeal(ExchangeState state, SlashId slash) =>
        state.Slashes.Appeal(slash, state.Now + new Minutes((int)state.Settings[Setting.AppealLongestMinutes]));

    private static void Charge(ExchangeState state, in SlashProposed proposed, int unit)
    {
        int hour = state.Now.Value / 60;
        if (unit >= 0)
        {
            state.Units[unit].Misses.ChargedHour = hour;
            return;
        }

        state.Fleet[proposed.Node].Proofs.ChargedHour = hour;
        state.Fleet[proposed.Node].Heartbeats.ChargedHour = hour;
    }

    private static void Execute(ExchangeState state, in SlashExecuted executed)
    {
        Slash slash = Close(state, executed.Slash);
        if (slash.Terms.Cause == SlashCause.BelowClaim && !slash.Device.IsEmpty) state.Devices[state.Devices.Find(slash.Device)].BelowClaim++;
    }

    private static Slash Close(ExchangeState state, SlashId id)
    {
        Slash slash = state.Slashes.Remove(id);
        ref Party party = ref state.Parties.Meet(slash.Terms.Provider);
        party.Threatened -= slash.Terms.Amount;
        party.OpenSlashes--;
        if (IsGrave(slash.Terms.Cause)) state.Fleet[slash.Terms.Node].GraveSlashes--;
        return slash;
    }
}
