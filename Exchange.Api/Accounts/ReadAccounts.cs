using System.Globalization;
using System.Text.Json;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Ledger;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Values;
using Exchange.Projections.Ledger;
using Exchange.Projections.Queries;

namespace Exchange.Api.Accounts;

/// <summary>The caller's money: balances, ledger, transfers and fees.</summary>
public static class ReadAccounts
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/accounts", List).Needs(Scopes.Read).Produces<AccountAnswer[]>().WithTags("Accounts").WithSummary("The caller's accounts");
        routes.MapGet("/accounts/{id}", Read).Needs(Scopes.Read).Produces<AccountAnswer>().WithTags("Accounts").WithSummary("One account");
        routes.MapGet("/accounts/{id}/ledger", LedgerAsync).Needs(Scopes.Read).Produces<LedgerAnswer[]>().WithTags("Accounts").WithSummary("Every movement of money");
        routes.MapGet("/accounts/{id}/transfers", TransfersAsync).Needs(Scopes.Read).Produces<TransferAnswer[]>().WithTags("Accounts").WithSummary("Money in and out");
        routes.MapGet("/transfers", (HttpContext context, AccountQueries stored, Views views) =>
                TransfersAsync(WireId.Text(WireId.Of(context.Caller().Account)), context, stored, views))
            .Needs(Scopes.Read).Produces<TransferAnswer[]>().WithTags("Accounts").WithSummary("Money in and out");
        routes.MapGet("/fees", FeesAsync).Needs(Scopes.Read).Produces<FeesAnswer>().WithTags("Accounts").WithSummary("The caller's fees");
    }

    /// <summary>An account's dollars.</summary>
    public static AccountAnswer Of(CommittedMarket committed, AccountId account)
    {
        (Money available, Money orders, Money escrow, Money margin) = committed.Read(state => (
            state.Accounts.Balance(account, AccountKind.Available), state.Accounts.Balance(account, AccountKind.OrderHold),
            state.Accounts.Balance(account, AccountKind.LeaseEscrow), state.Accounts.Balance(account, AccountKind.ProviderMargin)));
        Money hold = orders + escrow + margin;
        string id = WireId.Text(WireId.Of(account));
        return new AccountAnswer(
            id, "USD", Decimals.Text(available + hold), Decimals.Text(available), Decimals.Text(hold), id, true, Decimals.Text(orders),
            Decimals.Text(escrow), Decimals.Text(margin));
    }

    /// <summary>The account that the caller may see under this id, or the problem; an operator sees all.</summary>
    public static Problem? Find(string id, Caller caller, CommittedMarket committed, out AccountId account)
    {
        if (!WireId.TryAccount(id, out account)) return Problem.AccountNotFound;
        if (account == caller.Account) return null;
        AccountId wanted = account;
        bool seen = (caller.Scopes & Scopes.Admin) != 0 && committed.Read(state => state.Accounts.Exists(wanted));
        return seen ? null : Problem.AccountNotFound;
    }

    private static IResult List(HttpContext context, CommittedMarket committed) =>
        Answer.Ok([Of(committed, context.Caller().Account)], ApiJson.Default.AccountAnswerArray);

    private static IResult Read(string id, HttpContext context, CommittedMarket committed) =>
        Find(id, context.Caller(), committed, out AccountId account) is { } problem ? problem : Answer.Ok(Of(committed, account), ApiJson.Default.AccountAnswer);

    private static async Task<IResult> LedgerAsync(string id, HttpContext context, CommittedMarket committed, AccountQueries stored, Views views)
    {
        if (Find(id, context.Caller(), committed, out AccountId account) is { } unknown) return unknown;
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        await views.CatchUpAsync(context.RequestAborted);
        IReadOnlyList<LedgerRow> rows = await stored.LedgerAsync(account, page, context.RequestAborted);
        Paging.Write(context, rows, row => row.Entry);
        return Answer.Ok([.. rows.Select(Of)], ApiJson.Default.LedgerAnswerArray);
    }

    private static LedgerAnswer Of(LedgerRow row) => new(
        row.Entry.ToString(CultureInfo.InvariantCulture), WireTime.Text(row.At), Decimals.Text(row.Amount), Decimals.Text(row.Balance), TypeOf(row.Reason),
        new LedgerDetails
        {
            OrderId = row.Order.IsNone ? null : WireId.Text(WireId.Of(row.Order)),
            TradeId = row.Lease.Value == 0 ? null : row.Lease.Value.ToString(CultureInfo.InvariantCulture),
            Purse = Snake(row.Purse.ToString()),
            CounterpartyPurse = Snake(row.CounterpartyPurse.ToString()),
            Reason = Snake(row.Reason.ToString()),
        });

    private static async Task<IResult> TransfersAsync(string id, HttpContext context, AccountQueries stored, Views views)
    {
        if (!WireId.TryAccount(id, out AccountId account) || account != context.Caller().Account) return Problem.AccountNotFound;
        if (Paging.TryRead(context, out Page page) is { } problem) return problem;
        await views.CatchUpAsync(context.RequestAborted);
        IReadOnlyList<LedgerRow> rows = await stored.TransfersAsync(account, page, context.RequestAborted);
        Paging.Write(context, rows, row => row.Entry);
        string? type = context.Request.Query["type"];
        return Answer.Ok([.. rows.Select(Transfer).Where(transfer => string.IsNullOrEmpty(type) || transfer.Type == type)], ApiJson.Default.TransferAnswerArray);
    }

    private static TransferAnswer Transfer(LedgerRow row)
    {
        string at = WireTime.Text(row.At);
        bool deposit = row.Reason == MoveReason.Deposit;
        return new TransferAnswer(
            row.Position.ToString(CultureInfo.InvariantCulture), deposit ? "deposit" : "withdraw", at, at, at, WireId.Text(WireId.Of(row.Account)), "USD",
            Decimals.Text(deposit ? row.Amount : -row.Amount), new TransferDetails(WireId.Text(row.Reference.ToGuid())));
    }

    private static IResult FeesAsync(CommittedMarket committed)
    {
        int taker = committed.Read(state => state.Settings.TakerFee.Value);
        return Answer.Ok(new FeesAnswer(Decimals.Fraction(taker), Decimals.Fraction(0), null), ApiJson.Default.FeesAnswer);
    }

    private static string TypeOf(MoveReason reason) => reason switch
    {
        MoveReason.Deposit or MoveReason.Withdrawal => "transfer",
        MoveReason.TakerFee or MoveReason.DeliveryFee or MoveReason.DeferredTakerFee => "fee",
        MoveReason.LeaseEscrow => "match",
        MoveReason.BidHold or MoveReason.BidRelease or MoveReason.AskMargin or MoveReason.AskRelease or MoveReason.EscrowRolled
            or MoveReason.MarginRolled or MoveReason.MarginReturned or MoveReason.BondPosted or MoveReason.BondReturned
            or MoveReason.DisputeDeposit or MoveReason.DisputeDepositReturned => "hold",
        MoveReason.Delivery or MoveReason.EscrowReturned => "settlement",
        MoveReason.Damages or MoveReason.BuyInCover or MoveReason.DisputeDepositLost or MoveReason.SlashToChallenger
            or MoveReason.SlashToInsurance or MoveReason.InsuranceFunded => "compensation",
    };

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
