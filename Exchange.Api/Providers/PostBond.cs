using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Decisions;
using Exchange.Engine.Ledger;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using PostCommand = Exchange.Engine.Commands.PostBond;

namespace Exchange.Api.Providers;

/// <summary><c>GET /bond</c>, <c>POST /bond</c> and <c>DELETE /bond</c>: what stands behind the caller's promises.</summary>
public static class PostBond
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/bond", Read).Needs(Scopes.Read).Produces<BondAnswer>().WithTags("Providers").WithSummary("The caller's bond, and what its nodes need");
        routes.MapPost("/bond", PostAsync).Needs(Scopes.Provide).Produces<BondAnswer>().WithTags("Providers").WithSummary("Move money into the bond");
        routes.MapDelete("/bond", UnbondAsync).Needs(Scopes.Provide).Produces<BondAnswer>().WithTags("Providers").WithSummary("Ask for a part of the bond back: ?amount=, or all that is spare");
    }

    private static IResult Read(HttpContext context, CommittedMarket committed)
    {
        AccountId account = context.Caller().Account;
        return Answer.Ok(committed.Read(state => Of(state, account)), ApiJson.Default.BondAnswer);
    }

    private static async Task<IResult> PostAsync(BondRequest request, HttpContext context, Gateway gateway, CommittedMarket committed)
    {
        if (!TryAmount(request.Amount, out long micros)) return BadAmount;
        return await RunAsync(new PostCommand(context.Caller().Account, micros), context, gateway, committed);
    }

    private static async Task<IResult> UnbondAsync(HttpContext context, Gateway gateway, CommittedMarket committed)
    {
        AccountId account = context.Caller().Account;
        string? amount = context.Request.Query["amount"];
        long micros = committed.Read(state => Spare(state, account).Sixtieths / Money.SixtiethsPerMicro);
        if (!string.IsNullOrEmpty(amount) && !TryAmount(amount, out micros)) return BadAmount;
        return await RunAsync(new Unbond(account, micros), context, gateway, committed);
    }

    private static async Task<IResult> RunAsync<T>(T command, HttpContext context, Gateway gateway, CommittedMarket committed)
        where T : unmanaged, ICommand<T>
    {
        (Receipt receipt, Problem? problem) = await gateway.RunAsync(command);
        if (problem is not null) return problem;
        await committed.WaitForAsync(receipt.Position, context.RequestAborted);
        return Read(context, committed);
    }

    private static BondAnswer Of(ExchangeState state, AccountId account)
    {
        Party party = state.Parties.Of(account);
        return new BondAnswer(
            Decimals.Text(state.Accounts.Balance(account, AccountKind.Bond)), Decimals.Text(Clamped(Bonds.NeededByAll(state, account))),
            Decimals.Text(party.Unbonding), party.Unbonding == Money.Zero ? null : WireTime.Text(party.UnbondingUntil), Decimals.Text(party.Threatened),
            party.OpenSlashes, Decimals.Text(Spare(state, account)));
    }

    /// <summary>What the bond holds beyond what nodes need, slashes threaten and is being unbonded.</summary>
    private static Money Spare(ExchangeState state, AccountId account) =>
        Clamped(Bonds.Cover(state, account) - state.Parties.Of(account).Threatened.Sixtieths - Bonds.NeededByAll(state, account));

    private static Money Clamped(Int128 sixtieths) => Money.FromSixtieths((long)Int128.Clamp(sixtieths, 0, long.MaxValue));

    private static bool TryAmount(string? text, out long micros) => Decimals.TryMicros(text, out micros, out bool exact) && exact && micros > 0;

    private static Problem BadAmount => Problem.BadField("amount", "amount must be dollars above zero, with at most six places");
}
