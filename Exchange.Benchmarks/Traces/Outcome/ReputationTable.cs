using Exchange.Api.Reputation;
using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Outcome;

/// <summary>The reputations at the end, as everybody may read them.</summary>
internal sealed class ReputationTable
{
    private const int Shown = 5;
    private readonly List<(string Name, ReputationAnswer Is)> best = [];

    /// <summary>Reads them.</summary>
    public static async Task<ReputationTable> OfAsync(TraceVenue venue, IReadOnlyDictionary<string, Party> providers, CancellationToken cancellation)
    {
        var table = new ReputationTable();
        foreach ((string name, Party provider) in providers) table.best.Add((name, await venue.Operator.GetAsync<ReputationAnswer>($"/reputation/{provider.Id}", cancellation)));
        table.best.Sort((one, other) => Texts.Number(other.Is.Score).CompareTo(Texts.Number(one.Is.Score)) is not 0 and var order ? order : string.CompareOrdinal(one.Name, other.Name));
        return table;
    }

    /// <summary>For the reader of the output: grades, then the best and the worst providers.</summary>
    public IEnumerable<(string Title, string Text)> Remarks()
    {
        IEnumerable<string> grades = best.GroupBy(provider => provider.Is.Grade).OrderBy(grade => grade.Key, StringComparer.Ordinal).Select(grade => Texts.Line($"{grade.Count()} {grade.Key}"));
        yield return ("reputations", Texts.Line($"{best.Count} providers by grade: {string.Join(", ", grades)}"));
        yield return ("reputations", $"{"",-20}{"score",8}{"grade",7}{"S",11}{"F",11}{"evidence",10}{"leases",8}");
        foreach (var provider in best.Take(Shown)) yield return ("reputations", Row(provider));
        if (best.Count > 2 * Shown) yield return ("reputations", "…");
        foreach (var provider in best.Skip(Math.Max(Shown, best.Count - Shown))) yield return ("reputations", Row(provider));
    }

    private static string Row((string Name, ReputationAnswer Is) provider) => Texts.Line(
        $"{provider.Name,-20}{provider.Is.Score,8}{provider.Is.Grade,7}{Texts.Number(provider.Is.Good),11:N2}{Texts.Number(provider.Is.Bad),11:N2}{provider.Is.Sample,10:N0}{provider.Is.Leases,8:N0}");
}
