using Exchange.Engine.Values;
using Exchange.Projections.Reputation;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Queries;

/// <summary>Reputations and what explains them.</summary>
public sealed class ReputationQueries(NpgsqlDataSource source)
{
    /// <summary>A provider's reputation, or null where there is no such provider.</summary>
    public Task<ReputationRow?> FindAsync(AccountId provider, CancellationToken cancellation) =>
        Reputations().Where("provider_id = {0}", provider.Value).FirstAsync(source, cancellation);

    /// <summary>All reputations, newest provider first. The cursor is the provider's account.</summary>
    public Task<IReadOnlyList<ReputationRow>> ListAsync(Page page, CancellationToken cancellation) =>
        Reputations().PageAsync(source, "provider_id", page, cancellation);

    /// <summary>The worst that speaks against a provider at a time, usually that of its reputation; the worst first, at most five.</summary>
    public async Task<IReadOnlyList<WorstRow>> WorstAsync(AccountId provider, Instant asOf, CancellationToken cancellation) =>
        Reputation.Reputations.WorstOf(
            await new Selection<WorstRow>(WorstRow.Table, WorstRow.Read).Where("provider_id = {0}", provider.Value)
                .ListAsync(source, "order by position", cancellation),
            asOf);

    /// <summary>Reputations whose score is not the one that matching reads: what is to be published, at most so many.</summary>
    public async Task<IReadOnlyList<ReputationRow>> ToPublishAsync(int most, CancellationToken cancellation) =>
        await Reputations().Where("score_basis_points <> published_basis_points").ListAsync(source, $"order by provider_id limit {most}", cancellation);

    private static Selection<ReputationRow> Reputations() => new(ReputationRow.Table, ReputationRow.Read);
}
