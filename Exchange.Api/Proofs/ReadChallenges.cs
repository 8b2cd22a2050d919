using System.Globalization;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using Exchange.Projections.Proofs;

namespace Exchange.Api.Proofs;

/// <summary><c>GET /challenges</c>, which may wait for one, and <c>GET /proofs/{challenge}</c>: what was found.</summary>
public static class ReadChallenges
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/challenges", ListAsync).Needs(Scopes.Provide).Produces<ChallengeAnswer[]>().WithTags("Proofs").WithSummary("The challenges that wait for an answer; ?after= a challenge, ?wait= seconds for one");
        routes.MapGet("/proofs/{challenge}", ReadAsync).Needs(Scopes.Read).Produces<ProofAnswer>().WithTags("Proofs").WithSummary("What was found of a proof");
    }

    private static async Task<IResult> ListAsync(HttpContext context, ChallengeBoard board, ApiSettings settings)
    {
        AccountId provider = context.Caller().Account;
        string? wait = context.Request.Query["wait"];
        int seconds = 0;
        bool read = string.IsNullOrEmpty(wait) || int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
        if (!read || seconds > settings.Proofs.MaxPollSeconds) return Problem.BadField("wait", $"wait must be seconds, 0 to {settings.Proofs.MaxPollSeconds}");
        long after = 0;
        if (context.Request.Query["after"] is [{ } last] && !LeaseDesk.TryNumber(last, out after)) return Problem.BadField("after", "after must be the number of a challenge");
        if (seconds > 0) await board.WaitAsync(provider, after, TimeSpan.FromSeconds(seconds), context.RequestAborted);
        return Answer.Ok(board.Of(provider, after), ApiJson.Default.ChallengeAnswerArray);
    }

    private static async Task<IResult> ReadAsync(string challenge, HttpContext context, ProofDesk desk)
    {
        ChallengeRow? row = LeaseDesk.TryNumber(challenge, out long number) ? await desk.FindAsync(new ChallengeId(number), context.RequestAborted) : null;
        Caller caller = context.Caller();
        bool seen = row is not null && (row.Provider == caller.Account || (caller.Scopes & Scopes.Admin) != 0);
        return seen ? Answer.Ok(ProofDesk.Of(row!), ApiJson.Default.ProofAnswer) : Refusals.Problem(new Receipt(Refusal.UnknownChallenge));
    }
}
