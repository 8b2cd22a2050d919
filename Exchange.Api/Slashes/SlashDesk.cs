using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Values;
using Exchange.Projections.Proofs;
using Exchange.Projections.Queries;

namespace Exchange.Api.Slashes;

/// <summary>Finds the slashes that a caller may see, and tells of one after something was done with it.</summary>
/// <param name="Gateway">The way to the market.</param>
/// <param name="Committed">The committed state.</param>
/// <param name="Stored">The views.</param>
/// <param name="Views">Lets a read wait for them.</param>
public sealed record SlashDesk(Gateway Gateway, CommittedMarket Committed, ProofQueries Stored, Views Views)
{
    /// <summary>There is no such slash, or it is none of the caller's: the two look alike.</summary>
    public static Problem NotFound => Refusals.Problem(new Receipt(Refusal.UnknownSlash));

    /// <summary>Waits until the views of slashes have what is committed now.</summary>
    public Task CatchUpAsync(CancellationToken cancellation) => Views.CatchUpAsync("proofs", cancellation);

    /// <summary>Runs a command about a slash and answers with the slash as it then is.</summary>
    public async Task<IResult> RunAsync<T>(T command, HttpContext context)
        where T : unmanaged, ICommand<T>
    {
        (Receipt receipt, Problem? problem) = await Gateway.RunAsync(command);
        if (problem is not null) return problem;
        await Committed.WaitForAsync(receipt.Position, context.RequestAborted);
        return await AnswerAsync(new SlashId(receipt.Id), context);
    }

    /// <summary>The slash as it is now, to the provider whose bond it is or the operator.</summary>
    public async Task<IResult> AnswerAsync(SlashId id, HttpContext context)
    {
        await CatchUpAsync(context.RequestAborted);
        SlashRow? row = await Stored.FindSlashAsync(id, context.RequestAborted);
        Caller caller = context.Caller();
        bool seen = row is not null && (row.Provider == caller.Account || (caller.Scopes & Scopes.Admin) != 0);
        return seen ? Answer.Ok(Of(row!), ApiJson.Default.SlashAnswer) : NotFound;
    }

    /// <summary>A slash as the view has it.</summary>
    public static SlashAnswer Of(SlashRow row) => new(
        row.Slash.Value, WireId.Text(WireId.Of(row.Provider)), WireId.Text(WireId.Of(row.Node)), row.Unit < 0 ? null : row.Unit, SnakeCase.Of(row.Cause),
        SnakeCase.Of(row.Fault), Decimals.Text(row.Amount), Decimals.Text(row.Taken), row.Evidence, SnakeCase.Of(row.State),
        WireTime.Text(row.ProposedAt), row.AppealedAt is { } appealed ? WireTime.Text(appealed) : null,
        row.DecidedAt is { } decided ? WireTime.Text(decided) : null);
}
