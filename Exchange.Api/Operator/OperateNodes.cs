using Exchange.Api.Access;
using Exchange.Api.Providers;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;

namespace Exchange.Api.Operator;

/// <summary>What the operator does with nodes: lets a quarantined one back, bans a device.</summary>
public static class OperateNodes
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/operator/nodes/{id}/restore", RestoreAsync).Needs(Scopes.Admin).Produces<NodeAnswer>().WithTags("Operator").WithSummary("Let a quarantined node back");
        routes.MapPost("/operator/devices/ban", BanAsync).Needs(Scopes.Admin).WithTags("Operator").WithSummary("Ban a device for ever");
    }

    private static async Task<IResult> RestoreAsync(string id, HttpContext context, NodeDesk desk) =>
        WireId.TryNode(id, out NodeId node) && desk.Committed.Read(state => state.Fleet.Exists(node))
            ? await desk.RunAsync(new RestoreNode(node), node, context)
            : NodeDesk.NotFound;

    private static async Task<IResult> BanAsync(DeviceRequest request, NodeDesk desk)
    {
        var reader = new FieldReader();
        Text64 device = reader.Text("device", request.Device);
        if (reader.Problem is not null) return reader.Problem;
        (_, Problem? problem) = await desk.Gateway.RunAsync(new BanDevice(device));
        return problem is not null ? problem : TypedResults.NoContent();
    }
}
