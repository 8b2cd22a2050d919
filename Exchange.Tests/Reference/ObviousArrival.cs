using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Values;

namespace Exchange.Tests.Reference;

/// <summary>What an order does when it arrives: it is refused (no book comes back), or trades what it can and rests what it may.</summary>
public static class ObviousArrival
{
    public static ObviousBook? Place(ObviousBook book, PlaceBid command, OrderId id)
    {
        if (!IsSound(book, command.Terms)) return null;
        var bid = new ObviousBid
        {
            Id = id,
            Account = command.Account,
            Terms = command.Terms,
            Open = command.Terms.Gpus.Count,
            Requirement = book.Venue.Requirements[command.Terms.Requirement],
        };
        if (IsMarket(command.Terms.Flags) && !ObviousCollar.TryLimit(book, bid)) return null;
        if (!book.Purses.TryHold(bid, book.Purses.Need(bid, book.Fit))) return null;
        book.Bids.Add(bid);
        return Settle(book, bid, bid.Terms.Flags) ? book : null;
    }

    public static ObviousBook? Place(ObviousBook book, PlaceAsk command, OrderId id)
    {
        if (!IsSound(book, command.Terms)) return null;
        var ask = new ObviousAsk
        {
            Id = id,
            Account = command.Account,
            Terms = command.Terms,
            Spec = book.Venue.Specs[command.Terms.Spec],
            Placed = command.Terms.Gpus.Count,
        };
        ask.Rectangles.Add(new ObviousRectangle(0, command.Terms.Gpus.Count, command.Terms.Window.From.Value, command.Terms.Window.Until.Value));
        if (!IsSellable(book, ask)) return null;
        if (IsMarket(command.Terms.Flags) && !ObviousCollar.TryLimit(book, ask)) return null;
        if (!book.Purses.TryHold(ask, book.Purses.Need(ask))) return null;
        book.Asks.Add(ask);
        return Settle(book, ask, ask.Terms.Flags) ? book : null;
    }

    /// <summary>The bid trades and rests; false where a post-only bid would have traded.</summary>
    public static bool Settle(ObviousBook book, ObviousBid bid, OrderFlags flags)
    {
        ObviousBook outcome = book.Copy();
        Take(outcome, outcome.Bid(bid.Id)!);
        if ((flags & OrderFlags.PostOnly) != 0 && outcome.Fills.Count + outcome.Hindered > 0) return false;
        int bought = outcome.Fills.Where(fill => fill.Bid == bid.Id).Sum(fill => fill.Gpus);
        if (bid.Terms.TimeInForce == TimeInForce.FillOrKill && bought < bid.Terms.Gpus.Count) book.Remove(bid);
        else Take(book, bid);
        if (!book.Bids.Contains(bid)) return true;
        if (MayRest(bid.Terms.TimeInForce, bid.Terms.Flags)) book.Rest(bid);
        else book.Remove(bid);
        return true;
    }

    /// <summary>The ask trades with plain bids, rests, and then serves the bids that want all or nothing.</summary>
    public static bool Settle(ObviousBook book, ObviousAsk ask, OrderFlags flags)
    {
        ObviousBook outcome = book.Copy();
        ObviousAsk twin = outcome.Ask(ask.Id)!;
        ObviousMatching.Take(outcome, twin);
        if ((flags & OrderFlags.PostOnly) != 0 && outcome.Fills.Count + outcome.Hindered > 0) return false;
        if (ask.Terms.TimeInForce == TimeInForce.FillOrKill && twin.SoldOnce < ask.Terms.Gpus.Count) book.Remove(ask);
        else ObviousMatching.Take(book, ask);
        bool isOpen = book.Asks.Contains(ask);
        bool rests = isOpen && MayRest(ask.Terms.TimeInForce, ask.Terms.Flags);
        if (rests) book.Rest(ask);
        else if (isOpen) book.Remove(ask);
        ObviousMatching.TryAgain(book);
        if (rests && book.Asks.Contains(ask)) ObviousGangs.Reconsider(book, ask);
        return true;
    }

    private static void Take(ObviousBook book, ObviousBid bid)
    {
        if (bid.Terms.IsGang) ObviousGangs.Take(book, bid);
        else ObviousMatching.Take(book, bid);
    }

    private static bool MayRest(TimeInForce force, OrderFlags flags) =>
        force is TimeInForce.GoodTillCancelled or TimeInForce.GoodTillTime && !IsMarket(flags);

    private static bool IsMarket(OrderFlags flags) => (flags & OrderFlags.Market) != 0;

    private static bool IsSound(ObviousBook book, in BidTerms terms)
    {
        if (terms.Gpus.Count < 1 || terms.MinFill > terms.Gpus || terms.Delivery.Duration.Count < 1) return false;
        if (!IsMarket(terms.Flags) && !IsOnTick(book, terms.Limit)) return false;
        if (terms.TimeInForce == TimeInForce.GoodTillTime && terms.Expires.Value <= book.Now) return false;
        if (!terms.Delivery.Scheduled) return true;
        return terms.Delivery.EarliestStart <= terms.Delivery.LatestStart
            && terms.Delivery.LatestStart.Value >= book.Fit.Next + book.Venue.Minutes(Setting.GateClosureMinutes);
    }

    private static bool IsSound(ObviousBook book, in AskTerms terms)
    {
        if (terms.Gpus.Count < 1 || (!IsMarket(terms.Flags) && !IsOnTick(book, terms.Limit))) return false;
        return terms.TimeInForce != TimeInForce.GoodTillTime || terms.Expires.Value > book.Now;
    }

    private static bool IsOnTick(ObviousBook book, Price price) => price.Micros > 0 && price.Micros % book.Venue.Settings[Setting.TickMicros] == 0;

    private static bool IsSellable(ObviousBook book, ObviousAsk ask)
    {
        ObviousRectangle whole = ask.Rectangles[0];
        return whole.Gpus >= ask.MinChunk && whole.Gpus % ask.Step == 0
            && whole.Until - Math.Max(whole.From, book.Fit.Next) >= ask.MinDuration
            && book.HasRoom(ask.Terms.Node, whole.Gpus, whole.From, whole.Until, except: null);
    }
}
