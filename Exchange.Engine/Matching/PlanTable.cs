namespace Exchange.Engine.Matching;

/// <summary>Values by group and number that hold for one plan. To begin anew costs nothing, and once it has grown nothing is allocated.</summary>
/// <remarks>Open addressing with linear probing, at most half full. An entry of an earlier plan is as good as none.</remarks>
internal sealed class PlanTable<T>
    where T : struct
{
    private const int LeastEntries = 64;
    private Entry[] entries = new Entry[LeastEntries];
    private int count;
    private long plan = 1;

    /// <summary>Begins a plan for which nothing is known.</summary>
    public void Begin() => (count, plan) = (0, plan + 1);

    /// <summary>The value of a number in a group; good until the next one is asked for.</summary>
    /// <param name="group">The group.</param>
    /// <param name="number">The number.</param>
    /// <param name="known">Whether the plan has it already; else it is made, with its default.</param>
    public ref T Find(int group, int number, out bool known)
    {
        if (count * 2 >= entries.Length) Grow();
        ref Entry entry = ref entries[PlaceOf(group, number)];
        known = entry.Plan == plan;
        if (known) return ref entry.Value;
        count++;
        entry = new Entry { Plan = plan, Group = group, Number = number };
        return ref entry.Value;
    }

    private int PlaceOf(int group, int number)
    {
        int last = entries.Length - 1;
        ulong key = ((ulong)(uint)group << 32) | (uint)number;
        int place = (int)(unchecked(key * 0x9E37_79B9_7F4A_7C15) >> 33) & last; // Fibonacci hashing: the high bits are the well mixed ones.
        while (entries[place].Plan == plan && (entries[place].Number != number || entries[place].Group != group)) place = (place + 1) & last;
        return place;
    }

    private void Grow()
    {
        Entry[] before = entries;
        entries = new Entry[before.Length * 2];
        foreach (ref readonly Entry entry in before.AsSpan())
        {
            if (entry.Plan == plan) entries[PlaceOf(entry.Group, entry.Number)] = entry;
        }
    }

    private struct Entry
    {
        public long Plan;
        public int Group;
        public int Number;
        public T Value;
    }
}
