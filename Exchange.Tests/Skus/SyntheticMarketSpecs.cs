using Exchange.Benchmarks.Traces.Sources;
using Exchange.Engine.Commands;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Skus;

/// <summary>Generated rows keep the promises of the row types that real traces fill.</summary>
public sealed class SyntheticMarketSpecs
{
    private static readonly SyntheticMarket Market = new(seed: 2026);

    [Fact]
    public void The_same_seed_gives_the_same_rows_and_another_seed_others()
    {
        Assert.Equal(Market.Jobs(500), new SyntheticMarket(2026).Jobs(500));
        Assert.Equal(Market.BookEvents(500), new SyntheticMarket(2026).BookEvents(500));
        Assert.NotEqual(Market.Jobs(500), new SyntheticMarket(2027).Jobs(500));
    }

    [Fact]
    public void Nodes_and_pods_are_such_as_a_cluster_has()
    {
        IReadOnlyList<ClusterNode> nodes = Market.Nodes(400);
        IReadOnlyList<ClusterPod> pods = Market.Pods(2_000);

        Assert.Equal(400, nodes.Select(node => node.Id).Distinct().Count());
        Assert.All(nodes, node => Assert.True(node.Model.Sku is not null && node.Gpus is >= 1 and <= 8));
        Assert.InRange(nodes.Count(node => node.Gpus == 8), 150, 250);
        Assert.All(pods, pod =>
        {
            Assert.InRange(pod.GpuPercent, 1, 100);
            Assert.True(pod.Gpus == 1 || pod.GpuPercent == 100);
            Assert.Equal(pod.Outcome == PodOutcome.Pending, pod.WaitSeconds is null);
            Assert.InRange(pod.DurationSeconds, 1, 7 * 24 * 3_600);
        });
        Assert.Equal(pods.OrderBy(pod => pod.ArrivalSecond), pods);
        Assert.Contains(pods, pod => pod.Accepts.Count > 1);
        Assert.Contains(pods, pod => pod.GpuPercent < 100);
    }

    [Fact]
    public void Jobs_arrive_in_order_and_some_span_nodes()
    {
        IReadOnlyList<TrainingJob> jobs = Market.Jobs(5_000);

        Assert.Equal(jobs.OrderBy(job => job.ArrivalSecond), jobs);
        Assert.Contains(jobs, job => job.Gpus > 8);
        Assert.InRange(jobs.Count(job => job.Gpus == 1), 4_600, 4_900);
        Assert.Equal(12, jobs.Select(job => job.Tenant).Distinct().Count());
    }

    [Fact]
    public void Every_order_of_the_book_is_created_once_shrinks_and_is_deleted_once()
    {
        var remaining = new Dictionary<long, (Side Side, long Satoshi)>();
        foreach (BookEvent happened in Market.BookEvents(10_000))
        {
            switch (happened.Action)
            {
                case BookAction.Created:
                    Assert.True(remaining.TryAdd(happened.OrderId, (happened.Side, happened.RemainingSatoshi)));
                    break;
                case BookAction.Changed:
                    Assert.InRange(happened.RemainingSatoshi, 1, remaining[happened.OrderId].Satoshi - 1);
                    remaining[happened.OrderId] = (happened.Side, happened.RemainingSatoshi);
                    break;
                case BookAction.Deleted:
                    Assert.Equal(remaining[happened.OrderId].Side, happened.Side);
                    Assert.True(happened.IsFilled || happened.RemainingSatoshi == remaining[happened.OrderId].Satoshi);
                    Assert.True(remaining.Remove(happened.OrderId));
                    break;
            }
        }
    }

    [Fact]
    public void Offers_stay_near_the_reference_price()
    {
        IReadOnlyList<RentalOffer> offers = Market.Offers(days: 10, providers: 6);

        Assert.Equal(10, offers.Select(offer => offer.Day).Distinct().Count());
        Assert.All(offers, offer =>
        {
            Price reference = offer.Model.Sku!.ReferencePrice;
            Assert.InRange(offer.Price.Micros, reference.Micros * 3 / 10, reference.Micros * 16 / 10);
            Assert.NotNull(offer.Firmness);
        });
    }
}
