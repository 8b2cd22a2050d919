using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Decisions;
using Exchange.Engine.Providers;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections.Queries;
using Exchange.Projections.Reputation;
using RegisterCommand = Exchange.Engine.Commands.RegisterProvider;

namespace Exchange.Api.Providers;

/// <summary><c>POST /providers</c> makes the caller a provider; <c>GET /providers/{id}</c> shows one to everybody.</summary>
public static class RegisterProvider
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/providers", HandleAsync).Needs(Scopes.Provide).Produces<ProviderAnswer>().WithTags("Providers").WithSummary("Become a provider");
        routes.MapGet("/providers/{id}", ReadAsync).Produces<ProviderAnswer>().WithTags("Providers").WithSummary("A provider's public profile");
    }

    private static async Task<IResult> HandleAsync(ProviderRequest request, HttpContext context, Gateway gateway, NodeDesk nodes, ReputationQueries scores)
    {
        AccountId account = context.Caller().Account;
        var reader = new FieldReader();
        Text64 name = reader.Text("name", request.Name);
        if (reader.Problem is not null) return reader.Problem;
        (Receipt receipt, Problem? problem) = await gateway.RunAsync(new RegisterCommand(account, name));
        if (problem is not null) return problem;
        await nodes.Committed.WaitForAsync(receipt.Position, context.RequestAborted);
        return await AnswerAsync(account, nodes, scores, context.RequestAborted);
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext context, NodeDesk nodes, ReputationQueries scores) =>
        TryFind(id, nodes.Committed, out AccountId account) ? await AnswerAsync(account, nodes, scores, context.RequestAborted) : NotFound;

    /// <summary>There is no such provider.</summary>
    internal static Problem NotFound => new(404, "provider_not_found", "provider not found");

    /// <summary>Whether the id is a provider's.</summary>
    internal static bool TryFind(string id, CommittedMarket committed, out AccountId account)
    {
        if (!WireId.TryAccount(id, out account)) return false;
        AccountId wanted = account;
        return committed.Read(state => state.Accounts.Exists(wanted) && state.Parties.Of(wanted).IsProvider);
    }

    /// <summary>Score and grade are as of the last hour that the view has: a profile waits for nothing.</summary>
    private static async Task<IResult> AnswerAsync(AccountId account, NodeDesk nodes, ReputationQueries scores, CancellationToken cancellation)
    {
        Grade grade = (await scores.FindAsync(account, cancellation))?.Grade ?? Grade.N;
        return Answer.Ok(nodes.Committed.Read(state => Of(state, nodes.Evidence, account, grade)), ApiJson.Default.ProviderAnswer);
    }

    private static ProviderAnswer Of(ExchangeState state, PerformanceEvidence evidence, AccountId account, Grade grade)
    {
        (int nodes, int active, int vouched, long units) = (0, 0, 0, 0);
        foreach (NodeId id in state.Fleet.Of(account))
        {
            if (state.Fleet[id].Status == NodeStatus.Retired) continue;
            nodes++;
            units += state.Fleet[id].Units.Count;
            if (state.Fleet[id].Status != NodeStatus.Active) continue;
            active++;
            if (evidence.IsVouched(state, id)) vouched++;
        }

        Int128 needed = Bonds.NeededByAll(state, account);
        Int128 cover = Int128.Max(Bonds.Cover(state, account), 0);
        string? coverage = needed == 0 ? null : Decimals.Fraction((long)Int128.Min(cover * BasisPoints.One / needed, long.MaxValue));
        return new ProviderAnswer(
            WireId.Text(WireId.Of(account)), state.Parties.Of(account).Name.ToString(), nodes, active, vouched, units,
            Decimals.Fraction(state.Accounts[account].Reputation.Value), grade.ToString(), coverage);
    }
}
