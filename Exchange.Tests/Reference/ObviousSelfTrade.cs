using Exchange.Engine.Commands;

namespace Exchange.Tests.Reference;

/// <summary>Two orders of one beneficial owner met: the taker's mode says who gives way.</summary>
public static class ObviousSelfTrade
{
    public static void Prevent(ObviousBook book, ObviousMatch match, Side taker)
    {
        book.Hindered++;
        switch (taker == Side.Bid ? match.Bid.Terms.SelfTrade : match.Ask.Terms.SelfTrade)
        {
            case SelfTradePrevention.DecrementAndCancel:
                Decrement(book, match);
                break;
            case SelfTradePrevention.CancelOldest:
                Cancel(book, match, taker == Side.Bid ? Side.Ask : Side.Bid);
                break;
            case SelfTradePrevention.CancelNewest:
                Cancel(book, match, taker);
                break;
            case SelfTradePrevention.CancelBoth:
                Cancel(book, match, Side.Bid);
                Cancel(book, match, Side.Ask);
                break;
        }
    }

    private static void Decrement(ObviousBook book, ObviousMatch match)
    {
        match.Bid.Shrink(match.Gpus);
        ObviousCarving.Shrink(match.Ask, match.Rectangle, match.Gpus);
        book.Purses.TryHold(match.Bid, book.Purses.Need(match.Bid, book.Fit));
        book.Purses.TryHold(match.Ask, book.Purses.Need(match.Ask));
        book.RemoveIfDone(match.Bid);
        book.RemoveIfDone(match.Ask);
    }

    private static void Cancel(ObviousBook book, ObviousMatch match, Side side)
    {
        if (side == Side.Bid) book.Remove(match.Bid);
        else book.Remove(match.Ask);
    }
}
