using System.Globalization;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Traces.Runs;

/// <summary>A thing that must hold after a replay.</summary>
/// <param name="Name">What.</param>
/// <param name="Holds">Whether it does.</param>
/// <param name="Detail">What was compared.</param>
public sealed record TraceCheck(string Name, bool Holds, string Detail);

/// <summary>What a replay came to.</summary>
public sealed record TraceReport
{
    /// <summary>The trace's name.</summary>
    public required string Name { get; init; }
    /// <summary>Asks sent.</summary>
    public required int Asks { get; init; }
    /// <summary>Bids sent.</summary>
    public required int Bids { get; init; }
    /// <summary>Bids that were filled whole.</summary>
    public required int FilledBids { get; init; }
    /// <summary>Bids that were filled in part.</summary>
    public required int PartlyFilledBids { get; init; }
    /// <summary>Bids that were filled as soon as they arrived.</summary>
    public required int FilledOnArrival { get; init; }
    /// <summary>Fills, as the buyers were told of them.</summary>
    public required int Fills { get; init; }
    /// <summary>The volume of the fills.</summary>
    public required GpuMinutes Traded { get; init; }
    /// <summary>The volume that bids wanted.</summary>
    public required GpuMinutes Wanted { get; init; }
    /// <summary>What was paid for it, at the fills' prices.</summary>
    public required Money Value { get; init; }
    /// <summary>Why bids were not filled whole, with how many.</summary>
    public required IReadOnlyDictionary<string, int> Unfilled { get; init; }
    /// <summary>Why orders were refused, with how many.</summary>
    public required IReadOnlyDictionary<string, int> Refused { get; init; }
    /// <summary>Other things counted; a title is said once where lines under it follow each other.</summary>
    public IReadOnlyList<(string Title, string Text)> Remarks { get; init; } = [];
    /// <summary>Events committed during the replay.</summary>
    public required long Events { get; init; }
    /// <summary>How long the replay took, from the first ask to the last event.</summary>
    public required TimeSpan Took { get; init; }
    /// <summary>The digest of the state at the end.</summary>
    public required string StateHash { get; init; }
    /// <summary>What must hold.</summary>
    public required IReadOnlyList<TraceCheck> Checks { get; init; }

    /// <summary>Whether all that must hold does.</summary>
    public bool Holds => Checks.All(check => check.Holds);

    /// <summary>Writes it for people.</summary>
    public void Write(TextWriter output)
    {
        double seconds = Math.Max(Took.TotalSeconds, 0.001);
        double filled = Wanted.Value == 0 ? 0 : (double)Traded.Value / Wanted.Value;
        Line(output, "orders", $"{Asks + Bids:N0}: {Asks:N0} asks, {Bids:N0} bids, {Refused.Values.Sum():N0} refused");
        foreach ((string reason, int count) in Refused.OrderByDescending(pair => pair.Value)) Line(output, "", $"{count,8:N0} {reason}");
        Line(output, "fills", $"{Fills:N0}, worth ${Value.Sixtieths / Money.SixtiethsPerDollar:N0}");
        Line(output, "GPU-hours traded", $"{Traded.Value / 60.0:N1} of {Wanted.Value / 60.0:N1} wanted");
        Line(output, "fill ratio", $"{filled:P1} of the GPU-hours; {FilledBids:N0} bids whole ({FilledOnArrival:N0} on arrival), {PartlyFilledBids:N0} in part, of {Bids:N0}");
        Line(output, "not filled", $"{Unfilled.Values.Sum():N0} bids, by reason: where they waited, what kept the nearest asks away");
        foreach ((string reason, int count) in Unfilled.OrderByDescending(pair => pair.Value)) Line(output, "", $"{count,8:N0} {reason}");
        for (int line = 0; line < Remarks.Count; line++)
            Line(output, line > 0 && Remarks[line].Title == Remarks[line - 1].Title ? "" : Remarks[line].Title, $"{Remarks[line].Text}");
        Line(output, "speed", $"{(Asks + Bids) / seconds:N0} orders a second, {Events / seconds:N0} events a second ({Events:N0} events in {seconds:F1} s)");
        Line(output, "state hash", $"{StateHash}");
        foreach (TraceCheck check in Checks) Line(output, check.Holds ? "holds" : "BROKEN", $"{check.Name}: {check.Detail}");
    }

    private static void Line(TextWriter output, string title, FormattableString text) =>
        output.WriteLine($"{title,-18}{text.ToString(CultureInfo.InvariantCulture)}");
}
