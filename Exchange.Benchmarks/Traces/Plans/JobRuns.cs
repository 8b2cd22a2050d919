using Exchange.Benchmarks.Traces.Sources;

namespace Exchange.Benchmarks.Traces.Plans;

/// <summary>The runs of jobs, found by what both files say of a job: when it was submitted, on how many GPUs and for how long it ran in all.</summary>
internal sealed class JobRuns
{
    private readonly Dictionary<(long Submitted, int Gpus, long Seconds), Queue<JobAttempt[]>> runs = [];

    /// <summary>Puts the runs of each job together; jobs of which a run is missing are left out.</summary>
    public JobRuns(IEnumerable<JobAttempt> attempts)
    {
        foreach (IGrouping<string, JobAttempt> job in attempts.GroupBy(attempt => attempt.JobId))
        {
            JobAttempt[] all = [.. job.OrderBy(attempt => attempt.Attempt)];
            if (all.Length != all[0].Attempts) continue;
            (long Submitted, int Gpus, long Seconds) key = (all[0].SubmittedSecond, all[0].Gpus, all.Sum(run => run.Seconds));
            if (!runs.TryGetValue(key, out Queue<JobAttempt[]>? same)) runs.Add(key, same = []);
            same.Enqueue(all);
        }
    }

    /// <summary>The runs of a job in their order, each given out once; none where they are not known.</summary>
    public IReadOnlyList<JobAttempt> Take(TrainingJob job) =>
        runs.TryGetValue((job.ArrivalSecond, job.Gpus, job.DurationSeconds), out Queue<JobAttempt[]>? same) && same.TryDequeue(out JobAttempt[]? found) ? found : [];
}
