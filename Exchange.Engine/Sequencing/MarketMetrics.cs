using System.Diagnostics.Metrics;

namespace Exchange.Engine.Sequencing;

/// <summary>What a market measures of itself.</summary>
public static class MarketMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Exchange.Market";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Histogram<double> CommitSeconds = Meter.CreateHistogram<double>("exchange_commit_seconds", "s", "Time from handing a group of turns to the store until its commit.");
    private static readonly Histogram<int> CommitEvents = Meter.CreateHistogram<int>("exchange_commit_events", "{event}", "Events in one commit.");
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("exchange_events_total", "{event}", "Events committed.");
    private static readonly Counter<long> Answers = Meter.CreateCounter<long>("exchange_answers_total", "{command}", "Commands answered after their commit.");

    private static readonly Counter<long> SnapshotFailures = Meter.CreateCounter<long>("exchange_snapshot_failures_total", "{snapshot}", "Snapshots that could not be stored.");

    internal static void SnapshotFailed() => SnapshotFailures.Add(1);

    internal static void Committed(List<Turn> turns, TimeSpan elapsed)
    {
        int events = 0;
        int answers = 0;
        foreach (Turn turn in turns)
        {
            events += turn.Events.Count;
            answers += turn.Submissions.Count;
        }

        CommitSeconds.Record(elapsed.TotalSeconds);
        CommitEvents.Record(events);
        Events.Add(events);
        Answers.Add(answers);
    }
}
