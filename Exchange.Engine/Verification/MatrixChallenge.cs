using System.Runtime.InteropServices;

namespace Exchange.Engine.Verification;

/// <summary>
/// Two int8 matrices of n × n that a seed names: row i, column j of A is byte i × n + j of the AES-256-CTR key stream of
/// SHA-256(seed | "A"), read as a signed byte; B likewise. Any entry can be derived alone, and no entry says anything about another.
/// </summary>
public sealed class MatrixChallenge : IDisposable
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedBytes = 32;

    /// <summary>The largest n; see <see cref="MatrixTerms.OnboardingSize"/> for why the product fits 32 bits.</summary>
    public const int MaxSize = (1 << 18) - 1;

    private readonly KeyStream a;
    private readonly KeyStream b;

    /// <summary>The matrices of a seed.</summary>
    /// <param name="seed">32 bytes.</param>
    /// <param name="size">n, 1..<see cref="MaxSize"/>.</param>
    /// <exception cref="ArgumentException">A seed of another length or a size out of range.</exception>
    public MatrixChallenge(ReadOnlySpan<byte> seed, int size)
    {
        if (seed.Length != SeedBytes) throw new ArgumentException($"A seed has {SeedBytes} bytes.", nameof(seed));
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxSize);
        Size = size;
        a = KeyStream.Of(seed, "A"u8);
        b = KeyStream.Of(seed, "B"u8);
    }

    /// <summary>n.</summary>
    public int Size { get; }

    /// <summary>Fills whole rows of A, from one on.</summary>
    public void ReadA(int row, Span<sbyte> rows) => a.Read((long)row * Size, MemoryMarshal.AsBytes(rows));

    /// <summary>Fills whole rows of B, from one on.</summary>
    public void ReadB(int row, Span<sbyte> rows) => b.Read((long)row * Size, MemoryMarshal.AsBytes(rows));

    /// <inheritdoc/>
    public void Dispose()
    {
        a.Dispose();
        b.Dispose();
    }
}
