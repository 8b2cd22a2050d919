using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Exchange.Engine.Verification;

/// <summary>What became of one worker's part in a task that several did.</summary>
public enum WorkerStanding : byte
{
    /// <summary>Revealed what the quorum agreed on.</summary>
    Agreed = 1,

    /// <summary>Revealed something else than what the quorum agreed on.</summary>
    Disagreed,

    /// <summary>Revealed nothing, which counts as wrong.</summary>
    NotRevealed,

    /// <summary>Revealed what does not fit the commitment.</summary>
    Unfitting,

    /// <summary>Committed to the very bytes that another had committed to before; since its own id is inside, it cannot fit.</summary>
    Copied,

    /// <summary>Revealed what it had committed to, and there was no quorum to agree with: nobody knows who is right.</summary>
    Undecided,
}

/// <summary>One worker's part: what it committed to, and what it revealed afterwards.</summary>
/// <param name="Worker">The worker's id.</param>
/// <param name="Commitment">32 bytes.</param>
/// <param name="Digest">The digest of its result, 32 bytes; empty where nothing was revealed.</param>
/// <param name="Salt">The salt, 32 bytes; empty where nothing was revealed.</param>
public readonly record struct WorkerResult(int Worker, ReadOnlyMemory<byte> Commitment, ReadOnlyMemory<byte> Digest, ReadOnlyMemory<byte> Salt);

/// <summary>What a task's workers agreed on.</summary>
/// <param name="Digest">The digest that enough of them revealed; empty where there was none.</param>
/// <param name="Standings">What became of each worker, in the order of the results.</param>
public sealed record QuorumVerdict(ReadOnlyMemory<byte> Digest, IReadOnlyList<WorkerStanding> Standings)
{
    /// <summary>Whether enough agreed.</summary>
    public bool Reached => !Digest.IsEmpty;
}

/// <summary>
/// Redundant execution for jobs whose results can be compared: n workers commit, then reveal, and m of them must agree. The commitment is
/// SHA-256 over: the 7 bytes <c>quorum|</c>, worker (4 bytes, little-endian), task (32), digest (32), salt (32).
/// </summary>
/// <remarks>
/// If each worker cheats independently with probability q, and all cheats reveal the same, a false quorum comes about with probability
/// Σ from i = m to n of C(n, i) qⁱ (1 − q)^(n − i): 0.9 % for 3 of 5 at q = 0.1.
/// </remarks>
public static class Quorum
{
    /// <summary>Bytes of a task's id, a digest, a salt and a commitment.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    /// <summary>The commitment of a worker to a result.</summary>
    /// <param name="worker">Its id.</param>
    /// <param name="task">32 bytes that name the task.</param>
    /// <param name="digest">The result's digest, 32 bytes.</param>
    /// <param name="salt">32 random bytes, kept until the reveal.</param>
    /// <param name="commitment">Room for 32 bytes.</param>
    /// <exception cref="ArgumentException">A part of another length.</exception>
    public static void Commit(int worker, ReadOnlySpan<byte> task, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> salt, Span<byte> commitment)
    {
        if (task.Length != HashBytes || digest.Length != HashBytes || salt.Length != HashBytes)
            throw new ArgumentException($"Task, digest and salt have {HashBytes} bytes each.", nameof(task));
        Span<byte> message = stackalloc byte[11 + (3 * HashBytes)];
        "quorum|"u8.CopyTo(message);
        BinaryPrimitives.WriteInt32LittleEndian(message[7..], worker);
        task.CopyTo(message[11..]);
        digest.CopyTo(message[(11 + HashBytes)..]);
        salt.CopyTo(message[(11 + (2 * HashBytes))..]);
        SHA256.HashData(message, commitment);
    }

    /// <summary>What the workers agreed on, and what became of each.</summary>
    /// <param name="task">32 bytes that name the task.</param>
    /// <param name="needed">m: how many must agree; more than half of the workers, so that two digests cannot both reach it.</param>
    /// <param name="results">One for each worker, in the order in which the commitments came.</param>
    public static QuorumVerdict Judge(ReadOnlySpan<byte> task, int needed, IReadOnlyList<WorkerResult> results)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(needed, results.Count / 2);
        var standings = new WorkerStanding[results.Count];
        for (int i = 0; i < results.Count; i++) standings[i] = Check(task, results, i);
        ReadOnlyMemory<byte> agreed = default;
        for (int i = 0; i < results.Count && agreed.IsEmpty; i++)
        {
            if (Supporters(results, standings, i) >= needed) agreed = results[i].Digest;
        }

        for (int i = 0; i < results.Count; i++)
        {
            if (standings[i] != WorkerStanding.Agreed || results[i].Digest.Span.SequenceEqual(agreed.Span)) continue;
            standings[i] = agreed.IsEmpty ? WorkerStanding.Undecided : WorkerStanding.Disagreed;
        }

        return new QuorumVerdict(agreed, standings);
    }

    /// <summary>The worker's standing before the digests are compared: agreed, unless something is wrong with its own part.</summary>
    private static WorkerStanding Check(ReadOnlySpan<byte> task, IReadOnlyList<WorkerResult> results, int index)
    {
        WorkerResult result = results[index];
        for (int earlier = 0; earlier < index; earlier++)
        {
            if (results[earlier].Worker == result.Worker) throw new ArgumentException("A worker has one result.", nameof(results));
            if (results[earlier].Commitment.Span.SequenceEqual(result.Commitment.Span)) return WorkerStanding.Copied;
        }

        if (result.Digest.IsEmpty && result.Salt.IsEmpty) return WorkerStanding.NotRevealed;
        if (result.Digest.Length != HashBytes || result.Salt.Length != HashBytes) return WorkerStanding.Unfitting;
        Span<byte> commitment = stackalloc byte[HashBytes];
        Commit(result.Worker, task, result.Digest.Span, result.Salt.Span, commitment);
        return result.Commitment.Span.SequenceEqual(commitment) ? WorkerStanding.Agreed : WorkerStanding.Unfitting;
    }

    private static int Supporters(IReadOnlyList<WorkerResult> results, WorkerStanding[] standings, int index)
    {
        if (standings[index] != WorkerStanding.Agreed) return 0;
        int supporters = 0;
        for (int i = 0; i < results.Count; i++)
        {
            if (standings[i] == WorkerStanding.Agreed && results[i].Digest.Span.SequenceEqual(results[index].Digest.Span)) supporters++;
        }

        return supporters;
    }
}
