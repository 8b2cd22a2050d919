using System.Runtime.CompilerServices;
using System.Text;

namespace Exchange.Engine.Events;

/// <summary>The family of streams to which an event is appended.</summary>
public enum StreamFamily : byte
{
    /// <summary><c>market-{name}</c>: orders, fills, book and market state.</summary>
    Market,
    /// <summary><c>registry</c>: SKUs, settings, products, specs and requirements.</summary>
    Registry,
    /// <summary><c>account-{id}</c>: an account, and money in and out.</summary>
    Account,
    /// <summary><c>provider-{id}</c>: nodes, proofs, reputation.</summary>
    Provider,
    /// <summary><c>lease-{id}</c>: one delivery.</summary>
    Lease,
    /// <summary><c>beacon</c>: the public randomness that challenges are drawn from.</summary>
    Beacon,
    /// <summary><c>quorum-{id}</c>: one job that several providers do.</summary>
    Quorum,
}

/// <summary>What is known of a kind of event: its type, its stored names and its stream.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Type">The struct.</param>
/// <param name="SizeBytes">The struct's size.</param>
/// <param name="StoredName">The name it is stored under: snake case of the type's name.</param>
/// <param name="DotNetType">Namespace, type and assembly, without a version, as Marten writes it.</param>
/// <param name="Family">Its family of streams; see <see cref="EventStreams"/> for the exceptions by content.</param>
public sealed record EventDescription(EventKind Kind, Type Type, int SizeBytes, string StoredName, string DotNetType, StreamFamily Family);

/// <summary>All kinds of events, each with its description.</summary>
public static class EventCatalogue
{
    private static readonly EventDescription?[] ByKind = new EventDescription?[Enum.GetValues<EventKind>().Length];
    private static readonly Dictionary<string, EventDescription> ByName = [];

    static EventCatalogue()
    {
        AddRegistry();
        AddAccounts();
        AddMarket();
        AddProviders();
        AddBeacon();
        AddLeases();
        AddQuorums();
    }

    /// <summary>Every kind there is.</summary>
    public static IEnumerable<EventDescription> All => ByKind.OfType<EventDescription>();

    /// <summary>The description of a kind.</summary>
    public static EventDescription Of(EventKind kind) => ByKind[(int)kind] ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such event.");

    /// <summary>The description of the event stored under a name, or null where this version does not know it.</summary>
    public static EventDescription? Find(string storedName) => ByName.GetValueOrDefault(storedName);

    private static void AddRegistry()
    {
        Add<SkuListed>(StreamFamily.Registry);
        Add<SkuLifecycleChanged>(StreamFamily.Registry);
        Add<SettingChanged>(StreamFamily.Registry);
        Add<ProductListed>(StreamFamily.Registry);
        Add<SpecInterned>(StreamFamily.Registry);
        Add<RequirementInterned>(StreamFamily.Registry);
    }

    private static void AddAccounts()
    {
        Add<AccountOpened>(StreamFamily.Account);
        Add<AgentKeyRegistered>(StreamFamily.Account);
    }

    private static void AddMarket()
    {
        Add<MoneyMoved>(StreamFamily.Market);
        Add<WriterStarted>(StreamFamily.Market);
        Add<TimeAdvanced>(StreamFamily.Market);
        Add<MarketStateChanged>(StreamFamily.Market);
        Add<BidPlaced>(StreamFamily.Market);
        Add<AskPlaced>(StreamFamily.Market);
        Add<OrderRejected>(StreamFamily.Market);
        Add<OrderRested>(StreamFamily.Market);
        Add<OrderFilled>(StreamFamily.Market);
        Add<RemnantWithdrawn>(StreamFamily.Market);
        Add<SelfTradePrevented>(StreamFamily.Market);
        Add<OrderReduced>(StreamFamily.Market);
        Add<OrderAmended>(StreamFamily.Market);
        Add<OrderCancelled>(StreamFamily.Market);
        Add<CancelAfterArmed>(StreamFamily.Market);
        Add<RectangleReturned>(StreamFamily.Market);
    }

