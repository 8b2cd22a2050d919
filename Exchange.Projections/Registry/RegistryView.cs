using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Registry;

/// <summary>What can be traded and where it stands: products, SKUs, nodes.</summary>
public sealed class RegistryView : IView
{
    private readonly Dictionary<SkuId, SkuRow> _skus = [];
    private readonly Dictionary<NodeId, NodeRow> _nodes = [];
    private readonly Changes<ProductId, ProductRow> _productChanges = new(ProductRow.Table);
    private readonly Changes<SkuId, SkuRow> _skuChanges = new(SkuRow.Table);
    private readonly Changes<NodeId, NodeRow> _nodeChanges = new(NodeRow.Table);
    private readonly Changes<(NodeId, int), UnitRow> _unitChanges = new(UnitRow.Table);

    /// <inheritdoc/>
    public string Name => "registry";

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public IReadOnlyList<Table> Tables { get; } = [ProductRow.Table, SkuRow.Table, NodeRow.Table, UnitRow.Table];

    /// <inheritdoc/>
    public int Evolve(in RecordedEvent occurred) => occurred.Kind switch
    {
        EventKind.ProductListed => List(occurred.As<ProductListed>(), occurred.Position),
        EventKind.SkuListed => List(occurred.As<SkuListed>(), occurred.Position),
        EventKind.SkuLifecycleChanged => Change(occurred.As<SkuLifecycleChanged>(), occurred.Position),
        EventKind.NodeRegistered => Register(occurred.As<NodeRegistered>(), occurred.Position),
        EventKind.PerformanceVerified => Verify(occurred.As<PerformanceVerified>(), occurred.Position),
        EventKind.AttestationVerified => Verify(occurred.As<AttestationVerified>(), occurred.Position),

        EventKind.NodeStatusChanged => Change(occurred.As<NodeStatusChanged>(), occurred.Position),
        EventKind.UnitRegistered => Register(occurred.As<UnitRegistered>(), occurred.Position),
        EventKind.DeviceBanned => Ban(occurred.As<DeviceBanned>(), occurred.Position),

        // Not about what can be traded: parties, money, orders, and the specs and requirements that orders name by number.
        EventKind.SettingChanged or EventKind.SpecInterned or EventKind.RequirementInterned or EventKind.AccountOpened
            or EventKind.MoneyMoved or EventKind.ReputationPublished or EventKind.WriterStarted or EventKind.TimeAdvanced
            or EventKind.MarketStateChanged or EventKind.BidPlaced or EventKind.AskPlaced or EventKind.OrderRejected
            or EventKind.OrderRested or EventKind.OrderFilled or EventKind.RemnantWithdrawn or EventKind.SelfTradePrevented
            or EventKind.OrderReduced or EventKind.OrderAmended or EventKind.OrderCancelled or EventKind.CancelAfterArmed
            or EventKind.LeaseOpened => 0,

        // Who provides, on which terms and for what bond.
        EventKind.ProviderRegistered or EventKind.AgentKeyRegistered or EventKind.NodeDescribed or EventKind.MaintenancePublished
            or EventKind.UnbondingStarted or EventKind.UnbondingEnded or EventKind.IncidentOpened or EventKind.IncidentCharged or EventKind.SlashProposed
            or EventKind.SlashAppealed or EventKind.SlashExecuted or EventKind.SlashCancelled => 0,

        // Proofs: what they say about a node is verified, or its status changed.
        EventKind.BeaconCommitted or EventKind.BeaconRevealed or EventKind.ModulusPublished or EventKind.FactorsReleased
            or EventKind.ChallengeRequested or EventKind.ChallengeIssued or EventKind.AnswerReceived or EventKind.ProofJudged or EventKind.HeartbeatsRecorded => 0,

        // Leases and disputes.
        EventKind.UnitsAssigned or EventKind.LeaseProvisioned or EventKind.LeaseStateChanged or EventKind.HourReported
            or EventKind.HourMetered or EventKind.HourAudited or EventKind.HourSettled or EventKind.LeaseEnded
            or EventKind.LeaseBoughtIn or EventKind.LeaseCashSettled or EventKind.LocksRolled or EventKind.MarginCalled
            or EventKind.LeaseClosed or EventKind.RectangleReturned or EventKind.DisputeOpened or EventKind.DisputeAnswered
            or EventKind.DisputeDecided => 0,

        // Quorums are of the moment: the registry knows nothing of them.
        EventKind.QuorumOpened or EventKind.QuorumExtended or EventKind.ResultCommitted or EventKind.ResultRevealed or EventKind.WorkerJudged or EventKind.QuorumClosed => 0,
        EventKind.None => throw new InvalidDataException("An event of no kind."),
    };

