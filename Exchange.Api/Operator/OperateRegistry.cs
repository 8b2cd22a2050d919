using Exchange.Api.Access;
using Exchange.Api.Orders;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Skus;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Api.Operator;

/// <summary>What the operator does with the registry: lists SKUs and products, and records what was verified of nodes and providers.</summary>
public static class OperateRegistry
{
    private const int TenthsOfOne = 10;

    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/operator/skus", PostSkuAsync).Needs(Scopes.Admin).Produces<CreatedAnswer>().WithTags("Operator").WithSummary("List a SKU");
        routes.MapPost("/operator/products", PostProductAsync).Needs(Scopes.Admin).Produces<CreatedAnswer>().WithTags("Operator").WithSummary("List a product");
        routes.MapPut("/operator/nodes/{id}", VerifyAsync).Needs(Scopes.Admin).WithTags("Operator").WithSummary("Record what was verified of a node");
        routes.MapPut("/operator/reputation/{id}", PublishAsync).Needs(Scopes.Admin).WithTags("Operator").WithSummary("Publish a provider's reputation");
    }

    /// <summary>Lists a SKU of the catalogue, or finds it listed; returns its number.</summary>
    public static async ValueTask<(SkuId Sku, Problem? Problem)> ListSkuAsync(Sku sku, OrderDesk desk)
    {
        SkuId listed = desk.Committed.Read(state => state.Specs.FindSku(sku.Name));
        if (listed.Value > 0) return (listed, null);
        (Receipt receipt, Problem? problem) = await desk.Gateway.RunAsync(new ListSku(sku));
        if (problem is not null) return (default, problem);
        await desk.Committed.WaitForAsync(receipt.Position);
        return (new SkuId((int)receipt.Id), null);
    }

    /// <summary>Lists a product; returns its name.</summary>
    public static async ValueTask<Problem?> ListProductAsync(ProductRequest request, OrderDesk desk)
    {
        var reader = new FieldReader();
        Text64 name = reader.Text("name", request.Name);
        if (request.Name is null || request.Name.Split('-') is not [{ Length: > 0 }, { Length: > 0 }] || request.Name.AsSpan().ContainsAny("/: "))
            reader.Fail("name", "name must be of the form BASE-USD");
        SkuId sku = RequirementReader.Sku(request.Sku, written => desk.Committed.Read(state => state.Specs.FindSku(Text64.From(written))), reader);
        Minutes duration = reader.Duration("duration", request.Duration, Minutes.FromHours(1));
        var plain = new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(sku, BasisPoints.Whole)), MinPerformance = new BasisPoints(Hosting.ApiSettings.DefaultMinPerformanceBasisPoints) };
        Requirement requirement = RequirementReader.Read(request.Require, plain, _ => sku, reader);
        if (reader.Problem is not null) return reader.Problem;
        (RequirementId id, Problem? problem) = await desk.Interning.IdOfAsync(requirement);
        if (problem is not null) return problem;
        (Receipt receipt, problem) = await desk.Gateway.RunAsync(new ListProduct(name, sku, id, duration));
        if (problem is null) await desk.Committed.WaitForAsync(receipt.Position);
        return problem;
    }

    private static async Task<IResult> PostSkuAsync(SkuListingRequest request, OrderDesk desk)
    {
        if (request.Name is not null && SkuCatalogue.Find(request.Name) is { } known && request.ReferencePrice is null)
            return Created(known.Name, (await ListSkuAsync(known.ToSku(), desk)).Problem);
        var reader = new FieldReader();
        var sku = new Sku
        {
            Name = reader.Text("name", request.Name),
            VramGib = reader.Count("vram_gib", request.VramGib, 0),
            BandwidthGBs = reader.Count("bandwidth_gbs", request.BandwidthGbs, 0),
            Bf16TflopsTenths = reader.Parts("bf16_tflops", request.Bf16Tflops, TenthsOfOne, 0),
            Reference = reader.Price("reference_price", request.ReferencePrice),
        };
        return reader.Problem is not null ? reader.Problem : Created(request.Name ?? "", (await ListSkuAsync(sku, desk)).Problem);
    }

    private static async Task<IResult> PostProductAsync(ProductRequest request, OrderDesk desk) =>
        Created(request.Name ?? "", await ListProductAsync(request, desk));

    private static async Task<IResult> VerifyAsync(string id, NodeVerificationRequest request, OrderDesk desk)
    {
        if (!WireId.TryNode(id, out NodeId node)) return new Problem(404, "node_not_found", "node not found");
        var reader = new FieldReader();
        Problem? problem = null;
        Receipt receipt = default;
        if (request.Performance is not null)
        {
            Minute until = reader.MinuteAtOrAfter("performance_until", request.PerformanceUntil, Minute.Never);
            BasisPoints performance = reader.Fraction("performance", request.Performance, default);
            if (reader.Problem is null) (receipt, problem) = await desk.Gateway.RunAsync(new RecordPerformance(node, performance, until));
        }

        if (problem is null && reader.Problem is null && request.AttestedUntil is not null)
        {
            Minute until = reader.MinuteAtOrAfter("attested_until", request.AttestedUntil, default);
            if (reader.Problem is null) (receipt, problem) = await desk.Gateway.RunAsync(new RecordAttestation(node, until));
        }

        await desk.Committed.WaitForAsync(receipt.Position); // Whoever looks next sees it.
        return Done(reader.Problem ?? problem);
    }

    private static async Task<IResult> PublishAsync(string id, ReputationRequest request, OrderDesk desk)
    {
        if (!WireId.TryAccount(id, out AccountId provider)) return Problem.AccountNotFound;
        var reader = new FieldReader();
        BasisPoints score = reader.Fraction("score", request.Score, default);
        if (reader.Problem is not null) return reader.Problem;
        (_, Problem? problem) = await desk.Gateway.RunAsync(new PublishReputation(provider, score));
        return Done(problem);
    }

    private static IResult Done(Problem? problem) => problem is not null ? problem : TypedResults.NoContent();

    private static IResult Created(string name, Problem? problem) =>
        problem is not null ? problem : Answer.Ok(new CreatedAnswer(name), ApiJson.Default.CreatedAnswer);
}
