using System.Diagnostics;

namespace Exchange.Benchmarks.Proofs;

/// <summary>Costs by name, each twice: as time on the clock, and as time on the cores, which other load disturbs less.</summary>
/// <param name="title">What is measured, for whoever watches.</param>
/// <param name="runs">Counted runs of each.</param>
internal sealed class ProofCosts(string title, int runs)
{
    private readonly Dictionary<string, double> milliseconds = [];

    /// <summary>Runs for a second, in which the code is compiled for good, then as often as counts: the clock's median, the cores' mean.</summary>
    /// <returns>Milliseconds on the cores, of one run.</returns>
    public double Measure(string name, Action work)
    {
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began).TotalSeconds < 1;) work();
        var times = new List<double>();
        TimeSpan usedBefore = Environment.CpuUsage.TotalTime;
        for (int run = 0; run < runs; run++)
        {
            long began = Stopwatch.GetTimestamp();
            work();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        double used = (Environment.CpuUsage.TotalTime - usedBefore).TotalMilliseconds / runs;
        milliseconds[$"{name}_ms"] = Math.Round(BenchReport.Median(times), 3);
        milliseconds[$"{name}_core_ms"] = Math.Round(used, 3);
        Console.WriteLine($"{title}: {name} {milliseconds[$"{name}_ms"]} ms, on the cores {milliseconds[$"{name}_core_ms"]} ms");
        return used;
    }

    /// <summary>All costs, and one number more.</summary>
    public Dictionary<string, double> With(string name, double value) => new(milliseconds) { [name] = value };
}
