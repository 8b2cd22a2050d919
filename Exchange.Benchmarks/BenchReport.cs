using System.Text.Json;

namespace Exchange.Benchmarks;

/// <summary>How every benchmark says what it measured: one line of JSON, last.</summary>
internal static class BenchReport
{
    public static void Print(object measured) => Console.WriteLine(JsonSerializer.Serialize(measured));

    public static double Median(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
