using System.Globalization;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Traces.Outcome;

/// <summary>Sums of the ledger's entries, in sixtieths of a micro-dollar, read from its table: the view of the ledger knows nothing of invoices.</summary>
/// <param name="ByAccount">What came to each account from others, less what went to them, deposits and withdrawals apart.</param>
/// <param name="ByReason">What went from one account to another, by reason.</param>
internal sealed record LedgerSums(IReadOnlyDictionary<string, long> ByAccount, IReadOnlyDictionary<string, long> ByReason)
{
    /// <summary>Reads them.</summary>
    public static async Task<LedgerSums> OfAsync(TraceVenue venue, CancellationToken cancellation) => new(
        await venue.QueryAsync(
            "select account_id::text, sum(amount_sixtieths)::bigint from exchange.ledger where reason not in ('deposit', 'withdrawal') group by account_id", cancellation),
        await venue.QueryAsync(
            "select reason, sum(amount_sixtieths)::bigint from exchange.ledger where account_id <> counterparty_id and amount_sixtieths > 0 group by reason", cancellation));

    /// <summary>What went from one account to another for a reason.</summary>
    public long Of(string reason) => ByReason.GetValueOrDefault(reason);

    /// <summary>What an account received, on balance.</summary>
    public long Of(AccountId account) => ByAccount.GetValueOrDefault(account.Value.ToString(CultureInfo.InvariantCulture));
}
