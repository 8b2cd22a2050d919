using System.CommandLine;
using Exchange.Api.Agents;
using Exchange.Api.Cli;
using Exchange.Benchmarks.Traces.Life;
using Exchange.Benchmarks.Traces.Plans;
using Exchange.Benchmarks.Traces.Runs;
using Exchange.Benchmarks.Traces.Sources;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Commands;
using Exchange.Engine.Store.Local;

namespace Exchange.Benchmarks.Traces;

/// <summary><c>trace</c>: replays a recorded market through the public API of an exchange of its own, and says what became of it.</summary>
public static class TraceVerbs
{
    private static readonly Option<string?> Data = new("--data") { Description = "The folder of the data sets; by default the one beside the project." };
    private static readonly Option<int> Supply = new("--supply") { Description = "How many GPUs are offered, in percent of those that run at once if no job waits.", DefaultValueFactory = _ => 60 };
    private static readonly Option<int> Limit = new("--limit") { Description = "Replay only so many bids or events.", DefaultValueFactory = _ => int.MaxValue };

    /// <summary>The verb.</summary>
    public static Command Create() => new("trace", "Replay a recorded market through the exchange.")
    {
        Verb("openb", "A production cluster: 611 nodes and the pods that wanted their GPUs.", (input, _, cancellation) =>
            RunAsync(input.Origin(OpenbTrace.DataSet, OpenbTrace.PodsFile), input.Openb(), cancellation)),
        Verb("philly", "A training cluster: 52,849 jobs of 1 to 128 GPUs.", (input, parsed, cancellation) =>
            RunAsync(input.Origin(PhillyTrace.DataSet, PhillyTrace.JobsFile), input.Philly(parsed.GetValue(Supply)), cancellation), Supply),
        Verb("bitstamp", "An order book: 50,414 order-level events drive one product.", (input, _, cancellation) =>
            RunAsync(input.Origin(BitstampTrace.DataSet, BitstampTrace.EventsFile), input.Bitstamp(), cancellation)),
    };

    private static Command Verb(
        string name, string description, Func<TraceInput, ParseResult, CancellationToken, Task<int>> run, params ReadOnlySpan<Option> more)
    {
        var verb = new Command(name, description) { Data, Limit };
        foreach (Option option in more) verb.Add(option);
        verb.SetAction(async (parsed, _) =>
        {
            using var stop = new StopSignals();
            return await run(new TraceInput(parsed.GetValue(Data), parsed.GetValue(Limit)), parsed, stop.Token);
        });
        return verb;
    }

    private static Task<int> RunAsync(string origin, ClusterPlan plan, CancellationToken cancellation) =>
        RunAsync([origin, .. plan.Notes, .. ClusterLife.Notes], ClusterLife.Settings, (venue, progress) => new ClusterRun(venue, plan, progress).RunAsync(cancellation), cancellation);

    private static Task<int> RunAsync(string origin, BookPlan plan, CancellationToken cancellation) =>
        RunAsync([origin, .. plan.Notes], MatchingAlone.Settings, (venue, progress) => new BookRun(venue, plan, progress).RunAsync(cancellation), cancellation);

    private static async Task<int> RunAsync(
        IEnumerable<string> notes, IReadOnlyList<ChangeSetting> settings, Func<TraceVenue, Progress, Task<TraceReport>> run, CancellationToken cancellation)
    {
        foreach (string note in notes) await Console.Out.WriteLineAsync(note);
        var progress = new Progress(Console.Error);
        progress.Begin("Starting an exchange with a PostgreSQL of its own");
        try
        {
            await using TraceVenue venue = await TraceVenue.StartAsync(connection: null, settings, cancellation);
            TraceReport report = await run(venue, progress);
            report.Write(Console.Out);
            return report.Holds ? 0 : 1;
        }
        catch (Exception failed) when (failed is ApiRefusedException or LocalPostgresException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync($"trace: {failed.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("trace: stopped");
            return StopSignals.Interrupted;
        }
    }
}
