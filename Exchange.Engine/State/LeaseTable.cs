using Exchange.Engine.Books;
using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>A lease whose window is not over: its terms, and the money behind it.</summary>
public struct Lease
{
    /// <summary>The terms, as frozen at the fill.</summary>
    public LeaseOpened Terms;
    /// <summary>What lies in escrow for it.</summary>
    public Money Escrow;
    internal int NextOfNode;
    internal int PreviousOfNode;
}

/// <summary>The leases whose windows are not over.</summary>
public sealed class LeaseTable
{
    private const int None = -1;
    private readonly Dictionary<long, int> slots;
    private readonly LadderPool ends;
    private readonly int endsLadder;
    private Lease[] leases;
    private int used;
    private int free = None;

    /// <summary>An empty table with room for so many leases at first.</summary>
    public LeaseTable(int capacityLeases = 16)
    {
        slots = new Dictionary<long, int>(capacityLeases);
        ends = new LadderPool(capacityLeases);
        endsLadder = ends.OpenLadder();
        leases = new Lease[Math.Max(capacityLeases, 16)];
    }

    /// <summary>How many there are.</summary>
    public int Count => slots.Count;

    /// <summary>The slot of a lease, or -1.</summary>
    public int Find(FillId lease) => slots.GetValueOrDefault(lease.Value, None);

    /// <summary>A lease, where it lies.</summary>
    public ref Lease this[int slot] => ref leases[slot];

    /// <summary>All leases, in the order of their numbers.</summary>
    public IEnumerable<FillId> All => slots.Keys.Order().Select(number => new FillId(number));

    internal int Open(in LeaseOpened terms)
    {
        int slot = free;
        if (slot >= 0) free = leases[slot].NextOfNode;
        else if ((slot = used++) == leases.Length) Array.Resize(ref leases, used * 2);
        leases[slot] = new Lease { Terms = terms, NextOfNode = None, PreviousOfNode = None };
        slots.Add(terms.Lease.Value, slot);
        ends.AddLast(endsLadder, Calendar.KeyOf(terms.Window.Until), slot);
        return slot;
    }

    /// <summary>A lease whose window is over at this minute, or -1.</summary>
    internal int FirstOver(Minute now)
    {
        int key = ends.BestKey(endsLadder);
        return key >= 0 && key <= Calendar.KeyOf(now) ? ends.First(endsLadder) : None;
    }

    internal void Close(int slot)
    {
        ends.Remove(slot);
        slots.Remove(leases[slot].Terms.Lease.Value);
        leases[slot].NextOfNode = free;
        free = slot;
    }
}
