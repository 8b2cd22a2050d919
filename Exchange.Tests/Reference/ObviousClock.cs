using Exchange.Engine.Commands;
using Exchange.Engine.Markets;

namespace Exchange.Tests.Reference;

/// <summary>What time alone does: orders go, rectangles run out, asks come within reach.</summary>
public static class ObviousClock
{
    private const long MicrosecondsPerMinute = 60_000_000;

    public static void Advance(ObviousBook book, long unixMicroseconds)
    {
        Disarm(book, unixMicroseconds / 1_000);
        int minute = (int)(unixMicroseconds / MicrosecondsPerMinute);
        if (minute <= book.Now) return;
        int reach = book.Venue.Minutes(Setting.AtFillReachMinutes);
        int reachedBefore = book.Fit.Next + reach;
        book.Now = minute;
        foreach (ObviousBid bid in book.Bids.Where(bid => IsOver(book, bid)).ToList()) book.Remove(bid);
        foreach (ObviousAsk ask in book.Asks.ToList()) Expire(book, ask);
        Reconsider(book, ask => ask.Rectangles.Any(rectangle => rectangle.From > reachedBefore && rectangle.From <= book.Fit.Next + reach));
    }

    /// <summary>Asks for which the world has changed meet the bids that rest, as takers, best price first.</summary>
    public static void Reconsider(ObviousBook book, Func<ObviousAsk, bool> changed)
    {
        foreach (ObviousAsk ask in book.Asks.Where(changed).OrderBy(ask => ask.Terms.Limit).ThenBy(ask => ask.Priority).ToList())
        {
            if (!book.Asks.Contains(ask)) continue;
            ObviousMatching.Take(book, ask);
            if (book.Asks.Contains(ask)) ObviousGangs.Reconsider(book, ask);
        }

        ObviousMatching.TryAgain(book);
    }

    private static bool IsOver(ObviousBook book, ObviousBid bid) =>
        (bid.Terms.TimeInForce == TimeInForce.GoodTillTime && bid.Terms.Expires.Value <= book.Now)
        || (bid.IsScheduled && bid.Terms.Delivery.LatestStart.Value < book.Fit.Next + book.Venue.Minutes(Setting.GateClosureMinutes));

    private static void Expire(ObviousBook book, ObviousAsk ask)
    {
        bool isOver = ask.Terms.TimeInForce == TimeInForce.GoodTillTime && ask.Terms.Expires.Value <= book.Now;
        ask.Rectangles.RemoveAll(rectangle => isOver || rectangle.Until - book.Fit.Next < ask.MinDuration);
        book.RemoveIfDone(ask);
        if (ask.Rectangles.Count > 0) book.Purses.TryHold(ask, book.Purses.Need(ask));
    }

    private static void Disarm(ObviousBook book, long unixMilliseconds)
    {
        foreach (var (account, deadline) in book.Deadlines.Where(armed => armed.Value <= unixMilliseconds).ToList())
        {
            book.Deadlines.Remove(account);
            foreach (ObviousBid bid in book.Bids.Where(bid => bid.Account == account).ToList()) book.Remove(bid);
            foreach (ObviousAsk ask in book.Asks.Where(ask => ask.Account == account).ToList()) book.Remove(ask);
        }
    }
}
