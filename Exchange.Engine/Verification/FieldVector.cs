using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Exchange.Engine.Verification;

/// <summary>
/// A vector of residues modulo 2^61 − 1, split so that its products with rows of small integers are sums of machine words:
/// into four signed digits of 16 bits for rows of int8 and into three limbs of 21 bits for rows of int32. The parts are put together and
/// reduced once a row.
/// </summary>
internal sealed class FieldVector
{
    private const int Digits = 4;
    private const int DigitBits = 16;
    private const int Limbs = 3;
    private const int LimbBits = 21;

    /// <summary>Entries whose products stay in 32-bit lanes: 127 pairs a lane, each at most 2 × 2^7 × 2^15, are below 2^31.</summary>
    private const int BytesAtOnce = 16 * 127;

    /// <summary>Entries whose products add up in 64 bits: each at most 2^31 × 2^21, so together at most 2^62.</summary>
    private const int CellsAtOnce = 1_024;

    private readonly short[][] digits = new short[Digits][];
    private readonly int[][] limbs = new int[Limbs][];

    /// <summary>The vector of the given residues.</summary>
    public FieldVector(ReadOnlySpan<ulong> residues)
    {
        for (int d = 0; d < Digits; d++) digits[d] = new short[residues.Length];
        for (int l = 0; l < Limbs; l++) limbs[l] = new int[residues.Length];
        for (int i = 0; i < residues.Length; i++) Split(i, (long)residues[i]);
    }

    /// <summary>How many residues there are.</summary>
    public int Length => digits[0].Length;

    /// <summary>The product with a row of as many bytes, modulo p.</summary>
    public ulong Dot(ReadOnlySpan<sbyte> row)
    {
        Span<long> sums = stackalloc long[Digits];
        sums.Clear();
        int whole = row.Length & ~15;
        for (int from = 0; from < whole; from += BytesAtOnce) AddBytes(row, from, Math.Min(whole, from + BytesAtOnce), sums);
        for (int i = whole; i < row.Length; i++)
        {
            for (int d = 0; d < Digits; d++) sums[d] += row[i] * digits[d][i];
        }

        Int128 total = 0;
        for (int d = Digits - 1; d >= 0; d--) total = (total << DigitBits) + sums[d];
        return Field61.Reduce(total);
    }

    /// <summary>The product with a row of as many 32-bit cells, whatever they hold, modulo p.</summary>
    public ulong Dot(ReadOnlySpan<int> row)
    {
        Span<long> sums = stackalloc long[Limbs];
        Int128 total = 0;
        for (int from = 0; from < row.Length; from += CellsAtOnce)
        {
            int until = Math.Min(row.Length, from + CellsAtOnce);
            sums.Clear();
            AddCells(row, from, until, sums);
            for (int l = 0; l < Limbs; l++) total += (Int128)sums[l] << (LimbBits * l);
        }

        return Field61.Reduce(total);
    }

    private void Split(int index, long residue)
    {
        long rest = residue;
        for (int d = 0; d < Digits; d++)
        {
            short digit = unchecked((short)rest);
            digits[d][index] = digit;
            rest = (rest - digit) >> DigitBits;
        }

        for (int l = 0; l < Limbs; l++) limbs[l][index] = (int)((residue >> (LimbBits * l)) & ((1 << LimbBits) - 1));
    }

    private void AddBytes(ReadOnlySpan<sbyte> row, int from, int until, Span<long> sums)
    {
        ref sbyte entries = ref MemoryMarshal.GetReference(row);
        ref short d0 = ref digits[0][0];
        ref short d1 = ref digits[1][0];
        ref short d2 = ref digits[2][0];
        ref short d3 = ref digits[3][0];
        var (s0, s1, s2, s3) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        for (nuint i = (nuint)from; i < (nuint)until; i += 16)
        {
            Vector256<short> bytes = Lanes.WidenBytes(ref entries, i);
            s0 += Lanes.MultiplyPairs(bytes, Vector256.LoadUnsafe(ref d0, i));
            s1 += Lanes.MultiplyPairs(bytes, Vector256.LoadUnsafe(ref d1, i));
            s2 += Lanes.MultiplyPairs(bytes, Vector256.LoadUnsafe(ref d2, i));
            s3 += Lanes.MultiplyPairs(bytes, Vector256.LoadUnsafe(ref d3, i));
        }

        sums[0] += Lanes.Sum(s0);
        sums[1] += Lanes.Sum(s1);
        sums[2] += Lanes.Sum(s2);
        sums[3] += Lanes.Sum(s3);
    }

    private void AddCells(ReadOnlySpan<int> row, int from, int until, Span<long> sums)
    {
        ref int cells = ref MemoryMarshal.GetReference(row);
        ref int l0 = ref limbs[0][0];
        ref int l1 = ref limbs[1][0];
        ref int l2 = ref limbs[2][0];
        var (s0, s1, s2) = (Vector256<long>.Zero, Vector256<long>.Zero, Vector256<long>.Zero);
        int whole = from + ((until - from) & ~7);
        for (nuint i = (nuint)from; i < (nuint)whole; i += 8)
        {
            Vector256<int> eight = Vector256.LoadUnsafe(ref cells, i);
            s0 += Lanes.MultiplyLong(eight, Vector256.LoadUnsafe(ref l0, i));
            s1 += Lanes.MultiplyLong(eight, Vector256.LoadUnsafe(ref l1, i));
            s2 += Lanes.MultiplyLong(eight, Vector256.LoadUnsafe(ref l2, i));
        }

        for (int i = whole; i < until; i++)
        {
            for (int l = 0; l < Limbs; l++) sums[l] += (long)row[i] * limbs[l][i];
        }

        sums[0] += Vector256.Sum(s0);
        sums[1] += Vector256.Sum(s1);
        sums[2] += Vector256.Sum(s2);
    }
}
