using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Exchange.Engine.Verification;

/// <summary>Exact products of small integers in 256-bit vectors: one instruction where the processor has it, the same numbers elsewhere.</summary>
internal static class Lanes
{
    /// <summary>Whether <see cref="AddQuads"/> takes its first factor as unsigned bytes.</summary>
    public static bool QuadsAreUnsigned => AvxVnni.IsSupported;

    /// <summary>Sixteen signed bytes as 16-bit numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> WidenBytes(ref sbyte entries, nuint at)
    {
        Vector128<sbyte> bytes = Vector128.LoadUnsafe(ref entries, at);
        if (Avx2.IsSupported) return Avx2.ConvertToVector256Int16(bytes);
        (Vector128<short> lower, Vector128<short> upper) = Vector128.Widen(bytes);
        return Vector256.Create(lower, upper);
    }

    /// <summary>Sums of the products of neighbours: x0 y0 + x1 y1 in lane 0, and so on. Overflows only if all four are −32,768.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyPairs(Vector256<short> x, Vector256<short> y)
    {
        return Avx2.IsSupported ? Avx2.MultiplyAddAdjacent(x, y) : MultiplyPairsAnywhere(x, y);
    }

    /// <summary><see cref="MultiplyPairs"/> on any processor.</summary>
    public static Vector256<int> MultiplyPairsAnywhere(Vector256<short> x, Vector256<short> y)
    {
        Vector256<int> evens = ((x.AsInt32() << 16) >> 16) * ((y.AsInt32() << 16) >> 16);
        return evens + ((x.AsInt32() >> 16) * (y.AsInt32() >> 16));
    }

    /// <summary>Sums of two products of 32-bit numbers, in four 64-bit lanes; which lanes hold which products is not said.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> MultiplyLong(Vector256<int> x, Vector256<int> y)
    {
        if (!Avx2.IsSupported) return MultiplyLongAnywhere(x, y);
        Vector256<long> odds = Avx2.Multiply((x.AsInt64() >>> 32).AsInt32(), (y.AsInt64() >>> 32).AsInt32());
        return Avx2.Multiply(x, y) + odds;
    }

    /// <summary><see cref="MultiplyLong"/> on any processor.</summary>
    public static Vector256<long> MultiplyLongAnywhere(Vector256<int> x, Vector256<int> y)
    {
        (Vector256<long> x0, Vector256<long> x1) = Vector256.Widen(x);
        (Vector256<long> y0, Vector256<long> y1) = Vector256.Widen(y);
        return (x0 * y0) + (x1 * y1);
    }

    /// <summary>Adds to each 32-bit lane the products of the four bytes that stand in it: x0 y0 + x1 y1 + x2 y2 + x3 y3.</summary>
    /// <param name="sums">What is added to.</param>
    /// <param name="x">Four bytes a lane: from 0 to 255 where <see cref="QuadsAreUnsigned"/>, else signed.</param>
    /// <param name="y">Four signed bytes a lane.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddQuads(Vector256<int> sums, Vector256<int> x, Vector256<int> y)
    {
        return AvxVnni.IsSupported ? AvxVnni.MultiplyWideningAndAdd(sums, x.AsByte(), y.AsSByte()) : AddSignedQuads(sums, x, y);
    }

    /// <summary><see cref="AddQuads"/> without the instruction for it, signed bytes on both sides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddSignedQuads(Vector256<int> sums, Vector256<int> x, Vector256<int> y)
    {
        Vector256<int> evens = MultiplyPairs((x.AsInt16() << 8) >> 8, (y.AsInt16() << 8) >> 8);
        return sums + evens + MultiplyPairs(x.AsInt16() >> 8, y.AsInt16() >> 8);
    }

    /// <summary>The sum of all lanes, in 64 bits.</summary>
    public static long Sum(Vector256<int> lanes)
    {
        (Vector256<long> lower, Vector256<long> upper) = Vector256.Widen(lanes);
        return Vector256.Sum(lower + upper);
    }
}
