using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Exchange.Api.Observability;

/// <summary>Listens to the program's own meters and writes what they measured in Prometheus' text format.</summary>
/// <remarks>Counters and histograms are summed as they are recorded; observable instruments are asked when the text is written. Safe for many threads.</remarks>
public sealed class PrometheusText : IDisposable
{
    private static readonly double[] BucketBounds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 100, 1_000, 10_000];

    private readonly ConcurrentDictionary<(string Name, string Labels), Series> all = [];
    private readonly ConcurrentDictionary<string, Instrument> instruments = [];
    private readonly MeterListener listener = new();

    /// <summary>Listens to every meter whose name begins so.</summary>
    public PrometheusText(params string[] meterPrefixes)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (!Array.Exists(meterPrefixes, prefix => instrument.Meter.Name.StartsWith(prefix, StringComparison.Ordinal))) return;
            instruments[NameOf(instrument)] = instrument;
            listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
    }

    /// <summary>Everything measured so far.</summary>
    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (IGrouping<string, KeyValuePair<(string Name, string Labels), Series>> family in all.OrderBy(pair => pair.Key).GroupBy(pair => pair.Key.Name))
        {
            if (!instruments.TryGetValue(family.Key, out Instrument? instrument)) continue;
            text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Key} {instrument.Description}\n# TYPE {family.Key} {TypeOf(instrument)}\n");
            foreach (((string name, string labels), Series series) in family) series.Write(text, name, labels);
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        (string, string) key = (NameOf(instrument), Labels(tags));
        Series series = all.GetOrAdd(key, static (_, kind) => new Series(kind), TypeOf(instrument));
        series.Take(value, instrument.IsObservable || TypeOf(instrument) == "gauge" && instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal));
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var labels = new List<string>();
        foreach ((string name, object? value) in tags)
        {
            string written = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            string escaped = written.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            labels.Add($"{name.Replace('.', '_')}=\"{escaped}\"");
        }

        return string.Join(',', labels);
    }

    private static string NameOf(Instrument instrument) => instrument.Name.Replace('.', '_').Replace('-', '_');

    private static string TypeOf(Instrument instrument)
    {
        string type = instrument.GetType().Name;
        if (type.StartsWith("Histogram", StringComparison.Ordinal)) return "histogram";
        return type.Contains("UpDown", StringComparison.Ordinal) || type.Contains("Gauge", StringComparison.Ordinal) ? "gauge" : "counter";
    }

    private sealed class Series(string type)
    {
        private readonly Lock gate = new();
        private readonly long[] buckets = type == "histogram" ? new long[BucketBounds.Length + 1] : [];
        private double value;
        private long count;

        public void Take(double measured, bool replaces)
        {
            lock (gate)
            {
                value = replaces ? measured : value + measured;
                count++;
                if (buckets.Length == 0) return;
                int bucket = Array.FindIndex(BucketBounds, bound => measured <= bound);
                buckets[bucket < 0 ? BucketBounds.Length : bucket]++;
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (gate)
            {
                string braces = labels.Length == 0 ? "" : $"{{{labels}}}";
                if (buckets.Length == 0)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{braces} {value}\n");
                    return;
                }

                long below = 0;
                string comma = labels.Length == 0 ? "" : labels + ",";
                for (int i = 0; i < BucketBounds.Length; i++)
                    text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{comma}le=\"{BucketBounds[i]}\"}} {below += buckets[i]}\n");
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{comma}le=\"+Inf\"}} {count}\n{name}_sum{braces} {value}\n{name}_count{braces} {count}\n");
            }
        }
    }
}
