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

    private readonly Dictionary<(AccountId, Text64), NodeId> names = [];
    private readonly Dictionary<NodeId, List<Window>> maintenance = [];
    private Node[] nodes = new Node[16];

    /// <summary>How many nodes there are.</summary>
    public int Count { get; private set; }

    /// <summary>A node, where it lies.</summary>
    public ref Node this[NodeId node] => ref nodes[node.Value];

    /// <summary>Whether there is such a node.</summary>
    public bool Exists(NodeId node) => node.Value > 0 && node.Value <= Count;

    /// <summary>The provider's node of that name, or the default.</summary>
    public NodeId Find(AccountId provider, Text64 name) => names.GetValueOrDefault((provider, name));

    /// <summary>Whether maintenance was published for the node at this minute.</summary>
    public bool IsExcused(NodeId node, Minute minute)
    {
        if (!maintenance.TryGetValue(node, out List<Window>? windows)) return false;
        foreach (Window window in windows)
        {
            if (window.From <= minute && minute < window.Until) return true;
        }

        return false;
    }

    internal ReadOnlySpan<Node> All => nodes.AsSpan(1, Count);

    internal void Restore(ReadOnlySpan<Node> saved)
    {
        nodes = new Node[saved.Length + 16];
        saved.CopyTo(nodes.AsSpan(1));
        Count = saved.Length;
        names.Clear();
        for (int number = 1; number <= Count; number++)
        {
            nodes[number].FirstLease = -1;
            names.Add((nodes[number].Provider, nodes[number].Name), new NodeId(number));
        }
    }

    internal void Register(NodeId id, in Node node)
    {
        if (id.Value != Count + 1) throw new InvariantBrokenException($"Node {id.Value} registered out of order.");
        if (++Count == nodes.Length) Array.Resize(ref nodes, nodes.Length * 2);
        nodes[id.Value] = node with { FirstAsk = -1, FirstLease = -1, CommittedGpus = 0, OpenAsks = 0 };
        names.Add((node.Provider, node.Name), id);
    }
}
