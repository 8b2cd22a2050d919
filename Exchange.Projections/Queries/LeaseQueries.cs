using Exchange.Engine.Leases;
using Exchange.Engine.Values;
using Exchange.Projections.Leases;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Queries;

/// <summary>As which party an account has a lease.</summary>
public enum LeaseRole
{
    /// <summary>As either.</summary>
    Either,
    /// <summary>It uses it.</summary>
    Buyer,
    /// <summary>It delivers it.</summary>
    Provider,
}

/// <summary>Which leases of an account are wanted.</summary>
/// <param name="Role">As which party.</param>
/// <param name="States">In one of these states; none means any.</param>
public sealed record LeaseFilter(LeaseRole Role, IReadOnlyCollection<LeaseState> States);

/// <summary>Leases, their hours, and disputes over them.</summary>
public sealed class LeaseQueries(NpgsqlDataSource source)
{
    /// <summary>A lease, or null where there is none.</summary>
    public Task<LeaseRow?> FindAsync(FillId lease, CancellationToken cancellation) =>
        Leases().Where("lease_id = {0}", lease.Value).FirstAsync(source, cancellation);

    /// <summary>An account's leases, newest first. The cursor is the lease's number.</summary>
    public Task<IReadOnlyList<LeaseRow>> ListAsync(AccountId account, LeaseFilter filter, Page page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Selection<LeaseRow> leases = Leases().Where(
            filter.Role switch
            {
                LeaseRole.Buyer => "buyer_id = {0}",
                LeaseRole.Provider => "provider_id = {0}",
                LeaseRole.Either => "(buyer_id = {0} or provider_id = {0})",
            },
            account.Value);
        if (filter.States.Count > 0) leases.Where("state = any({0})", filter.States.Select(Words<LeaseState>.Of).ToArray());
        return leases.PageAsync(source, "lease_id", page, cancellation);
    }

    /// <summary>The leases that an account uses, newest first. The cursor is the lease's number.</summary>
    public Task<IReadOnlyList<LeaseRow>> OfBuyerAsync(AccountId buyer, Page page, CancellationToken cancellation) =>
        Leases().Where("buyer_id = {0}", buyer.Value).PageAsync(source, "lease_id", page, cancellation);

    /// <summary>The leases that an account delivers, newest first. The cursor is the lease's number.</summary>
    public Task<IReadOnlyList<LeaseRow>> OfProviderAsync(AccountId provider, Page page, CancellationToken cancellation) =>
        Leases().Where("provider_id = {0}", provider.Value).PageAsync(source, "lease_id", page, cancellation);

    /// <summary>A lease's hours, newest first. The cursor is the hour.</summary>
    public Task<IReadOnlyList<HourRow>> HoursAsync(FillId lease, Page page, CancellationToken cancellation) =>
        new Selection<HourRow>(HourRow.Table, HourRow.Read).Where("lease_id = {0}", lease.Value).PageAsync(source, "hour", page, cancellation);

    /// <summary>What the parties and monitors said about one hour of a lease.</summary>
    public async Task<IReadOnlyList<HourReportRow>> ReportsAsync(FillId lease, int hour, CancellationToken cancellation) =>
        await new Selection<HourReportRow>(HourReportRow.Table, HourReportRow.Read)
            .Where("lease_id = {0}", lease.Value).Where("hour = {0}", hour).ListAsync(source, "order by position", cancellation);

    /// <summary>A dispute, or null where there is none.</summary>
    public Task<DisputeRow?> FindDisputeAsync(DisputeId dispute, CancellationToken cancellation) =>
        Disputes().Where("dispute_id = {0}", dispute.Value).FirstAsync(source, cancellation);

    /// <summary>The disputes over a lease, newest first. The cursor is the dispute's number.</summary>
    public Task<IReadOnlyList<DisputeRow>> DisputesAsync(FillId lease, Page page, CancellationToken cancellation) =>
        Disputes().Where("lease_id = {0}", lease.Value).PageAsync(source, "dispute_id", page, cancellation);

    /// <summary>The disputes over leases of an account, newest first. The cursor is the dispute's number.</summary>
    public Task<IReadOnlyList<DisputeRow>> DisputesOfAsync(AccountId account, Page page, CancellationToken cancellation) =>
        Disputes().Where($"lease_id in (select lease_id from {LeaseRow.Table.Name} where buyer_id = {{0}} or provider_id = {{0}})", account.Value)
            .PageAsync(source, "dispute_id", page, cancellation);

    /// <summary>The disputes that are not decided, newest first. The cursor is the dispute's number.</summary>
    public Task<IReadOnlyList<DisputeRow>> OpenDisputesAsync(Page page, CancellationToken cancellation) =>
        Disputes().Where("decided_at is null").PageAsync(source, "dispute_id", page, cancellation);

    /// <summary>The incidents of a provider, newest first. The cursor is the incident's number.</summary>
    public Task<IReadOnlyList<IncidentRow>> IncidentsAsync(AccountId provider, Page page, CancellationToken cancellation) =>
        new Selection<IncidentRow>(IncidentRow.Table, IncidentRow.Read).Where("provider_id = {0}", provider.Value).PageAsync(source, "incident_id", page, cancellation);

    private static Selection<LeaseRow> Leases() => new(LeaseRow.Table, LeaseRow.Read);

    private static Selection<DisputeRow> Disputes() => new(DisputeRow.Table, DisputeRow.Read);
}
