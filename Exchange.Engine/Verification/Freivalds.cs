using System.Runtime.InteropServices;

namespace Exchange.Engine.Verification;

/// <summary>
/// Freivalds' check (R. Freivalds, 1977) of single rows: with r uniform over GF(p)^n, p = 2^61 − 1, row i of C is right iff
/// cᵢ·r = aᵢ·(Br), but for a chance of 1/p. Entries of C − AB are smaller than p, so an error in the integers stays one modulo p.
/// </summary>
internal sealed class Freivalds
{
    private const int BytesAtOnce = 1 << 18;

    private readonly MatrixChallenge challenge;
    private readonly FieldVector r;
    private readonly FieldVector br;
    private readonly sbyte[] rows;

    /// <summary>Draws r and multiplies B by it, generating B as it goes.</summary>
    /// <param name="challenge">The matrices.</param>
    /// <param name="randomness">32 bytes that were drawn after the answer was committed.</param>
    public Freivalds(MatrixChallenge challenge, ReadOnlySpan<byte> randomness)
    {
        this.challenge = challenge;
        int size = challenge.Size;
        ulong[] residues = new ulong[size];
        using (KeyStream stream = KeyStream.Of(randomness, "r"u8)) Field61.Draw(stream, residues);
        r = new FieldVector(residues);
        RowsAtOnce = Math.Clamp(BytesAtOnce / size, 1, size);
        rows = new sbyte[RowsAtOnce * size];
        for (int first = 0; first < size; first += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, size - first);
            challenge.ReadB(first, rows.AsSpan(0, count * size));
            for (int i = 0; i < count; i++) residues[first + i] = r.Dot(rows.AsSpan(i * size, size));
        }

        br = new FieldVector(residues);
    }

    /// <summary>How many rows of A are generated at a time.</summary>
    public int RowsAtOnce { get; }

    /// <summary>The first of some rows that is not A's row times B, or −1.</summary>
    /// <param name="first">The number of the first row.</param>
    /// <param name="cells">At most <see cref="RowsAtOnce"/> whole rows, 4n bytes each.</param>
    public int FirstWrong(int first, ReadOnlySpan<byte> cells)
    {
        int size = challenge.Size;
        int rowBytes = size * sizeof(int);
        int count = cells.Length / rowBytes;
        challenge.ReadA(first, rows.AsSpan(0, count * size));
        for (int i = 0; i < count; i++)
        {
            if (r.Dot(Numbers(cells.Slice(i * rowBytes, rowBytes))) != br.Dot(rows.AsSpan(i * size, size))) return first + i;
        }

        return -1;
    }

    private static ReadOnlySpan<int> Numbers(ReadOnlySpan<byte> cells)
    {
        ReadOnlySpan<int> numbers = MemoryMarshal.Cast<byte, int>(cells);
        if (BitConverter.IsLittleEndian) return numbers;
        int[] turned = new int[numbers.Length];
        System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(numbers, turned);
        return turned;
    }
}