    private static void AddProviders()
    {
        Add<NodeRegistered>(StreamFamily.Provider);
        Add<PerformanceVerified>(StreamFamily.Provider);
        Add<AttestationVerified>(StreamFamily.Provider);
        Add<ReputationPublished>(StreamFamily.Provider);
        Add<ProviderRegistered>(StreamFamily.Provider);
        Add<NodeDescribed>(StreamFamily.Provider);
        Add<UnitRegistered>(StreamFamily.Provider);
        Add<DeviceBanned>(StreamFamily.Provider);
        Add<NodeStatusChanged>(StreamFamily.Provider);
        Add<MaintenancePublished>(StreamFamily.Provider);
        Add<UnbondingStarted>(StreamFamily.Provider);
        Add<UnbondingEnded>(StreamFamily.Provider);
        Add<IncidentOpened>(StreamFamily.Provider);
        Add<IncidentCharged>(StreamFamily.Provider);
        Add<SlashProposed>(StreamFamily.Provider);
        Add<SlashAppealed>(StreamFamily.Provider);
        Add<SlashExecuted>(StreamFamily.Provider);
        Add<SlashCancelled>(StreamFamily.Provider);
        Add<ChallengeRequested>(StreamFamily.Provider);
        Add<ChallengeIssued>(StreamFamily.Provider);
        Add<AnswerReceived>(StreamFamily.Provider);
        Add<ProofJudged>(StreamFamily.Provider);
        Add<HeartbeatsRecorded>(StreamFamily.Provider);
    }

    private static void AddBeacon()
    {
        Add<BeaconCommitted>(StreamFamily.Beacon);
        Add<BeaconRevealed>(StreamFamily.Beacon);
        Add<ModulusPublished>(StreamFamily.Beacon);
        Add<FactorsReleased>(StreamFamily.Beacon);
    }

    private static void AddLeases()
    {
        Add<LeaseOpened>(StreamFamily.Lease);
        Add<UnitsAssigned>(StreamFamily.Lease);
        Add<LeaseProvisioned>(StreamFamily.Lease);
        Add<LeaseStateChanged>(StreamFamily.Lease);
        Add<HourReported>(StreamFamily.Lease);
        Add<HourMetered>(StreamFamily.Lease);
        Add<HourAudited>(StreamFamily.Lease);
        Add<HourSettled>(StreamFamily.Lease);
        Add<LeaseEnded>(StreamFamily.Lease);
        Add<LeaseBoughtIn>(StreamFamily.Lease);
        Add<LeaseCashSettled>(StreamFamily.Lease);
        Add<LocksRolled>(StreamFamily.Lease);
        Add<MarginCalled>(StreamFamily.Lease);
        Add<LeaseClosed>(StreamFamily.Lease);
        Add<DisputeOpened>(StreamFamily.Lease);
        Add<DisputeAnswered>(StreamFamily.Lease);
        Add<DisputeDecided>(StreamFamily.Lease);
    }

    private static void AddQuorums()
    {
        Add<QuorumOpened>(StreamFamily.Quorum);
        Add<ResultCommitted>(StreamFamily.Quorum);
        Add<ResultRevealed>(StreamFamily.Quorum);
        Add<WorkerJudged>(StreamFamily.Quorum);
        Add<QuorumClosed>(StreamFamily.Quorum);
        Add<QuorumExtended>(StreamFamily.Quorum);
    }

    private static void Add<T>(StreamFamily family)
        where T : unmanaged, IEvent<T>
    {
        Type type = typeof(T);
        var description = new EventDescription(
            T.Kind, type, Unsafe.SizeOf<T>(), SnakeCase(type.Name), $"{type.FullName}, {type.Assembly.GetName().Name}", family);
        ByKind[(int)T.Kind] = description;
        ByName.Add(description.StoredName, description);
    }

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        foreach (char letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && snake.Length > 0) snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }
}
