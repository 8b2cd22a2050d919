using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Tests.Properties;

/// <summary>The small market in which random steps are played: few choices, so that orders meet often and at equal prices.</summary>
public static class Scene
{
    /// <summary>The minute at which it begins.</summary>
    public const int Dawn = 29_450_880;

    /// <summary>A buyer with little money.</summary>
    public static readonly AccountId Poor = new(2);

    /// <summary>A provider with little money: enough for the margin of some asks, not always for a better price.</summary>
    public static readonly AccountId PoorProvider = new(5);

    /// <summary>Owners of the accounts 1 to 6: the third and the sixth belong to the first.</summary>
    public static IReadOnlyList<AccountId> Owners { get; } = [default, default, new(1), default, default, new(1)];

    public static IReadOnlyList<Sku> Skus { get; } =
    [
        new() { Name = Text64.From("x"), VramGib = 80, Reference = Price.FromMicros(2_000_000) },
        new() { Name = Text64.From("y"), VramGib = 40, Reference = Price.FromMicros(2_000_000) },
    ];

    public static IReadOnlyList<RegisterNode> Nodes { get; } =
    [
        Node(4, "a", sku: 1, perNode: 8, nodes: 1),
        Node(4, "b", sku: 1, perNode: 8, nodes: 1),
        Node(5, "c", sku: 1, perNode: 8, nodes: 3),
        Node(5, "d", sku: 2, perNode: 8, nodes: 1),
        Node(6, "e", sku: 1, perNode: 8, nodes: 1),
        Node(6, "f", sku: 1, perNode: 4, nodes: 16),
        Node(1, "g", sku: 2, perNode: 8, nodes: 1),
        Node(4, "h", sku: 1, perNode: 8, nodes: 8),
    ];

    /// <summary>Specs; the SKU and the GPUs per node are those of the node under which one is offered.</summary>
    public static IReadOnlyList<Spec> Offers { get; } =
    [
        Offer(1, 1, 30, "eu/de/fra"),
        Offer(2, 1, 30, "eu/de/fra") with { Fabric = FabricKind.InfiniBand, FabricId = Text64.From("ib") },
        Offer(2, 2, 60, "eu/de/muc") with { Fabric = FabricKind.InfiniBand, FabricId = Text64.From("ib") },
        Offer(4, 4, 30, "eu/fr/par"),
        Offer(1, 1, 60, "eu/fr/par") with { Tee = TeeLevel.CpuAndGpu, TeePlatform = TeePlatforms.Snp },
        Offer(3, 1, 0, "us") with { DenyBuyers = Few<AccountId>.Of(Poor) },
        Offer(1, 1, 30, "") with { Firmness = Firmness.Firm },
        Offer(1, 1, 90, "eu/de/fra/dc1") with { Firmness = Firmness.Interruptible },
    ];

    public static IReadOnlyList<Requirement> Wishes { get; } =
    [
        Wish((1, 10_000)),
        Wish((1, 10_000), (2, 8_000)),
        Wish((2, 10_000), (1, 9_999)),
        Wish((2, 10_000)),
        Wish((1, 10_000)) with { AllowPlaces = Few<Text64>.Of(Text64.From("eu/de")) },
        Wish((1, 10_000), (2, 10_000)) with { DenyPlaces = Few<Text64>.Of(Text64.From("eu/fr"), Text64.From("us")) },
        Wish((1, 10_000)) with { MinPerformance = new(9_000) },
        Wish((1, 10_000), (2, 7_500)) with { MinReputation = new(9_000) },
        Wish((1, 10_000)) with { MinTee = TeeLevel.Cpu },
        Wish((1, 10_000)) with { Firmness = Firmness.Firm },
        Wish((1, 10_000), (2, 9_000)) with { Firmness = Firmness.Interruptible, DenyProviders = Few<AccountId>.Of(new AccountId(5)) },
        Wish((1, 10_000)) with { AllowProviders = Few<AccountId>.Of(new AccountId(4), new AccountId(6)) },
    ];

    /// <summary>A spec as it is offered under a node.</summary>
    public static Spec OfferOn(int node, int offer) =>
        Offers[offer % Offers.Count] with { Sku = Nodes[node].Sku, GpusPerNode = Nodes[node].GpusPerNode };

    private static RegisterNode Node(int provider, string name, int sku, int perNode, int nodes) =>
        new(new(provider), Text64.From(name), new(sku), new(perNode), nodes);

    private static Spec Offer(int minChunk, int step, int minMinutes, string place) => new()
    {
        MinChunk = new(minChunk), ChunkStep = new(step), MinDuration = new(minMinutes), Place = Text64.From(place),
    };

    private static Requirement Wish(params ReadOnlySpan<(int Sku, int Factor)> accepted)
    {
        var factors = new SkuFactor[accepted.Length];
        for (int i = 0; i < accepted.Length; i++) factors[i] = new(new(accepted[i].Sku), new(accepted[i].Factor));
        return new Requirement { Skus = Few<SkuFactor>.Of(factors) };
    }
}
