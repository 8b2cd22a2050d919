using System.Security.Cryptography;
using Exchange.Api.Access;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Proofs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Exchange.Projections.Proofs;

namespace Exchange.Api.Proofs;

/// <summary>
/// <c>POST /proofs/{challenge}</c>, bytes as they are: a product of 4n² bytes, the root of one, 256 bytes of a time-lock, or JSON of reports with
/// their certificates; and
/// <c>POST /proofs/{challenge}/rows</c>: the rows of a committed product that the first answer names, each of 4n bytes and its Merkle path.
/// </summary>
public static class SubmitProof
{
    private const int MaxEvidenceBytes = 1024 * 1024;

    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/proofs/{challenge}", HandleAsync).Needs(Scopes.Provide).WithMetadata(Room(AnswerBytes)).Accepts<byte[]>("application/octet-stream")
            .Produces<ProofAnswer>().WithTags("Proofs").WithSummary("Answer a challenge");
        routes.MapPost("/proofs/{challenge}/rows", OpenAsync).Needs(Scopes.Provide).WithMetadata(Room(RowsBytes)).Accepts<byte[]>("application/octet-stream")
            .Produces<ProofAnswer>().WithTags("Proofs").WithSummary("Open rows of a committed product");
    }

    private static async Task<IResult> HandleAsync(string challenge, HttpContext context, ProofDesk desk)
    {
        AccountId provider = context.Caller().Account;
        ChallengeId id = Named(challenge);
        if (desk.Find(provider, id) is not { } asked) return NotFound;
        byte[] body = await BodyAsync(context);
        if (Misfit(asked, body.Length) is { } misfit) return misfit;
        using JudgesBench.Place? place = desk.Bench.TryTake(id, body.Length);
        if (place is null) return Problem.InboxFull(desk.Settings.RetryAfterSeconds);

        // From here on nothing hangs on the connection: who has answered is judged, whether or not it waits for that.
        (Challenge? open, Problem? problem) = await desk.ReceiveAsync(provider, id, AnswerOf(asked, body));
        if (problem is not null) return problem;
        if (open is not { } received) return await AnswerAsync(id, context, desk);
        if (received.Terms.Proof == ChallengeKind.MatrixCommit) return Answer.Ok(RowsOf(received, desk), ApiJson.Default.ProofAnswer);
        problem = await desk.JudgeAsync(received, body);
        return problem is not null ? problem : await AnswerAsync(id, context, desk);
    }

    private static async Task<IResult> OpenAsync(string challenge, HttpContext context, ProofDesk desk, ChallengeBoard board)
    {
        ChallengeId id = Named(challenge);
        if (desk.Find(context.Caller().Account, id) is not { } committed || committed.Terms.Proof != ChallengeKind.MatrixCommit) return NotFound;
        if (!committed.IsAnswered) return Refusals.Problem(new Receipt(Refusal.NotYet));
        byte[] rows = await BodyAsync(context);
        using JudgesBench.Place? place = desk.Bench.TryTake(id, rows.Length);
        if (place is null) return Problem.InboxFull(desk.Settings.RetryAfterSeconds);
        long now = desk.Clock.GetCurrentInstant().ToUnixTimeMilliseconds();
        if (!board.TryOpen(id, now, desk.OpeningMilliseconds)) return Refusals.Problem(new Receipt(Refusal.TooLate));
        Problem? problem = await desk.JudgeAsync(committed, rows);
        return problem is not null ? problem : await AnswerAsync(id, context, desk);
    }

    private static ChallengeId Named(string? challenge) => LeaseDesk.TryNumber(challenge ?? "", out long number) ? new ChallengeId(number) : default;

    /// <summary>A large body is read only for a challenge that is open, and only as much as it asks for.</summary>
    private static LargeBody Room(Func<Challenge, long> asked) => new((context, account) =>
        context.RequestServices.GetRequiredService<ProofDesk>().Find(account, Named(context.GetRouteValue("challenge") as string)) is { } open
            ? (asked(open), null)
            : (0, NotFound));

    /// <summary>How many bytes the answer to a challenge has; of evidence, at most.</summary>
    private static long AnswerBytes(Challenge asked) => asked.Terms.Proof switch
    {
        ChallengeKind.MatrixFull => sizeof(int) * asked.Terms.Size * asked.Terms.Size,
        ChallengeKind.MatrixCommit => MerkleTree.HashBytes,
        ChallengeKind.TimeLock => TimeLock.NumberBytes,
        ChallengeKind.Attestation => MaxEvidenceBytes,
    };

    /// <summary>How many bytes the rows of a committed product and their paths have at most.</summary>
    private static long RowsBytes(Challenge asked) =>
        ProofCase.RowsOf(asked.Terms.Purpose) * ((sizeof(int) * asked.Terms.Size) + MerkleTree.PathBytes(0, (int)asked.Terms.Size));

    private static Problem NotFound => Refusals.Problem(new Receipt(Refusal.UnknownChallenge));

    /// <summary>What can be seen to be no answer at all is refused, and the challenge stays open.</summary>
    private static Problem? Misfit(in Challenge asked, int length)
    {
        long wanted = AnswerBytes(asked);
        bool isEvidence = asked.Terms.Proof == ChallengeKind.Attestation;
        bool isFitting = isEvidence ? length > 0 && length <= wanted : length == wanted;
        return isFitting ? null : Problem.BadField("body", isEvidence
            ? $"the evidence is JSON of at most {wanted} bytes"
            : $"the answer to this challenge has {wanted} bytes");
    }

    private static Hash256 AnswerOf(in Challenge asked, byte[] body) => Hash256.From(asked.Terms.Proof switch
    {
        ChallengeKind.MatrixFull => MatrixAnswer.Tree(body, (int)asked.Terms.Size).Root,
        ChallengeKind.MatrixCommit => body,
        _ => SHA256.HashData(body),
    });

    private static ProofAnswer RowsOf(in Challenge received, ProofDesk desk) => new()
    {
        Challenge = received.Terms.Challenge.Value,
        Rows = MatrixVerifier.DrawRows(received.Randomness.Bytes, (int)received.Terms.Size, ProofCase.RowsOf(received.Terms.Purpose)),
        OpenUntil = WireTime.Text(desk.OpenUntil(received)),
    };

    private static async Task<IResult> AnswerAsync(ChallengeId id, HttpContext context, ProofDesk desk)
    {
        ChallengeRow? row = await desk.FindAsync(id, context.RequestAborted);
        return row is null ? NotFound : Answer.Ok(ProofDesk.Of(row), ApiJson.Default.ProofAnswer);
    }

    private static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, CancellationToken.None); // It is all here already.
        return body.ToArray();
    }
}
