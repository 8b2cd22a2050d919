using System.Globalization;
using Exchange.Api.Hosting;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using Exchange.Projections.Queries;
using Exchange.Projections.Reputation;

namespace Exchange.Api.Reputation;

/// <summary><c>GET /reputation/{provider}</c>: what is known of a provider, and the worst of it, to everybody.</summary>
public static class ReadReputation
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/reputation/{provider}", HandleAsync).Produces<ReputationAnswer>().WithTags("Providers").WithSummary("A provider's score, grade and the five worst events behind it");

    private static async Task<IResult> HandleAsync(string provider, HttpContext context, ReputationQueries stored, Views views)
    {
        await views.CatchUpAsync("reputation", context.RequestAborted);
        ReputationRow? row = WireId.TryAccount(provider, out AccountId account) ? await stored.FindAsync(account, context.RequestAborted) : null;
        if (row is null) return new Problem(404, "provider_not_found", "provider not found");
        IReadOnlyList<WorstRow> worst = await stored.WorstAsync(account, row.AsOf, context.RequestAborted);
        return Answer.Ok(Of(row, worst), ApiJson.Default.ReputationAnswer);
    }

    private static ReputationAnswer Of(ReputationRow row, IReadOnlyList<WorstRow> worst) => new(
        WireId.Text(WireId.Of(row.Provider)), Decimals.Fraction(row.Score.Value), row.Grade.ToString(),
        row.Published is { } published ? Decimals.Fraction(published.Value) : null, Weight(row.Good), Weight(row.Bad), row.Sample, row.Leases,
        (row.Minutes / 60m).ToString("0.##", CultureInfo.InvariantCulture), row.Counterparties, WireTime.Text(row.AsOf), row.Position,
        [.. worst.Select(bad => new WorstAnswer(
            SnakeCase.Of(bad.Kind), bad.Lease.Value == 0 ? null : bad.Lease.Value, Weight(bad.Amount.Value), WireTime.Text(bad.Amount.AsOf), bad.Position))]);

    private static string Weight(double weight) => weight.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>A provider's reputation.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Score">The 5 % quantile of Beta(1 + good, 4 + bad), as a fraction.</param>
/// <param name="Grade">A to E; N where there are fewer than 10 leases or 72 hours of them.</param>
/// <param name="Published">The score that matching reads now; null before the first.</param>
/// <param name="Good">S: what speaks for it.</param>
/// <param name="Bad">F: what speaks against it.</param>
/// <param name="Sample">Pieces of evidence.</param>
/// <param name="Leases">Leases of which an hour was settled.</param>
/// <param name="LeaseHours">Hours of leases that were settled.</param>
/// <param name="Counterparties">How many owners it served.</param>
/// <param name="AsOf">As of when.</param>
/// <param name="Position">The position of its last evidence.</param>
/// <param name="Worst">The five events that speak most against it.</param>
public sealed record ReputationAnswer(
    string Provider, string Score, string Grade, string? Published, string Good, string Bad, long Sample, long Leases, string LeaseHours,
    int Counterparties, string AsOf, long Position, WorstAnswer[] Worst);

/// <summary>Something that speaks against a provider.</summary>
/// <param name="Kind">What.</param>
/// <param name="Lease">The lease that it is about, if any.</param>
/// <param name="Weight">How much, when it happened.</param>
/// <param name="At">When.</param>
/// <param name="Position">The event's position.</param>
public sealed record WorstAnswer(string Kind, long? Lease, string Weight, string At, long Position);
