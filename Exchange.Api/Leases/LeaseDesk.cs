using System.Globalization;
using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Values;
using Exchange.Projections.Leases;
using Exchange.Projections.Queries;

namespace Exchange.Api.Leases;

/// <summary>Finds the leases that a caller may see, and tells of one after something was done with it.</summary>
/// <param name="Gateway">The way to the market.</param>
/// <param name="Committed">The committed state.</param>
/// <param name="Stored">The views.</param>
/// <param name="Views">Lets a read wait for them.</param>
/// <param name="Answers">Says what is known.</param>
public sealed record LeaseDesk(Gateway Gateway, CommittedMarket Committed, LeaseQueries Stored, Views Views, LeaseAnswers Answers)
{
    private const string View = "leases";

    /// <summary>There is no such lease, or it is none of the caller's: the two look alike.</summary>
    public static Problem NotFound => Refusals.Problem(new Receipt(Refusal.UnknownLease));

    /// <summary>Reads a number such as that of a lease or dispute; false where it is none.</summary>
    public static bool TryNumber(string? text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    /// <summary>Waits until the views of leases have what is committed now.</summary>
    public Task CatchUpAsync(CancellationToken cancellation) => Views.CatchUpAsync(View, cancellation);

    /// <summary>The lease of this number where the caller is one of its parties or the operator; else null.</summary>
    public async Task<LeaseRow?> FindAsync(string id, Caller caller, CancellationToken cancellation)
    {
        if (!TryNumber(id, out long number)) return null;
        await CatchUpAsync(cancellation);
        LeaseRow? row = await Stored.FindAsync(new FillId(number), cancellation);
        return row is not null && MaySee(row, caller) ? row : null;
    }

    /// <summary>As <see cref="FindAsync"/>, but a lease that is in the view may be a little behind: its terms never change.</summary>
    public async Task<LeaseRow?> KnownAsync(string id, Caller caller, CancellationToken cancellation)
    {
        LeaseRow? row = TryNumber(id, out long number) ? await Stored.FindAsync(new FillId(number), cancellation) : null;
        return row is not null && MaySee(row, caller) ? row : await FindAsync(id, caller, cancellation);
    }

    /// <summary>Whether the caller may see a lease.</summary>
    public static bool MaySee(LeaseRow row, Caller caller) =>
        row.Buyer == caller.Account || row.Provider == caller.Account || (caller.Scopes & Scopes.Admin) != 0;

    /// <summary>Runs a command about a lease of the caller and answers with the lease as it then is.</summary>
    public async Task<IResult> RunAsync<T>(T command, FillId lease, HttpContext context)
        where T : unmanaged, ICommand<T>
    {
        (Receipt receipt, Problem? problem) = await Gateway.RunAsync(command);
        if (problem is not null) return problem;
        await Committed.WaitForAsync(receipt.Position, context.RequestAborted);
        return await AnswerAsync(lease, context);
    }

    /// <summary>The lease as it is now.</summary>
    public async Task<IResult> AnswerAsync(FillId lease, HttpContext context)
    {
        LeaseRow? row = await FindAsync(lease.Value.ToString(CultureInfo.InvariantCulture), context.Caller(), context.RequestAborted);
        return row is null ? NotFound : Answer.Ok(await Answers.WholeAsync(row, context.Caller().Account, context.RequestAborted), ApiJson.Default.LeaseAnswer);
    }
}
