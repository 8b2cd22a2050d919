using Exchange.Engine.Books;
using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>The leases that are not closed, their open hours and their units.</summary>
public sealed class LeaseTable
{
    private const int None = -1;
    private readonly Dictionary<long, int> slots;
    private readonly Dictionary<NodeId, List<FillId>> over = [];
    private readonly LadderPool dues;
    private readonly int duesLadder;
    private Lease[] leases;
    private int used;
    private int free = None;
    private LeaseHour[] hours = new LeaseHour[16];
    private int usedHours;
    private int freeHour = None;
    private UnitRun[] runs = new UnitRun[16];
    private int usedRuns;
    private int freeRun = None;

    /// <summary>An empty table with room for so many leases at first.</summary>
    public LeaseTable(int capacityLeases = 16)
    {
        slots = new Dictionary<long, int>(capacityLeases);
        dues = new LadderPool(capacityLeases);
        duesLadder = dues.OpenLadder();
        leases = new Lease[Math.Max(capacityLeases, 16)];
    }

    /// <summary>How many there are.</summary>
    public int Count => slots.Count;

    /// <summary>All leases, in the order of their numbers.</summary>
    public IEnumerable<FillId> All => slots.Keys.Order().Select(number => new FillId(number));

    /// <summary>Leases that the clock has come to and that are not looked at yet.</summary>
    internal List<FillId> Woken { get; } = [];

    /// <summary>Hours that both parties signed and of which a link of the beacon will draw some to be audited.</summary>
    internal List<(FillId Lease, int Hour)> AwaitingAudit { get; } = [];

    /// <summary>The leases of a node whose end was reached and of which some hours are not settled.</summary>
    internal IReadOnlyList<FillId> OverOn(NodeId node) => over.TryGetValue(node, out List<FillId>? found) ? found : [];

    /// <summary>The slot of a lease, or -1.</summary>
    public int Find(FillId lease) => slots.GetValueOrDefault(lease.Value, None);

    /// <summary>A lease, where it lies.</summary>
    public ref Lease this[int slot] => ref leases[slot];

    /// <summary>The place of an hour of which something is known, or -1.</summary>
    public int FindHour(int slot, int hour)
    {
        int entry = leases[slot].FirstHour;
        while (entry >= 0 && hours[entry].Hour != hour) entry = hours[entry].Next;
        return entry;
    }

    /// <summary>An hour, where it lies.</summary>
    public ref LeaseHour Hour(int entry) => ref hours[entry];

    /// <summary>The place of the first hour of a lease of which something is known, or -1.</summary>
    public int FirstHour(int slot) => leases[slot].FirstHour;

    /// <summary>The place of the hour after it, or -1.</summary>
    public int NextHour(int entry) => hours[entry].Next;

    /// <summary>Whether a lease holds one of these units.</summary>
    public bool Holds(int slot, int first, int count)
    {
        for (int run = leases[slot].FirstUnits; run >= 0; run = runs[run].Next)
        {
            if (runs[run].First < first + count && first < runs[run].First + runs[run].Count) return true;
        }

        return false;
    }

    /// <summary>The units of a lease, as runs of neighbours, the last named first.</summary>
    public IEnumerable<(int First, int Count)> UnitsOf(int slot)
    {
        for (int run = leases[slot].FirstUnits; run >= 0; run = runs[run].Next) yield return (runs[run].First, runs[run].Count);
    }

    /// <summary>Takes a lease back from a snapshot; its hours and units follow.</summary>
    internal int Restore(in Lease saved)
    {
        int slot = Open(saved.Terms);
        leases[slot] = saved with { FirstHour = None, FirstUnits = None, NextOfNode = None, PreviousOfNode = None };
        leases[slot].AssignedUnits = 0;
        return slot;
    }

