using Exchange.Api.Hosting;

namespace Exchange.Api.Proofs;

/// <summary>Where answers are judged: a few at a time, a bounded number waiting; who finds no place is told to come back.</summary>
public sealed class JudgesBench : IDisposable
{
    private readonly SemaphoreSlim seats;
    private readonly int places;
    private int taken;

    /// <summary>A bench with the places that the settings give it.</summary>
    public JudgesBench(ApiSettings settings)
    {
        seats = new SemaphoreSlim(settings.Proofs.MaxJudging);
        places = settings.Proofs.MaxJudging + settings.Proofs.MaxWaiting;
    }

    /// <summary>Runs the judging of one answer off the caller's thread; null where all places are taken.</summary>
    public async Task<Judgement?> RunAsync(Func<Judgement> judge, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref taken) > places)
        {
            Interlocked.Decrement(ref taken);
            return null;
        }

        try
        {
            await seats.WaitAsync(cancellation);
            try
            {
                return await Task.Run(judge, cancellation);
            }
            finally
            {
                seats.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref taken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => seats.Dispose();
}
