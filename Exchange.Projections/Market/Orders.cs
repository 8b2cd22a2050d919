using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Market;

/// <summary>Every order, and what open asks still offer. Those that are not done are held in memory, the others in the table alone.</summary>
internal sealed class Orders(SkuDirectory directory, Depth depth)
{
    private readonly Dictionary<OrderId, OrderRow> _live = [];
    private readonly Dictionary<OrderId, AskRectangles> _asks = [];
    private readonly Changes<OrderId, OrderRow> _changes = new(OrderTable.Table);
    private readonly Changes<(OrderId, int), RectangleRow> _rectangles = new(MarketTables.Rectangles);

    /// <summary>An order that is not done, or was done since the last write.</summary>
    /// <exception cref="InvalidDataException">There is no such order.</exception>
    internal OrderRow Get(OrderId order) =>
        _live.TryGetValue(order, out OrderRow? row) || _changes.TryGet(order, out row)
            ? row
            : throw new InvalidDataException($"Order {order.Value} is not open.");

    internal int Place(in BidPlaced placed, Instant at, long position)
    {
        Keep(PlacedOrders.From(placed, directory.SkuOf(placed.Terms.Requirement), at, position));
        return 1;
    }

    internal int Place(in AskPlaced placed, Instant at, long position)
    {
        var rectangles = new AskRectangles(placed.Order, 0, _rectangles);
        rectangles.Offer(placed.Terms.Gpus, placed.Terms.Window);
        _asks.Add(placed.Order, rectangles);
        Keep(PlacedOrders.From(placed, directory.SkuOf(placed.Terms.Spec), at, position));
        return 2;
    }

    internal int Rest(in OrderRested rested, long position)
    {
        OrderRow row = Get(rested.Order);
        return Update(row, row with { Status = OrderStatus.Open, Position = position });
    }

    /// <summary>Takes a fill out of one of its two orders.</summary>
    internal int Fill(OrderRow row, in OrderFilled fill, Instant at, long position)
    {
        GpuMinutes leased = fill.Gpus * fill.Delivery.Length;
        OrderRow traded = row with
        {
            Filled = row.Filled + fill.Gpus,
            Leased = row.Leased + leased,
            ExecutedValue = row.ExecutedValue + (fill.Price * leased),
            ExecutedMicrosPerHour = row.ExecutedMicrosPerHour + (fill.Price.Micros * fill.Gpus.Count),
            Position = position,
        };
        if (row.Side == Side.Ask)
        {
            _asks[row.Order].Carve(fill);
            return Update(row, Remain(traded, fill.Gpus, leased, DoneReason.Filled, at));
        }

        Gpus open = row.Open - fill.Gpus;
        return Update(row, DoneIfNothingIsOpen(traded with { Open = open, Resting = open * row.Duration }, DoneReason.Filled, at));
    }

    internal int Withdraw(in RemnantWithdrawn withdrawn, Instant at, long position)
    {
        OrderRow row = Get(withdrawn.Order);
        AskRectangles rectangles = _asks[row.Order];
        rectangles.Resize(rectangles.Get(withdrawn.Remnant), default);
        return Update(row, Remain(row with { Position = position }, default, default, DoneReason.WindowOver, at));
    }

    /// <summary>Takes away what self-trade prevention took of an order.</summary>
    internal int Prevent(OrderId order, int remnant, Gpus gpus, Instant at, long position)
    {
        if (gpus == default) return 0;
        OrderRow row = Get(order);
        OrderRow prevented = row with { Prevented = row.Prevented + gpus, Position = position };
        if (row.Side == Side.Ask)
        {
            AskRectangles rectangles = _asks[order];
            RectangleRow rectangle = rectangles.Get(remnant);
            rectangles.Resize(rectangle, rectangle.Gpus - gpus);
            return Update(row, Remain(prevented, gpus, default, DoneReason.SelfTrade, at));
        }

        return Update(row, DoneIfNothingIsOpen(Shrink(prevented, row.Open - gpus, row), DoneReason.SelfTrade, at));
    }

    internal int Reduce(in OrderReduced reduced, Instant at, long position)
    {
        OrderRow row = Get(reduced.Order);
        return Update(row, DoneIfNothingIsOpen(Resize(row with { Position = position }, reduced.Gpus), DoneReason.ByOwner, at));
    }

    internal int Amend(in OrderAmended amended, long position)
    {
        OrderRow row = Get(amended.Order);
        return Update(row, Resize(row with { Limit = amended.Limit, Status = OrderStatus.Active, Position = position }, amended.Gpus));
    }

    internal int Cancel(in OrderCancelled cancelled, Instant at, long position)
    {
        OrderRow row = Get(cancelled.Order);
        if (row.Side == Side.Ask) _asks[row.Order].Cap(default);
        OrderRow gone = row with { Cancelled = row.Cancelled + row.Open, Withdrawn = row.Withdrawn + row.Resting, Position = position };
        return Update(row, Done(gone, ReasonOf(cancelled.Reason), at));
    }

    /// <summary>What an ended lease did not use is offered again; the ask is out of the book until it rests.</summary>
    internal int Return(in RectangleReturned returned, long position)
    {
        OrderRow row = Get(returned.Ask);
        AskRectangles rectangles = _asks[row.Order];
        rectangles.Offer(returned.Gpus, returned.Window);
        return 1 + Update(row, row with
        {
            Status = OrderStatus.Active,
            Open = rectangles.Peak(),
            Leased = row.Leased - (returned.Gpus * returned.Window.Length),
            Resting = rectangles.Volume(),
            RectanglesNumbered = rectangles.Numbered,
            Position = position,
        });
    }

