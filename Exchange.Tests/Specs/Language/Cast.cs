using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Tests.Specs.Language;

/// <summary>Who is on stage: five accounts with a million dollars each, three SKUs, and for each provider plenty of every SKU.</summary>
public static class Cast
{
    public const string H100 = "h100-sxm5-80";
    public const string H100Pcie = "h100-pcie-80";
    public const string A100 = "a100-sxm4-80";

    public static readonly SkuId H100Id = new(1);
    public static readonly SkuId A100Id = new(3);

    /// <summary>GPUs in one node of everybody's groups.</summary>
    public const int GpusPerNode = 8;

    public static readonly AccountId Alice = new(1);
    public static readonly AccountId Bob = new(2);
    public static readonly AccountId Carol = new(3);
    public static readonly AccountId Dave = new(4);

    /// <summary>Another account of Alice's.</summary>
    public static readonly AccountId Alicia = new(5);

    private static readonly string[] Names = ["alice", "bob", "carol", "dave", "alicia"];

    public static void Enter(Stage stage)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            stage.Execute(new OpenAccount(i == 4 ? Alice : default, Text64.From(Names[i])));
            stage.Execute(new Deposit(new AccountId(i + 1), 1_000_000_000_000, new ClientOrderId((UInt128)(i + 1))));
        }

        ListSku(stage, H100, vram: 80, tflops: 9_890, reference: 2_000_000);
        ListSku(stage, H100Pcie, vram: 80, tflops: 7_560, reference: 1_800_000);
        ListSku(stage, A100, vram: 80, tflops: 3_120, reference: 1_500_000);
    }

    /// <summary>The provider's group of so many nodes, registered when it is first named.</summary>
    public static NodeId GroupOf(Stage stage, AccountId provider, string sku)
    {
        string name = FormattableString.Invariant($"{sku} of {provider.Value}");
        stage.TryRegister(name, provider, sku, GpusPerNode, nodes: 8_192);
        return stage.Node(name);
    }

    /// <summary>What an ask offers unless it says otherwise.</summary>
    public static Spec PlainSpec(Stage stage, string sku) => new()
    {
        Sku = stage.Sku(sku),
        GpusPerNode = new Gpus(GpusPerNode),
        MinChunk = new Gpus(1),
        ChunkStep = new Gpus(1),
        MinDuration = Minutes.FromHours(1),
    };

    /// <summary>What a bid requires unless it says otherwise.</summary>
    public static Requirement PlainRequirement(Stage stage, string sku) => new() { Skus = Few<SkuFactor>.Of(new SkuFactor(stage.Sku(sku), BasisPoints.Whole)) };

    private static void ListSku(Stage stage, string name, int vram, int tflops, long reference)
    {
        var facts = new Sku
        {
            Name = Text64.From(name), VramGib = vram, BandwidthGBs = 2_000, Bf16TflopsTenths = tflops, Reference = Price.FromMicros(reference),
        };
        stage.Sku(name, new SkuId((int)stage.Execute(new ListSku(facts)).Id));
    }
}
