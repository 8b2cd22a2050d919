using Exchange.Api.Access;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using OpenCommand = Exchange.Engine.Commands.OpenQuorum;

namespace Exchange.Api.Quorums;

/// <summary><c>POST /quorums</c>: a buyer lets the providers of several of its leases do the same job.</summary>
public static class OpenQuorum
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/quorums", HandleAsync).Needs(Scopes.Trade).Produces<QuorumAnswer>().WithTags("Quorums").WithSummary("Let several providers do the same job");

    private static async Task<IResult> HandleAsync(QuorumRequest request, HttpContext context, QuorumDesk desk)
    {
        var reader = new FieldReader();
        Hash256 job = HashHex.Read(reader, "job", request.Job);
        if (request.Leases is not { Length: >= OpenCommand.FewestWorkers and <= Few<FillId>.Max } leases)
            return Problem.BadField("leases", $"leases must be the numbers of {OpenCommand.FewestWorkers} to {Few<FillId>.Max} leases");
        Minutes commit = reader.Duration("commit_within", request.CommitWithin ?? "", default);
        Minutes reveal = reader.Duration("reveal_within", request.RevealWithin ?? "", default);
        if (reader.Problem is not null) return reader.Problem;

        int needed = request.Needed ?? (leases.Length / 2) + 1;
        Few<FillId> workers = Few<FillId>.Of([.. leases.Select(lease => new FillId(lease))]);
        (Receipt receipt, Problem? problem) = await desk.Gateway.RunAsync(
            new OpenCommand(context.Caller().Account, job, workers, needed, commit.Count, reveal.Count));
        if (problem is not null) return problem;
        await desk.Committed.WaitForAsync(receipt.Position, context.RequestAborted);
        return await desk.AnswerOpenedAsync(new QuorumId(receipt.Id), context);
    }
}
