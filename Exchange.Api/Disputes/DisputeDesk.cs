using Exchange.Api.Access;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using Exchange.Projections.Leases;

namespace Exchange.Api.Disputes;

/// <summary>Finds the disputes that a caller may see, and tells of one after something was done with it.</summary>
/// <param name="Leases">Finds the leases that they are about.</param>
public sealed record DisputeDesk(LeaseDesk Leases)
{
    /// <summary>There is no such dispute, or it is none of the caller's: the two look alike.</summary>
    public static Problem NotFound => Refusals.Problem(new Receipt(Refusal.UnknownDispute));

    /// <summary>Runs a command about a dispute and answers with the dispute as it then is.</summary>
    public async Task<IResult> RunAsync<T>(T command, HttpContext context)
        where T : unmanaged, ICommand<T>
    {
        (Receipt receipt, Problem? problem) = await Leases.Gateway.RunAsync(command);
        if (problem is not null) return problem;
        await Leases.Committed.WaitForAsync(receipt.Position, context.RequestAborted);
        return await AnswerAsync(new DisputeId(receipt.Id), context);
    }

    /// <summary>The dispute as it is now, to a party of its lease or the operator.</summary>
    public async Task<IResult> AnswerAsync(DisputeId id, HttpContext context)
    {
        await Leases.CatchUpAsync(context.RequestAborted);
        DisputeRow? row = await Leases.Stored.FindDisputeAsync(id, context.RequestAborted);
        LeaseRow? lease = row is null ? null : await Leases.Stored.FindAsync(row.Lease, context.RequestAborted);
        bool seen = lease is not null && LeaseDesk.MaySee(lease, context.Caller());
        return seen ? Answer.Ok(Of(row!), ApiJson.Default.DisputeAnswer) : NotFound;
    }

    /// <summary>A dispute as the view has it.</summary>
    public static DisputeAnswer Of(DisputeRow row) => new(
        row.Dispute.Value, row.Lease.Value, WireId.Text(WireId.Of(row.By)), row.First, row.Last, Decimals.Text(row.Claim), Decimals.Text(row.Deposit),
        SnakeCase.Of(row.State), row.Fault is { } fault ? SnakeCase.Of(fault) : null, WireTime.Text(row.OpenedAt),
        row.AnsweredAt is { } answered ? WireTime.Text(answered) : null, row.DecidedAt is { } decided ? WireTime.Text(decided) : null);
}
