using Exchange.Benchmarks;
using Exchange.Benchmarks.Traces.Life;
using Exchange.Benchmarks.Traces.Plans;
using Exchange.Benchmarks.Traces.Runs;
using Exchange.Benchmarks.Traces.Sources;
using Exchange.Benchmarks.Traces.Venue;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using Exchange.Tests.Durability;
using Xunit;

namespace Exchange.Tests.Traces;

/// <summary>Small markets replayed end to end, through the public API of an exchange on a database of its own; each twice.</summary>
[Collection(nameof(StoreDatabases))]
public sealed class ReplayTests(StoreDatabases databases)
{
    private static readonly SyntheticMarket Synthetic = new(seed: 7);

    [Fact]
    public async Task A_cluster_trades_conserves_and_comes_out_the_same_again()
    {
        ClusterPlan plan = OpenbPlan.Of(Synthetic.Nodes(12), Synthetic.Pods(60), new Quotes(Synthetic.Offers(days: 1, providers: 4)));

        (TraceReport first, TraceReport second) = await TwiceAsync(ClusterLife.Settings, venue => new ClusterRun(venue, plan, Quiet()).RunAsync(CancellationToken.None));

        AssertConserves(first);
        Assert.Equal((12, 60), (first.Asks, first.Bids));
        Assert.Equal(60, first.FilledBids + first.Unfilled.Values.Sum() + first.Refused.Values.Sum());
        Assert.InRange(first.FilledBids, 1, 59);
        AssertSame(first, second);
    }

    [Fact]
    public async Task Gangs_trade_conserve_and_come_out_the_same_again()
    {
        TrainingJob[] jobs = [.. Synthetic.Jobs(60).Select((job, place) => job with { Gpus = place % 3 == 0 ? 16 : job.Gpus, DurationSeconds = 3_600 })];
        TrainingJob restarted = jobs[0] with { Gpus = 8, DurationSeconds = 10_800 };
        JobAttempt[] runs = [.. Enumerable.Range(1, 2).Select(run => new JobAttempt("application", restarted.ArrivalSecond, 8, run, 2, run * 6_000, (run * 6_000) + 5_400, null))];
        ClusterPlan plan = PhillyPlan.Of([restarted, .. jobs[1..]], runs, new Quotes(Synthetic.Offers(days: 1, providers: 4)), supplyPercent: 60);

        (TraceReport first, TraceReport second) = await TwiceAsync(ClusterLife.Settings, venue => new ClusterRun(venue, plan, Quiet()).RunAsync(CancellationToken.None));

        AssertConserves(first);
        Assert.True(first.Traded > new GpuMinutes(20 * 16 * 60 / 2), $"Gangs hardly traded: {first.Traded.Value} GPU-minutes.");
        Assert.True(first.FilledOnArrival < first.FilledBids, "No bid waited until GPUs came back.");
        AssertSame(first, second);
    }

    [Fact]
    public async Task A_book_trades_conserves_and_comes_out_the_same_again()
    {
        var plan = new BookPlan(Synthetic.BookEvents(250));

        (TraceReport first, TraceReport second) = await TwiceAsync(MatchingAlone.Settings, venue => new BookRun(venue, plan, Quiet()).RunAsync(CancellationToken.None));

        AssertConserves(first);
        Assert.NotEmpty(first.Remarks);
        AssertSame(first, second);
        Assert.Equal(first.StateHash, second.StateHash);
    }

    private async Task<(TraceReport First, TraceReport Second)> TwiceAsync(
        IReadOnlyList<ChangeSetting> settings, Func<TraceVenue, Task<TraceReport>> run) => (await OnceAsync(settings, run), await OnceAsync(settings, run));

    private async Task<TraceReport> OnceAsync(IReadOnlyList<ChangeSetting> settings, Func<TraceVenue, Task<TraceReport>> run)
    {
        await using TraceVenue venue = await TraceVenue.StartAsync(await databases.FreshAsync(), settings, CancellationToken.None);
        return await run(venue);
    }

    private static void AssertConserves(TraceReport report)
    {
        Assert.All(report.Checks, check => Assert.True(check.Holds, $"{check.Name}: {check.Detail}"));
        Assert.True(report.Fills > 0, "Nothing traded.");
    }

    /// <summary>The same trades, leases, reputations and papers; agents' messages of one minute come side by side, in any order.</summary>
    private static void AssertSame(TraceReport first, TraceReport second)
    {
        Assert.Equal((first.Fills, first.Traded, first.Value), (second.Fills, second.Traded, second.Value));
        Assert.Equal(first.Unfilled, second.Unfilled);
        Assert.Equal(first.Remarks.Where(remark => remark.Title != "time"), second.Remarks.Where(remark => remark.Title != "time"));
    }

    private static Progress Quiet() => new(TextWriter.Null);
}