    /// <inheritdoc/>
    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        Written();
        _skus.Clear();
        _nodes.Clear();
        await foreach (SkuRow row in Rows.ReadAsync(connection, SkuRow.Table, "", SkuRow.Read, cancellation)) _skus.Add(row.Sku, row);
        await foreach (NodeRow row in Rows.ReadAsync(connection, NodeRow.Table, "", NodeRow.Read, cancellation)) _nodes.Add(row.Node, row);
    }

    /// <inheritdoc/>
    public void AddWrites(NpgsqlBatch batch)
    {
        _productChanges.AddTo(batch);
        _skuChanges.AddTo(batch);
        _nodeChanges.AddTo(batch);
        _unitChanges.AddTo(batch);
    }

    /// <inheritdoc/>
    public void Written()
    {
        _productChanges.Clear();
        _skuChanges.Clear();
        _nodeChanges.Clear();
        _unitChanges.Clear();
    }

    private int List(in ProductListed listed, long position)
    {
        _productChanges.Write(
            listed.Product,
            new ProductRow(listed.Product, listed.Name.ToString(), listed.Sku, listed.Requirement, listed.Duration, position));
        return 1;
    }

    private int List(in SkuListed listed, long position) => Keep(new SkuRow(
        listed.Sku, listed.Facts.Name.ToString(), listed.Facts.VramGib, listed.Facts.BandwidthGBs, listed.Facts.Bf16TflopsTenths,
        listed.Facts.Reference, listed.Facts.Lifecycle, position));

    private int Change(in SkuLifecycleChanged changed, long position) =>
        Keep(Sku(changed.Sku) with { Lifecycle = changed.Lifecycle, Position = position });

    private int Register(in NodeRegistered registered, long position) => Keep(new NodeRow(
        registered.Node, registered.Provider, registered.Name.ToString(), registered.Sku, registered.GpusPerNode, registered.Nodes,
        default, default, default, position));

    private int Verify(in PerformanceVerified verified, long position) =>
        Keep(Node(verified.Node) with { Performance = verified.Performance, PerformanceUntil = verified.Until, Position = position });

    private int Verify(in AttestationVerified verified, long position) =>
        Keep(Node(verified.Node) with { AttestedUntil = verified.Until, Position = position });

    private int Change(in NodeStatusChanged changed, long position) =>
        Keep(Node(changed.Node) with { Status = changed.Status, StatusReason = changed.Reason, Position = position });

    private int Register(in UnitRegistered registered, long position) => Keep(new UnitRow(
        registered.Node, registered.Unit, registered.Provider, registered.Device.ToString(), false, position));

    private int Ban(in DeviceBanned banned, long position) => Keep(new UnitRow(
        banned.Node, banned.Unit, banned.Provider, banned.Device.ToString(), true, position));

    private SkuRow Sku(SkuId sku) =>
        _skus.TryGetValue(sku, out SkuRow? row) ? row : throw new InvalidDataException($"SKU {sku.Value} was not listed.");

    private NodeRow Node(NodeId node) =>
        _nodes.TryGetValue(node, out NodeRow? row) ? row : throw new InvalidDataException($"Node {node.Value} was not registered.");

    private int Keep(SkuRow row)
    {
        _skus[row.Sku] = row;
        _skuChanges.Write(row.Sku, row);
        return 1;
    }

    private int Keep(NodeRow row)
    {
        _nodes[row.Node] = row;
        _nodeChanges.Write(row.Node, row);
        return 1;
    }

    private int Keep(UnitRow row)
    {
        _unitChanges.Write((row.Node, row.Unit), row);
        return 1;
    }
}
