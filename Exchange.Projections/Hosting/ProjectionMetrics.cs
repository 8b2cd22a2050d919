using System.Diagnostics.Metrics;

namespace Exchange.Projections.Hosting;

/// <summary>What the views measure of themselves, under the meter <see cref="MeterName"/>.</summary>
public static class ProjectionMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Exchange.Projections";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("exchange.projection.events", "{event}", "Events applied.");
    private static readonly Histogram<double> Writes = Meter.CreateHistogram<double>(
        "exchange.projection.write.duration", "s", "Time to write a page's rows and checkpoint.");

    internal static void Wrote(string view, int events, TimeSpan took)
    {
        var tag = new KeyValuePair<string, object?>("view", view);
        Events.Add(events, tag);
        Writes.Record(took.TotalSeconds, tag);
    }

    /// <summary>Gauges over the health of a host's views; they end with the meter that is returned.</summary>
    internal static Meter Watch(Func<IReadOnlyList<ViewHealth>> health)
    {
        var meter = new Meter(MeterName);
        meter.CreateObservableGauge("exchange.projection.lag", () => Each(health, view => view.LagEvents), "{event}", "Committed events not applied yet.");
        meter.CreateObservableGauge("exchange.projection.position", () => Each(health, view => view.Position), "{event}", "The last position applied.");
        meter.CreateObservableGauge("exchange.projection.failed", () => Each(health, view => view.Activity == ViewActivity.Failed ? 1 : 0));
        return meter;
    }

    private static IEnumerable<Measurement<long>> Each(Func<IReadOnlyList<ViewHealth>> health, Func<ViewHealth, long> value) =>
        health().Select(view => new Measurement<long>(value(view), new KeyValuePair<string, object?>("view", view.View)));
}
