using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Projections.Market;

/// <summary>Orders as they are when they are taken: nothing filled, everything open, not in the book.</summary>
internal static class PlacedOrders
{
    internal static OrderRow From(in BidPlaced placed, SkuId sku, Instant at, long position)
    {
        BidTerms terms = placed.Terms;
        GpuMinutes volume = terms.Gpus * terms.Delivery.Duration;
        return new OrderRow
        {
            Order = placed.Order,
            Account = placed.Account,
            Client = placed.Client,
            Side = Side.Bid,
            Product = terms.Product,
            Sku = sku,
            Requirement = terms.Requirement,
            Limit = terms.Limit,
            Gpus = terms.Gpus,
            MinFill = terms.MinFill,
            Window = StartBounds(terms.Delivery),
            Duration = terms.Delivery.Duration,
            Placement = terms.Placement,
            TimeInForce = terms.TimeInForce,
            Expires = terms.Expires,
            Flags = terms.Flags,
            SelfTrade = terms.SelfTrade,
            Open = terms.Gpus,
            Volume = volume,
            Resting = volume,
            PlacedAt = at,
            PlacedPosition = position,
            Position = position,
        };
    }

    internal static OrderRow From(in AskPlaced placed, SkuId sku, Instant at, long position)
    {
        AskTerms terms = placed.Terms;
        GpuMinutes volume = terms.Gpus * terms.Window.Length;
        return new OrderRow
        {
            Order = placed.Order,
            Account = placed.Account,
            Client = placed.Client,
            Side = Side.Ask,
            Product = terms.Product,
            Sku = sku,
            Spec = terms.Spec,
            Node = terms.Node,
            Limit = terms.Limit,
            Gpus = terms.Gpus,
            Window = terms.Window,
            Duration = terms.Window.Length,
            TimeInForce = terms.TimeInForce,
            Expires = terms.Expires,
            Flags = terms.Flags,
            SelfTrade = terms.SelfTrade,
            Open = terms.Gpus,
            Volume = volume,
            Resting = volume,
            PlacedAt = at,
            PlacedPosition = position,
            Position = position,
            RectanglesNumbered = 1,
        };
    }

    private static Window StartBounds(Delivery delivery) =>
        delivery.Scheduled ? new Window(delivery.EarliestStart, After(delivery.LatestStart)) : default;

    private static Minute After(Minute latest) => latest == Minute.Never ? latest : latest + new Minutes(1);
}
