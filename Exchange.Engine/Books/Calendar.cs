using Exchange.Engine.Values;

namespace Exchange.Engine.Books;

/// <summary>What is due when: entries in queues by the minute.</summary>
public sealed class Calendar
{
    /// <summary>Key 0: 2020-01-01T00:00Z. Keys reach to the year 2051; later minutes wait at the last key.</summary>
    private const int FirstMinute = 26_297_280;

    private readonly LadderPool pool;
    private readonly int ladder;

    /// <summary>An empty calendar.</summary>
    public Calendar(int capacityEntries)
    {
        pool = new LadderPool(capacityEntries);
        ladder = pool.OpenLadder();
    }

    /// <summary>How many entries wait.</summary>
    public int Count => pool.CountOf(ladder);

    /// <summary>The key of a minute, within the range of a ladder's keys.</summary>
    public static int KeyOf(Minute minute) => Math.Clamp(minute.Value - FirstMinute, 0, LadderPool.MaxKey);

    /// <summary>Notes an entry; never is not noted.</summary>
    public void Add(int entry, Minute due)
    {
        if (due != Minute.Never) pool.AddLast(ladder, KeyOf(due), entry);
    }

    /// <summary>Reads where entries stand, so that it is near.</summary>
    internal int Read(ReadOnlySpan<int> entries) => pool.Read(entries);

    /// <summary>Forgets an entry, if it was noted.</summary>
    public void Remove(int entry)
    {
        if (pool.IsLinked(entry)) pool.Remove(entry);
    }

    /// <summary>The first entry that is due at this minute, or -1.</summary>
    public int FirstDue(Minute now)
    {
        int key = pool.BestKey(ladder);
        return key >= 0 && key <= KeyOf(now) ? pool.First(ladder) : LadderPool.None;
    }

    /// <summary>Lists every entry that is due at this minute, in order.</summary>
    public void ListDue(Minute now, List<int> due)
    {
        int last = KeyOf(now);
        for (int entry = FirstDue(now); entry >= 0;)
        {
            due.Add(entry);
            int next = pool.Next(entry);
            if (next < 0 && (next = pool.FirstAbove(ladder, pool.KeyOf(entry))) >= 0 && pool.KeyOf(next) > last) return;
            entry = next;
        }
    }
}
