using Exchange.Benchmarks;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Specs.Language;

/// <summary>
/// A real engine with a small cast, a clock and names for orders. After every command money and GPU-minutes are counted, and
/// at the end all events are evolved into a fresh state that must come out the same.
/// </summary>
public sealed class Stage
{
    /// <summary>The minute at which every scene begins; specs count minutes from here.</summary>
    public static readonly Minute Dawn = new(29_450_880);

    private const long MicrosecondsPerMinute = 60_000_000;
    private readonly Engine.Engine engine = new(new ExchangeState());
    private readonly List<EventBatch> turns = [];
    private readonly Dictionary<string, OrderId> orders = [];
    private readonly Dictionary<string, NodeId> nodes = [];
    private readonly Dictionary<string, SkuId> skus = [];
    private bool isQuiet;

    /// <summary>A market without bonds and proofs.</summary>
    public Stage()
        : this(MatchingAlone.EveryNodeMayBeOffered)
    {
    }

    /// <summary>A market with these settings; the others are at their defaults.</summary>
    public Stage(IReadOnlyList<ChangeSetting> settings)
    {
        Now = Dawn.Value * MicrosecondsPerMinute;
        foreach (ChangeSetting setting in settings) Execute(setting);
        Cast.Enter(this);
    }

    /// <summary>The time stamped on the next command, in microseconds since the Unix epoch.</summary>
    public long Now { get; set; }

    public ExchangeState State => engine.State;

    /// <summary>What the last command said.</summary>
    public Receipt Receipt { get; private set; }

    /// <summary>The events of the last command.</summary>
    public EventBatch Told { get; private set; } = new();

    public Receipt Execute<T>(in T command)
        where T : unmanaged, ICommand<T>
    {
        Told = new EventBatch(capacityBytes: 4_096);
        Receipt = engine.Execute(command, Now, Told);
        turns.Add(Told);
        if (!isQuiet) Balance.Check(State);
        return Receipt;
    }

    /// <summary>A writer takes over: what it says before it looks at its clock.</summary>
    public void Restart()
    {
        Told = new EventBatch { FirstPosition = State.Position + 1, AtUnixMicroseconds = Now };
        Told.Append(new WriterStarted(State.Epoch + 1));
        foreach (RecordedEvent started in Told) State.Evolve(started);
        turns.Add(Told);
    }

    public void Name(string order, OrderId id)
    {
        if (!id.IsNone) orders[order] = id;
    }

    public OrderId Order(string name) => orders.GetValueOrDefault(name);

    public string NameOf(OrderId id) => orders.FirstOrDefault(pair => pair.Value == id).Key ?? FormattableString.Invariant($"#{id.Sequence}");

    public NodeId Node(string name) => nodes[name];

    public void TryRegister(string name, AccountId provider, string sku, int gpusPerNode, int nodes)
    {
        if (this.nodes.ContainsKey(name)) return;
        Execute(new RegisterNode(provider, Text64.From(name), Sku(sku), new Gpus(gpusPerNode), nodes));
        this.nodes.Add(name, new NodeId((int)Receipt.Id));
    }

    public SkuId Sku(string name) => skus[name];

    public void Sku(string name, SkuId id) => skus.Add(name, id);

    /// <summary>The id of a spec. One that is known already is not sent again: it would let the clock move before the act does.</summary>
    public SpecId Intern(Spec spec) => State.Specs.Find(spec) is { Value: > 0 } known ? known : new((int)Execute(new InternSpec(spec)).Id);

    /// <summary>The id of a requirement, as with <see cref="Intern(Spec)"/>.</summary>
    public RequirementId Intern(Requirement requirement) =>
        State.Specs.Find(requirement) is { Value: > 0 } known ? known : new((int)Execute(new InternRequirement(requirement)).Id);

    /// <summary>Counts money and GPU-minutes once at the end instead of after every command.</summary>
    public void Quietly(Action acts)
    {
        isQuiet = true;
        acts();
        isQuiet = false;
        Balance.Check(State);
    }

    /// <summary>All events of a kind since the scene began.</summary>
    public List<T> All<T>()
        where T : unmanaged, IEvent<T>
    {
        var all = new List<T>();
        foreach (EventBatch turn in turns)
            foreach (RecordedEvent occurred in turn)
                if (occurred.Kind == T.Kind) all.Add(occurred.As<T>());
        return all;
    }

    public void Wait(int minutes) => Now += minutes * MicrosecondsPerMinute;

    public Money Purse(AccountId account, AccountKind kind) => State.Accounts.Balance(account, kind);

    /// <summary>What a bid still wants, or the most that one rectangle of an ask offers; zero where the order is gone.</summary>
    public int OpenGpus(string order)
    {
        int slot = State.Orders.Find(Order(order));
        if (slot < 0) return 0;
        int open = State.Orders[slot].Open.Count;
        for (int entry = State.Orders.FirstRectangle(slot); entry >= 0; entry = State.Orders.NextRectangle(entry))
            open = Math.Max(open, State.Orders.Rectangle(entry).Gpus.Count);
        return open;
    }

    /// <summary>The whole history, evolved into a fresh state, gives the state that the engine has.</summary>
    public void MustReplay()
    {
        var replayed = new ExchangeState();
        foreach (EventBatch turn in turns)
            foreach (RecordedEvent occurred in turn)
                replayed.Evolve(occurred);
        Assert.Equal(State.Hash(), replayed.Hash());
    }
}
