using Exchange.Api.Access;
using Exchange.Api.Orders;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using RegisterCommand = Exchange.Engine.Commands.RegisterNode;

namespace Exchange.Api.Providers;

/// <summary><c>POST /nodes</c>, <c>GET /nodes</c> and <c>GET /nodes/{id}</c>: what a provider can deliver from.</summary>
public static class RegisterNode
{
    private const int HundredthsOfOne = 100;
    private const int MibPerGib = 1024;

    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/nodes", HandleAsync).Needs(Scopes.Provide).Produces<NodeAnswer>().WithTags("Providers").WithSummary("Register a node or a group of identical nodes");
        routes.MapGet("/nodes", List).Needs(Scopes.Read).Produces<NodeAnswer[]>().WithTags("Providers").WithSummary("The caller's nodes");
        routes.MapGet("/nodes/{id}", Read).Needs(Scopes.Read).Produces<NodeAnswer>().WithTags("Providers").WithSummary("One of the caller's nodes");
    }

    /// <summary>Registers a node and describes it.</summary>
    public static async ValueTask<(NodeId Node, Problem? Problem)> RegisterAsync(
        AccountId provider, NodeRequest request, OrderDesk desk, CancellationToken cancellation)
    {
        var reader = new FieldReader();
        Inventory detected = request.Inventory ?? new Inventory();
        request = detected.Complete(request);
        Spec spec = Describe(request, name => desk.Committed.Read(state => state.Specs.FindSku(Text64.From(name))), reader);
        Text64 name = reader.Text("name", request.Name);
        int nodes = reader.Count("nodes", request.Nodes, 1);
        if (spec.GpusPerNode.Count is < 1 or > 16) reader.Fail("gpus_per_node", "gpus_per_node must be from 1 to 16");
        if (nodes < 1) reader.Fail("nodes", "nodes must be at least 1");
        if (spec.Sku.Value > 0 && !detected.FitsMemory(desk.Committed.Read(state => state.Specs[spec.Sku].VramGib)))
            reader.Fail("vram_mib", $"vram_mib is not that of {request.Sku}");
        if (reader.Problem is not null) return (default, reader.Problem);
        (SpecId id, Problem? problem) = await desk.Interning.IdOfAsync(spec);
        if (problem is not null) return (default, problem);
        (Receipt receipt, problem) = await desk.Gateway.RunAsync(new RegisterCommand(provider, name, spec.Sku, spec.GpusPerNode, nodes));
        if (problem is not null) return (default, problem);
        var node = new NodeId((int)receipt.Id);
        (receipt, problem) = await desk.Gateway.RunAsync(new DescribeNode(provider, node, id));
        if (problem is not null) return (default, problem);
        await desk.Committed.WaitForAsync(receipt.Position, cancellation);
        return (node, null);
    }

    private static async Task<IResult> HandleAsync(NodeRequest request, HttpContext context, OrderDesk desk, NodeDesk nodes)
    {
        (NodeId node, Problem? problem) = await RegisterAsync(context.Caller().Account, request, desk, context.RequestAborted);
        return problem is not null ? problem : nodes.Read(node);
    }

    private static IResult List(HttpContext context, NodeDesk desk) => Answer.Ok(
        desk.Committed.Read(state => state.Fleet.Of(context.Caller().Account).Select(node => Of(state, desk.Evidence, node)).ToArray()), ApiJson.Default.NodeAnswerArray);

    private static IResult Read(string id, HttpContext context, NodeDesk desk) => desk.TryFind(id, context, out NodeId node) ? desk.Read(node) : NodeDesk.NotFound;

    private static Spec Describe(NodeRequest request, Func<string, SkuId> findSku, FieldReader reader) => new()
    {
        Sku = RequirementReader.Sku(request.Sku, findSku, reader),
        MinChunk = new Gpus(1),
        ChunkStep = new Gpus(1),
        MinDuration = Minutes.FromHours(1),
        GpusPerNode = new Gpus(reader.Count("gpus_per_node", request.GpusPerNode, 1)),
        Place = request.Place is null ? default : reader.Text("place", request.Place),
        Link = reader.Word("link", request.Link, Words.Links, LinkKind.Undefined),
        Fabric = reader.Word("fabric", request.Fabric, Words.Fabrics, FabricKind.Undefined),
        FabricGbpsPerGpu = reader.Count("fabric_gbps", request.FabricGbps, 0),
        FabricId = request.FabricId is null ? default : reader.Text("fabric_id", request.FabricId),
        VcpuHundredthsPerGpu = reader.Parts("vcpus_per_gpu", request.VcpusPerGpu, HundredthsOfOne, 0),
        RamMibPerGpu = reader.Parts("ram_gib_per_gpu", request.RamGibPerGpu, MibPerGib, 0),
        DiskGbPerGpu = reader.Count("disk_gb_per_gpu", request.DiskGbPerGpu, 0),
        NetworkMbpsPerGpu = reader.Count("network_mbps_per_gpu", request.NetworkMbpsPerGpu, 0),
        Tee = reader.Word("tee", request.Tee, Words.TeeLevels, TeeLevel.None),
        TeePlatform = reader.Word("tee_platform", request.TeePlatform, Words.TeePlatforms, TeePlatforms.None),
        Handovers = reader.Flags("handover", request.Handover, Words.Handovers, Handovers.Container),
        Firmness = reader.Word("firmness", request.Firmness, Words.Firmness, Firmness.Standard),
        Notice = new Minutes(reader.Count("notice", request.Notice, 60)),
    };

    /// <summary>The confidential computing that a node claims, as a word.</summary>
    public static string TeeOf(ExchangeState state, in Node node) =>
        Words.TeeLevels[state.Specs.Exists(node.Spec) ? state.Specs[node.Spec].Tee : TeeLevel.None];

    /// <summary>A node as its owner sees it.</summary>
    public static NodeAnswer Of(ExchangeState state, PerformanceEvidence evidence, NodeId id)
    {
        Node node = state.Fleet[id];
        return new NodeAnswer(
            WireId.Text(WireId.Of(id)), node.Name.ToString(), WireId.Text(WireId.Of(node.Provider)), state.Specs[node.Sku].Name.ToString(),
            node.GpusPerNode.Count, node.Nodes, node.Units.Count, node.CommittedGpus, Decimals.Fraction(node.Performance.Value),
            WireTime.Text(node.PerformanceUntil), evidence.Of(state, id), TeeOf(state, node), WireTime.Text(node.AttestationUntil), SnakeCase.Of(node.Status), SnakeCase.Of(node.Reason),
            [.. node.Maintenance.Windows.Items.ToArray().Select(window => new DownAnswer(WireTime.Text(window.From), WireTime.Text(window.Until)))]);
    }
}
