namespace Exchange.Engine.Books;

/// <summary>Walks the resting entries of several rows in price–time order without changing them.</summary>
/// <remarks>
/// A row gives its ladders one by one in the order of their fronts; a ladder that was entered is followed by a cursor. Each step takes
/// the best of both. Rows of different SKUs are compared by key ÷ factor, exactly, by cross multiplication. Used again for every walk.
/// </remarks>
public sealed class BookWalk
{
    private readonly LadderPool pool;
    private readonly Func<int, long> priorityOf;
    private readonly Func<int, int> ordinalOf;
    private Source[] sources = new Source[16];
    private Cursor[] cursors = new Cursor[16];
    private int sourceCount;
    private int cursorCount;

    /// <summary>A walk over a pool's ladders.</summary>
    /// <param name="pool">Where the entries are linked.</param>
    /// <param name="priorityOf">An entry's priority: lower is earlier.</param>
    /// <param name="ordinalOf">An entry's number within its order, which decides between entries of equal priority.</param>
    public BookWalk(LadderPool pool, Func<int, long> priorityOf, Func<int, int> ordinalOf)
    {
        this.pool = pool;
        this.priorityOf = priorityOf;
        this.ordinalOf = ordinalOf;
    }

    /// <summary>Forgets the walk before.</summary>
    public void Begin()
    {
        sourceCount = 0;
        cursorCount = 0;
    }

    /// <summary>Adds a row to the walk.</summary>
    /// <param name="row">The row.</param>
    /// <param name="blocked">Its columns that are out of the question; see <see cref="BookRow.MinAbove"/>.</param>
    /// <param name="factor">By which keys are divided when they are compared with other rows'; more than zero.</param>
    /// <param name="limitKey">Entries with a higher key are beyond the limit.</param>
    public void Add(BookRow row, long[] blocked, int factor, int limitKey)
    {
        if (row.Population == 0 || limitKey < 0) return;
        if (sourceCount == sources.Length) Array.Resize(ref sources, sourceCount * 2);
        sources[sourceCount++] = new Source { Row = row, Blocked = blocked, Factor = factor, LimitKey = limitKey, Last = -1, Known = false };
    }

    /// <summary>The key of the entry that <see cref="Next"/> returned last.</summary>
    public int Key { get; private set; }

    /// <summary>The factor of the row of the entry that <see cref="Next"/> returned last.</summary>
    public int Factor { get; private set; }

    /// <summary>The next entry in price–time order, or <see cref="LadderPool.None"/>.</summary>
    public int Next()
    {
        int fresh = BestFresh();
        int followed = BestCursor();
        if (fresh < 0 && followed < 0) return LadderPool.None;
        if (fresh >= 0 && (followed < 0 || IsBefore(sources[fresh].Head, cursors[followed]))) return Enter(fresh);
        return Follow(followed);
    }

    private int Enter(int index)
    {
        ref Source source = ref sources[index];
        Cursor head = source.Head;
        source.Last = source.Front;
        source.Known = false;
        int entry = head.Entry;
        (Key, Factor) = (head.Key, head.Factor);
        if (Advance(ref head))
        {
            if (cursorCount == cursors.Length) Array.Resize(ref cursors, cursorCount * 2);
            cursors[cursorCount++] = head;
        }

        return entry;
    }

    private int Follow(int index)
    {
        ref Cursor cursor = ref cursors[index];
        int entry = cursor.Entry;
        (Key, Factor) = (cursor.Key, cursor.Factor);
        if (!Advance(ref cursor)) cursors[index] = cursors[--cursorCount];
        return entry;
    }

    private bool Advance(ref Cursor cursor)
    {
        int next = pool.Next(cursor.Entry);
        if (next < 0)
        {
            next = pool.FirstAbove(cursor.Ladder, cursor.Key);
            if (next < 0) return false;
            cursor.Key = pool.KeyOf(next);
            if (cursor.Key > cursor.LimitKey) return false;
        }

        cursor.Entry = next;
        cursor.Priority = priorityOf(next);
        return true;
    }

    private int BestFresh()
    {
        int best = -1;
        for (int i = 0; i < sourceCount; i++)
        {
            if (!sources[i].Known) Look(ref sources[i]);
            if (sources[i].Front == BookRow.Empty) continue;
            if (best < 0 || IsBefore(sources[i].Head, sources[best].Head)) best = i;
        }

        return best;
    }

    private void Look(ref Source source)
    {
        source.Known = true;
        source.Front = source.Row.MinAbove(source.Blocked, source.Last, out int column);
        if (source.Front == BookRow.Empty) return;
        int key = BookRow.KeyOf(source.Front);
        if (key > source.LimitKey)
        {
            source.Front = BookRow.Empty;
            return;
        }

        int ladder = source.Row.Ladder(column);
        int entry = pool.First(ladder);
        source.Head = new Cursor
        {
            Ladder = ladder, Entry = entry, Key = key, Priority = priorityOf(entry), Factor = source.Factor, LimitKey = source.LimitKey,
        };
    }

    private int BestCursor()
    {
        int best = cursorCount - 1;
        for (int i = best - 1; i >= 0; i--)
        {
            if (IsBefore(cursors[i], cursors[best])) best = i;
        }

        return best;
    }

    private bool IsBefore(in Cursor left, in Cursor right)
    {
        long leftScaled = (long)left.Key * right.Factor;
        long rightScaled = (long)right.Key * left.Factor;
        if (leftScaled != rightScaled) return leftScaled < rightScaled;
        if (left.Priority != right.Priority) return left.Priority < right.Priority;
        return ordinalOf(left.Entry) < ordinalOf(right.Entry);
    }

    private struct Cursor
    {
        public int Ladder;
        public int Entry;
        public int Key;
        public long Priority;
        public int Factor;
        public int LimitKey;
    }

    private struct Source
    {
        public BookRow Row;
        public long[] Blocked;
        public int Factor;
        public int LimitKey;
        public long Last;
        public long Front;
        public bool Known;
        public Cursor Head;
    }
}
