using Exchange.Engine.Values;
using Exchange.Projections.Leases;
using Exchange.Projections.Ledger;
using Npgsql;

namespace Exchange.Projections.Queries;

/// <summary>Accounts, their ledgers and leases.</summary>
public sealed class AccountQueries(NpgsqlDataSource source)
{
    private const string EntryNumber = "entry_id";

    /// <summary>An account with its balances, or null where there is none.</summary>
    public Task<AccountRow?> FindAsync(AccountId account, CancellationToken cancellation) =>
        new Selection<AccountRow>(LedgerTables.Accounts, LedgerTables.ReadAccount)
            .Where("account_id = {0}", account.Value).FirstAsync(source, cancellation);

    /// <summary>An account's entries, newest first. The cursor is <see cref="LedgerRow.Entry"/>.</summary>
    public Task<IReadOnlyList<LedgerRow>> LedgerAsync(AccountId account, Page page, CancellationToken cancellation) =>
        Entries(account).PageAsync(source, EntryNumber, page, cancellation);

    /// <summary>An account's entries that changed what it owns, newest first: those that only set money aside are left out.</summary>
    public Task<IReadOnlyList<LedgerRow>> ChangesAsync(AccountId account, Page page, CancellationToken cancellation) =>
        Entries(account).Where("counterparty_id <> account_id").PageAsync(source, EntryNumber, page, cancellation);

    /// <summary>An account's deposits and withdrawals, newest first.</summary>
    public Task<IReadOnlyList<LedgerRow>> TransfersAsync(AccountId account, Page page, CancellationToken cancellation) =>
        Entries(account).Where("reason in ('deposit', 'withdrawal')").PageAsync(source, EntryNumber, page, cancellation);

    /// <summary>The leases that an account uses or delivers, newest first. The cursor is the lease's number.</summary>
    public Task<IReadOnlyList<LeaseRow>> LeasesAsync(AccountId account, Page page, CancellationToken cancellation) =>
        new Selection<LeaseRow>(LeaseRow.Table, LeaseRow.Read)
            .Where("(buyer_id = {0} or provider_id = {0})", account.Value).PageAsync(source, "lease_id", page, cancellation);

    /// <summary>A lease, or null where there is none.</summary>
    public Task<LeaseRow?> FindLeaseAsync(FillId lease, CancellationToken cancellation) =>
        new Selection<LeaseRow>(LeaseRow.Table, LeaseRow.Read).Where("lease_id = {0}", lease.Value).FirstAsync(source, cancellation);

    private static Selection<LedgerRow> Entries(AccountId account) =>
        new Selection<LedgerRow>(LedgerTables.Ledger, LedgerTables.ReadEntry).Where("account_id = {0}", account.Value);
}
