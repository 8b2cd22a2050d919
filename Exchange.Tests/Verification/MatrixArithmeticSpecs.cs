using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Verification;

/// <summary>The fast arithmetic gives the numbers of the obvious one.</summary>
public sealed class MatrixArithmeticSpecs
{
    private const ulong Prime = (1UL << 61) - 1;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(64)]
    [InlineData(67)]
    [InlineData(130)]
    [InlineData(256)]
    public void The_product_is_that_of_three_loops(int size)
    {
        (sbyte[] a, sbyte[] b) = MatrixProver.Generate(Seeded.Word($"product {size}"), size, threads: 1);
        Assert.Equal(ThreeLoops(a, b, size), MatrixProduct.Multiply(a, b, size, threads: 2));
    }

    [Fact]
    public void So_are_single_cells_of_a_product_of_several_slices()
    {
        const int Size = 2_100;
        (sbyte[] a, sbyte[] b) = MatrixProver.Generate(Seeded.Word("slices"), Size, threads: 2);
        int[] product = MatrixProduct.Multiply(a, b, Size, threads: 2);
        for (int i = 0; i < Size; i += 7)
        {
            int j = (i * 1_009) % Size;
            Assert.Equal(Enumerable.Range(0, Size).Sum(k => a[(i * Size) + k] * b[(k * Size) + j]), product[(i * Size) + j]);
        }
    }

    [Theory]
    [InlineData(sbyte.MinValue, sbyte.MinValue)]
    [InlineData(sbyte.MinValue, sbyte.MaxValue)]
    [InlineData(sbyte.MaxValue, sbyte.MinValue)]
    public void Extreme_entries_do_not_saturate(sbyte left, sbyte right)
    {
        const int Size = 520;
        sbyte[] a = new sbyte[Size * Size];
        sbyte[] b = new sbyte[Size * Size];
        a.AsSpan().Fill(left);
        b.AsSpan().Fill(right);
        Assert.All(MatrixProduct.Multiply(a, b, Size, threads: 1), cell => Assert.Equal(Size * left * right, cell));
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        byte[] seed = Seeded.Word("threads");
        byte[] alone = MatrixProver.Answer(seed, 200, threads: 1).Root.ToArray();
        foreach (int threads in (int[])[2, 3, 8]) Assert.Equal(alone, MatrixProver.Answer(seed, 200, threads).Root);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(2_032)]
    [InlineData(2_049)]
    [InlineData(5_003)]
    public void Products_modulo_p_are_those_of_128_bits(int length)
    {
        ulong[] residues = Residues($"residues {length}", length);
        sbyte[] bytes = MemoryMarshal.Cast<byte, sbyte>(Seeded.Bytes("bytes", length)).ToArray();
        int[] cells = MemoryMarshal.Cast<byte, int>(Seeded.Bytes("cells", length * 4)).ToArray();
        var vector = new FieldVector(residues);
        Assert.Equal(Obvious(residues, [.. bytes.Select(entry => (long)entry)]), vector.Dot(bytes));
        Assert.Equal(Obvious(residues, [.. cells.Select(cell => (long)cell)]), vector.Dot(cells));
    }

    [Theory]
    [InlineData(Prime - 1, sbyte.MinValue, int.MinValue)]
    [InlineData(Prime - 1, sbyte.MaxValue, int.MaxValue)]
    [InlineData(0x0fff_8000_8000_8000, sbyte.MinValue, int.MinValue)]
    [InlineData(0x1fff_7fff_7fff_7fff, sbyte.MinValue, int.MaxValue)]
    [InlineData(0UL, sbyte.MinValue, int.MinValue)]
    public void Nor_do_the_largest_numbers_overflow(ulong residue, sbyte entry, int cell)
    {
        const int Length = 9_001;
        ulong[] residues = [.. Enumerable.Repeat(residue, Length)];
        var vector = new FieldVector(residues);
        Assert.Equal(Obvious(residues, [.. Enumerable.Repeat((long)entry, Length)]), vector.Dot([.. Enumerable.Repeat(entry, Length)]));
        Assert.Equal(Obvious(residues, [.. Enumerable.Repeat((long)cell, Length)]), vector.Dot([.. Enumerable.Repeat(cell, Length)]));
    }

    [Fact]
    public void Numbers_at_the_edges_are_reduced_like_any_other()
    {
        foreach (Int128 edge in (Int128[])[0, 1, Prime, (Int128)Prime << 1, Int128.One << 61, Int128.One << 115])
        {
            foreach (Int128 value in (Int128[])[edge - 1, edge, edge + 1, -edge - 1, -edge, 1 - edge])
            {
                Int128 rest = value % Prime;
                Assert.Equal((ulong)(rest < 0 ? rest + Prime : rest), Field61.Reduce(value));
            }
        }
    }

    [Fact]
    public void Every_processor_gets_the_same_numbers()
    {
        byte[] bytes = Seeded.Bytes("lanes", 64 * 1_000);
        for (int i = 0; i < bytes.Length; i += 64)
        {
            Vector256<byte> x = Vector256.Create(bytes, i);
            Vector256<byte> y = Vector256.Create(bytes, i + 32);
            Assert.Equal(Lanes.MultiplyPairs(x.AsInt16(), y.AsInt16()), Lanes.MultiplyPairsAnywhere(x.AsInt16(), y.AsInt16()));
            Assert.Equal(
                Vector256.Sum(Lanes.MultiplyLong(x.AsInt32(), y.AsInt32())), Vector256.Sum(Lanes.MultiplyLongAnywhere(x.AsInt32(), y.AsInt32())));
            Vector256<byte> taken = Lanes.QuadsAreUnsigned ? x ^ Vector256.Create((byte)0x80) : x;
            Vector256<int> bias = Lanes.QuadsAreUnsigned ? Lanes.AddSignedQuads(default, Vector256.Create((sbyte)-128).AsInt32(), y.AsInt32()) : default;
            Assert.Equal(Lanes.AddSignedQuads(default, x.AsInt32(), y.AsInt32()), Lanes.AddQuads(bias, taken.AsInt32(), y.AsInt32()));
        }
    }

    private static ulong[] Residues(string word, int count)
    {
        ulong[] residues = new ulong[count];
        using var stream = new KeyStream(Seeded.Word(word));
        Field61.Draw(stream, residues);
        Assert.All(residues, residue => Assert.InRange(residue, 0UL, Prime - 1));
        return residues;
    }

    private static ulong Obvious(ulong[] residues, long[] factors)
    {
        UInt128 sum = 0;
        for (int i = 0; i < residues.Length; i++)
        {
            ulong factor = (ulong)(factors[i] < 0 ? factors[i] + (long)Prime : factors[i]);
            sum = (sum + ((UInt128)residues[i] * factor)) % Prime;
        }

        return (ulong)sum;
    }

    private static int[] ThreeLoops(sbyte[] a, sbyte[] b, int size)
    {
        int[] product = new int[size * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                for (int k = 0; k < size; k++) product[(i * size) + j] += a[(i * size) + k] * b[(k * size) + j];
            }
        }

        return product;
    }
}
