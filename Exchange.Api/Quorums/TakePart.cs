using Exchange.Api.Access;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using Exchange.Projections.Proofs;
using Exchange.Projections.Queries;

namespace Exchange.Api.Quorums;

/// <summary><c>POST /quorums/{id}/commitment</c> and <c>POST /quorums/{id}/result</c>: a provider takes part, and shows its result.</summary>
public static class TakePart
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/quorums/{id}/commitment", CommitAsync).Needs(Scopes.Provide).Produces<QuorumAnswer>().WithTags("Quorums").WithSummary("Take part by committing to a result");
        routes.MapPost("/quorums/{id}/result", RevealAsync).Needs(Scopes.Provide).Produces<QuorumAnswer>().WithTags("Quorums").WithSummary("Reveal what was committed to");
    }

    private static async Task<IResult> CommitAsync(string id, CommitmentRequest request, HttpContext context, QuorumDesk desk)
    {
        if (!LeaseDesk.TryNumber(id, out long number)) return QuorumDesk.NotFound;
        if (!HashHex.TryRead(request.Commitment, out Hash256 commitment)) return Problem.BadField("commitment", "commitment must be 64 hexadecimal digits");
        var command = new CommitResult(context.Caller().Account, new QuorumId(number), commitment);
        return await RunAsync(command, command.Quorum, worker => worker.CommittedAt is not null && worker.Commitment == commitment, context, desk);
    }

    private static async Task<IResult> RevealAsync(string id, ResultRequest request, HttpContext context, QuorumDesk desk)
    {
        if (!LeaseDesk.TryNumber(id, out long number)) return QuorumDesk.NotFound;
        var reader = new FieldReader();
        Hash256 digest = HashHex.Read(reader, "digest", request.Digest);
        Hash256 salt = HashHex.Read(reader, "salt", request.Salt);
        if (reader.Problem is not null) return reader.Problem;
        var command = new RevealResult(context.Caller().Account, new QuorumId(number), digest, salt);
        return await RunAsync(command, command.Quorum, worker => worker.RevealedAt is not null && worker.Digest == digest && worker.Salt == salt, context, desk);
    }

    /// <summary>
    /// Runs a command and answers with the quorum as it then is. The engine forgets a quorum that is closed: who repeats what was done before
    /// is told how it ended, and who comes with something else is too late.
    /// </summary>
    private static async Task<IResult> RunAsync<T>(T command, QuorumId quorum, Func<QuorumWorkerRow, bool> isDone, HttpContext context, QuorumDesk desk)
        where T : unmanaged, ICommand<T>
    {
        (Receipt receipt, Problem? problem) = await desk.Gateway.RunAsync(command);
        if (problem is null)
        {
            await desk.Committed.WaitForAsync(receipt.Position, context.RequestAborted);
            return await desk.AnswerAsync(quorum, context);
        }

        if (receipt.Refusal != Refusal.UnknownQuorum) return problem;
        QuorumWithWorkers? closed = await desk.FindAsync(quorum, context.Caller(), context.RequestAborted);
        QuorumWorkerRow? own = closed?.Workers.FirstOrDefault(worker => worker.Provider == context.Caller().Account);
        if (closed is null || own is null) return problem;
        return isDone(own) ? await desk.AnswerAsync(quorum, context) : Refusals.Problem(new Receipt(Refusal.TooLate));
    }
}
