using Exchange.Engine.Matching;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Properties;

/// <summary>What a plan remembers, against a dictionary that is emptied for each plan.</summary>
public sealed class PlanTables(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => [1, 2, Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Holds_for_one_plan_what_was_put_there(int seed)
    {
        output.WriteLine(FormattableString.Invariant($"seed {seed}"));
        var random = new Random(seed);
        var table = new PlanTable<long>();
        for (int plan = 0; plan < 60; plan++)
        {
            table.Begin();
            var obvious = new Dictionary<(int, int), long>();
            int[] spreads = [2, 50, 100_000, int.MaxValue];
            int spread = spreads[random.Next(spreads.Length)];
            for (int step = random.Next(3_000); step > 0; step--)
            {
                (int Group, int Number) key = (random.Next(random.Next(1, spread)), random.Next(spread));
                ref long value = ref table.Find(key.Group, key.Number, out bool known);
                Assert.Equal((obvious.ContainsKey(key), obvious.GetValueOrDefault(key)), (known, value));
                value = obvious[key] = random.NextInt64();
            }
        }
    }

    [Fact]
    public void Once_it_has_grown_it_allocates_nothing()
    {
        var table = new PlanTable<long>();
        long before = 0;
        for (int plan = 0; plan < 20; plan++)
        {
            if (plan == 10) before = GC.GetAllocatedBytesForCurrentThread();
            table.Begin();
            for (int number = 0; number < 5_000; number++) table.Find(plan, number, out _) = number;
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
