using Exchange.Engine.Commands;
using Exchange.Engine.Values;

namespace Exchange.Tests.Reference;

/// <summary>A rectangle that a bid could take now.</summary>
public sealed record ObviousMatch(ObviousBid Bid, ObviousAsk Ask, ObviousRectangle Rectangle, int Start, int Gpus);

/// <summary>Price–time priority by looking at everything, again, for every single fill.</summary>
public static class ObviousMatching
{
    /// <summary>The arriving bid takes the best rectangle, and again, until nothing is left on either side.</summary>
    /// <remarks>Of one ask's rectangles the one that the last fill left after itself comes first; it is the last of its ask.</remarks>
    public static void Take(ObviousBook book, ObviousBid bid)
    {
        ObviousRectangle? after = null;
        while (bid.Open > 0 && BestFor(book, bid, after) is { } match)
        {
            Meet(book, match, Side.Bid, match.Ask.Terms.Limit);
            int until = match.Start + bid.Terms.Delivery.Duration.Count;
            after = match.Ask.Rectangles.LastOrDefault() is { } last && last.From == until && last.Number == match.Ask.NextNumber ? last : null;
        }
    }

    /// <summary>The arriving ask takes the best bid, and again; bids that want all or nothing wait until it rests.</summary>
    public static void Take(ObviousBook book, ObviousAsk ask)
    {
        while (BestFor(book, ask) is { } match) Meet(book, match, Side.Ask, book.Fit.EffectiveLimit(match.Bid, ask.Spec.Sku)!.Value);
    }

    /// <summary>Resting bids that became smaller try again, the highest first. They keep their place.</summary>
    public static void TryAgain(ObviousBook book)
    {
        while (book.Bids.Where(bid => bid.TriesAgain).OrderByDescending(bid => bid.Terms.Limit).ThenBy(bid => bid.Priority).FirstOrDefault() is { } bid)
        {
            bid.TriesAgain = false;
            if (bid.Terms.IsGang) ObviousGangs.Take(book, bid);
            else Take(book, bid);
        }
    }

    /// <summary>The lowest price ÷ factor; then the oldest.</summary>
    public static ObviousMatch? BestFor(ObviousBook book, ObviousBid bid, ObviousRectangle? first = null)
    {
        if (!book.MayTrade) return null;
        return Matches(book, [bid], book.Asks.Where(ask => ask.Rests))
            .OrderBy(match => match, ByScaledPrice(bid))
            .ThenBy(match => match.Ask.Priority)
            .ThenBy(match => ReferenceEquals(match.Rectangle, first) ? 0 : 1)
            .ThenBy(match => match.Rectangle.Number)
            .FirstOrDefault();
    }

    /// <summary>The highest effective limit; then the oldest.</summary>
    public static ObviousMatch? BestFor(ObviousBook book, ObviousAsk ask)
    {
        if (!book.MayTrade) return null;
        return Matches(book, book.Bids.Where(bid => bid.Rests && !bid.Terms.IsGang), [ask])
            .OrderByDescending(match => book.Fit.EffectiveLimit(match.Bid, ask.Spec.Sku)!.Value)
            .ThenBy(match => match.Bid.Priority)
            .ThenBy(match => match.Rectangle.Number)
            .FirstOrDefault();
    }

    /// <summary>Price ÷ factor compared by cross multiplication.</summary>
    public static IComparer<ObviousMatch> ByScaledPrice(ObviousBid bid) => Comparer<ObviousMatch>.Create((left, right) =>
        ((Int128)left.Ask.Terms.Limit.Micros * ObviousFit.FactorOf(bid, right.Ask.Spec.Sku).Value)
        .CompareTo((Int128)right.Ask.Terms.Limit.Micros * ObviousFit.FactorOf(bid, left.Ask.Spec.Sku).Value));

    /// <summary>One fill: the rectangle is carved, the money moves. False where the ask's margin was not there, and the ask goes.</summary>
    public static bool Fill(ObviousBook book, ObviousMatch match, Side taker, Price price)
    {
        (ObviousBid bid, ObviousAsk ask, ObviousRectangle rectangle, int start, int gpus) = match;
        var fill = new ObviousFill(ask.Id, bid.Id, taker, price, gpus, start, start + bid.Terms.Delivery.Duration.Count);
        var before = ask.Rectangles.ToList();
        ObviousCarving.Carve(ask, rectangle, fill, book.Fit.Next);
        long lease = book.Purses.Notional(fill).Share(book.Venue.MarginOf(ask.Spec.Firmness)).Sixtieths;
        ask.Held -= lease;
        if (!book.Purses.TryHold(ask, book.Purses.Need(ask)))
        {
            ask.Held += lease;
            book.Hindered++;
            book.Remove(ask);
            return false;
        }

        if (before[0] == rectangle && rectangle.Number == 0) ask.SoldOnce += gpus;
        bid.Shrink(gpus);
        book.Purses.Pay(bid, fill);
        book.Purses.TryHold(bid, book.Purses.Need(bid, book.Fit));
        book.Leases.Add(new ObviousLease(ask.Terms.Node, gpus, fill.From, fill.Until));
        book.Fills.Add(fill);
        book.RemoveIfDone(bid);
        book.RemoveIfDone(ask);
        return true;
    }

    private static IEnumerable<ObviousMatch> Matches(ObviousBook book, IEnumerable<ObviousBid> bids, IEnumerable<ObviousAsk> asks) =>
        from bid in bids.ToList()
        from ask in asks.ToList()
        where book.Fit.Agree(bid, ask)
        from rectangle in ask.Rectangles
        let start = book.Fit.Start(bid, ask, rectangle)
        let gpus = ObviousFit.Chunk(bid, bid.Open, ask, rectangle)
        where start is not null && gpus > 0
        select new ObviousMatch(bid, ask, rectangle, start.Value, gpus);

    private static void Meet(ObviousBook book, ObviousMatch match, Side taker, Price price)
    {
        if (book.Venue.HaveOneOwner(match.Bid.Account, match.Ask.Account)) ObviousSelfTrade.Prevent(book, match, taker);
        else Fill(book, match, taker, price);
    }
}
