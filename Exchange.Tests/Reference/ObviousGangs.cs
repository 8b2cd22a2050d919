using Exchange.Engine.Commands;

namespace Exchange.Tests.Reference;

/// <summary>Bids that are filled whole inside one group, at one start, or not at all.</summary>
public static class ObviousGangs
{
    /// <summary>The most starts that are tried for one bid.</summary>
    private const int MaxStarts = 64;

    /// <summary>Fills the bid if some group can; the earliest start wins, then the cheapest group, then the oldest first ask.</summary>
    public static void Take(ObviousBook book, ObviousBid bid)
    {
        if (!book.MayTrade) return;
        foreach (int start in Starts(book, bid).Take(MaxStarts))
        {
            var best = Groups(book, bid)
                .Select(group => Pick(book, bid, group, start))
                .OfType<List<ObviousMatch>>()
                .OrderBy(picks => picks.Sum(pick => (Int128)pick.Ask.Terms.Limit.Micros * pick.Gpus, 0))
                .ThenBy(picks => picks[0].Ask.Priority)
                .FirstOrDefault();
            if (best is null) continue;
            foreach (ObviousMatch pick in best) ObviousMatching.Fill(book, pick, Side.Bid, pick.Ask.Terms.Limit);
            return;
        }
    }

    /// <summary>An ask came, came near or was re-priced: gangs that could use it try again, best limit first.</summary>
    public static void Reconsider(ObviousBook book, ObviousAsk ask)
    {
        var waiting = book.Bids.Where(bid => bid.Rests && bid.Terms.IsGang && book.Fit.AgreeOnPaper(bid, ask))
            .OrderByDescending(bid => book.Fit.EffectiveLimit(bid, ask.Spec.Sku)!.Value)
            .ThenBy(bid => bid.Priority)
            .ToList();
        foreach (ObviousBid bid in waiting) Take(book, bid);
    }

    private static IEnumerable<int> Starts(ObviousBook book, ObviousBid bid)
    {
        int earliest = book.Fit.Earliest(bid);
        return Candidates(book, bid)
            .SelectMany(ask => ask.Rectangles)
            .Select(rectangle => Math.Max(rectangle.From, earliest))
            .Where(start => start <= book.Fit.Latest(bid))
            .Distinct()
            .Order();
    }

    private static IEnumerable<ObviousAsk> Candidates(ObviousBook book, ObviousBid bid) => book.Asks.Where(ask =>
        ask.Rests && book.Fit.Agree(bid, ask) && !book.Venue.HaveOneOwner(bid.Account, ask.Account));

    private static IEnumerable<IEnumerable<ObviousAsk>> Groups(ObviousBook book, ObviousBid bid) =>
        Candidates(book, bid).Where(ask => GroupOf(book, bid, ask).Length > 0).GroupBy(ask => GroupOf(book, bid, ask));

    /// <summary>What the ask has in common with others; empty where it belongs to no such group.</summary>
    private static string GroupOf(ObviousBook book, ObviousBid bid, ObviousAsk ask)
    {
        string place = ask.Spec.Place.ToString();
        return bid.Terms.Placement switch
        {
            Placement.Any => "all",
            Placement.SameNode => IsSoldByTheNode(book, ask, bid.Open) ? $"node {ask.Terms.Node.Value}" : "",
            Placement.SameFabric => ask.Spec.FabricId.ToString(),
            Placement.SameDatacenter => place,
            Placement.SameProvider => $"provider {ask.Account.Value}",
            Placement.SameRegion => place.Split('/') is [var whole, var part, ..] ? $"{whole}/{part}" : "",
        };
    }

    /// <summary>One node's own ask; or a group's ask that is sold in whole nodes, of which one is enough.</summary>
    private static bool IsSoldByTheNode(ObviousBook book, ObviousAsk ask, int gpus)
    {
        RegisterNode node = book.Venue.Nodes[ask.Terms.Node].Facts;
        return node.Nodes == 1 || (ask.Step % node.GpusPerNode.Count == 0 && gpus <= node.GpusPerNode.Count);
    }

    /// <summary>Best price first, as much of each as its chunks allow; nothing where that does not add up to the whole bid.</summary>
    private static List<ObviousMatch>? Pick(ObviousBook book, ObviousBid bid, IEnumerable<ObviousAsk> group, int start)
    {
        var inOrder = group
            .SelectMany(ask => ask.Rectangles.Select(rectangle => new ObviousMatch(bid, ask, rectangle, start, 0)))
            .Where(match => book.Fit.StartsAt(bid, match.Ask, match.Rectangle, start))
            .OrderBy(match => match, ObviousMatching.ByScaledPrice(bid))
            .ThenBy(match => match.Ask.Priority)
            .ThenBy(match => match.Rectangle.Number);
        var picks = new List<ObviousMatch>();
        int wanted = bid.Open;
        foreach (ObviousMatch match in inOrder)
        {
            int gpus = ObviousFit.Chunk(bid, wanted, match.Ask, match.Rectangle);
            if (gpus == 0 || !AllAreCarried(book, [.. picks, match with { Gpus = gpus }])) continue;
            picks.Add(match with { Gpus = gpus });
            wanted -= gpus;
            if (wanted == 0) return picks;
        }

        return null;
    }

    /// <summary>Tried on a copy, every fill finds its margin.</summary>
    private static bool AllAreCarried(ObviousBook book, IReadOnlyList<ObviousMatch> picks)
    {
        ObviousBook trial = book.Copy();
        return picks.All(pick => ObviousMatching.Fill(trial, pick with { Bid = trial.Bid(pick.Bid.Id)!, Ask = trial.Ask(pick.Ask.Id)! }, Side.Bid, pick.Ask.Terms.Limit));
    }

    private static Int128 Sum<T>(this IEnumerable<T> items, Func<T, Int128> amount, Int128 zero) =>
        items.Aggregate(zero, (sum, item) => sum + amount(item));
}
