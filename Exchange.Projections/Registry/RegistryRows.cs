using Exchange.Engine.Providers;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Registry;

/// <summary>A listed product.</summary>
/// <param name="Product">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sku">Its SKU.</param>
/// <param name="Requirement">Its default requirement.</param>
/// <param name="Duration">Its default duration.</param>
/// <param name="Position">Where it was listed.</param>
public sealed record ProductRow(ProductId Product, string Name, SkuId Sku, RequirementId Requirement, Minutes Duration, long Position)
{
    /// <summary><c>exchange.products</c>.</summary>
    public static Table<ProductRow> Table { get; } = new("products", columns => columns
        .Key("product_id", row => row.Product.Value)
        .Column("name", row => row.Name)
        .Column("sku_id", row => row.Sku.Value)
        .Column("requirement_id", row => row.Requirement.Value)
        .Column("duration_minutes", row => row.Duration.Count)
        .Column("position", row => row.Position));

    /// <summary>The product in the reader's current row.</summary>
    public static ProductRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new ProductRow(new(row.Int()), row.Text(), new(row.Int()), new(row.Int()), new(row.Int()), row.Long());
    }
}

/// <summary>A SKU and where it stands in its life.</summary>
/// <param name="Sku">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="VramGib">Memory per GPU, in GiB.</param>
/// <param name="BandwidthGBs">Memory bandwidth, in GB/s.</param>
/// <param name="Bf16TflopsTenths">Dense BF16 throughput, in tenths of a TFLOPS.</param>
/// <param name="Reference">The price that stands in until there is a fill.</param>
/// <param name="Lifecycle">Where it stands.</param>
/// <param name="Position">The position of its last change.</param>
public sealed record SkuRow(
    SkuId Sku, string Name, int VramGib, int BandwidthGBs, int Bf16TflopsTenths, Price Reference, SkuLifecycle Lifecycle, long Position)
{
    /// <summary><c>exchange.skus</c>.</summary>
    public static Table<SkuRow> Table { get; } = new("skus", columns => columns
        .Key("sku_id", row => row.Sku.Value)
        .Column("name", row => row.Name)
        .Column("vram_gib", row => row.VramGib)
        .Column("bandwidth_gb_per_second", row => row.BandwidthGBs)
        .Column("bf16_tflops_tenths", row => row.Bf16TflopsTenths)
        .Column("reference_price_micros", row => row.Reference.Micros)
        .Word("lifecycle", row => row.Lifecycle)
        .Column("position", row => row.Position));

    /// <summary>The SKU in the reader's current row.</summary>
    public static SkuRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new SkuRow(new(row.Int()), row.Text(), row.Int(), row.Int(), row.Int(), row.Price(), row.Word<SkuLifecycle>(), row.Long());
    }
}

/// <summary>A node, or a group of identical nodes, and what was proved of it.</summary>
/// <param name="Node">Its id.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Name">The provider's name for it.</param>
/// <param name="Sku">What is in it.</param>
/// <param name="GpusPerNode">GPUs in one node.</param>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Performance">Verified performance; zero where there is none.</param>
/// <param name="PerformanceUntil">The first minute at which that is stale.</param>
/// <param name="AttestedUntil">The first minute at which its attestation is stale; the default where there is none.</param>
/// <param name="Position">The position of its last change.</param>
public sealed record NodeRow(
    NodeId Node, AccountId Provider, string Name, SkuId Sku, Gpus GpusPerNode, int Nodes, BasisPoints Performance, Minute PerformanceUntil,
    Minute AttestedUntil, long Position)
{
    /// <summary>Whether it may be offered.</summary>
    public NodeStatus Status { get; init; }
    /// <summary>Why that last changed; nothing where it never did.</summary>
    public NodeStatusReason? StatusReason { get; init; }

    /// <summary><c>exchange.nodes</c>.</summary>
    public static Table<NodeRow> Table { get; } = new("nodes", columns => columns
        .Key("node_id", row => row.Node.Value)
        .Column("provider_id", row => row.Provider.Value)
        .Column("name", row => row.Name)
        .Column("sku_id", row => row.Sku.Value)
        .Column("gpus_per_node", row => row.GpusPerNode.Count)
        .Column("nodes", row => row.Nodes)
        .Column("performance_basis_points", row => row.Performance.Value)
        .Column("performance_until_minute", row => row.PerformanceUntil.Value)
        .Column("attested_until_minute", row => row.AttestedUntil.Value)
        .Column("position", row => row.Position)
        .Word("status", row => row.Status)
        .Word("status_reason", row => row.StatusReason)
        .Index("(provider_id, node_id)"));

    /// <summary>The node in the reader's current row.</summary>
    public static NodeRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new NodeRow(
            new(row.Int()), new(row.Int()), row.Text(), new(row.Int()), row.Gpus(), row.Int(), new(row.Int()), new(row.Int()), new(row.Int()),
            row.Long())
        {
            Status = row.Word<NodeStatus>(),
            StatusReason = row.MaybeWord<NodeStatusReason>(),
        };
    }
}

/// <summary>A GPU of a node, by its device.</summary>
/// <param name="Node">The node or group.</param>
/// <param name="Unit">Which unit of it, from 0.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Device">The device's own id.</param>
/// <param name="Banned">Whether it may never be offered again.</param>
/// <param name="Position">The position of its last change.</param>
public sealed record UnitRow(NodeId Node, int Unit, AccountId Provider, string Device, bool Banned, long Position)
{
    /// <summary><c>exchange.units</c>.</summary>
    public static Table<UnitRow> Table { get; } = new("units", columns => columns
        .Key("node_id", row => row.Node.Value)
        .Key("unit", row => row.Unit)
        .Column("provider_id", row => row.Provider.Value)
        .Column("device", row => row.Device)
        .Column("banned", row => row.Banned)
        .Column("position", row => row.Position)
        .Index("(device)"));

    /// <summary>The unit in the reader's current row.</summary>
    public static UnitRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new UnitRow(new(row.Int()), row.Int(), new(row.Int()), row.Text(), row.Bool(), row.Long());
    }
}
