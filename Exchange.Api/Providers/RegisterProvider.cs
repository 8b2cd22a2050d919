using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Decisions;
using Exchange.Engine.Providers;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using RegisterCommand = Exchange.Engine.Commands.RegisterProvider;

namespace Exchange.Api.Providers;

/// <summary><c>POST /providers</c> makes the caller a provider; <c>GET /providers/{id}</c> shows one to everybody.</summary>
public static class RegisterProvider
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/providers", HandleAsync).Needs(Scopes.Provide).Produces<ProviderAnswer>().WithTags("Providers").WithSummary("Become a provider");
        routes.MapGet("/providers/{id}", Read).Produces<ProviderAnswer>().WithTags("Providers").WithSummary("A provider's public profile");
    }

    private static async Task<IResult> HandleAsync(ProviderRequest request, HttpContext context, Gateway gateway, CommittedMarket committed)
    {
        AccountId account = context.Caller().Account;
        var reader = new FieldReader();
        Text64 name = reader.Text("name", request.Name);
        if (reader.Problem is not null) return reader.Problem;
        (Receipt receipt, Problem? problem) = await gateway.RunAsync(new RegisterCommand(account, name));
        if (problem is not null) return problem;
        await committed.WaitForAsync(receipt.Position, context.RequestAborted);
        return Answer.Ok(committed.Read(state => Of(state, account)), ApiJson.Default.ProviderAnswer);
    }

    private static IResult Read(string id, CommittedMarket committed)
    {
        ProviderAnswer? found = WireId.TryAccount(id, out AccountId account)
            ? committed.Read(state => state.Accounts.Exists(account) && state.Parties.Of(account).IsProvider ? Of(state, account) : null)
            : null;
        return Answer.Of(found, found is null ? new Problem(404, "provider_not_found", "provider not found") : null, ApiJson.Default.ProviderAnswer);
    }

    private static ProviderAnswer Of(ExchangeState state, AccountId account)
    {
        (int nodes, int active, long units) = (0, 0, 0);
        foreach (NodeId id in state.Fleet.Of(account))
        {
            if (state.Fleet[id].Status == NodeStatus.Retired) continue;
            nodes++;
            units += state.Fleet[id].Units.Count;
            if (state.Fleet[id].Status == NodeStatus.Active) active++;
        }

        Int128 needed = Bonds.NeededByAll(state, account);
        Int128 cover = Int128.Max(Bonds.Cover(state, account), 0);
        string? coverage = needed == 0 ? null : Decimals.Fraction((long)Int128.Min(cover * BasisPoints.One / needed, long.MaxValue));
        return new ProviderAnswer(
            WireId.Text(WireId.Of(account)), state.Parties.Of(account).Name.ToString(), nodes, active, units,
            Decimals.Fraction(state.Accounts[account].Reputation.Value), coverage);
    }
}
