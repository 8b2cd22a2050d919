using NodaTime;
using NodaTime.Text;

namespace Exchange.Benchmarks.Traces.Sources;

/// <summary>A training job: a bid waiting to be placed.</summary>
/// <param name="Id">The source's name of it.</param>
/// <param name="ArrivalSecond">When it was submitted, in seconds of local time from the trace's first midnight.</param>
/// <param name="DurationSeconds">The run time of all its attempts together.</param>
/// <param name="Gpus">How many GPUs; above 8 it spans nodes.</param>
/// <param name="Tenant">Whose it is.</param>
public sealed record TrainingJob(string Id, long ArrivalSecond, long DurationSeconds, int Gpus, string Tenant);

/// <summary>One run of a job: a lease. Any run but a job's last ended early.</summary>
/// <param name="JobId">The job's name, as <paramref name="Attempt"/>s of one job share it; not an id of <see cref="TrainingJob"/>.</param>
/// <param name="SubmittedSecond">When the job was submitted, as <see cref="TrainingJob.ArrivalSecond"/>.</param>
/// <param name="Gpus">How many GPUs.</param>
/// <param name="Attempt">Which run it is, from 1.</param>
/// <param name="Attempts">How many runs the job had.</param>
/// <param name="StartSecond">When it began, in seconds of local time from the trace's first midnight.</param>
/// <param name="EndSecond">When it ended.</param>
/// <param name="WaitSeconds">How long the job queued; known of first runs.</param>
public sealed record JobAttempt(string JobId, long SubmittedSecond, int Gpus, int Attempt, int Attempts, long StartSecond, long EndSecond, long? WaitSeconds)
{
    /// <summary>How long it ran.</summary>
    public long Seconds => EndSecond - StartSecond;
}

/// <summary>Deep-learning training at Microsoft, September to December 2017: jobs of 1 to 128 GPUs, and the runs of some of them.</summary>
public static class PhillyTrace
{
    /// <summary>The data set's folder.</summary>
    public const string DataSet = "philly-2017";

    /// <summary>The file of jobs.</summary>
    public const string JobsFile = "bids_jobs.csv.gz";

    /// <summary>The file of runs.</summary>
    public const string AttemptsFile = "job_attempts.csv.gz";

    private const int MaxGpus = 128;
    private const int MaxAttempts = 100;
    private const long MaxSeconds = 200L * 24 * 60 * 60;

    private static readonly LocalDateTime FirstMidnight = new(2017, 9, 4, 0, 0);
    private static readonly LocalDateTimePattern LocalTime = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");

    /// <summary>The jobs, in the order of arrival. A job whose two times of arrival differ is refused.</summary>
    public static TraceRows<TrainingJob> ReadJobs(DataFolder folder) => TraceFile.Read(folder.PathOf(DataSet, JobsFile), row =>
    {
        long arrival = row.Whole("arrival_s", 0, MaxSeconds);
        if (arrival != SecondOf(row, "submitted_local")) row.Refuse("arrival_s and submitted_local contradict each other");
        return new TrainingJob(
            row.Text("bid_id"), arrival, row.Whole("duration_s", 1, MaxSeconds), row.Count("gpu_count", 1, MaxGpus), row.Text("tenant"));
    });

    /// <summary>The runs of the jobs of several GPUs that are known run by run.</summary>
    public static TraceRows<JobAttempt> ReadAttempts(DataFolder folder) => TraceFile.Read(folder.PathOf(DataSet, AttemptsFile), row =>
    {
        int attempts = row.Count("attempts", 1, MaxAttempts);
        int attempt = row.Count("attempt_no", 1, attempts);
        long start = SecondOf(row, "start_local"), end = SecondOf(row, "end_local");
        if (end < start) row.Refuse("end_local is before start_local");
        return new JobAttempt(
            row.Text("job_id"),
            SecondOf(row, "submitted_local"),
            row.Count("gpu_count", 1, MaxGpus),
            attempt,
            attempts,
            start,
            end,
            row.WholeOrNull("wait_s", 0, MaxSeconds));
    });

    private static long SecondOf(TraceRow row, string column)
    {
        ParseResult<LocalDateTime> time = LocalTime.Parse(row.Text(column));
        if (!time.Success)
        {
            row.Refuse($"{column} is not a time");
            return 0;
        }

        return Period.Between(FirstMidnight, time.Value, PeriodUnits.Seconds).Seconds;
    }
}
