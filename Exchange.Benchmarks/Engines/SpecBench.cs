using System.Diagnostics;

namespace Exchange.Benchmarks.Engines;

/// <summary>What an order costs as the spec classes, the resting orders, and the remnants of later windows grow.</summary>
public static class SpecBench
{
    private const int PairsPerRound = 20_000;
    private const int Rounds = 7;

    /// <summary>Measures every size in turn, several times, and prints the ratios to the smallest.</summary>
    public static int Run()
    {
        Settle();
        double[] byClasses = Measure("spec classes", [1, 16, 256, 1_024, 4_096], size => new SpecMarket(classes: size, resting: 20_000, laterRemnants: 0));
        double[] byResting = Measure("resting orders", [1_000, 10_000, 100_000, 1_000_000], size => new SpecMarket(classes: 64, resting: size, laterRemnants: 0));
        double[] byLater = Measure("later remnants at the touch", [0, 1_000, 100_000], size => new SpecMarket(classes: 1, resting: 1_000, laterRemnants: size));
        BenchReport.Print(new
        {
            bench = "spec",
            orders_per_round = 2 * PairsPerRound,
            classes_1_to_4096_ratio = Math.Round(byClasses[^1] / byClasses[0], 2),
            resting_1000_to_1000000_ratio = Math.Round(byResting[^1] / byResting[0], 2),
            later_remnants_0_to_100000_ratio = Math.Round(byLater[^1] / byLater[0], 2),
            nanoseconds_per_order_smallest = Math.Round(byClasses[0]),
            nanoseconds_per_order_4096_classes = Math.Round(byClasses[^1]),
        });
        return 0;
    }

    /// <summary>Runs for a while unmeasured, so that the compiler has done what it will do.</summary>
    private static void Settle()
    {
        var market = new SpecMarket(classes: 64, resting: 20_000, laterRemnants: 100);
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began).TotalSeconds < 3;) market.Trade(PairsPerRound / 10);
    }

    private static double[] Measure(string what, int[] sizes, Func<int, SpecMarket> open)
    {
        var medians = new double[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            SpecMarket market = open(sizes[i]);
            var costs = new List<double>();
            for (int round = -2; round < Rounds; round++)
            {
                long began = Stopwatch.GetTimestamp();
                market.Trade(PairsPerRound);
                double nanoseconds = Stopwatch.GetElapsedTime(began).TotalNanoseconds / (2 * PairsPerRound);
                if (round >= 0) costs.Add(nanoseconds);
            }

            medians[i] = BenchReport.Median(costs);
            Console.WriteLine($"{what} {sizes[i]}: {medians[i]:F0} ns per order, {medians[i] / medians[0]:F2} x");
        }

        return medians;
    }
}
