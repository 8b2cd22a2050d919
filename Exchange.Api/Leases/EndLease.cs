using Exchange.Api.Access;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;

namespace Exchange.Api.Leases;

/// <summary><c>POST /leases/{id}/terminate</c> for the buyer, <c>POST /leases/{id}/reclaim</c> for the provider.</summary>
public static class EndLease
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/leases/{id}/terminate", TerminateAsync).Needs(Scopes.Trade).Produces<LeaseAnswer>().WithTags("Leases").WithSummary("End a lease early, as its buyer");
        routes.MapPost("/leases/{id}/reclaim", ReclaimAsync).Needs(Scopes.Provide).Produces<LeaseAnswer>().WithTags("Leases").WithSummary("Take a lease back after its notice, as its provider");
    }

    private static Task<IResult> TerminateAsync(string id, HttpContext context, LeaseDesk desk) =>
        LeaseDesk.TryNumber(id, out long lease)
            ? desk.RunAsync(new TerminateLease(context.Caller().Account, new FillId(lease)), new FillId(lease), context)
            : Task.FromResult<IResult>(LeaseDesk.NotFound);

    private static Task<IResult> ReclaimAsync(string id, HttpContext context, LeaseDesk desk) =>
        LeaseDesk.TryNumber(id, out long lease)
            ? desk.RunAsync(new ReclaimLease(context.Caller().Account, new FillId(lease)), new FillId(lease), context)
            : Task.FromResult<IResult>(LeaseDesk.NotFound);
}
