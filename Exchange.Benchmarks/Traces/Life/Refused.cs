using System.Collections.Concurrent;
using Exchange.Api.Wire;

namespace Exchange.Benchmarks.Traces.Life;

/// <summary>What was refused to agents, by what they asked for and the code of the answer.</summary>
internal sealed class Refused
{
    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>All counts, in the order of their names.</summary>
    public IEnumerable<KeyValuePair<string, int>> Counts => counts.OrderBy(count => count.Key, StringComparer.Ordinal);

    /// <summary>Counts a refusal; returns whether there is one.</summary>
    public bool Note(string what, ProblemBody? problem)
    {
        if (problem is null) return false;
        counts.AddOrUpdate($"{what}: {problem.Code}", 1, (_, count) => count + 1);
        return true;
    }
}
