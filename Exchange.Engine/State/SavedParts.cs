using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>A rectangle as a snapshot holds it.</summary>
internal readonly record struct SavedRectangle(int Order, int Ordinal, Gpus Gpus, Window Window)
{
    /// <summary>All rectangles, order by order, each order's in the order of its chain.</summary>
    public static SavedRectangle[] AllOf(ExchangeState state)
    {
        var all = new List<SavedRectangle>();
        for (int slot = 0; slot < state.Orders.Slots; slot++)
        {
            if (state.Orders[slot].Id.IsNone) continue;
            for (int entry = state.Orders.FirstRectangle(slot); entry >= 0; entry = state.Orders.NextRectangle(entry))
            {
                ref readonly Rectangle rectangle = ref state.Orders.Rectangle(entry);
                all.Add(new SavedRectangle(slot, rectangle.Ordinal, rectangle.Gpus, rectangle.Window));
            }
        }

        return [.. all];
    }

    /// <summary>Gives every order its rectangles back, and lets those of resting orders rest again, earliest priority first.</summary>
    public static void RestoreAll(ExchangeState state, SavedRectangle[] saved)
    {
        var resting = new List<(long Priority, int Ordinal, int Entry)>(saved.Length);
        foreach (ref readonly SavedRectangle rectangle in saved.AsSpan())
        {
            int entry = state.Orders.AddRectangle(rectangle.Order, rectangle.Ordinal, rectangle.Gpus, rectangle.Window);
            ref readonly Order order = ref state.Orders[rectangle.Order];
            if (order.Resting) resting.Add((order.Priority, rectangle.Ordinal, entry));
        }

        resting.Sort();
        foreach ((long _, int _, int entry) in resting) state.Book.Rest(entry, state.Now);
    }
}
