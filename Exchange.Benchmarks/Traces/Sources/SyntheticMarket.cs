using Exchange.Engine.Commands;
using Exchange.Engine.Skus;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Benchmarks.Traces.Sources;

/// <summary>
/// Rows of the same types as the public traces, for where those are absent: drawn from a seed, so that the same seed gives the same rows.
/// The mixes of sizes follow the traces; prices start from the catalogue's reference prices.
/// </summary>
public sealed class SyntheticMarket(int seed)
{
    private const int MeanPodGapSeconds = 600;
    private const int MeanJobGapSeconds = 100;
    private const int LongestRunSeconds = 7 * 24 * 60 * 60;
    private const int LongestWaitSeconds = 3_600;
    private const int TenantCount = 12;
    private const int FirstMidCents = 23_600;
    private const long WholeSatoshi = 100_000_000;
    private const long FirstEventMillis = 1_430_438_400_000;

    private static readonly string[] Products =
        ["h100-sxm5-80", "a100-sxm4-80", "rtx4090-24", "l40s-48", "h200-sxm5-141", "h100-pcie-80", "t4-16", "mi300x-192"];

    private static readonly LocalDate FirstDay = new(2026, 7, 5);

    /// <summary>Nodes of a cluster: half of them with eight GPUs.</summary>
    public IReadOnlyList<ClusterNode> Nodes(int count)
    {
        Random random = Stream(1);
        return [.. Enumerable.Range(0, count).Select(Node)];

        ClusterNode Node(int i)
        {
            int gpus = OneOf(random, (8, 50), (2, 43), (4, 5), (1, 2));
            return new($"node-{i:D4}", Model(random), gpus, gpus * 12, gpus * 64);
        }
    }

