using Exchange.Engine.Proofs;
using Exchange.Engine.Values;
using Exchange.Projections.Reputation;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Projections.Reputation;

/// <summary>The formula, held against values that were found in other ways.</summary>
public sealed class ScoreOfEvidence
{
    private static readonly Instant Start = Instant.FromUnixTimeSeconds(Story.StartUnixSeconds);

    [Theory]
    [InlineData(0, 0, 0.013)]
    [InlineData(10, 0, 0.534)]
    [InlineData(30, 0, 0.788)]
    [InlineData(100, 0, 0.927)]
    [InlineData(1_000, 0, 0.992)]
    [InlineData(95, 5, 0.866)]
    [InlineData(100, 1, 0.915)]
    public void It_has_the_values_that_the_rules_name(double good, double bad, double expected) =>
        Assert.InRange(Score.Of(good, bad), expected - 0.001, expected + 0.001);

    /// <summary>Beta(1, b) has the quantile 1 − 0.95^(1/b): nothing good was ever seen.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(50)]
    [InlineData(4_000)]
    public void Without_anything_good_it_has_a_closed_form(double bad) =>
        Assert.Equal(1 - Math.Pow(0.95, 1 / (4 + bad)), Score.Of(0, bad), 1e-7);

    /// <summary>At the quantile, the density summed from 0 is a twentieth of the whole, by Simpson's rule.</summary>
    [Theory]
    [InlineData(0.3, 0.2)]
    [InlineData(5, 0)]
    [InlineData(10, 3.25)]
    [InlineData(95, 5)]
    [InlineData(700, 2)]
    [InlineData(40, 90)]
    public void It_is_the_quantile_of_the_density_summed_by_hand(double good, double bad)
    {
        double quantile = Score.Of(good, bad);
        Assert.Equal(0.05, Area(good, 3 + bad, quantile) / Area(good, 3 + bad, 1), 1e-5);
    }

    [Theory]
    [InlineData(1_000_000, 1_000)]
    [InlineData(10_000_000, 10_000)]
    public void With_very_much_evidence_it_is_the_normal_distributions(double good, double bad)
    {
        double a = 1 + good, b = 4 + bad, mean = a / (a + b);
        double deviation = Math.Sqrt(mean * (1 - mean) / (a + b + 1));
        Assert.Equal(mean - (1.6449 * deviation), Score.Of(good, bad), deviation / 20);
    }

    [Fact]
    public void It_is_published_rounded_down()
    {
        Assert.Equal(127, Score.Published(0, 0).Value);
        Assert.Equal(9_271, Score.Published(100, 0).Value);
        Assert.Equal(0, Score.Published(0, 1e6).Value);
    }

    [Theory]
    [InlineData(9_700, 10, 4_320, Grade.A)]
    [InlineData(9_699, 10, 4_320, Grade.B)]
    [InlineData(9_300, 10, 4_320, Grade.B)]
    [InlineData(8_500, 10, 4_320, Grade.C)]
    [InlineData(8_499, 10, 4_320, Grade.D)]
    [InlineData(6_000, 10, 4_320, Grade.D)]
    [InlineData(5_999, 10, 4_320, Grade.E)]
    [InlineData(9_999, 9, 4_320, Grade.N)]
    [InlineData(9_999, 10, 4_319, Grade.N)]
    public void Grades_have_their_thresholds(int score, int leases, int minutes, Grade expected) =>
        Assert.Equal(expected, Score.GradeOf(new(score), leases, minutes));

    [Fact]
    public void An_hour_weighs_by_its_size_and_by_the_logarithm_of_its_worth()
    {
        Assert.Equal(1, Evidence.Hour(Price.FromMicros(255_000_000), new(1), 60, 0).Weight, 12);
        Assert.Equal(Math.Log2(3) / 8, Evidence.Hour(Price.FromMicros(2_000_000), new(1), 60, 0).Weight, 12);
        Assert.Equal(0.5 * Math.Log2(2) / 8, Evidence.Hour(Price.FromMicros(2_000_000), new(1), 30, 0).Weight, 12);
        Assert.Equal(0.75, Evidence.Hour(Price.FromMicros(2_000_000), new(8), 45, 15).Outcome, 12);
        Assert.Equal(default, Evidence.Hour(Price.FromMicros(2_000_000), new(8), 0, 0));
    }

    [Fact]
    public void Half_is_left_after_a_half_life()
    {
        Decaying amount = default(Decaying).Add(8, Start, Evidence.HalfLife);

        Assert.Equal(4, amount.At(Start + Duration.FromDays(30), Evidence.HalfLife), 12);
        Assert.Equal(4, amount.At(Start + Duration.FromDays(360), Evidence.FraudHalfLife) * 2, 12);
        Assert.Equal(5, amount.Add(1, Start + Duration.FromDays(30), Evidence.HalfLife).Value, 12);
    }

    [Fact]
    public void Looking_in_between_changes_no_bit()
    {
        var random = new Random(5);
        Tally looked = new(), left = new();
        Instant now = Start;
        for (int step = 0; step < 5_000; step++)
        {
            now += Duration.FromSeconds(random.Next(1, 40_000));
            double amount = random.NextDouble();
            foreach (Tally tally in new[] { looked, left }) tally.Earn(new(step % 7), amount, now);
            foreach (Tally tally in new[] { looked, left }) tally.Blame((EvidenceKind)(step % 3), amount / 50, now);
            looked.At(now + Duration.FromSeconds(random.Next(100_000)));
        }

        Assert.Equal(left.At(now), looked.At(now));
        Assert.Equal(left.At(now + Duration.FromDays(3)), looked.At(now + Duration.FromDays(3)));
    }

    [Fact]
    public void No_counterparty_is_more_than_a_fifth_of_what_was_earned()
    {
        var tally = new Tally();
        tally.Earn(new(1), 1_000, Start);
        Assert.Equal(200, tally.At(Start).Good, 9);

        for (int owner = 2; owner <= 11; owner++) tally.Earn(new(owner), 10, Start);
        Assert.Equal((1_100 * 0.2) + 100, tally.At(Start).Good, 9);
    }

    [Fact]
    public void Proofs_alone_lift_nobody()
    {
        var tally = new Tally();
        for (int proof = 0; proof < 100_000; proof++) tally.Prove(Evidence.Proof(Verdict.Passed).Good, Start);
        Assert.Equal(Score.Published(0, 0), tally.At(Start).Score);

        for (int owner = 1; owner <= 5; owner++) tally.Earn(new(owner), 8, Start);
        Assert.Equal(50, tally.At(Start).Good, 9);
    }

    private static double Area(double good, double bad, double until)
    {
        const int steps = 200_000;
        double width = until / steps, sum = 0;
        for (int step = 0; step <= steps; step++)
        {
            double x = step * width;
            double density = Math.Exp((good * Math.Log(Math.Max(x, 1e-300))) + (bad * Math.Log(Math.Max(1 - x, 1e-300))) + Scale(good, bad));
            sum += density * (step == 0 || step == steps ? 1 : step % 2 == 1 ? 4 : 2);
        }

        return sum * width / 3;
    }

    /// <summary>Keeps the density's top near one.</summary>
    private static double Scale(double good, double bad)
    {
        double top = good / (good + bad);
        return -(good * Math.Log(top)) - (bad * Math.Log(1 - top));
    }
}
