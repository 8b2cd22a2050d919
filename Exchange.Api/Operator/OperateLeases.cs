using System.Text.Json.Serialization;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Ledger;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Values;
using EndCommand = Exchange.Engine.Commands.EndLease;

namespace Exchange.Api.Operator;

/// <summary>What the operator does with leases: ends one, and sets the house's earnings aside against losses.</summary>
public static class OperateLeases
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/operator/leases/{id}/end", EndAsync).Needs(Scopes.Admin).Produces<LeaseAnswer>().WithTags("Operator").WithSummary("End a lease at nobody's cost");
        routes.MapPost("/operator/insurance", FundAsync).Needs(Scopes.Admin).Produces<InsuranceAnswer>().WithTags("Operator").WithSummary("Move earned fees to the insurance fund");
    }

    private static Task<IResult> EndAsync(string id, HttpContext context, LeaseDesk desk) =>
        LeaseDesk.TryNumber(id, out long lease)
            ? desk.RunAsync(new EndCommand(new FillId(lease)), new FillId(lease), context)
            : Task.FromResult<IResult>(LeaseDesk.NotFound);

    private static async Task<IResult> FundAsync(InsuranceRequest request, HttpContext context, Gateway gateway, CommittedMarket committed)
    {
        if (!Decimals.TryMicros(request.Amount, out long micros, out bool exact) || !exact || micros <= 0)
            return Problem.BadField("amount", "amount must be dollars above zero, with at most six places");
        (Receipt receipt, Problem? problem) = await gateway.RunAsync(new FundInsurance(micros));
        if (problem is not null) return problem;
        await committed.WaitForAsync(receipt.Position, context.RequestAborted);
        (Money insurance, Money fees) = committed.Read(state =>
            (state.Accounts.Balance(AccountId.House, AccountKind.Insurance), state.Accounts.Balance(AccountId.House, AccountKind.Fees)));
        return Answer.Ok(new InsuranceAnswer(Decimals.Text(insurance), Decimals.Text(fees)), ApiJson.Default.InsuranceAnswer);
    }
}

/// <summary>Sets money aside against losses.</summary>
public sealed record InsuranceRequest
{
    /// <summary>Dollars.</summary>
    [JsonConverter(typeof(NumberText))]
    public string? Amount { get; init; }
}

/// <summary>The house's fund against losses.</summary>
/// <param name="Insurance">What is in it.</param>
/// <param name="Fees">What of the house's earnings is not.</param>
public sealed record InsuranceAnswer(string Insurance, string Fees);
