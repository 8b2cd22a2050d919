using Exchange.Engine.Markets;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>Which units of a node may serve a lease.</summary>
public static class FreeUnits
{
    /// <summary>Whether each of the units is there, and no other lease holds one of them while this one runs.</summary>
    /// <param name="state">The state.</param>
    /// <param name="lease">The lease that needs them.</param>
    /// <param name="first">The first unit, from 0.</param>
    /// <param name="count">How many, side by side.</param>
    public static bool CanServe(ExchangeState state, in Lease lease, int first, int count) =>
        AreThere(state, lease.Terms.Node, first, count) && AreFree(state, lease, first, count);

    /// <summary>The lowest units that may serve for what a lease still lacks, as runs of neighbours; null where not so many are free.</summary>
    public static IReadOnlyList<(int First, int Count)>? Lowest(ExchangeState state, in Lease lease)
    {
        bool[] taken = Taken(state, lease);
        var runs = new List<(int First, int Count)>();
        int lacking = lease.Terms.Gpus.Count - lease.AssignedUnits;
        for (int unit = 0; unit < taken.Length && lacking > 0; unit++)
        {
            if (taken[unit] || !AreThere(state, lease.Terms.Node, unit, count: 1)) continue;
            if (runs.Count > 0 && runs[^1].First + runs[^1].Count == unit) runs[^1] = (runs[^1].First, runs[^1].Count + 1);
            else runs.Add((unit, 1));
            lacking--;
        }

        return lacking == 0 ? runs : null;
    }

    /// <summary>Which units leases hold while this one runs, its own among them.</summary>
    private static bool[] Taken(ExchangeState state, in Lease lease)
    {
        var taken = new bool[state.Fleet[lease.Terms.Node].Units.Count];
        for (int other = state.Fleet[lease.Terms.Node].FirstLease; other >= 0; other = state.Leases[other].NextOfNode)
        {
            if (!state.Leases[other].Window.Overlaps(lease.Window)) continue;
            foreach ((int first, int count) in state.Leases.UnitsOf(other)) taken.AsSpan(first, count).Fill(true);
        }

        return taken;
    }

    /// <summary>Each unit has a device that may be offered; where no proof is asked for, none need be named.</summary>
    private static bool AreThere(ExchangeState state, NodeId node, int first, int count)
    {
        bool named = state.Settings[Setting.MinAskPerformanceBasisPoints] > 0;
        for (int number = first; number < first + count; number++)
        {
            int place = state.Units.Find(node, number);
            if (place < 0 ? named : state.Units[place].IsBanned) return false;
        }

        return true;
    }

    private static bool AreFree(ExchangeState state, in Lease lease, int first, int count)
    {
        for (int other = state.Fleet[lease.Terms.Node].FirstLease; other >= 0; other = state.Leases[other].NextOfNode)
        {
            if (state.Leases[other].Window.Overlaps(lease.Window) && state.Leases.Holds(other, first, count)) return false;
        }

        return true;
    }
}
