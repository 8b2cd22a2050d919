using Exchange.Engine.Commands;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Feed;

/// <summary>An order that is done.</summary>
/// <param name="Order">The order as it ended.</param>
/// <param name="IsFilled">Whether it was filled; otherwise it was cancelled.</param>
/// <param name="Cancel">Why it was cancelled.</param>
/// <param name="AtUnixMicroseconds">When.</param>
/// <param name="Left">GPUs that were left.</param>
public sealed record DoneOrder(Order Order, bool IsFilled, CancelReason Cancel, long AtUnixMicroseconds, int Left);

/// <summary>The orders that were done last: the engine forgets them at once, and the views may lag behind the caller's own write.</summary>
/// <remarks>Owned by the feed, under its lock. The oldest go first.</remarks>
public sealed class RecentOrders
{
    private readonly int capacityOrders;
    private readonly Dictionary<OrderId, DoneOrder> orders = [];
    private readonly Queue<OrderId> ages = new();

    /// <summary>Remembers so many orders.</summary>
    public RecentOrders(int capacityOrders) => this.capacityOrders = capacityOrders;

    /// <summary>A done order, or null where it is not remembered.</summary>
    public DoneOrder? Find(OrderId order) => orders.GetValueOrDefault(order);

    /// <summary>Remembers an order.</summary>
    public void Add(DoneOrder done)
    {
        if (orders.TryAdd(done.Order.Id, done)) ages.Enqueue(done.Order.Id);
        if (ages.Count > capacityOrders) orders.Remove(ages.Dequeue());
    }

    /// <summary>Takes in what was settled of an order after it was done, such as its fee.</summary>
    public void Update(ExchangeState state, OrderId id)
    {
        if (id.IsNone || !orders.TryGetValue(id, out DoneOrder? done)) return;
        orders[id] = done with { Order = state.Orders[id.Slot] with { Id = id } };
    }
}
