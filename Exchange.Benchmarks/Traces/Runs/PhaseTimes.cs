using System.Diagnostics;
using System.Globalization;

namespace Exchange.Benchmarks.Traces.Runs;

/// <summary>What a replay spends its time on, by what it waits for.</summary>
public sealed class PhaseTimes
{
    private readonly SortedDictionary<string, TimeSpan> spent = new(StringComparer.Ordinal);

    /// <summary>Counts the time until the answer is disposed of. Phases do not overlap.</summary>
    public Running Of(string phase) => new(this, phase, Stopwatch.GetTimestamp());

    /// <summary>All phases, the longest first.</summary>
    public override string ToString() => string.Join(
        ", ", spent.OrderByDescending(phase => phase.Value).Select(phase => string.Create(CultureInfo.InvariantCulture, $"{phase.Key} {phase.Value.TotalSeconds:F0} s")));

    /// <summary>A phase that is running.</summary>
    public readonly struct Running(PhaseTimes times, string phase, long begun) : IDisposable
    {
        /// <summary>The phase is over.</summary>
        public void Dispose() => times.spent[phase] = times.spent.GetValueOrDefault(phase) + Stopwatch.GetElapsedTime(begun);
    }
}
