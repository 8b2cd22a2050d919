using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>The open orders in their slots, and the rectangles that belong to them.</summary>
public sealed class OrderTable
{
    /// <summary>The most orders open at once.</summary>
    public const int MaxOpenOrders = 1 << OrderId.SlotBits;

    private const int None = -1;
    private Order[] orders;
    private int[] freeSlots = new int[16];
    private int freeCount;
    private Rectangle[] rectangles;
    private int rectangleCount;
    private int freeRectangle = None;

    /// <summary>A table with room for so many orders at first.</summary>
    public OrderTable(int capacityOrders = 1024)
    {
        orders = new Order[Math.Max(capacityOrders, 1)];
        rectangles = new Rectangle[Math.Max(capacityOrders, 1)];
    }

    /// <summary>Slots that were ever used; all orders lie below.</summary>
    public int Slots { get; private set; }

    /// <summary>How many orders are open or not yet settled.</summary>
    public int Count => Slots - freeCount;

    /// <summary>The slot that the next order will take.</summary>
    public int NextSlot => freeCount > 0 ? freeSlots[freeCount - 1] : Slots;

    /// <summary>The order in a slot, where it lies.</summary>
    public ref Order this[int slot] => ref orders[slot];

    /// <summary>The slot of a live order, or -1 where it is done or never was.</summary>
    public int Find(OrderId id)
    {
        int slot = id.Slot;
        return !id.IsNone && slot < Slots && orders[slot].Id == id ? slot : None;
    }

    /// <summary>A rectangle by its entry number, where it lies.</summary>
    public ref Rectangle Rectangle(int entry) => ref rectangles[entry];

    /// <summary>The entry of an order's first rectangle, or -1.</summary>
    public int FirstRectangle(int slot) => orders[slot].FirstRectangle;

    /// <summary>The entry of the rectangle after this one in the same order, or -1.</summary>
    public int NextRectangle(int entry) => rectangles[entry].Next;

    /// <summary>The slot of the order of the same account that was placed next and is still open, or -1.</summary>
    public int NextOfAccount(int slot) => orders[slot].NextOfAccount;

    /// <summary>The entry of an order's rectangle with this number, or -1.</summary>
    public int FindRectangle(int slot, int ordinal)
    {
        int entry = orders[slot].LastRectangle;
        while (entry >= 0 && rectangles[entry].Ordinal != ordinal) entry = rectangles[entry].Previous;
        return entry;
    }

    /// <summary>Reads orders, so that they are near: a field of each of the places that cancelling and amending look at.</summary>
    internal int Read(ReadOnlySpan<int> slots)
    {
        int seen = 0;
        foreach (int slot in slots)
        {
            ref readonly Order order = ref orders[slot];
            seen ^= (int)order.Side ^ order.Open.Count ^ order.Prevented.Count ^ order.FirstRectangle;
        }

        return seen;
    }

    /// <summary>Reads the orders that stand before and after in their accounts' chains.</summary>
    internal int ReadNeighbours(ReadOnlySpan<int> slots)
    {
        int seen = 0;
        foreach (int slot in slots)
        {
            ref readonly Order order = ref orders[slot];
            if (order.NextOfAccount >= 0) seen ^= orders[order.NextOfAccount].PreviousOfAccount;
            if (order.PreviousOfAccount >= 0) seen ^= orders[order.PreviousOfAccount].NextOfAccount;
        }

        return seen;
    }

    /// <summary>Puts the entries of the orders' first rectangles in the place of their slots, and says how many there are.</summary>
    internal int ToFirstRectangles(Span<int> slots)
    {
        int count = 0;
        foreach (int slot in slots)
        {
            if (orders[slot].FirstRectangle is var entry && entry >= 0) slots[count++] = entry;
        }

        return count;
    }

    /// <summary>Reads rectangles, so that they are near.</summary>
    internal int ReadRectangles(ReadOnlySpan<int> entries)
    {
        int seen = 0;
        foreach (int entry in entries) seen ^= rectangles[entry].Sku;
        return seen;
    }

    internal ReadOnlySpan<Order> All => orders.AsSpan(0, Slots);

    internal ReadOnlySpan<int> FreeSlots => freeSlots.AsSpan(0, freeCount);

    internal ref Order Take(OrderId id)
    {
        int slot = id.Slot;
        if (slot != NextSlot) throw new InvariantBrokenException($"Order {id.Value} does not take the next slot.");
        if (freeCount > 0) freeCount--;
        else if (Slots++ == orders.Length) Array.Resize(ref orders, orders.Length * 2);
        orders[slot] = new Order { Id = id, FirstRectangle = None, LastRectangle = None, NextOfAccount = None, PreviousOfAccount = None, NextOfNode = None, PreviousOfNode = None };
        return ref orders[slot];
    }

    internal void Free(int slot)
    {
        orders[slot].Id = default;
        if (freeCount == freeSlots.Length) Array.Resize(ref freeSlots, freeCount * 2);
        freeSlots[freeCount++] = slot;
    }

    internal int AddRectangle(int slot, int ordinal, Gpus gpus, Window window)
    {
        int entry = freeRectangle;
        if (entry >= 0) freeRectangle = rectangles[entry].Next;
        else
        {
            entry = rectangleCount++;
            if (entry == rectangles.Length) Array.Resize(ref rectangles, entry * 2);
        }

        ref Order order = ref orders[slot];
        rectangles[entry] = new Rectangle { Order = slot, Ordinal = ordinal, Gpus = gpus, Window = window, Next = None, Previous = order.LastRectangle, Row = None };
        if (order.LastRectangle >= 0) rectangles[order.LastRectangle].Next = entry;
        else order.FirstRectangle = entry;
        order.LastRectangle = entry;
        return entry;
    }

    internal void RemoveRectangle(int entry)
    {
        Rectangle gone = rectangles[entry];
        ref Order order = ref orders[gone.Order];
        if (gone.Previous >= 0) rectangles[gone.Previous].Next = gone.Next;
        else order.FirstRectangle = gone.Next;
        if (gone.Next >= 0) rectangles[gone.Next].Previous = gone.Previous;
        else order.LastRectangle = gone.Previous;
        rectangles[entry].Next = freeRectangle;
        freeRectangle = entry;
    }

    internal void Restore(ReadOnlySpan<Order> saved, ReadOnlySpan<int> free)
    {
        orders = saved.Length == 0 ? new Order[1] : saved.ToArray();
        Slots = saved.Length;
        freeSlots = free.Length == 0 ? new int[1] : free.ToArray();
        freeCount = free.Length;
        (rectangleCount, freeRectangle) = (0, None);
        for (int slot = 0; slot < Slots; slot++) orders[slot].FirstRectangle = orders[slot].LastRectangle = None;
    }
}
