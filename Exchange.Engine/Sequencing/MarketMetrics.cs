using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Exchange.Engine.Sequencing;

/// <summary>What a market measures of itself, and the spans of its turns and commits.</summary>
public static class MarketMetrics
{
    /// <summary>The name of the meter, and of the source of spans.</summary>
    public const string MeterName = "Exchange.Market";

    private static readonly Meter Meter = new(MeterName);
    private static readonly ActivitySource Spans = new(MeterName);
    private static readonly Histogram<double> TurnSeconds = Meter.CreateHistogram<double>("exchange_turn_seconds", "s", "Time to decide the commands of a turn.");
    private static readonly Histogram<int> TurnCommands = Meter.CreateHistogram<int>("exchange_turn_commands", "{command}", "Commands in one turn.");
    private static readonly Histogram<double> CommitSeconds = Meter.CreateHistogram<double>("exchange_commit_seconds", "s", "Time from handing a group of turns to the store until its commit.");
    private static readonly Histogram<int> CommitEvents = Meter.CreateHistogram<int>("exchange_commit_events", "{event}", "Events in one commit.");
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("exchange_events_total", "{event}", "Events committed.");
    private static readonly Counter<long> Answers = Meter.CreateCounter<long>("exchange_answers_total", "{command}", "Commands answered after their commit.");

    private static readonly Counter<long> SnapshotFailures = Meter.CreateCounter<long>("exchange_snapshot_failures_total", "{snapshot}", "Snapshots that could not be stored.");

    internal static void SnapshotFailed() => SnapshotFailures.Add(1);

    /// <summary>Begins a span of a turn; null where nobody listens.</summary>
    internal static Activity? BeginTurn() => Spans.StartActivity("turn");

    /// <summary>Begins a span of a commit; null where nobody listens.</summary>
    internal static Activity? BeginCommit() => Spans.StartActivity("commit");

    /// <summary>A turn was decided. One in which nothing happened is not told of.</summary>
    internal static void Decided(Turn turn, TimeSpan elapsed, Activity? span)
    {
        if (turn.Submissions.Count == 0 && turn.Events.Count == 0)
        {
            if (span is not null) span.ActivityTraceFlags = ActivityTraceFlags.None;
            return;
        }

        span?.SetTag("exchange.commands", turn.Submissions.Count).SetTag("exchange.events", turn.Events.Count);
        TurnSeconds.Record(elapsed.TotalSeconds);
        TurnCommands.Record(turn.Submissions.Count);
    }

    internal static void Committed(List<Turn> turns, TimeSpan elapsed, Activity? span)
    {
        int events = 0;
        int answers = 0;
        foreach (Turn turn in turns)
        {
            events += turn.Events.Count;
            answers += turn.Submissions.Count;
        }

        span?.SetTag("exchange.turns", turns.Count).SetTag("exchange.events", events);
        CommitSeconds.Record(elapsed.TotalSeconds);
        CommitEvents.Record(events);
        Events.Add(events);
        Answers.Add(answers);
        span?.Stop();
    }
}