    /// <summary>The end of a lease was reached.</summary>
    internal void End(int slot)
    {
        leases[slot].Released = true;
        NodeId node = leases[slot].Terms.Node;
        if (!over.TryGetValue(node, out List<FillId>? found)) over.Add(node, found = []);
        found.Add(leases[slot].Terms.Lease);
    }

    internal int Open(in LeaseOpened terms)
    {
        int slot = free;
        if (slot >= 0) free = leases[slot].NextOfNode;
        else if ((slot = used++) == leases.Length) Array.Resize(ref leases, used * 2);
        leases[slot] = new Lease
        {
            Terms = terms,
            End = terms.Window.Until,
            Margin = terms.Margin,
            TakerFeeOwed = terms.ProviderTakerFee,
            ProvisionedAt = Minute.Never,
            FirstHour = None,
            FirstUnits = None,
            NextOfNode = None,
            PreviousOfNode = None,
        };
        slots.Add(terms.Lease.Value, slot);
        return slot;
    }

    /// <summary>Notes when the clock shall look at a lease next.</summary>
    internal void Wake(int slot, Minute due)
    {
        if (dues.IsLinked(slot)) dues.Remove(slot);
        leases[slot].Due = due;
        if (due != Minute.Never) dues.AddLast(duesLadder, Calendar.KeyOf(due), slot);
    }

    /// <summary>A lease that the clock has come to at this minute, or -1.</summary>
    internal int FirstDue(Minute now)
    {
        int key = dues.BestKey(duesLadder);
        return key >= 0 && key <= Calendar.KeyOf(now) ? dues.First(duesLadder) : None;
    }

    /// <summary>The place of an hour, made where nothing was known of it yet; hours stay in order.</summary>
    internal int EnterHour(int slot, int hour)
    {
        int before = None;
        int entry = leases[slot].FirstHour;
        while (entry >= 0 && hours[entry].Hour < hour) (before, entry) = (entry, hours[entry].Next);
        if (entry >= 0 && hours[entry].Hour == hour) return entry;
        int made = freeHour;
        if (made >= 0) freeHour = hours[made].Next;
        else if ((made = usedHours++) == hours.Length) Array.Resize(ref hours, usedHours * 2);
        hours[made] = new LeaseHour { Hour = hour, Next = entry };
        if (before >= 0) hours[before].Next = made;
        else leases[slot].FirstHour = made;
        return made;
    }

    internal void LeaveHour(int slot, int hour)
    {
        int before = None;
        int entry = leases[slot].FirstHour;
        while (hours[entry].Hour != hour) (before, entry) = (entry, hours[entry].Next);
        if (before >= 0) hours[before].Next = hours[entry].Next;
        else leases[slot].FirstHour = hours[entry].Next;
        hours[entry].Next = freeHour;
        freeHour = entry;
    }

    internal void Assign(int slot, int first, int count)
    {
        int made = freeRun;
        if (made >= 0) freeRun = runs[made].Next;
        else if ((made = usedRuns++) == runs.Length) Array.Resize(ref runs, usedRuns * 2);
        runs[made] = new UnitRun { First = first, Count = count, Next = leases[slot].FirstUnits };
        leases[slot].FirstUnits = made;
        leases[slot].AssignedUnits += count;
    }

    internal void Close(int slot)
    {
        if (dues.IsLinked(slot)) dues.Remove(slot);
        while (leases[slot].FirstHour >= 0) LeaveHour(slot, hours[leases[slot].FirstHour].Hour);
        for (int run = leases[slot].FirstUnits; run >= 0;)
        {
            int next = runs[run].Next;
            runs[run].Next = freeRun;
            freeRun = run;
            run = next;
        }

        if (over.TryGetValue(leases[slot].Terms.Node, out List<FillId>? found) && found.Remove(leases[slot].Terms.Lease) && found.Count == 0)
            over.Remove(leases[slot].Terms.Node);
        slots.Remove(leases[slot].Terms.Lease.Value);
        leases[slot].NextOfNode = free;
        free = slot;
    }
}
