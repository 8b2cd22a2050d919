using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Values;

namespace Exchange.Tests.Reference;

/// <summary>Fewer GPUs at the same price keep priority; anything else is a new arrival of what is left.</summary>
public static class ObviousAmends
{
    public static ObviousBook? Amend(ObviousBook book, AmendOrder command)
    {
        if (command.Limit.Micros % book.Venue.Settings[Setting.TickMicros] != 0) return null;
        if (book.Bid(command.Order) is { } bid && bid.Account == command.Account) return Amend(book, bid, command);
        if (book.Ask(command.Order) is { } ask && ask.Account == command.Account) return Amend(book, ask, command);
        return null;
    }

    private static ObviousBook? Amend(ObviousBook book, ObviousBid bid, AmendOrder command)
    {
        int gpus = command.Gpus.Count == 0 ? bid.Open : command.Gpus.Count;
        Price limit = command.Limit == default ? bid.Terms.Limit : command.Limit;
        if (gpus == bid.Open && limit == bid.Terms.Limit) return null;
        bool keepsPriority = gpus < bid.Open && limit == bid.Terms.Limit;
        if (keepsPriority) bid.Shrink(bid.Open - gpus);
        bid.Open = gpus;
        bid.Terms = bid.Terms with { Limit = limit };
        if (!book.Purses.TryHold(bid, book.Purses.Need(bid, book.Fit))) return null;
        if (keepsPriority)
        {
            ObviousMatching.TryAgain(book);
            return book;
        }

        bid.Rests = false;
        return ObviousArrival.Settle(book, bid, Flags(bid.Terms.Flags, command)) ? book : null;
    }

    private static ObviousBook? Amend(ObviousBook book, ObviousAsk ask, AmendOrder command)
    {
        int gpus = command.Gpus.Count == 0 ? ask.Open : command.Gpus.Count;
        Price limit = command.Limit == default ? ask.Terms.Limit : command.Limit;
        if (gpus == ask.Open && limit == ask.Terms.Limit) return null;
        if (gpus < ask.MinChunk || gpus % ask.Step != 0) return null;
        bool keepsPriority = gpus < ask.Open && limit == ask.Terms.Limit;
        if (gpus > ask.Open && !TryGrow(book, ask, gpus)) return null;
        for (int i = 0; i < ask.Rectangles.Count; i++)
            ask.Rectangles[i] = ask.Rectangles[i] with { Gpus = Math.Min(gpus, ask.Rectangles[i].Gpus) };
        ask.Terms = ask.Terms with { Limit = limit };
        if (!book.Purses.TryHold(ask, book.Purses.Need(ask))) return null;
        if (keepsPriority) return book;
        ask.Rests = false;
        return ObviousArrival.Settle(book, ask, Flags(ask.Terms.Flags, command)) ? book : null;
    }

    /// <summary>Only a rectangle that nobody has carved may grow, and only where the node has room.</summary>
    private static bool TryGrow(ObviousBook book, ObviousAsk ask, int gpus)
    {
        ObviousRectangle whole = ask.Rectangles[0];
        if (ask.Rectangles.Count != 1 || ask.NextNumber != 0) return false;
        if (!book.HasRoom(ask.Terms.Node, gpus, whole.From, whole.Until, except: ask)) return false;
        ask.Placed += gpus - whole.Gpus;
        ask.Rectangles[0] = whole with { Gpus = gpus };
        return true;
    }

    private static OrderFlags Flags(OrderFlags flags, AmendOrder command) => command.PostOnly ? flags | OrderFlags.PostOnly : flags;
}
