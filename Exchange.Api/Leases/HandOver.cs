using System.Numerics;
using System.Text.Json;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections.Leases;
using ProvisionCommand = Exchange.Engine.Commands.ProvisionLease;

namespace Exchange.Api.Leases;

/// <summary><c>POST /leases/{id}/provisioned</c> and <c>GET /leases/{id}/connection</c>: the provider hands a lease over, the buyer connects.</summary>
public static class HandOver
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/leases/{id}/provisioned", ProvisionAsync).Needs(Scopes.Provide).Produces<LeaseAnswer>().WithTags("Leases").WithSummary("Name the units and hand the lease over");
        routes.MapGet("/leases/{id}/connection", ConnectAsync).Needs(Scopes.Read).Produces<ConnectionAnswer>().WithTags("Leases").WithSummary("How to reach what was handed over");
    }

    private static async Task<IResult> ProvisionAsync(
        string id, ProvisionRequest request, HttpContext context, LeaseDesk desk, Connections connections, ApiSettings settings)
    {
        AccountId caller = context.Caller().Account;
        if (await desk.KnownAsync(id, context.Caller(), context.RequestAborted) is not { } lease || lease.Provider != caller) return LeaseDesk.NotFound;
        var reader = new FieldReader();
        byte[] descriptor = Descriptor(request.Descriptor, settings.MaxDescriptorBytes, reader);
        Handovers handover = reader.Word("handover", request.Handover, Words.Handovers, desk.Committed.Read(state => OnlyWay(state.Specs[lease.Spec])));
        if (handover == Handovers.None) reader.Fail("handover", $"handover must be one of {Words.Handovers.All}");
        IReadOnlyList<(int First, int Count)> units = request.Units is null ? [] : desk.Committed.Read(state => Units(state, lease.Node, request.Units, reader));
        if (reader.Problem is not null) return reader.Problem;

        Hash256 hash = Connections.HashOf(descriptor);
        Problem? problem;
        using (await connections.TurnAsync(lease.Lease, context.RequestAborted))
        {
            problem = await HandOverAsync(request.Units is null ? null : units, new ProvisionCommand(caller, lease.Lease, handover, hash), descriptor, desk, connections);
        }

        if (problem is null) return await desk.AnswerAsync(lease.Lease, context);

        // Who repeats what was done is told how the lease stands.
        LeaseRow? now = await desk.FindAsync(id, context.Caller(), CancellationToken.None);
        return now is { ProvisionedAt: not null } && now.Descriptor == hash ? await desk.AnswerAsync(lease.Lease, context) : problem;
    }

    /// <summary>Keeps the descriptor and hands over; the lease's turn must be the caller's.</summary>
    /// <remarks>
    /// What is handed over must be there when the buyer hears of it. What is refused is dropped again: only where the committed state has taken
    /// the refusal in and still says that nothing was handed over, and not where something may yet come through.
    /// </remarks>
    private static async Task<Problem?> HandOverAsync(
        IReadOnlyList<(int First, int Count)>? units, ProvisionCommand provision, byte[] descriptor, LeaseDesk desk, Connections connections)
    {
        if (StandsOf(desk, provision.Lease) == Stands.HandedOver) return Refusals.Problem(new Receipt(Refusal.AlreadyDone));
        await connections.KeepAsync(provision.Lease, descriptor, CancellationToken.None);
        Problem? problem = await SendAsync(units, provision, desk);
        bool isRefused = problem is { RetryAfterSeconds: null } && StandsOf(desk, provision.Lease) == Stands.Waiting;
        if (isRefused) await connections.ForgetAsync(provision.Lease, provision.Descriptor, CancellationToken.None);
        return problem;
    }

    private static Stands StandsOf(LeaseDesk desk, FillId lease) => desk.Committed.Read(state =>
    {
        int slot = state.Leases.Find(lease);
        if (slot < 0) return Stands.Gone;
        return state.Leases[slot].ProvisionedAt == Minute.Never ? Stands.Waiting : Stands.HandedOver;
    });

    /// <summary>
    /// Names the units and hands over, all at once: the market takes them one after the other, and hands nothing over that lacks units. Where
    /// none are given the engine chooses, so that no two who hand over at once are given the same.
    /// </summary>
    private static async Task<Problem?> SendAsync(IReadOnlyList<(int First, int Count)>? units, ProvisionCommand provision, LeaseDesk desk)
    {
        Task<(Receipt Receipt, Problem? Problem)>[] naming = units is null
            ? [desk.Gateway.RunAsync(new AssignFreeUnits(provision.Provider, provision.Lease)).AsTask()]
            : [.. units.Select(run => desk.Gateway.RunAsync(new AssignUnits(provision.Provider, provision.Lease, run.First, run.Count)).AsTask())];
        (Receipt receipt, Problem? problem) = await desk.Gateway.RunAsync(provision);
        Problem? unnamed = null;
        foreach (Task<(Receipt Receipt, Problem? Problem)> named in naming) unnamed ??= (await named).Problem;
        await desk.Committed.WaitForAsync(receipt.Position, CancellationToken.None);
        return problem is null or { RetryAfterSeconds: not null } ? problem : unnamed ?? problem; // What became of the handing over comes first.
    }

    private static async Task<IResult> ConnectAsync(string id, HttpContext context, LeaseDesk desk, Connections connections)
    {
        Caller caller = context.Caller();
        LeaseRow? lease = await desk.FindAsync(id, caller, context.RequestAborted);
        if (lease is null || (lease.Buyer != caller.Account && lease.Provider != caller.Account)) return LeaseDesk.NotFound;
        byte[]? descriptor = lease.ProvisionedAt is null ? null : await connections.FindAsync(lease.Lease, lease.Descriptor, context.RequestAborted);
        if (descriptor is null) return new Problem(404, "not_provisioned", "the lease was not handed over");
        using JsonDocument document = JsonDocument.Parse(descriptor);
        return Answer.Ok(new ConnectionAnswer(lease.Lease.Value, lease.Descriptor.ToString(), document.RootElement.Clone()), ApiJson.Default.ConnectionAnswer);
    }

    /// <summary>The descriptor without white space, as it is hashed and kept.</summary>
    private static byte[] Descriptor(JsonElement descriptor, int maxBytes, FieldReader reader)
    {
        if (descriptor.ValueKind != JsonValueKind.Object)
        {
            reader.Fail("descriptor", "descriptor must be an object that says how to connect: host, port, user, …");
            return [];
        }

        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(descriptor, ApiJson.Default.JsonElement);
        if (bytes.Length > maxBytes) reader.Fail("descriptor", $"descriptor must have at most {maxBytes} bytes");
        return bytes;
    }

    /// <summary>The way of handing over where a spec names exactly one.</summary>
    private static Handovers OnlyWay(in Spec spec) => BitOperations.IsPow2((int)spec.Handovers) ? spec.Handovers : Handovers.None;

    /// <summary>Units by their numbers or devices, as runs of neighbours.</summary>
    private static List<(int First, int Count)> Units(ExchangeState state, NodeId node, JsonElement[] written, FieldReader reader)
    {
        var numbers = new SortedSet<int>();
        foreach (JsonElement unit in written)
        {
            if (unit.ValueKind == JsonValueKind.Number && unit.TryGetInt32(out int number) && number >= 0) numbers.Add(number);
            else if (unit.ValueKind == JsonValueKind.String && OfDevice(state, node, unit.GetString()!) is >= 0 and var named) numbers.Add(named);
            else reader.Fail("units", "units must be numbers of the node's units, from 0, or ids of its devices");
        }

        var runs = new List<(int First, int Count)>();
        foreach (int number in numbers)
        {
            if (runs.Count > 0 && runs[^1].First + runs[^1].Count == number) runs[^1] = (runs[^1].First, runs[^1].Count + 1);
            else runs.Add((number, 1));
        }

        return runs;
    }

    /// <summary>The unit of the node in which a device is, or -1.</summary>
    private static int OfDevice(ExchangeState state, NodeId node, string device)
    {
        int place = System.Text.Encoding.UTF8.GetByteCount(device) > Text64.MaxBytes ? -1 : state.Devices.Find(Text64.From(device));
        return place >= 0 && state.Devices[place].Node == node ? state.Devices[place].Unit : -1;
    }

    /// <summary>How far a lease has come on its way to the buyer.</summary>
    private enum Stands
    {
        /// <summary>It was not handed over yet.</summary>
        Waiting,
        /// <summary>It was handed over.</summary>
        HandedOver,
        /// <summary>It is over: only the views know whether it ever was handed over.</summary>
        Gone,
    }
}
