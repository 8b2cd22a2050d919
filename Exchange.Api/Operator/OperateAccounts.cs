using Exchange.Api.Access;
using Exchange.Api.Accounts;
using Exchange.Api.Hosting;
using Exchange.Api.Orders;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Values;

namespace Exchange.Api.Operator;

/// <summary>What the operator does with accounts: opens them, books payments, issues and revokes keys.</summary>
public static class OperateAccounts
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/accounts", OpenAsync).Needs(Scopes.Admin).Produces<CreatedAnswer>().WithTags("Operator").WithSummary("Open an account");
        routes.MapPost("/accounts/{id}/deposits", DepositAsync).Needs(Scopes.Admin).Produces<AccountAnswer>().WithTags("Operator").WithSummary("Book money that came in");
        routes.MapPost("/accounts/{id}/withdrawals", WithdrawAsync).Needs(Scopes.Admin).Produces<AccountAnswer>().WithTags("Operator").WithSummary("Book money that went out");
        routes.MapPost("/accounts/{id}/keys", IssueAsync).Needs(Scopes.Admin).Produces<KeyAnswer>().WithTags("Operator").WithSummary("Issue an API key");
        routes.MapDelete("/accounts/{id}/keys/{key}", RevokeAsync).Needs(Scopes.Admin).WithTags("Operator").WithSummary("Revoke an API key");
    }

    private static async Task<IResult> OpenAsync(AccountRequest request, HttpContext context, Gateway gateway, CommittedMarket committed)
    {
        var reader = new FieldReader();
        Text64 name = reader.Text("name", request.Name);
        AccountId owner = AccountId.House;
        if (request.Owner is not null && !WireId.TryAccount(request.Owner, out owner)) reader.Fail(Problem.AccountNotFound);
        if (reader.Problem is not null) return reader.Problem;
        (Receipt receipt, Problem? problem) = await gateway.RunAsync(new OpenAccount(owner, name));
        if (problem is not null) return problem;
        await committed.WaitForAsync(receipt.Position, context.RequestAborted);
        return Answer.Ok(new CreatedAnswer(WireId.Text(WireId.Of(new AccountId((int)receipt.Id)))), ApiJson.Default.CreatedAnswer);
    }

    private static async Task<IResult> DepositAsync(string id, PaymentRequest request, HttpContext context, Gateway gateway, CommittedMarket committed)
    {
        (long micros, ClientOrderId reference, Problem? bad) = Read(request);
        if (bad is not null) return bad;
        if (ReadAccounts.Find(id, context.Caller(), committed, out AccountId account) is { } unknown) return unknown;
        return await AnswerAsync(account, await gateway.RunAsync(new Deposit(account, micros, reference)), context, committed);
    }

    private static async Task<IResult> WithdrawAsync(string id, PaymentRequest request, HttpContext context, Gateway gateway, CommittedMarket committed)
    {
        (long micros, ClientOrderId reference, Problem? bad) = Read(request);
        if (bad is not null) return bad;
        if (ReadAccounts.Find(id, context.Caller(), committed, out AccountId account) is { } unknown) return unknown;
        return await AnswerAsync(account, await gateway.RunAsync(new Withdraw(account, micros, reference)), context, committed);
    }

    private static async Task<IResult> AnswerAsync(AccountId account, (Receipt Receipt, Problem? Problem) outcome, HttpContext context, CommittedMarket committed)
    {
        if (outcome.Problem is not null) return outcome.Problem;
        await committed.WaitForAsync(outcome.Receipt.Position, context.RequestAborted);
        return Answer.Ok(ReadAccounts.Of(committed, account), ApiJson.Default.AccountAnswer);
    }

    private static async Task<IResult> IssueAsync(string id, KeyRequest request, HttpContext context, KeyRing keys, CommittedMarket committed)
    {
        if (ReadAccounts.Find(id, context.Caller(), committed, out AccountId account) is { } unknown) return unknown;
        if (request.Scopes is not { Length: > 0 } || ScopeText.Parse(request.Scopes) is not { } scopes)
            return Problem.BadField("scopes", "scopes must list some of read, trade, provide, monitor, admin");
        IssuedKey issued = await keys.IssueAsync(account, scopes, request.RisingNonce, context.RequestAborted);
        return Answer.Ok(new KeyAnswer(issued.Key, issued.Secret, issued.Passphrase, ScopeText.Names(scopes)), ApiJson.Default.KeyAnswer);
    }

    private static async Task<IResult> RevokeAsync(string id, string key, HttpContext context, KeyRing keys, CommittedMarket committed)
    {
        if (ReadAccounts.Find(id, context.Caller(), committed, out AccountId account) is { } unknown) return unknown;
        bool revoked = await keys.RevokeAsync(account, key, context.RequestAborted);
        return revoked ? TypedResults.NoContent() : new Problem(404, "key_not_found", "key not found");
    }

    private static (long Micros, ClientOrderId Reference, Problem? Problem) Read(PaymentRequest request)
    {
        var reader = new FieldReader();
        if (!Decimals.TryMicros(request.Amount, out long micros, out bool exact) || !exact || micros <= 0)
            reader.Fail("amount", "amount must be dollars above zero, with at most six places");
        ClientOrderId reference = string.IsNullOrEmpty(request.Reference) ? ClientOrderId.FromGuid(Guid.NewGuid()) : TermsReader.ClientOid(request.Reference, reader);
        return (micros, reference, reader.Problem);
    }
}
