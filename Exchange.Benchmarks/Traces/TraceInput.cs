using Exchange.Benchmarks.Traces.Plans;
using Exchange.Benchmarks.Traces.Sources;

namespace Exchange.Benchmarks.Traces;

/// <summary>What a replay reads: the public data sets, or, where they are absent, a small market drawn from a fixed seed.</summary>
public sealed class TraceInput
{
    private const int Seed = 1;
    private const int SyntheticNodes = 60;
    private const int SyntheticPods = 600;
    private const int SyntheticJobs = 2_000;
    private const int SyntheticEvents = 3_000;

    private readonly SyntheticMarket synthetic = new(Seed);
    private readonly DataFolder? folder;
    private readonly int limit;

    /// <summary>Input from a folder.</summary>
    /// <param name="given">The folder, or null for the one beside the project.</param>
    /// <param name="limit">Read no more than so many orders or events.</param>
    public TraceInput(string? given, int limit) => (folder, this.limit) = (DataFolder.Find(given), limit);

    /// <summary>Where the rows come from, in a sentence.</summary>
    /// <param name="dataSet">The data set.</param>
    /// <param name="file">Its file.</param>
    public string Origin(string dataSet, string file) => Holds(dataSet, file)
        ? $"data: {dataSet} in {folder!.Path}"
        : $"data: {dataSet} is not there, so a small market is drawn from the seed {Seed} instead";

    /// <summary>The production cluster.</summary>
    public ClusterPlan Openb() => Holds(OpenbTrace.DataSet, OpenbTrace.PodsFile)
        ? OpenbPlan.Of(OpenbTrace.ReadNodes(folder!).Rows, Limited(OpenbTrace.ReadPods(folder!).Rows), Prices())
        : OpenbPlan.Of(synthetic.Nodes(SyntheticNodes), Limited(synthetic.Pods(SyntheticPods)), Prices());

    /// <summary>The training cluster.</summary>
    /// <param name="supplyPercent">The supply, in percent of the load at its peak.</param>
    public ClusterPlan Philly(int supplyPercent) => PhillyPlan.Of(
        Limited(Holds(PhillyTrace.DataSet, PhillyTrace.JobsFile) ? PhillyTrace.ReadJobs(folder!).Rows : synthetic.Jobs(SyntheticJobs)),
        Holds(PhillyTrace.DataSet, PhillyTrace.AttemptsFile) ? PhillyTrace.ReadAttempts(folder!).Rows : [],
        Prices(),
        supplyPercent);

    /// <summary>The order book.</summary>
    public BookPlan Bitstamp() => new(
        Limited(Holds(BitstampTrace.DataSet, BitstampTrace.EventsFile) ? BitstampTrace.ReadEvents(folder!).Rows : synthetic.BookEvents(SyntheticEvents)));

    private Quotes Prices() => new(Holds(RentalPrices.DataSet, RentalPrices.OffersFile)
        ? RentalPrices.ReadOffers(folder!).Rows
        : synthetic.Offers(days: 1, providers: 8));

    private bool Holds(string dataSet, string file) => folder?.Holds(dataSet, file) == true;

    private List<T> Limited<T>(IReadOnlyList<T> rows) => [.. rows.Take(limit)];
}
