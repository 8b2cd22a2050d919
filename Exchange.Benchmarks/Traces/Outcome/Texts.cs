using System.Globalization;
using Exchange.Benchmarks.Traces.Runs;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Traces.Outcome;

/// <summary>Numbers as the API writes them and as a report does.</summary>
internal static class Texts
{
    /// <summary>A decimal number of the API.</summary>
    public static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A line of a report.</summary>
    public static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>An amount in dollars and cents.</summary>
    public static string Dollars(long sixtieths) => Line($"${sixtieths / (decimal)Money.SixtiethsPerDollar:N2}");

    /// <summary>A check that two sums of rounded numbers are the same but for their rounding.</summary>
    public static TraceCheck Near(string name, decimal expected, decimal found, string unit) =>
        new(name, decimal.Abs(expected - found) < 0.01m, Line($"{found:N2} of {expected:N2} {unit}"));
}
