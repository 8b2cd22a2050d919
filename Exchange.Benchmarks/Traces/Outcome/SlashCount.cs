using Exchange.Api.Slashes;
using Exchange.Benchmarks.Traces.Runs;
using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Outcome;

/// <summary>What was taken from bonds, as their owners are told.</summary>
internal sealed class SlashCount
{
    private readonly SortedDictionary<string, (int Count, decimal Taken)> byCause = new(StringComparer.Ordinal);

    /// <summary>Counts.</summary>
    public static async Task<SlashCount> OfAsync(IEnumerable<Party> providers, CancellationToken cancellation)
    {
        var all = new SlashCount();
        foreach (Party provider in providers)
        {
            await foreach (SlashAnswer slash in provider.Api.ListAsync<SlashAnswer>("/slashes?limit=1000", cancellation))
            {
                (int count, decimal taken) = all.byCause.GetValueOrDefault($"{slash.Cause} {slash.State}");
                all.byCause[$"{slash.Cause} {slash.State}"] = (count + 1, taken + Texts.Number(slash.Taken));
            }
        }

        return all;
    }

    /// <summary>For the reader of the output.</summary>
    public IEnumerable<(string Title, string Text)> Remarks(LedgerSums ledger)
    {
        IEnumerable<string> causes = byCause.Select(cause => Texts.Line($"{cause.Value.Count:N0} for {cause.Key.Replace('_', ' ')}, ${cause.Value.Taken:N2}"));
        yield return ("slashes", byCause.Count == 0 ? "none" : string.Join("; ", causes));
        yield return ("slashes", $"{Texts.Dollars(ledger.Of("slash_to_challenger"))} to the challenger, {Texts.Dollars(ledger.Of("slash_to_insurance"))} to the insurance");
    }

    /// <summary>What must hold.</summary>
    public IEnumerable<TraceCheck> Checks(LedgerSums ledger) =>
    [
        Texts.Near(
            "what slashes took is what others got of them", byCause.Values.Sum(cause => cause.Taken),
            (ledger.Of("slash_to_challenger") + ledger.Of("slash_to_insurance")) / (decimal)Engine.Values.Money.SixtiethsPerDollar, "dollars"),
    ];
}
