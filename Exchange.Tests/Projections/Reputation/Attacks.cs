using Exchange.Engine.Proofs;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Exchange.Projections.Reputation;
using NodaTime;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Projections.Reputation;

/// <summary>
/// What it costs to look better than one is, counted on the calculator itself. From grade C, 0.85, a buyer may think a provider good; above
/// it, grade B begins at 0.93. The bond at stake is 168 hours of the units' reference price, the least that there is, and at least $50 a unit.
/// </summary>
public sealed class Attacks(ITestOutputHelper output)
{
    private const double TakerFee = 0.0025, DeliveryFee = 0.01;
    private static readonly Instant Start = Instant.FromUnixTimeSeconds(Story.StartUnixSeconds);
    private const double GradeC = 0.85, GradeB = 0.93;

    /// <summary>An idle node of eight units that passes every proof for a year: 144 time-locks, as many small matrices and 192 others a day.</summary>
    [Fact]
    public void Proof_farming_never_leaves_the_prior()
    {
        var tally = new Tally();
        Instant now = Start;
        for (int day = 0; day < 365; day++, now += Duration.FromDays(1)) tally.Prove(480 * Evidence.Proof(Verdict.Passed).Good, now);

        Assert.True(tally.Proven.Value > 1_000);
        Assert.Equal(Score.Published(0, 0), tally.At(now).Score);
    }

    /// <summary>With proofs for nothing, a fifth of the evidence is free; the other four fifths must still be traded.</summary>
    [Fact]
    public void Proof_farming_saves_no_more_than_a_fifth_of_the_trades()
    {
        var tally = new Tally();
        tally.Prove(1_000, Start);
        for (int owner = 1; owner <= 5; owner++) tally.Earn(new(owner), Needed(GradeC) * 0.8 / 5, Start);

        Assert.Equal(Needed(GradeC), tally.At(Start).Good, 6);
    }

    /// <summary>Friends open quorums over leases of a moment and agree, ten thousand times: it is worth what any proof is, and capped with them.</summary>
    [Fact]
    public void Quorum_farming_adds_nothing_to_what_proofs_add()
    {
        var tally = new Tally();
        tally.Prove(Evidence.Agreements(10_000).Good, Start);
        Assert.Equal(Score.Published(0, 0), tally.At(Start).Score);

        for (int owner = 1; owner <= 5; owner++) tally.Earn(new(owner), Needed(GradeC) * 0.8 / 5, Start);
        Assert.Equal(Needed(GradeC), tally.At(Start).Good, 6);
        tally.Prove(1_000, Start);
        Assert.Equal(Needed(GradeC), tally.At(Start).Good, 6);
    }

    /// <summary>
    /// Two workers who collude, and a buyer who is their friend, against one who is honest, in quorums of three of which two are needed: the victim's
    /// score after so many that it took part in. It costs the buyer three leases a quorum, of which two go round: the victim's rent and the fees.
    /// </summary>
    [Theory]
    [InlineData(100, 0, 9_271)]
    [InlineData(100, 1, 8_923)]
    [InlineData(100, 3, 8_336)]
    [InlineData(100, 10, 6_848)]
    [InlineData(1_000, 10, 9_575)]
    public void A_framed_worker_loses_so_much(double good, int quorums, int score) =>
        Assert.Equal(score, Score.Published(good, quorums * Evidence.Worker(WorkerStanding.Disagreed).Bad).Value);

    /// <summary>A ring of owners who rent from each other, with everything delivered: how much evidence a provider's trades must give it.</summary>
    [Theory]
    [InlineData(1, 5.0)]
    [InlineData(2, 2.5)]
    [InlineData(4, 1.25)]
    [InlineData(5, 1.0)]
    [InlineData(50, 1.0)]
    public void A_ring_of_few_owners_pays_for_evidence_that_the_cap_cuts(int owners, double times)
    {
        var tally = new Tally();
        for (int owner = 1; owner <= owners; owner++) tally.Earn(new(owner), 100.0 / owners, Start);

        Assert.Equal(100 / times, tally.At(Start).Good, 9);
    }

    /// <summary>
    /// The cheapest ring. Each trade is an hour of one GPU that is not rented to anybody else meanwhile; its price is chosen so that fees
    /// and lost rent for each unit of evidence are least, and proofs give the fifth that they may. Above grade C it is about the bond of one GPU; for
    /// more GPUs, and for grade C, it is less: what protects a buyer from a rich liar is the bond, not the score.
    /// </summary>
    [Theory]
    [InlineData("rtx4090-24", 0.35, 1, GradeC, 0.66)]
    [InlineData("rtx4090-24", 0.35, 1, GradeB, 1.53)]
    [InlineData("h100-sxm5-80", 2.00, 1, GradeC, 0.40)]
    [InlineData("h100-sxm5-80", 2.00, 1, GradeB, 0.92)]
    [InlineData("h100-sxm5-80", 2.00, 8, GradeC, 0.05)]
    [InlineData("h100-sxm5-80", 2.00, 8, GradeB, 0.11)]
    public void The_cheapest_ring_to_a_grade_costs_this_share_of_the_bond(string sku, double reference, int units, double grade, double share)
    {
        double bond = units * Math.Max(50, 168 * reference);
        (double cost, double price) = CheapestRing(reference, grade);
        output.WriteLine($"{sku} x{units} to {grade}: S={Needed(grade):0.0}, price ${price:0.00}, cost ${cost:0.00}, bond ${bond:0.00}, share {cost / bond:0.00}");

        Assert.InRange(cost / bond, share - 0.01, share + 0.01);
        Assert.True(FeesAlone(price, grade) < cost);
    }

    /// <summary>What a ring bought is gone with the first fraud: the evidence to make up for it is more than seven times as much.</summary>
    [Fact]
    public void One_fraud_undoes_more_than_seven_such_rings()
    {
        double needed = Needed(GradeC), bad = 50, again = needed;
        while (Score.Of(again, bad) < GradeC) again += 1;

        Assert.True(again > 7 * needed, $"{again}");
        Assert.True(Score.Published(needed, bad).Value < 5_000);
    }

    /// <summary>S with nothing against it from which the score has the grade that begins there.</summary>
    private static double Needed(double grade)
    {
        double low = 0, high = 1_000;
        for (int step = 0; step < 60; step++)
        {
            double middle = (low + high) / 2;
            if (Score.Of(middle, 0) < grade) low = middle;
            else high = middle;
        }

        return high;
    }

    private static (double Cost, double Price) CheapestRing(double reference, double grade)
    {
        (double Cost, double Price) best = (double.MaxValue, 0);

        // From a tenth of the reference upwards: the band lets a last fill lead far above it.
        for (double price = reference / 10; price < 1_000; price *= 1.01)
        {
            double hours = 0.8 * Needed(grade) / Weight(price);
            double cost = hours * (((TakerFee + DeliveryFee) * price) + reference);
            if (cost < best.Cost) best = (cost, price);
        }

        return best;
    }

    private static double FeesAlone(double price, double grade) => 0.8 * Needed(grade) / Weight(price) * (TakerFee + DeliveryFee) * price;

    private static double Weight(double dollars) => Evidence.Hour(Price.FromMicros((long)(dollars * 1_000_000)), new(1), 60, 0).Weight;
}
