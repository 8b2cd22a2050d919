using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Verification;

/// <summary>Honest answers to matrix challenges pass; every cheat is caught, and named.</summary>
public sealed class MatrixCheatSpecs
{
    private const int Size = 150;
    private const int Opened = 32;
    private static readonly byte[] Seed = Seeded.Word("challenge");
    private static readonly byte[] Randomness = Seeded.Word("drawn after the answer");
    private static readonly MatrixAnswer Honest = MatrixProver.Answer(Seed, Size, threads: 2);

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(150)]
    [InlineData(1_024)]
    public void An_honest_answer_passes_in_both_modes(int size)
    {
        MatrixAnswer answer = MatrixProver.Answer(Seed, size, threads: 2);
        Assert.True(MatrixVerifier.JudgeWhole(Seed, size, answer.Root, Randomness, answer.Bytes()).Passed);
        Assert.True(JudgeRows(answer, Seed).Passed);
    }

    [Fact]
    public void Another_program_found_the_same_root_and_rows_by_the_documented_layout()
    {
        MatrixAnswer answer = MatrixProver.Answer(Seeded.Word("by another program"), 5, threads: 1);
        Assert.Equal([-12_403, 3_391, 13_226, -9_092, 4_053], Cells(answer)[..5]);
        Assert.Equal("50d0bb890d89e06c9022c8338c55df8ce0aa9b0b4260c70c2a5b1b94395a04aa", Convert.ToHexStringLower(answer.Root));
        Assert.Equal([9, 29, 217, 424, 541, 555, 804, 990], MatrixVerifier.DrawRows(Randomness, 1_000, 8));
    }

    [Fact]
    public void One_wrong_cell_fails_in_full_mode_wherever_it_is()
    {
        foreach (int cell in (int[])[0, 1, Size - 1, Size, 12_345, (Size * Size) - 1])
        {
            foreach (int error in (int[])[1, -1, int.MinValue])
            {
                MatrixAnswer wrong = WithError(cell, error);
                MatrixVerdict verdict = MatrixVerifier.JudgeWhole(Seed, Size, wrong.Root, Randomness, wrong.Bytes());
                Assert.Equal(new MatrixVerdict(MatrixFinding.WrongCells, cell / Size), verdict);
            }
        }
    }

    [Fact]
    public void One_wrong_cell_fails_in_commit_mode_exactly_when_its_row_is_opened()
    {
        int[] opened = MatrixVerifier.DrawRows(Randomness, Size, Opened);
        for (int row = 0; row < Size; row++)
        {
            MatrixVerdict verdict = JudgeRows(WithError((row * Size) + 7, 1), Seed);
            Assert.Equal(opened.Contains(row) ? new(MatrixFinding.WrongCells, row) : new MatrixVerdict(MatrixFinding.Passed, -1), verdict);
        }
    }

    [Fact]
    public void A_row_repaired_after_the_commit_does_not_lead_to_the_root()
    {
        int row = MatrixVerifier.DrawRows(Randomness, Size, Opened)[3];
        MatrixAnswer wrong = WithError(row * Size, 5);
        RowOpening[] openings = Open(wrong);
        openings[3] = openings[3] with { Cells = Honest.Open(row).Cells };
        Assert.Equal(new(MatrixFinding.WrongRoot, row), MatrixVerifier.JudgeRows(Seed, Size, wrong.Root, Randomness, Opened, openings));
        Assert.Equal(MatrixFinding.WrongRoot, MatrixVerifier.JudgeWhole(Seed, Size, wrong.Root, Randomness, Honest.Bytes()).Finding);
    }

    [Fact]
    public void A_bent_path_does_not_lead_to_the_root()
    {
        RowOpening[] openings = Open(Honest);
        for (int bit = 0; bit < openings[0].Path.Length * 8; bit += 61)
        {
            openings[0] = Honest.Open(openings[0].Row) with { Path = Seeded.Flip(openings[0].Path.Span, bit) };
            Assert.Equal(MatrixFinding.WrongRoot, MatrixVerifier.JudgeRows(Seed, Size, Honest.Root, Randomness, Opened, openings).Finding);
        }
    }

    [Fact]
    public void Only_the_rows_that_were_drawn_count()
    {
        RowOpening[] openings = Open(Honest);
        int[] drawn = MatrixVerifier.DrawRows(Randomness, Size, Opened);
        int other = Enumerable.Range(0, Size).First(row => !drawn.Contains(row));
        Assert.Equal(MatrixFinding.WrongRows, Judge([Honest.Open(other), .. openings[1..]]));
        Assert.Equal(MatrixFinding.WrongRows, Judge([openings[1], openings[0], .. openings[2..]]));
        Assert.Equal(MatrixFinding.WrongRows, Judge([openings[0], openings[0], .. openings[2..]]));
        Assert.Equal(MatrixFinding.WrongSize, Judge(openings[1..]));
        Assert.Equal(MatrixFinding.WrongSize, Judge([.. openings, openings[0]]));
        Assert.Equal(MatrixFinding.WrongSize, Judge([openings[0] with { Cells = openings[0].Cells[4..] }, .. openings[1..]]));
        Assert.Equal(MatrixFinding.WrongSize, Judge([openings[0] with { Path = openings[0].Path[32..] }, .. openings[1..]]));
    }

    [Fact]
    public void The_answer_to_one_seed_is_none_to_another()
    {
        byte[] other = Seeded.Word("the next epoch");
        Assert.Equal(MatrixFinding.WrongCells, MatrixVerifier.JudgeWhole(other, Size, Honest.Root, Randomness, Honest.Bytes()).Finding);
        Assert.Equal(MatrixFinding.WrongCells, JudgeRows(Honest, other).Finding);
    }

    [Fact]
    public void One_device_cannot_answer_for_two()
    {
        byte[] link = Seeded.Word("link");
        byte[][] seeds = [new byte[32], new byte[32]];
        Beacon.Seed(link, new(0, 1, 12, 3), "GPU-1"u8, seeds[0]);
        Beacon.Seed(link, new(0, 1, 12, 3), "GPU-2"u8, seeds[1]);
        MatrixAnswer answer = MatrixProver.Answer(seeds[0], Size, threads: 2);
        Assert.True(JudgeRows(answer, seeds[0]).Passed);
        Assert.Equal(MatrixFinding.WrongCells, JudgeRows(answer, seeds[1]).Finding);
    }

    [Fact]
    public void C_times_r_is_no_answer_though_it_is_right()
    {
        // A cheat that learns the randomness computes A(Br) in O(n²), never C.
        ulong[] residues = new ulong[Size];
        using (KeyStream stream = KeyStream.Of(Randomness, "r"u8)) Field61.Draw(stream, residues);
        (sbyte[] a, sbyte[] b) = MatrixProver.Generate(Seed, Size, threads: 1);
        var r = new FieldVector(residues);
        var br = new FieldVector([.. Enumerable.Range(0, Size).Select(row => r.Dot(b.AsSpan(row * Size, Size)))]);
        ulong[] claimed = [.. Enumerable.Range(0, Size).Select(row => br.Dot(a.AsSpan(row * Size, Size)))];
        Assert.All(Enumerable.Range(0, Size), row => Assert.Equal(claimed[row], r.Dot(Cells(Honest).AsSpan(row * Size, Size))));

        byte[] sent = MemoryMarshal.AsBytes(claimed.AsSpan()).ToArray();
        Assert.Equal(MatrixFinding.WrongSize, MatrixVerifier.JudgeWhole(Seed, Size, SHA256.HashData(sent), Randomness, sent).Finding);
        RowOpening[] openings = [.. MatrixVerifier.DrawRows(Randomness, Size, Opened).Select(row => new RowOpening(row, sent.AsMemory(row * 8, 8), default))];
        Assert.Equal(MatrixFinding.WrongSize, MatrixVerifier.JudgeRows(Seed, Size, Honest.Root, Randomness, Opened, openings).Finding);
    }

    [Fact]
    public void A_shortcut_for_structured_matrices_answers_those_and_not_ours()
    {
        // Entries that depend on i + j alone make the product a sliding sum: O(n²) instead of O(n³).
        sbyte[] f = MemoryMarshal.Cast<byte, sbyte>(Seeded.Bytes("f", 2 * Size)).ToArray();
        sbyte[] g = MemoryMarshal.Cast<byte, sbyte>(Seeded.Bytes("g", 2 * Size)).ToArray();
        Assert.Equal(MatrixProduct.Multiply(Hankel(f), Hankel(g), Size, threads: 1), SlidingProduct(f, g));

        // The same prover against our matrices: all it can know of them without n² × n work are a first row and a last column.
        (sbyte[] a, sbyte[] b) = MatrixProver.Generate(Seed, Size, threads: 1);
        var guessed = new MatrixAnswer(SlidingProduct(Edge(a), Edge(b)), Size, threads: 1);
        Assert.Equal(new(MatrixFinding.WrongCells, 0), MatrixVerifier.JudgeWhole(Seed, Size, guessed.Root, Randomness, guessed.Bytes()));
        Assert.Equal(MatrixFinding.WrongCells, JudgeRows(guessed, Seed).Finding);
    }

    private static MatrixVerdict JudgeRows(MatrixAnswer answer, byte[] seed) =>
        MatrixVerifier.JudgeRows(seed, answer.Size, answer.Root, Randomness, Opened, Open(answer));

    private static MatrixFinding Judge(RowOpening[] openings) =>
        MatrixVerifier.JudgeRows(Seed, Size, Honest.Root, Randomness, Opened, openings).Finding;

    private static RowOpening[] Open(MatrixAnswer answer) => [.. MatrixVerifier.DrawRows(Randomness, answer.Size, Opened).Select(answer.Open)];

    private static MatrixAnswer WithError(int cell, int error)
    {
        int[] cells = Cells(Honest);
        cells[cell] = unchecked(cells[cell] + error);
        return new MatrixAnswer(cells, Size, threads: 1);
    }

    private static int[] Cells(MatrixAnswer answer)
    {
        byte[] bytes = answer.Bytes();
        return [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(i * 4)))];
    }

    private static sbyte[] Hankel(sbyte[] f) => [.. from i in Enumerable.Range(0, Size) from j in Enumerable.Range(0, Size) select f[i + j]];

    private static sbyte[] Edge(sbyte[] matrix) =>
        [.. matrix[..Size], .. Enumerable.Range(1, Size - 1).Select(row => matrix[(row * Size) + Size - 1]), 0];

    /// <summary>C(i, j) = Σ f(i + k) g(k + j): a step along the diagonal adds one product and drops one.</summary>
    private static int[] SlidingProduct(sbyte[] f, sbyte[] g)
    {
        int[] product = new int[Size * Size];
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j < Size; j++)
            {
                product[(i * Size) + j] = i == 0 || j == 0
                    ? Enumerable.Range(0, Size).Sum(k => f[i + k] * g[k + j])
                    : product[((i - 1) * Size) + j - 1] + (f[i + Size - 1] * g[j + Size - 1]) - (f[i - 1] * g[j - 1]);
            }
        }

        return product;
    }
}
