using Exchange.Benchmarks.Traces.Life;
using Exchange.Benchmarks.Traces.Runs;
using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Outcome;

/// <summary>What a cluster's replay came to beyond its trades: leases, reputations, slashes, papers, and whether they agree with the ledger.</summary>
/// <param name="Leases">The leases.</param>
/// <param name="Reputations">The providers' reputations.</param>
/// <param name="Slashes">What was taken from bonds.</param>
/// <param name="Papers">Everybody's papers.</param>
/// <param name="Ledger">Sums of the ledger.</param>
internal sealed record ClusterOutcome(LeaseCount Leases, ReputationTable Reputations, SlashCount Slashes, PaperTotals Papers, LedgerSums Ledger)
{
    /// <summary>Reads all of it.</summary>
    public static async Task<ClusterOutcome> OfAsync(TraceVenue venue, ClusterSetup setup, long untilMinute, CancellationToken cancellation) => new(
        await LeaseCount.OfAsync(setup.Providers.Values, cancellation),
        await ReputationTable.OfAsync(venue, setup.Providers, cancellation),
        await SlashCount.OfAsync(setup.Providers.Values, cancellation),
        await PaperTotals.OfAsync(venue, [.. setup.Providers.Values, .. setup.Buyers.Values], untilMinute, cancellation),
        await LedgerSums.OfAsync(venue, cancellation));

    /// <summary>For the reader of the output.</summary>
    public IEnumerable<(string Title, string Text)> Remarks(LeaseAgents agents) =>
    [
        .. Leases.Remarks(agents),
        .. Reputations.Remarks(),
        .. Slashes.Remarks(Ledger),
        .. Papers.Remarks(),
        ("damages", $"{Texts.Dollars(Ledger.Of("damages"))} for what was not delivered, {Texts.Dollars(Ledger.Of("buy_in_cover"))} to cover what was bought in elsewhere"),
    ];

    /// <summary>What must hold.</summary>
    public IEnumerable<TraceCheck> Checks(Recount recount) => [.. Leases.Checks(recount.Bought), .. Slashes.Checks(Ledger), .. Papers.Checks(Ledger)];
}
