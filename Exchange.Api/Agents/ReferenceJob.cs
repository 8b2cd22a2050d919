using System.Buffers.Binary;
using System.Security.Cryptography;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Api.Agents;

/// <summary>
/// The job by which agents compare each other's results: an int8 matrix product, whose digest is the root over its rows. Its name is the
/// whole of it: the 12 bytes <c>int8-matrix|</c>, n (4 bytes, little-endian), 16 random bytes; those 32 bytes are the seed of both matrices.
/// </summary>
public static class ReferenceJob
{
    /// <summary>The largest n that an agent takes on: some ten milliseconds of a processor core.</summary>
    public const int MaxSize = 1_024;

    private static ReadOnlySpan<byte> Tag => "int8-matrix|"u8;

    /// <summary>A job that nobody knew before.</summary>
    /// <param name="size">n, 1..<see cref="MaxSize"/>.</param>
    public static Hash256 Draw(int size)
    {
        Span<byte> name = stackalloc byte[Hash256.Count];
        Tag.CopyTo(name);
        BinaryPrimitives.WriteInt32LittleEndian(name[Tag.Length..], size);
        RandomNumberGenerator.Fill(name[(Tag.Length + sizeof(int))..]);
        return Hash256.From(name);
    }

    /// <summary>Reads a name; false where it is no such job, or one that is too large.</summary>
    public static bool TryRead(Hash256 job, out int size)
    {
        size = BinaryPrimitives.ReadInt32LittleEndian(job.Bytes[Tag.Length..]);
        return job.Bytes.StartsWith(Tag) && size is > 0 and <= MaxSize;
    }

    /// <summary>Does the job.</summary>
    /// <param name="job">Its name.</param>
    /// <param name="size">Its n.</param>
    /// <param name="threads">How many threads share the work.</param>
    public static Hash256 Solve(Hash256 job, int size, int threads) => Hash256.From(MatrixProver.Answer(job.Bytes, size, threads).Root);
}
