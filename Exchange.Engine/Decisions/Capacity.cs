using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>Whether a node has units for a rectangle: its asks and leases never add up to more than its units at any minute.</summary>
internal static class Capacity
{
    /// <summary>Whether so many GPUs are free on the node at every minute of the window.</summary>
    public static bool HasRoom(ExchangeState state, NodeId node, Gpus gpus, Window window)
    {
        ref readonly Node on = ref state.Fleet[node];
        int units = on.Units.Count;
        if (gpus.Count > units) return false;
        if (on.CommittedGpus + gpus.Count <= units) return true;
        return Peak(state, on, window) + gpus.Count <= units;
    }

    private static int Peak(ExchangeState state, in Node node, Window window)
    {
        var changes = new SortedDictionary<int, int>();
        for (int ask = node.FirstAsk; ask >= 0; ask = state.Orders[ask].NextOfNode)
        {
            for (int entry = state.Orders.FirstRectangle(ask); entry >= 0; entry = state.Orders.NextRectangle(entry))
                Note(changes, state.Orders.Rectangle(entry).Gpus, state.Orders.Rectangle(entry).Window, window);
        }

        for (int lease = node.FirstLease; lease >= 0; lease = state.Leases[lease].NextOfNode)
            Note(changes, state.Leases[lease].Terms.Gpus, state.Leases[lease].Window, window);

        int taken = 0;
        int peak = 0;
        foreach (int change in changes.Values) peak = Math.Max(peak, taken += change);
        return peak;
    }

    private static void Note(SortedDictionary<int, int> changes, Gpus gpus, Window taken, Window window)
    {
        if (!taken.Overlaps(window)) return;
        int from = Minute.Max(taken.From, window.From).Value;
        int until = Minute.Min(taken.Until, window.Until).Value;
        changes[from] = changes.GetValueOrDefault(from) + gpus.Count;
        changes[until] = changes.GetValueOrDefault(until) - gpus.Count;
    }
}
