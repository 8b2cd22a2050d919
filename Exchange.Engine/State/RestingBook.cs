using Exchange.Engine.Books;
using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>Everything that rests, in its queue; and what is due of it, in the calendar.</summary>
/// <remarks>Wholly derived from the orders and their rectangles, so it is neither stored nor part of the state's hash.</remarks>
public sealed class RestingBook
{
    private readonly SpecTable specs;
    private readonly OrderTable orders;
    private readonly Settings settings;
    private readonly LadderPool pool;
    private readonly Calendar calendar;
    private int lastPlaced = LadderPool.None;
    private long latest; // The latest place in time so far: who has a later one stands behind all others, and nobody need be looked at.

    internal RestingBook(SpecTable specs, OrderTable orders, Settings settings, int capacityEntries)
    {
        (this.specs, this.orders, this.settings) = (specs, orders, settings);
        pool = new LadderPool(capacityEntries);
        calendar = new Calendar(capacityEntries);
    }

    /// <summary>The ladders.</summary>
    public LadderPool Pool => pool;

    /// <summary>What is due when.</summary>
    public Calendar Calendar => calendar;

    /// <summary>A walk over these ladders; used by one decision at a time.</summary>
    public BookWalk NewWalk() => new(pool, entry => orders[orders.Rectangle(entry).Order].Priority, entry => orders.Rectangle(entry).Ordinal);

    /// <summary>The price of a ladder's key on the given side.</summary>
    public Price PriceOf(Side side, int key) => Price.FromMicros((side == Side.Ask ? key : LadderPool.MaxKey - key) * settings.TickMicros);

    /// <summary>The key of a price among asks: its ticks.</summary>
    public int TicksOf(Price price) => (int)(price.Micros / settings.TickMicros);

    /// <summary>A bid's effective limit for a SKU, in ticks: the limit scaled by the factor, to the tick below.</summary>
    public int EffectiveTicks(Price limit, BasisPoints factor) => (int)((long)TicksOf(limit) * factor.Value / BasisPoints.One);

    /// <summary>The row that holds an entry.</summary>
    internal BookRow RowOf(in Rectangle rectangle)
    {
        SkuBook book = specs.Book(new SkuId(rectangle.Sku));
        return orders[rectangle.Order].Side == Side.Ask ? book.AskRow(rectangle.Row) : book.BidRow(rectangle.Row);
    }

    internal void Rest(int entry, Minute now)
    {
        ref Rectangle rectangle = ref orders.Rectangle(entry);
        ref Order order = ref orders[rectangle.Order];
        int key = order.Side == Side.Ask ? PlaceAsk(ref rectangle, order, now) : PlaceBid(ref rectangle, order);
        BookRow row = RowOf(rectangle);
        row.Population++;
        int ladder = row.OpenLadder(rectangle.Column, pool);
        if (order.Priority > latest) pool.AddLast(ladder, key, entry);
        else Enqueue(ladder, key, entry);
        latest = Math.Max(latest, order.Priority);
        if (pool.First(ladder) == entry) RefreshFront(row, rectangle.Column, ladder);
        calendar.Add(entry, DueOf(rectangle, order, now));
    }

    internal void Leave(int entry)
    {
        ref Rectangle rectangle = ref orders.Rectangle(entry);
        BookRow row = RowOf(rectangle);
        int ladder = row.Ladder(rectangle.Column);
        bool headed = pool.First(ladder) == entry;
        pool.Remove(entry);
        if (lastPlaced == entry) lastPlaced = LadderPool.None;
        row.Population--;
        if (headed) RefreshFront(row, rectangle.Column, ladder);
        calendar.Remove(entry);
        rectangle.Row = LadderPool.None;
    }

    /// <summary>Reads where entries stand in their queues and in the calendar, so that it is near.</summary>
    internal int Read(ReadOnlySpan<int> entries) => pool.Read(entries) ^ calendar.Read(entries);

    /// <summary>Whether time alone has moved the entry to another row.</summary>
    internal bool IsMisplaced(in Rectangle rectangle, Minute now) =>
        orders[rectangle.Order].Side == Side.Ask
        && Availability.AskRow(rectangle.Window, now, settings.AtFillReachMinutes) != rectangle.Row;

    private int PlaceAsk(ref Rectangle rectangle, in Order order, Minute now)
    {
        rectangle.Sku = specs[order.Spec].Sku.Value;
        rectangle.Row = (short)Availability.AskRow(rectangle.Window, now, settings.AtFillReachMinutes);
        rectangle.Column = specs.Column(order.Spec);
        return TicksOf(order.Limit);
    }

    private int PlaceBid(ref Rectangle rectangle, in Order order)
    {
        SkuFactor accepted = specs[order.Requirement].Skus.Items[rectangle.Ordinal];
        rectangle.Sku = accepted.Sku.Value;
        rectangle.Row = (short)Availability.BidRow(order.Delivery.Scheduled, order.Delivery.Duration.Count, order.IsGang);
        rectangle.Column = specs.Column(order.Requirement, rectangle.Ordinal);
        return LadderPool.MaxKey - EffectiveTicks(order.Limit, accepted.Factor);
    }

    /// <summary>Puts the entry where its priority belongs. New orders go to the end; remnants that come back search from where the last one went.</summary>
    private void Enqueue(int ladder, int key, int entry)
    {
        int behind = pool.LastAt(ladder, key);
        if (behind < 0 || IsBefore(behind, entry))
        {
            pool.AddLast(ladder, key, entry);
            return;
        }

        bool near = lastPlaced >= 0 && pool.IsLinked(lastPlaced) && pool.AreTogether(lastPlaced, behind);
        int other = near ? lastPlaced : behind;
        while (IsBefore(other, entry)) other = pool.Next(other);
        while (pool.Previous(other) is var before && before >= 0 && !IsBefore(before, entry)) other = before;
        pool.AddBefore(ladder, other, entry);
        lastPlaced = entry;
    }

    private bool IsBefore(int left, int right)
    {
        ref Rectangle a = ref orders.Rectangle(left);
        ref Rectangle b = ref orders.Rectangle(right);
        long earlier = orders[a.Order].Priority;
        long later = orders[b.Order].Priority;
        return earlier != later ? earlier < later : a.Ordinal < b.Ordinal;
    }

    private void RefreshFront(BookRow row, int column, int ladder)
    {
        int first = pool.First(ladder);
        row.SetFront(column, first < 0 ? BookRow.Empty : BookRow.FrontOf(pool.BestKey(ladder), orders[orders.Rectangle(first).Order].Priority));
    }

    private Minute DueOf(in Rectangle rectangle, in Order order, Minute now)
    {
        Minute due = order.Expires;
        if (order.Side == Side.Bid)
            return order.Delivery.Scheduled ? Minute.Min(due, new Minute(order.Delivery.LatestStart.Value - settings.GateClosureMinutes)) : due;
        due = Minute.Min(due, new Minute(rectangle.Window.Until.Value - Math.Max(specs[order.Spec].MinDuration.Count, 1)));
        return Minute.Min(due, Availability.AskRowChanges(rectangle.Window, now, settings.AtFillReachMinutes));
    }
}
