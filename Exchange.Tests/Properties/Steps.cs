using Exchange.Engine.Commands;
using Exchange.Engine.Values;

namespace Exchange.Tests.Properties;

/// <summary>Gives the numbers of a step their meaning as terms of orders.</summary>
public static class Steps
{
    private static readonly int[] Waits = [1, 2, 4, 5, 10, 14, 15, 16, 29, 30, 59, 60, 61, 90];
    private static readonly int[] Opens = [1, 0, 2, 16, 17, 18, 6, 30, 60, 120, 15];
    private static readonly int[] Lengths = [240, 120, 61, 360, 90, 60, 180, 31, 30];
    private static readonly int[] Durations = [60, 30, 90, 120, 61, 29];
    private static readonly int[] Slacks = [0, 1, 10, 30, 60, 120];

    public static int WaitMinutes(Step step) => Waits[step.Time % Waits.Length];

    /// <summary>Prices a nickel apart, so that many are equal.</summary>
    public static Price PriceOf(Step step) => Price.FromMicros(2_000_000 + step.Price * 50_000);

    /// <summary>Bids lie a little higher than asks, so that they trade more often than not.</summary>
    private static Price Higher(Price price) => Price.FromMicros(price.Micros + 100_000);

    public static BidTerms Bid(Step step, int now)
    {
        int manner = step.Manner;
        var terms = new BidTerms
        {
            Requirement = new(step.Spec % Scene.Wishes.Count + 1),
            Gpus = new(step.Gpus),
            Limit = Higher(PriceOf(step)),
            Delivery = DeliveryOf(step, now),
            SelfTrade = (SelfTradePrevention)(manner / 8 % 4),
        };
        terms = (manner % 10) switch
        {
            1 => terms with { TimeInForce = TimeInForce.ImmediateOrCancel },
            2 => terms with { TimeInForce = TimeInForce.FillOrKill },
            3 => terms with { TimeInForce = TimeInForce.GoodTillTime, Expires = new(now + manner / 32) },
            4 => terms with { Flags = OrderFlags.PostOnly },
            5 => terms with { MinFill = new(1 + manner / 32) },
            6 => terms with { Flags = OrderFlags.Market, Requirement = new(1) },
            _ => terms,
        };
        return manner % 10 > 6 ? Gang(terms, manner / 32) : terms;
    }

    public static AskTerms Ask(Step step, int now, NodeId node, SpecId spec)
    {
        int manner = step.Manner;
        var from = new Minute(now + Opens[step.Time % Opens.Length]);
        var terms = new AskTerms
        {
            Node = node,
            Spec = spec,
            Gpus = new(step.Gpus),
            Limit = PriceOf(step),
            Window = new(from, from + new Minutes(Lengths[(step.Time + manner) % Lengths.Length])),
            SelfTrade = (SelfTradePrevention)(manner / 8 % 4),
        };
        return (manner % 8) switch
        {
            1 => terms with { TimeInForce = TimeInForce.ImmediateOrCancel },
            2 => terms with { TimeInForce = TimeInForce.FillOrKill },
            3 => terms with { TimeInForce = TimeInForce.GoodTillTime, Expires = new(now + manner / 32) },
            4 => terms with { Flags = OrderFlags.PostOnly },
            5 => terms with { Flags = OrderFlags.SellOnce },
            6 => terms with { Flags = OrderFlags.Market },
            _ => terms,
        };
    }

    private static BidTerms Gang(BidTerms terms, int placement) => (placement % 8) switch
    {
        0 or 6 => terms with { Flags = OrderFlags.AllOrNone },
        7 => terms with { Placement = Placement.SameProvider, TimeInForce = TimeInForce.FillOrKill },
        var other => terms with { Placement = (Placement)other },
    };

    private static Delivery DeliveryOf(Step step, int now)
    {
        var duration = new Minutes(Durations[step.Time % Durations.Length]);
        if (step.Time < 12) return Delivery.AtFill(duration);
        int earliest = now + Opens[step.Who % Opens.Length];
        return Delivery.Between(new(earliest), new(earliest + Slacks[step.Time % Slacks.Length]), duration);
    }
}
