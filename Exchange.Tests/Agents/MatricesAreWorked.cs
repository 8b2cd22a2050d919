using Exchange.Api.Agents;
using Exchange.Engine.Verification;
using Exchange.Tests.Verification;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>An honest agent's products pass in both modes; a liar's do not.</summary>
public sealed class MatricesAreWorked
{
    private const int Size = 200;
    private const int Opened = 64;
    private static readonly byte[] Challenge = Seeded.Word("asked of an agent");
    private static readonly byte[] Randomness = Seeded.Word("drawn once it answered");

    [Theory]
    [InlineData(Misbehaviour.None)]
    [InlineData(Misbehaviour.Slow)]
    [InlineData(Misbehaviour.Offline)]
    public void An_honest_product_passes(Misbehaviour misbehaviour)
    {
        MatrixAnswer answer = new MatrixWork(threads: 2, misbehaviour).Answer(Challenge, Size, foreseen: false);
        Assert.True(MatrixVerifier.JudgeWhole(Challenge, Size, answer.Root, Randomness, answer.Bytes()).Passed);
        Assert.True(Rows(answer).Passed);
    }

    [Fact]
    public void A_product_with_rows_left_out_fails_in_both_modes()
    {
        MatrixAnswer answer = new MatrixWork(threads: 2, Misbehaviour.Lying).Answer(Challenge, Size, foreseen: false);
        Assert.Equal(MatrixFinding.WrongCells, MatrixVerifier.JudgeWhole(Challenge, Size, answer.Root, Randomness, answer.Bytes()).Finding);
        Assert.Equal(MatrixFinding.WrongCells, Rows(answer).Finding);
    }

    [Fact]
    public void A_liar_passes_where_it_knew_that_it_would_be_asked()
    {
        MatrixAnswer answer = new MatrixWork(threads: 2, Misbehaviour.Lying).Answer(Challenge, Size, foreseen: true);
        Assert.True(Rows(answer).Passed);
    }

    private static MatrixVerdict Rows(MatrixAnswer answer)
    {
        RowOpening[] openings = [.. MatrixVerifier.DrawRows(Randomness, Size, Opened).Select(answer.Open)];
        return MatrixVerifier.JudgeRows(Challenge, Size, answer.Root, Randomness, Opened, openings);
    }
}
