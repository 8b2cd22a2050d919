using System.Diagnostics;

namespace Exchange.Benchmarks.Traces.Runs;

/// <summary>Says how far a replay is, every few seconds.</summary>
/// <param name="output">Where to.</param>
public sealed class Progress(TextWriter output)
{
    private const long EveryMilliseconds = 5_000;
    private readonly Stopwatch running = Stopwatch.StartNew();
    private long said;

    /// <summary>Starts a stage.</summary>
    public void Begin(string stage)
    {
        output.WriteLine($"{stage} …");
        said = running.ElapsedMilliseconds;
    }

    /// <summary>Says how much of a stage is done, if it is some time since it last said so.</summary>
    public void Reach(int done, int all, string what)
    {
        if (running.ElapsedMilliseconds - said < EveryMilliseconds) return;
        said = running.ElapsedMilliseconds;
        output.WriteLine(FormattableString.Invariant($"  {done:N0} of {all:N0} {what}, {running.Elapsed.TotalSeconds:F0} s"));
    }
}
