using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Verification;

/// <summary>Sizes, deadlines and performance, and how often sampling rows catches a cheat.</summary>
public sealed class MatrixTermsSpecs
{
    private const long H100 = 1_979_000_000_000_000;

    [Theory]
    [InlineData(2_048, H100, 40, 2_041)]
    [InlineData(16_384, H100, 40, 2_049)]
    [InlineData(16_384, 1_000_000_000_000, 0, 19_593)]
    [InlineData(262_143, 1_000_000_000_000, 0, 72_058_770)]
    public void The_deadline_is_round_trip_and_work_at_half_speed_and_grace(int size, long throughput, int roundTrip, long milliseconds) =>
        Assert.Equal(milliseconds, MatrixTerms.DeadlineMilliseconds(size, throughput, roundTrip));

    [Theory]
    [InlineData(1_000, 2_000_000_000_000, 1_000, 10_000)]
    [InlineData(1_000, 2_000_000_000_000, 2_000, 5_000)]
    [InlineData(1_000, 2_000_000_000_000, 1_112, 8_992)]
    [InlineData(1_000, 2_000_000_000_000, 900, 11_111)]
    [InlineData(262_143, 1, 1, int.MaxValue)]
    [InlineData(1, long.MaxValue, long.MaxValue, 0)]
    public void Performance_is_reference_time_over_measured_time(int size, long reference, long microseconds, int basisPoints) =>
        Assert.Equal(basisPoints, MatrixTerms.PerformanceBasisPoints(size, reference, microseconds));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(24L << 30, 58_618)]
    [InlineData(80L << 30, 107_020)]
    [InlineData(288L << 30, 203_056)]
    public void Onboarding_fills_the_memory(long vramBytes, int size)
    {
        int chosen = MatrixTerms.OnboardingSize(vramBytes);
        Assert.Equal(size, chosen);
        Assert.True(6L * chosen * chosen * 10 >= 8 * vramBytes);
        Assert.True(6L * (chosen - 1) * (chosen - 1) * 10 < 8 * vramBytes);
    }

    [Fact]
    public void More_memory_than_the_largest_product_fills_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MatrixTerms.OnboardingSize(480L << 30));

    [Theory]
    [InlineData(32, 5, 0.806)]
    [InlineData(32, 10, 0.966)]
    [InlineData(64, 5, 0.962)]
    [InlineData(64, 10, 0.999)]
    [InlineData(128, 2, 0.925)]
    public void A_share_of_wrong_rows_is_caught_as_often_as_published(int opened, int wrongPercent, double published)
    {
        const int Size = 10_000;
        const int Rounds = 3_000;
        Assert.Equal(published, 1 - Math.Pow(1 - (wrongPercent / 100.0), opened), 0.0006);
        int caught = 0;
        for (int round = 0; round < Rounds; round++)
        {
            int[] rows = MatrixVerifier.DrawRows(Seeded.Word($"rows {opened} {wrongPercent} {round}"), Size, opened);
            if (rows.Any(row => row < Size * wrongPercent / 100)) caught++;
        }

        // Three standard deviations; drawing without replacement catches a little more.
        double deviation = Math.Sqrt(published * (1 - published) / Rounds);
        Assert.InRange((double)caught / Rounds, published - (3 * deviation), published + (3 * deviation) + 0.003);
    }

    [Fact]
    public void Rows_are_drawn_once_each_and_evenly()
    {
        const int Size = 37;
        int[] seen = new int[Size];
        for (int round = 0; round < 4_000; round++)
        {
            int[] rows = MatrixVerifier.DrawRows(Seeded.Word($"even {round}"), Size, 5);
            Assert.Equal(5, rows.Distinct().Count());
            Assert.Equal(rows.Order(), rows);
            foreach (int row in rows) seen[row]++;
        }

        double expected = 4_000 * 5 / (double)Size;
        double chiSquared = seen.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(chiSquared, 15, 68);
        Assert.Equal(Enumerable.Range(0, Size), MatrixVerifier.DrawRows(Seeded.Word("all"), Size, 64));
    }
}
