using Exchange.Api.Hosting;
using Exchange.Engine.Values;

namespace Exchange.Api.Proofs;

/// <summary>Where answers are judged: a few at a time, a bounded number waiting; who finds no place is told to come back.</summary>
/// <remarks>
/// An answer takes its place before it is recorded, one for each challenge, and has it until its verdict is recorded. So whoever is recorded to
/// have answered is judged. Safe for many threads.
/// </remarks>
public sealed class JudgesBench : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim seats;
    private readonly int places;
    private readonly long placesBytes;
    private readonly HashSet<ChallengeId> taken = [];
    private long takenBytes;

    /// <summary>A bench with the places that the settings give it.</summary>
    public JudgesBench(ApiSettings settings)
    {
        seats = new SemaphoreSlim(settings.Proofs.MaxJudging);
        places = settings.Proofs.MaxJudging + settings.Proofs.MaxWaiting;
        placesBytes = settings.Proofs.MaxWaitingBytes;
    }

    /// <summary>A place for the answer to a challenge, of so many bytes; null where all are taken, or where another answer to it has one.</summary>
    public Place? TryTake(ChallengeId challenge, int bytes)
    {
        lock (gate)
        {
            bool hasRoom = taken.Count < places && (taken.Count == 0 || takenBytes + bytes <= placesBytes);
            if (!hasRoom || !taken.Add(challenge)) return null;
            takenBytes += bytes;
            return new Place(this, challenge, bytes);
        }
    }

    /// <summary>Runs the judging of one answer that has a place off the caller's thread, when its turn comes.</summary>
    public async Task<Judgement> RunAsync(Func<Judgement> judge, CancellationToken cancellation)
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

    /// <inheritdoc/>
    public void Dispose() => seats.Dispose();

    private void Leave(ChallengeId challenge, int bytes)
    {
        lock (gate)
        {
            if (taken.Remove(challenge)) takenBytes -= bytes;
        }
    }

    /// <summary>An answer's place; given back when it is disposed.</summary>
    public sealed class Place(JudgesBench bench, ChallengeId challenge, int bytes) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => bench.Leave(challenge, bytes);
    }
}
