using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Exchange.Engine.Verification;

/// <summary>
/// The exact product of two int8 matrices in int32: the reference prover's work. B is packed into panels of 16 columns, four rows
/// interleaved in each 32-bit lane; stripes of A then meet every panel in slices that stay in the cache, four rows at a time in registers.
/// </summary>
public static class MatrixProduct
{
    /// <summary>The largest n here: every sum then fits 32 bits whatever the entries, and all cells one array.</summary>
    public const int MaxSize = 32_768;

    private const int PanelColumns = 16;
    private const int RowsAtOnce = 4;
    private const int StripeRows = 64;
    private const int SliceQuads = 512;

    /// <summary>C = A·B, row by row.</summary>
    /// <param name="a">n × n entries.</param>
    /// <param name="b">n × n entries.</param>
    /// <param name="size">n, 1..<see cref="MaxSize"/>.</param>
    /// <param name="threads">How many threads share the work; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">Another number of entries.</exception>
    public static int[] Multiply(sbyte[] a, sbyte[] b, int size, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxSize);
        if (a.Length != size * size || b.Length != size * size) throw new ArgumentException($"Each matrix has {size} × {size} entries.", nameof(a));
        var share = new ParallelOptions { MaxDegreeOfParallelism = threads };
        int quads = (size + 3) / 4;
        int panels = (size + PanelColumns - 1) / PanelColumns;
        int[][] packed = new int[panels][];
        Parallel.For(0, panels, share, panel => packed[panel] = Pack(b, size, quads, panel * PanelColumns));
        int[] product = new int[size * size];
        Parallel.For(0, (size + StripeRows - 1) / StripeRows, share, stripe => MultiplyStripe(a, packed, size, stripe * StripeRows, product));
        return product;
    }

    /// <summary>
    /// One panel: 16 lanes for each four rows of B. Where the processor wants A unsigned, A's entries will be 128 too large; what that adds
    /// to each column, 128 times its sum, stands in the 16 lanes after the last four rows, negated.
    /// </summary>
    private static int[] Pack(sbyte[] b, int size, int quads, int column)
    {
        int[] panel = new int[(quads + 1) * PanelColumns];
        Span<sbyte> bytes = MemoryMarshal.Cast<int, sbyte>(panel.AsSpan(0, quads * PanelColumns));
        Span<int> bias = panel.AsSpan(quads * PanelColumns);
        int width = Math.Min(PanelColumns, size - column);
        for (int row = 0; row < size; row++)
        {
            ReadOnlySpan<sbyte> entries = b.AsSpan((row * size) + column, width);
            Span<sbyte> lanes = bytes[(row / 4 * PanelColumns * 4)..];
            for (int j = 0; j < entries.Length; j++)
            {
                lanes[(j * 4) + (row % 4)] = entries[j];
                if (Lanes.QuadsAreUnsigned) bias[j] -= 128 * entries[j];
            }
        }

        return panel;
    }

    private static void MultiplyStripe(sbyte[] a, int[][] packed, int size, int firstRow, int[] product)
    {
        int quads = (size + 3) / 4;
        int rows = Math.Min(StripeRows, size - firstRow);
        int[] stripe = Pad(a, size, quads, firstRow, rows);
        Span<int> tile = stackalloc int[RowsAtOnce * PanelColumns];
        for (int from = 0; from < quads; from += SliceQuads)
        {
            int slice = Math.Min(SliceQuads, quads - from);
            for (int panel = 0; panel < packed.Length; panel++)
            {
                int column = panel * PanelColumns;
                ReadOnlySpan<int> bias = from == 0 ? packed[panel].AsSpan(quads * PanelColumns) : default;
                for (int row = 0; row < rows; row += RowsAtOnce)
                {
                    ref int factors = ref stripe[(row * quads) + from];
                    MultiplyTile(ref factors, quads, ref packed[panel][from * PanelColumns], slice, tile);
                    AddTile(tile, bias, product, size, firstRow + row, column);
                }
            }
        }
    }

    /// <summary>The rows of a stripe as lanes of four entries, filled up with zeros to whole lanes and to whole tiles of rows.</summary>
    private static int[] Pad(sbyte[] a, int size, int quads, int firstRow, int rows)
    {
        int[] stripe = new int[(rows + RowsAtOnce - 1) / RowsAtOnce * RowsAtOnce * quads];
        Span<sbyte> bytes = MemoryMarshal.Cast<int, sbyte>(stripe.AsSpan());
        for (int row = 0; row < rows; row++) a.AsSpan((firstRow + row) * size, size).CopyTo(bytes[(row * quads * 4)..]);
        if (Lanes.QuadsAreUnsigned)
        {
            for (int i = 0; i < stripe.Length; i++) stripe[i] ^= unchecked((int)0x8080_8080);
        }

        return stripe;
    }

    /// <summary>Four rows of A by sixteen columns of B, over a slice of the inner dimension.</summary>
    private static void MultiplyTile(ref int rows, int rowStride, ref int panel, int slice, Span<int> tile)
    {
        ref int row1 = ref Unsafe.Add(ref rows, rowStride);
        ref int row2 = ref Unsafe.Add(ref row1, rowStride);
        ref int row3 = ref Unsafe.Add(ref row2, rowStride);
        var (c00, c10, c20, c30) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        var (c01, c11, c21, c31) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
        for (nuint k = 0; k < (nuint)slice; k++)
        {
            Vector256<int> left = Vector256.LoadUnsafe(ref panel, k * PanelColumns);
            Vector256<int> right = Vector256.LoadUnsafe(ref panel, (k * PanelColumns) + 8);
            var x0 = Vector256.Create(Unsafe.Add(ref rows, k));
            c00 = Lanes.AddQuads(c00, x0, left);
            c01 = Lanes.AddQuads(c01, x0, right);
            var x1 = Vector256.Create(Unsafe.Add(ref row1, k));
            c10 = Lanes.AddQuads(c10, x1, left);
            c11 = Lanes.AddQuads(c11, x1, right);
            var x2 = Vector256.Create(Unsafe.Add(ref row2, k));
            c20 = Lanes.AddQuads(c20, x2, left);
            c21 = Lanes.AddQuads(c21, x2, right);
            var x3 = Vector256.Create(Unsafe.Add(ref row3, k));
            c30 = Lanes.AddQuads(c30, x3, left);
            c31 = Lanes.AddQuads(c31, x3, right);
        }

        ref int cells = ref MemoryMarshal.GetReference(tile);
        c00.StoreUnsafe(ref cells, 0);
        c01.StoreUnsafe(ref cells, 8);
        c10.StoreUnsafe(ref cells, 16);
        c11.StoreUnsafe(ref cells, 24);
        c20.StoreUnsafe(ref cells, 32);
        c21.StoreUnsafe(ref cells, 40);
        c30.StoreUnsafe(ref cells, 48);
        c31.StoreUnsafe(ref cells, 56);
    }

    /// <summary>Adds the part of a tile that lies inside the matrix; the bias once, with the first slice.</summary>
    private static void AddTile(ReadOnlySpan<int> tile, ReadOnlySpan<int> bias, int[] product, int size, int row, int column)
    {
        int width = Math.Min(PanelColumns, size - column);
        int height = Math.Min(RowsAtOnce, size - row);
        for (int i = 0; i < height; i++)
        {
            Span<int> cells = product.AsSpan(((row + i) * size) + column, width);
            ReadOnlySpan<int> sums = tile.Slice(i * PanelColumns, width);
            for (int j = 0; j < cells.Length; j++) cells[j] += sums[j] + (bias.IsEmpty ? 0 : bias[j]);
        }
    }
}
