using Exchange.Engine.Commands;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Api.Feed;

/// <summary>An order as it was before an event.</summary>
/// <param name="Order">The order.</param>
/// <param name="Open">GPUs that it still offered or wanted.</param>
internal readonly record struct Glimpse(Order Order, int Open)
{
    /// <summary>The order as it is now; the default where it is not open.</summary>
    public static Glimpse Of(ExchangeState state, OrderId order)
    {
        int slot = state.Orders.Find(order);
        return slot < 0 ? default : new Glimpse(state.Orders[slot], OpenGpus.Of(state, slot));
    }
}

/// <summary>What happened to an order, as far as the feed says it.</summary>
/// <param name="AtUnixMicroseconds">When.</param>
/// <param name="Reason">Why, in the feed's words.</param>
/// <param name="Cancel">Why, in the engine's words, should the order be done by it.</param>
internal readonly record struct Change(long AtUnixMicroseconds, FeedReason Reason, CancelReason Cancel);

/// <summary>Counts the GPUs that an order still wants or offers.</summary>
public static class OpenGpus
{
    /// <summary>A bid's open GPUs; for an ask the most GPUs that it offers at any one minute.</summary>
    public static int Of(ExchangeState state, int slot)
    {
        ref readonly Order order = ref state.Orders[slot];
        if (order.Side == Side.Bid) return order.Open.Count;
        int most = 0;
        for (int entry = state.Orders.FirstRectangle(slot); entry >= 0; entry = state.Orders.NextRectangle(entry))
            most = Math.Max(most, At(state, slot, state.Orders.Rectangle(entry).Window.From));
        return most;
    }

    private static int At(ExchangeState state, int slot, Minute minute)
    {
        int sum = 0;
        for (int entry = state.Orders.FirstRectangle(slot); entry >= 0; entry = state.Orders.NextRectangle(entry))
        {
            ref readonly Rectangle rectangle = ref state.Orders.Rectangle(entry);
            if (rectangle.Window.From <= minute && minute < rectangle.Window.Until) sum += rectangle.Gpus.Count;
        }

        return sum;
    }
}