    /// <summary>Adds a fee. It may follow the fill that was the order's last.</summary>
    internal int Charge(OrderId order, Money fee, long position)
    {
        OrderRow row = Get(order);
        return Update(row, row with { Fees = row.Fees + fee, Position = position });
    }

    internal async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        _live.Clear();
        _asks.Clear();
        Written();
        await foreach (OrderRow row in Rows.ReadAsync(connection, OrderTable.Table, "where status <> 'done'", OrderTable.Read, cancellation))
        {
            _live.Add(row.Order, row);
            if (row.Side == Side.Ask) _asks.Add(row.Order, new AskRectangles(row.Order, row.RectanglesNumbered, _rectangles));
        }

        await foreach (RectangleRow row in Rows.ReadAsync(connection, MarketTables.Rectangles, "", MarketTables.ReadRectangle, cancellation))
            _asks[row.Order].Restore(row);
    }

    internal void AddTo(NpgsqlBatch batch)
    {
        _changes.AddTo(batch);
        _rectangles.AddTo(batch);
    }

    internal void Written()
    {
        _changes.Clear();
        _rectangles.Clear();
    }

    private void Keep(OrderRow row)
    {
        _live.Add(row.Order, row);
        _changes.Write(row.Order, row);
    }

    private int Update(OrderRow before, OrderRow after)
    {
        depth.Move(before, after);
        _changes.Write(after.Order, after);
        if (after.Status != OrderStatus.Done)
        {
            _live[after.Order] = after;
            return 1;
        }

        _live.Remove(after.Order);
        _asks.Remove(after.Order);
        return 1;
    }

    /// <summary>An ask after its rectangles changed: what neither a fill nor self-trade prevention took was withdrawn.</summary>
    private OrderRow Remain(OrderRow row, Gpus taken, GpuMinutes leased, DoneReason reason, Instant at)
    {
        AskRectangles rectangles = _asks[row.Order];
        GpuMinutes resting = rectangles.Volume();
        Gpus open = rectangles.Peak();
        int cancelled = Math.Max(0, row.Open.Count - open.Count - taken.Count);
        return DoneIfNothingIsOpen(
            row with
            {
                Open = open,
                Cancelled = row.Cancelled + new Gpus(cancelled),
                Resting = resting,
                Withdrawn = row.Withdrawn + (row.Resting - leased - resting),
                RectanglesNumbered = rectangles.Numbered,
            },
            reason,
            at);
    }

    private OrderRow Resize(OrderRow row, Gpus gpus)
    {
        if (row.Side == Side.Bid)
            return gpus > row.Open ? Grow(row, gpus, gpus * row.Duration) : Shrink(row, gpus, row) with { Cancelled = row.Cancelled + (row.Open - gpus) };
        AskRectangles rectangles = _asks[row.Order];
        if (gpus > row.Open && rectangles.All.Count == 1)
        {
            rectangles.Resize(rectangles.All[0], gpus);
            return Grow(row, gpus, rectangles.Volume());
        }

        rectangles.Cap(gpus);
        GpuMinutes resting = rectangles.Volume();
        Gpus open = rectangles.Peak();
        return row with
        {
            Open = open,
            Cancelled = row.Cancelled + (row.Open - open),
            Resting = resting,
            Withdrawn = row.Withdrawn + (row.Resting - resting),
        };
    }

    private static OrderRow Grow(OrderRow row, Gpus open, GpuMinutes resting) => row with
    {
        Gpus = row.Gpus + (open - row.Open),
        Open = open,
        Volume = row.Volume + (resting - row.Resting),
        Resting = resting,
    };

    private static OrderRow Shrink(OrderRow row, Gpus open, OrderRow before) => row with
    {
        Open = open,
        Resting = open * row.Duration,
        Withdrawn = row.Withdrawn + (before.Resting - (open * row.Duration)),
    };

    private static OrderRow DoneIfNothingIsOpen(OrderRow row, DoneReason reason, Instant at) =>
        row.Open == default ? Done(row, reason, at) : row;

    private static OrderRow Done(OrderRow row, DoneReason reason, Instant at) => row with
    {
        Open = default,
        Resting = default,
        Status = OrderStatus.Done,
        DoneReason = reason,
        DoneAt = at,
    };

    private static DoneReason ReasonOf(CancelReason reason) => reason switch
    {
        CancelReason.ByOwner => DoneReason.ByOwner,
        CancelReason.MassCancel => DoneReason.MassCancel,
        CancelReason.CancelAfter => DoneReason.CancelAfter,
        CancelReason.Expired => DoneReason.Expired,
        CancelReason.GateClosed => DoneReason.GateClosed,
        CancelReason.WindowOver => DoneReason.WindowOver,
        CancelReason.ImmediateOrCancel => DoneReason.ImmediateOrCancel,
        CancelReason.FillOrKill => DoneReason.FillOrKill,
        CancelReason.MarketRemainder => DoneReason.MarketRemainder,
        CancelReason.SelfTrade => DoneReason.SelfTrade,
        CancelReason.FillLimit => DoneReason.FillLimit,
        CancelReason.MarginShort => DoneReason.MarginShort,
        CancelReason.TooSmall => DoneReason.TooSmall,
        CancelReason.NodeInactive => DoneReason.NodeInactive,
    };
}
