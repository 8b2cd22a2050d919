using Exchange.Api.Access;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Providers;

/// <summary><c>PUT /nodes/{id}/units</c> and <c>GET /nodes/{id}/units</c>: which device is which unit of a node.</summary>
public static class NameUnits
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/nodes/{id}/units", PutAsync).Needs(Scopes.Provide).Produces<UnitAnswer[]>().WithTags("Providers").WithSummary("Name a node's units by their devices");
        routes.MapGet("/nodes/{id}/units", Read).Needs(Scopes.Read).Produces<UnitAnswer[]>().WithTags("Providers").WithSummary("A node's units");
    }

    private static async Task<IResult> PutAsync(string id, UnitsRequest request, HttpContext context, NodeDesk desk)
    {
        if (!desk.TryFind(id, context, out NodeId node)) return NodeDesk.NotFound;
        if (request.Devices is not { Length: > 0 and <= UnitTable.MaxUnitsPerNode })
            return Problem.BadField("devices", $"devices must list 1 to {UnitTable.MaxUnitsPerNode} device ids");
        var reader = new FieldReader();
        Text64[] devices = [.. request.Devices.Select(device => device is null ? default : reader.Text("devices", device))];
        if (reader.Problem is not null) return reader.Problem;
        long position = 0;
        for (int unit = 0; unit < devices.Length; unit++)
        {
            if (devices[unit].IsEmpty) continue;
            (Receipt receipt, Problem? problem) = await desk.Gateway.RunAsync(new RegisterUnit(context.Caller().Account, node, unit, devices[unit]));
            if (problem is not null) return problem;
            position = Math.Max(position, receipt.Position);
        }

        await desk.Committed.WaitForAsync(position, context.RequestAborted);
        return Read(id, context, desk);
    }

    private static IResult Read(string id, HttpContext context, NodeDesk desk)
    {
        if (!desk.TryFind(id, context, out NodeId node)) return NodeDesk.NotFound;
        return Answer.Ok(desk.Committed.Read(state => All(state, node)), ApiJson.Default.UnitAnswerArray);
    }

    private static UnitAnswer[] All(ExchangeState state, NodeId node)
    {
        var units = new List<UnitAnswer>();
        for (int number = 0; number < Math.Min(state.Fleet[node].Units.Count, UnitTable.MaxUnitsPerNode); number++)
        {
            int place = state.Units.Find(node, number);
            if (place < 0) continue;
            Unit unit = state.Units[place];
            units.Add(new UnitAnswer(
                number, unit.Device.ToString(), unit.IsBanned, Decimals.Fraction(unit.Performance.Value), WireTime.Text(unit.PerformanceUntil), unit.Misses.InARow));
        }

        return [.. units];
    }
}