    /// <summary>Pods in the order of arrival: nine in ten want one GPU or a share of it, one in nine never starts.</summary>
    public IReadOnlyList<ClusterPod> Pods(int count)
    {
        Random random = Stream(2);
        long arrival = 0;
        return [.. Enumerable.Range(0, count).Select(Pod)];

        ClusterPod Pod(int i)
        {
            arrival += Gap(random, MeanPodGapSeconds);
            int gpus = OneOf(random, (1, 90), (2, 4), (4, 3), (8, 3));
            int percent = gpus > 1 || random.Next(2) == 0 ? 100 : random.Next(1, 100);
            TracedModel[] accepts = random.Next(3) == 0 ? [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Model(random)).Distinct()] : [];
            Firmness firmness = OneOf(random, (Firmness.Firm, 50), (Firmness.Interruptible, 49), (Firmness.Standard, 1));
            PodOutcome outcome = OneOf(random, (PodOutcome.Running, 60), (PodOutcome.Failed, 26), (PodOutcome.Pending, 11), (PodOutcome.Succeeded, 3));
            long? wait = outcome == PodOutcome.Pending ? null : random.Next(LongestWaitSeconds + 1);
            return new($"pod-{i:D5}", arrival, RunSeconds(random), gpus, percent, accepts, gpus * 8_000, gpus * 32_000, firmness, outcome, wait);
        }
    }

    /// <summary>Training jobs in the order of arrival: one in twenty spans several GPUs, up to 32.</summary>
    public IReadOnlyList<TrainingJob> Jobs(int count)
    {
        Random random = Stream(3);
        long arrival = 0;
        return [.. Enumerable.Range(0, count).Select(Job)];

        TrainingJob Job(int i)
        {
            arrival += Gap(random, MeanJobGapSeconds);
            int gpus = OneOf(random, (1, 950), (4, 18), (2, 17), (8, 13), (16, 1), (32, 1));
            string tenant = $"tenant-{Math.Min(random.Next(TenantCount), random.Next(TenantCount)):D2}";
            return new($"job-{i:D5}", arrival, RunSeconds(random), gpus, tenant);
        }
    }

    /// <summary>Events of a book whose orders are created, some partly filled, and deleted; the mid price wanders.</summary>
    public IReadOnlyList<BookEvent> BookEvents(int count)
    {
        Random random = Stream(4);
        List<BookEvent> events = [], live = [];
        long at = FirstEventMillis, mid = FirstMidCents;
        while (events.Count < count)
        {
            at += random.Next(1, 700);
            mid = Math.Max(FirstMidCents / 2, mid + random.Next(-2, 3));
            int place = live.Count == 0 ? -1 : random.Next(live.Count);
            BookEvent next = place < 0 || random.Next(100) < 50
                ? Created(random, at, events.Count + 1, mid)
                : After(random, at, live[place]);

            events.Add(next);
            if (next.Action == BookAction.Created) live.Add(next);
            else if (next.Action == BookAction.Changed) live[place] = next;
            else live.RemoveAt(place);
        }

        return events;
    }

    /// <summary>Offers of every provider on every day: a provider keeps its distance from the reference price, and moves a little each day.</summary>
    public IReadOnlyList<RentalOffer> Offers(int days, int providers)
    {
        Random random = Stream(5);
        int[] levels = [.. Enumerable.Range(0, providers).Select(_ => random.Next(7_000, 15_001))];
        return
        [
            .. from day in Enumerable.Range(0, days)
               from provider in Enumerable.Range(0, providers)
               from product in Products
               where random.Next(4) > 0
               select Offer(random, FirstDay.PlusDays(day), provider, product, levels[provider]),
        ];
    }

    private static RentalOffer Offer(Random random, LocalDate day, int provider, string product, int level)
    {
        OfferKind kind = OneOf(random, (OfferKind.OnDemand, 70), (OfferKind.Spot, 20), (OfferKind.Community, 10));
        int factor = level + random.Next(-200, 201) - (kind == OfferKind.OnDemand ? 0 : level / 2);
        Price price = SkuCatalogue.Find(product)!.ReferencePrice.Scale(new BasisPoints(factor));
        return new(day, $"provider-{provider:D2}", TracedModel.Of(product), kind, new Gpus(OneOf(random, (1, 80), (8, 20))), price, IsCarriedForward: false);
    }

    private static BookEvent Created(Random random, long at, long order, long mid)
    {
        Side side = random.Next(3) == 0 ? Side.Ask : Side.Bid;
        long away = 1 + (long)(random.NextDouble() * random.NextDouble() * 300);
        if (random.Next(10) == 0) away = -away; // One in ten comes to trade.
        return new(at, BookAction.Created, order, side, side == Side.Bid ? mid - away : mid + away, random.NextInt64(1, 20 * WholeSatoshi));
    }

    /// <summary>What befalls a resting order next: mostly a cancel, sometimes a fill, rarely a part of one.</summary>
    private static BookEvent After(Random random, long at, BookEvent order) => random.Next(100) switch
    {
        < 3 when order.RemainingSatoshi > 1 => order with
        {
            AtMillis = at,
            Action = BookAction.Changed,
            RemainingSatoshi = random.NextInt64(1, order.RemainingSatoshi),
        },
        < 13 => order with { AtMillis = at, Action = BookAction.Deleted, RemainingSatoshi = 0 },
        _ => order with { AtMillis = at, Action = BookAction.Deleted },
    };

    private static TracedModel Model(Random random) => TracedModel.Of(Products[random.Next(Products.Length)]);

    /// <summary>Exponential: arrivals at random.</summary>
    private static long Gap(Random random, int meanSeconds) => (long)(-Math.Log(1 - random.NextDouble()) * meanSeconds);

    /// <summary>Log-uniform from a second to a week: most runs are short, most of the time is spent in long ones.</summary>
    private static long RunSeconds(Random random) => (long)Math.Exp(random.NextDouble() * Math.Log(LongestRunSeconds));

    private static T OneOf<T>(Random random, params ReadOnlySpan<(T Value, int Weight)> choices)
    {
        int total = 0;
        foreach ((T _, int weight) in choices) total += weight;
        int drawn = random.Next(total);
        foreach ((T value, int weight) in choices)
        {
            if (drawn < weight) return value;
            drawn -= weight;
        }

        throw new InvalidOperationException("The weights do not add up.");
    }

    /// <summary>Each kind of row draws from its own stream, so that asking for one does not change another.</summary>
    private Random Stream(int kind) => new(seed ^ (kind << 24));
}
