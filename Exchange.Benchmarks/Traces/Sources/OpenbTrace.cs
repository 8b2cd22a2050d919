using Exchange.Engine.Specs;

namespace Exchange.Benchmarks.Traces.Sources;

/// <summary>A machine of a cluster: an ask waiting to be placed.</summary>
/// <param name="Id">The source's name of it.</param>
/// <param name="Model">What is in it.</param>
/// <param name="Gpus">How many of them.</param>
/// <param name="Vcpus">Its vCPUs.</param>
/// <param name="RamGib">Its memory.</param>
public sealed record ClusterNode(string Id, TracedModel Model, int Gpus, int Vcpus, int RamGib);

/// <summary>How a pod ended.</summary>
public enum PodOutcome : byte
{
    /// <summary>It never started: demand that stayed unmet.</summary>
    Pending,

    /// <summary>It was still running when the trace ended.</summary>
    Running,

    /// <summary>It ended well.</summary>
    Succeeded,

    /// <summary>It ended badly.</summary>
    Failed,
}

/// <summary>A pod that wanted GPUs: a bid waiting to be placed.</summary>
/// <param name="Id">The source's name of it.</param>
/// <param name="ArrivalSecond">When it came, in seconds from the trace's beginning.</param>
/// <param name="DurationSeconds">How long it ran or would have run.</param>
/// <param name="Gpus">How many GPUs; where it is 1, see the next.</param>
/// <param name="GpuPercent">The share of each GPU that it wanted: 1..100, below 100 only of a single GPU.</param>
/// <param name="Accepts">The models it accepts; empty means any.</param>
/// <param name="MilliVcpus">Thousandths of a vCPU.</param>
/// <param name="MilliRamGib">Thousandths of a GiB of memory.</param>
/// <param name="Firmness">What its quality of service asks for: latency-sensitive and guaranteed are firm, best-effort is interruptible.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="WaitSeconds">How long it queued; null where it never started.</param>
public sealed record ClusterPod(
    string Id,
    long ArrivalSecond,
    long DurationSeconds,
    int Gpus,
    int GpuPercent,
    IReadOnlyList<TracedModel> Accepts,
    int MilliVcpus,
    int MilliRamGib,
    Firmness Firmness,
    PodOutcome Outcome,
    long? WaitSeconds);

/// <summary>A production cluster of Alibaba's: 611 nodes and the 4,076 pods that arrived within 149 days.</summary>
public static class OpenbTrace
{
    /// <summary>The data set's folder.</summary>
    public const string DataSet = "openb-2023";

    /// <summary>The file of nodes.</summary>
    public const string NodesFile = "asks_nodes.csv";

    /// <summary>The file of pods.</summary>
    public const string PodsFile = "bids_pods.csv";

    private const int MaxGpusPerNode = 16;
    private const long MaxSeconds = 200L * 24 * 60 * 60;

    private static readonly Dictionary<string, Firmness> Firmnesses = new(StringComparer.Ordinal)
    {
        ["LS"] = Firmness.Firm,
        ["Guaranteed"] = Firmness.Firm,
        ["Burstable"] = Firmness.Standard,
        ["BE"] = Firmness.Interruptible,
    };

    private static readonly Dictionary<string, PodOutcome> Outcomes = Enum.GetValues<PodOutcome>()
        .ToDictionary(outcome => outcome.ToString(), StringComparer.Ordinal);

    /// <summary>The nodes. Those of the models G2 and G3, which the source does not disclose, have no product.</summary>
    public static TraceRows<ClusterNode> ReadNodes(DataFolder folder) => TraceFile.Read(folder.PathOf(DataSet, NodesFile), row => new ClusterNode(
        row.Text("node_id"),
        TracedModel.Of(row.Text("gpu_model_source")),
        row.Count("gpu_count", 1, MaxGpusPerNode),
        row.Count("vcpus", 1, 1_024),
        row.Count("mem_gib", 1, 65_536)));

    /// <summary>The pods that want a GPU; pods that want none are refused and counted.</summary>
    public static TraceRows<ClusterPod> ReadPods(DataFolder folder) => TraceFile.Read(folder.PathOf(DataSet, PodsFile), ReadPod);

    private static ClusterPod ReadPod(TraceRow row)
    {
        int gpus = row.Count("gpu_count", 0, MaxGpusPerNode);
        if (gpus == 0) row.Refuse("wants no GPU");
        int percent = (int)row.Scaled("gpu_fraction", scale: 100, min: 1, max: 100);
        if (gpus > 1 && percent < 100) row.Refuse("wants a share of several GPUs");
        PodOutcome outcome = row.Choice("outcome", Outcomes);
        long? wait = row.WholeOrNull("wait_s", 0, MaxSeconds);
        if (wait is null != (outcome == PodOutcome.Pending)) row.Refuse("wait_s and outcome contradict each other");

        return new(
            row.Text("bid_id"),
            row.Whole("arrival_s", 0, MaxSeconds),
            row.Whole("duration_s", 1, MaxSeconds),
            gpus,
            percent,
            [.. (row.TextOrNull("gpu_spec")?.Split('|') ?? []).Select(TracedModel.Of)],
            (int)row.Scaled("vcpus", scale: 1_000, min: 0, max: 1_024_000),
            (int)row.Scaled("mem_gib", scale: 1_000, min: 0, max: 65_536_000),
            row.Choice("qos", Firmnesses),
            outcome,
            wait);
    }
}
