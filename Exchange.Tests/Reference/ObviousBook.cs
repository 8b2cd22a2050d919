using Exchange.Engine.Values;

namespace Exchange.Tests.Reference;

/// <summary>Capacity of a node that a fill took.</summary>
public sealed record ObviousLease(NodeId Node, int Gpus, int From, int Until);

/// <summary>Everything that trading changes: one list of bids, one list of asks, the purses. A copy is a what-if.</summary>
public sealed class ObviousBook(ObviousVenue venue, ObviousPurses purses)
{
    private long priorities;

    public ObviousVenue Venue { get; } = venue;
    public ObviousPurses Purses { get; } = purses;
    public List<ObviousBid> Bids { get; } = [];
    public List<ObviousAsk> Asks { get; } = [];
    public List<ObviousLease> Leases { get; } = [];
    public Dictionary<AccountId, long> Deadlines { get; private init; } = [];

    /// <summary>The fills of the command at hand.</summary>
    public List<ObviousFill> Fills { get; } = [];

    /// <summary>Meetings in the command at hand that came to no fill: of one owner's orders, or for want of margin.</summary>
    public int Hindered { get; set; }

    public int Now { get; set; }
    public bool MayTrade { get; set; } = true;
    public ObviousFit Fit => new(Venue, Now);

    public ObviousBook Copy()
    {
        var copy = new ObviousBook(Venue, Purses.Copy())
        {
            priorities = priorities,
            Now = Now,
            MayTrade = MayTrade,
            Hindered = Hindered,
            Deadlines = new(Deadlines),
        };
        copy.Bids.AddRange(Bids.Select(bid => bid.Copy()));
        copy.Asks.AddRange(Asks.Select(ask => ask.Copy()));
        copy.Leases.AddRange(Leases);
        copy.Fills.AddRange(Fills);
        return copy;
    }

    public ObviousBid? Bid(OrderId id) => Bids.FirstOrDefault(bid => bid.Id == id);

    public ObviousAsk? Ask(OrderId id) => Asks.FirstOrDefault(ask => ask.Id == id);

    public void Rest(ObviousBid bid)
    {
        bid.Rests = true;
        bid.Priority = ++priorities;
    }

    public void Rest(ObviousAsk ask)
    {
        ask.Rests = true;
        ask.Priority = ++priorities;
    }

    /// <summary>Whatever is left of the bid goes, and its money returns.</summary>
    public void Remove(ObviousBid bid)
    {
        bid.Open = 0;
        Purses.TryHold(bid, 0);
        Bids.Remove(bid);
    }

    /// <summary>Whatever is left of the ask goes, and its margin returns.</summary>
    public void Remove(ObviousAsk ask)
    {
        ask.Rectangles.Clear();
        Purses.TryHold(ask, 0);
        Asks.Remove(ask);
    }

    public void RemoveIfDone(ObviousBid bid)
    {
        if (bid.Open == 0) Remove(bid);
    }

    public void RemoveIfDone(ObviousAsk ask)
    {
        if (ask.Rectangles.Count == 0) Remove(ask);
    }

    /// <summary>Asks and leases of the node leave room for so many GPUs at every minute of the window that is not over.</summary>
    public bool HasRoom(NodeId node, int gpus, int from, int until, ObviousAsk? except)
    {
        var taken = Leases.Where(lease => lease.Node == node).ToList();
        foreach (ObviousAsk ask in Asks.Where(ask => ask != except && ask.Terms.Node == node))
            taken.AddRange(ask.Rectangles.Select(rectangle => new ObviousLease(node, rectangle.Gpus, rectangle.From, rectangle.Until)));
        int first = Math.Max(from, Now);
        var edges = taken.Select(part => part.From).Append(first).Where(minute => minute >= first && minute < until);
        return edges.All(minute =>
            gpus + taken.Where(part => part.From <= minute && minute < part.Until).Sum(part => part.Gpus) <= Venue.Nodes[node].Units);
    }
}
