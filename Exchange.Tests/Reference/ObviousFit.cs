using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Tests.Reference;

/// <summary>Whether, when and how much of a rectangle may serve a bid: every comparison of the rules, one line each.</summary>
/// <param name="Venue">What is registered.</param>
/// <param name="Now">The minute that has begun.</param>
public sealed record ObviousFit(ObviousVenue Venue, int Now)
{
    public int Next => Now + 1;

    /// <summary>The highest price that the bid pays for the ask's SKU, or none where it does not accept the SKU.</summary>
    public Price? EffectiveLimit(ObviousBid bid, SkuId sku)
    {
        foreach (SkuFactor accepted in bid.Requirement.Skus.Items)
        {
            if (accepted.Sku != sku) continue;
            long scaled = bid.Terms.Limit.Scale(accepted.Factor).Micros;
            return Price.FromMicros(scaled - scaled % Venue.Settings[Setting.TickMicros]);
        }

        return null;
    }

    public static BasisPoints FactorOf(ObviousBid bid, SkuId sku) => bid.Requirement.Skus.Items.ToArray().First(accepted => accepted.Sku == sku).Factor;

    /// <summary>Price and spec agree; what changes over time is not looked at.</summary>
    public bool AgreeOnPaper(ObviousBid bid, ObviousAsk ask) =>
        EffectiveLimit(bid, ask.Spec.Sku) is { } limit && ask.Terms.Limit <= limit
        && Offers(ask.Spec, Venue.Skus[ask.Spec.Sku], bid.Requirement)
        && IsPlaced(ask.Spec.Place.ToString(), bid.Requirement);

    /// <summary>Price and spec agree in both directions at this moment; window and count are not looked at.</summary>
    public bool Agree(ObviousBid bid, ObviousAsk ask) => AgreeOnPaper(bid, ask) && IsProven(ask, bid.Requirement) && MayDeal(bid, ask);

    /// <summary>The start of the delivery, or none where no start fits.</summary>
    public int? Start(ObviousBid bid, ObviousAsk ask, ObviousRectangle rectangle)
    {
        int start = Math.Max(rectangle.From, Earliest(bid));
        return StartsAt(bid, ask, rectangle, start) ? start : null;
    }

    public bool StartsAt(ObviousBid bid, ObviousAsk ask, ObviousRectangle rectangle, int start)
    {
        int duration = bid.Terms.Delivery.Duration.Count;
        if (start < rectangle.From || start < Earliest(bid) || start > Latest(bid)) return false;
        if (bid.Requirement.MinTee > TeeLevel.None && Venue.Nodes[ask.Terms.Node].AttestedUntil <= start) return false;
        return start + duration <= rectangle.Until && duration >= ask.Spec.MinDuration.Count;
    }

    public int Earliest(ObviousBid bid) =>
        bid.IsScheduled ? Math.Max(bid.Terms.Delivery.EarliestStart.Value, Next + Venue.Minutes(Setting.GateClosureMinutes)) : Next;

    public int Latest(ObviousBid bid) =>
        bid.IsScheduled ? bid.Terms.Delivery.LatestStart.Value : Next + Venue.Minutes(Setting.AtFillReachMinutes);

    /// <summary>The GPUs that the two would trade; zero where chunk, step or minimum fill forbid it.</summary>
    public static int Chunk(ObviousBid bid, int wanted, ObviousAsk ask, ObviousRectangle rectangle)
    {
        int most = Math.Min(wanted, rectangle.Gpus);
        int chunk = most - most % ask.Step;
        if (chunk < ask.MinChunk) return 0;
        return chunk < bid.Terms.MinFill.Count && chunk != wanted ? 0 : chunk;
    }

    private static bool Offers(Spec spec, Sku sku, Requirement wants) =>
        spec.GpusPerNode.Count >= wants.MinGpusPerNode.Count
        && sku.VramGib >= wants.MinVramGib
        && sku.BandwidthGBs >= wants.MinBandwidthGBs
        && sku.Bf16TflopsTenths >= wants.MinBf16TflopsTenths
        && spec.Link >= wants.MinLink
        && spec.Fabric >= wants.MinFabric
        && spec.FabricGbpsPerGpu >= wants.MinFabricGbpsPerGpu
        && spec.VcpuHundredthsPerGpu >= wants.MinVcpuHundredthsPerGpu
        && spec.RamMibPerGpu >= wants.MinRamMibPerGpu
        && spec.DiskGbPerGpu >= wants.MinDiskGbPerGpu
        && spec.NetworkMbpsPerGpu >= wants.MinNetworkMbpsPerGpu
        && spec.Tee >= wants.MinTee
        && (wants.TeePlatforms == TeePlatforms.None || (spec.TeePlatform & wants.TeePlatforms) != 0)
        && (wants.Handovers == Handovers.None || (spec.Handovers & wants.Handovers) != 0)
        && spec.Firmness == wants.Firmness
        && spec.Notice >= wants.MinNotice;

    private static bool IsPlaced(string place, Requirement wants)
    {
        if (wants.AllowPlaces.Count + wants.DenyPlaces.Count > 0 && place.Length == 0) return false;
        if (wants.DenyPlaces.Items.ToArray().Any(denied => LiesIn(place, denied))) return false;
        return wants.AllowPlaces.Count == 0 || wants.AllowPlaces.Items.ToArray().Any(allowed => LiesIn(place, allowed));
    }

    private static bool LiesIn(string place, Text64 prefix) => (place + "/").StartsWith(prefix + "/", StringComparison.Ordinal);

    private bool IsProven(ObviousAsk ask, Requirement wants)
    {
        ObviousNode node = Venue.Nodes[ask.Terms.Node];
        bool performs = node.PerformanceUntil > Now && node.Performance >= wants.MinPerformance.Value;
        return (wants.MinPerformance.Value == 0 || performs)
            && Venue.Reputations.GetValueOrDefault(ask.Account) >= wants.MinReputation.Value;
    }

    private static bool MayDeal(ObviousBid bid, ObviousAsk ask) =>
        (bid.Requirement.AllowProviders.Count == 0 || bid.Requirement.AllowProviders.Contains(ask.Account))
        && !bid.Requirement.DenyProviders.Contains(ask.Account)
        && (ask.Spec.AllowBuyers.Count == 0 || ask.Spec.AllowBuyers.Contains(bid.Account))
        && !ask.Spec.DenyBuyers.Contains(bid.Account);
}
