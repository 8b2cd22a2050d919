using Exchange.Engine.Events;

namespace Exchange.Engine.State;

/// <summary>How rare events change the state: the registry, accounts, nodes, and the market as a whole.</summary>
internal static class RegistryEvolution
{
    public static void Apply(ExchangeState state, in RecordedEvent occurred)
    {
        switch (occurred.Kind)
        {
            case EventKind.SkuListed: state.Specs.List(occurred.As<SkuListed>().Sku, occurred.As<SkuListed>().Facts); break;
            case EventKind.SkuLifecycleChanged: state.Specs.Change(occurred.As<SkuLifecycleChanged>().Sku, occurred.As<SkuLifecycleChanged>().Lifecycle); break;
            case EventKind.SettingChanged: state.Settings.Change(occurred.As<SettingChanged>().Setting, occurred.As<SettingChanged>().Value); break;
            case EventKind.ProductListed: state.List(occurred.As<ProductListed>()); break;
            case EventKind.SpecInterned: state.Specs.Intern(occurred.As<SpecInterned>().Spec, occurred.As<SpecInterned>().Terms); break;
            case EventKind.RequirementInterned: state.Specs.Intern(occurred.As<RequirementInterned>().Requirement, occurred.As<RequirementInterned>().Terms); break;
            case EventKind.AccountOpened: Open(state, occurred.As<AccountOpened>()); break;
            case EventKind.NodeRegistered: Register(state, occurred.As<NodeRegistered>()); break;
            case EventKind.PerformanceVerified: Verify(state, occurred.As<PerformanceVerified>()); break;
            case EventKind.AttestationVerified: state.Fleet[occurred.As<AttestationVerified>().Node].AttestationUntil = occurred.As<AttestationVerified>().Until; break;
            case EventKind.ReputationPublished: state.Accounts[occurred.As<ReputationPublished>().Provider].Reputation = occurred.As<ReputationPublished>().Score; break;
            case EventKind.CancelAfterArmed: state.Accounts.Arm(occurred.As<CancelAfterArmed>()); break;
            case EventKind.MarketStateChanged: state.Market = occurred.As<MarketStateChanged>().State; break;
            case EventKind.WriterStarted: Start(state, occurred.As<WriterStarted>()); break;
            default: ProviderEvolution.Apply(state, occurred); break;
        }
    }

    private static void Open(ExchangeState state, in AccountOpened opened) => state.Accounts.Open(opened.Account, opened.Owner, opened.Name);

    private static void Register(ExchangeState state, in NodeRegistered registered) => state.Fleet.Register(registered.Node, new Node
    {
        Provider = registered.Provider,
        Name = registered.Name,
        Sku = registered.Sku,
        GpusPerNode = registered.GpusPerNode,
        Nodes = registered.Nodes,
    });

    private static void Verify(ExchangeState state, in PerformanceVerified verified) =>
        state.Fleet.Verify(verified.Node, verified.Performance, verified.Until, state.Now);

    private static void Start(ExchangeState state, in WriterStarted started)
    {
        state.Epoch = started.Epoch;
        state.IsWriterNew = true;
        state.Challenges.StartWriter();
    }
}
