using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>A registered node, or a group of identical nodes.</summary>
public struct Node
{
    /// <summary>Who owns it.</summary>
    public AccountId Provider;
    /// <summary>The provider's name for it.</summary>
    public Text64 Name;
    /// <summary>What is in it.</summary>
    public SkuId Sku;
    /// <summary>GPUs in one node.</summary>
    public Gpus GpusPerNode;
    /// <summary>How many nodes.</summary>
    public int Nodes;
    /// <summary>The last verified performance; zero before the first.</summary>
    public BasisPoints Performance;
    /// <summary>The first minute at which the performance is stale.</summary>
    public Minute PerformanceUntil;
    /// <summary>The first minute at which the attestation is stale.</summary>
    public Minute AttestationUntil;
    /// <summary>GPUs of all its open asks' rectangles and leases, whenever they are: an upper bound of what is taken at any minute.</summary>
    public long CommittedGpus;
    /// <summary>How many asks are open on it.</summary>
    public int OpenAsks;
    /// <summary>Whether an ask of it was open at some moment since the beacon's last link.</summary>
    public bool IsListed;
    /// <summary>Whether one was between the last two links: this epoch asks the node for proofs.</summary>
    public bool WasListed;
    /// <summary>Whether it may be offered.</summary>
    public NodeStatus Status;
    /// <summary>Why its status changed last.</summary>
    public NodeStatusReason Reason;
    /// <summary>What an ask of it offers where it says nothing else; the default before the provider said so.</summary>
    public SpecId Spec;
    /// <summary>The version of its GPUs' driver, as its owner's client detected it; may be empty.</summary>
    public Text64 Driver;
    /// <summary>How many of its units were named by their devices.</summary>
    public int NamedUnits;
    /// <summary>Challenges to it or its units that are not judged.</summary>
    public int OpenChallenges;
    /// <summary>Those of them that are matrices and measure a unit.</summary>
    public int OpenMatrices;
    /// <summary>Open slashes for which it is out of the market.</summary>
    public int GraveSlashes;
    /// <summary>What it is to be asked for beyond the schedule.</summary>
    public WantedProofs Wanted;
    /// <summary>Where its chain of time-locks ends.</summary>
    public TimeLockChain Chain;
    /// <summary>Time-locks and attestations missed.</summary>
    public Misses Proofs;
    /// <summary>Epochs in which fewer than half of the heartbeats were answered.</summary>
    public Misses Heartbeats;
    /// <summary>The last epoch of which heartbeats were recorded: day × 10,000 + epoch + 1.</summary>
    public long LastHeartbeats;
    /// <summary>When it was announced to be down.</summary>
    public MaintenanceCalendar Maintenance;
    internal int FirstAsk;
    internal int FirstLease;

    /// <summary>GPUs in all.</summary>
    public readonly Gpus Units => new(GpusPerNode.Count * Nodes);
}

/// <summary>The registered nodes.</summary>
public sealed class FleetTable
{
    /// <summary>The most nodes and groups.</summary>
    public const int MaxNodes = 1_000_000;

    /// <summary>The most asks open on one node or group, so that finding room on it stays cheap.</summary>
    public const int MaxAsksPerNode = 16_384;

    /// <summary>The most nodes and groups of one provider, so that reckoning its bond stays cheap.</summary>
    public const int MaxNodesPerProvider = 16_384;

    private readonly Dictionary<(AccountId, Text64), NodeId> names = [];
    private readonly Dictionary<int, List<NodeId>> fleets = [];
    private readonly SortedSet<(int Until, int Node)> stale = [];
    private Node[] nodes = new Node[16];

    /// <summary>How many nodes there are.</summary>
    public int Count { get; private set; }

    /// <summary>A node, where it lies.</summary>
    public ref Node this[NodeId node] => ref nodes[node.Value];

    /// <summary>Whether there is such a node.</summary>
    public bool Exists(NodeId node) => node.Value > 0 && node.Value <= Count;

    /// <summary>The provider's node of that name, or the default.</summary>
    public NodeId Find(AccountId provider, Text64 name) => names.GetValueOrDefault((provider, name));

    /// <summary>The nodes of a provider, in the order of their registration.</summary>
    public IReadOnlyList<NodeId> Of(AccountId provider) => fleets.TryGetValue(provider.Value, out List<NodeId>? fleet) ? fleet : [];

    /// <summary>Whether the node was announced to be down at a minute, so that nobody may count it against the provider.</summary>
    public bool IsExcused(NodeId node, Minute minute) => nodes[node.Value].Maintenance.Contains(minute);

    /// <summary>The nodes whose verified performance is stale at a minute, and was not at the clock's last.</summary>
    internal void ListStale(Minute now, List<int> into)
    {
        foreach ((int until, int node) in stale)
        {
            if (until > now.Value) return;
            into.Add(node);
        }
    }

    internal void ForgetStale(Minute now)
    {
        while (stale.Count > 0 && stale.Min.Until <= now.Value) stale.Remove(stale.Min);
    }

    internal void Verify(NodeId id, BasisPoints performance, Minute until, Minute now)
    {
        ref Node node = ref nodes[id.Value];
        stale.Remove((node.PerformanceUntil.Value, id.Value));
        (node.Performance, node.PerformanceUntil) = (performance, until);
        if (until > now) stale.Add((until.Value, id.Value));
    }

    internal ReadOnlySpan<Node> All => nodes.AsSpan(1, Count);

    internal void Restore(ReadOnlySpan<Node> saved, Minute now)
    {
        nodes = new Node[saved.Length + 16];
        saved.CopyTo(nodes.AsSpan(1));
        Count = saved.Length;
        names.Clear();
        fleets.Clear();
        stale.Clear();
        for (int number = 1; number <= Count; number++)
        {
            nodes[number].FirstLease = -1;
            Index(new NodeId(number));
            if (nodes[number].PerformanceUntil > now) stale.Add((nodes[number].PerformanceUntil.Value, number));
        }
    }

    internal void Register(NodeId id, in Node node)
    {
        if (id.Value != Count + 1) throw new InvariantBrokenException($"Node {id.Value} registered out of order.");
        if (++Count == nodes.Length) Array.Resize(ref nodes, nodes.Length * 2);
        nodes[id.Value] = node with { FirstAsk = -1, FirstLease = -1, CommittedGpus = 0, OpenAsks = 0 };
        Index(id);
    }

    private void Index(NodeId id)
    {
        ref readonly Node node = ref nodes[id.Value];
        names.Add((node.Provider, node.Name), id);
        if (!fleets.TryGetValue(node.Provider.Value, out List<NodeId>? fleet)) fleets.Add(node.Provider.Value, fleet = []);
        fleet.Add(id);
    }
}
