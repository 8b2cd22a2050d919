using System.Runtime.Intrinsics;

namespace Exchange.Engine.Books;

/// <summary>One row of ladders, a column for each spec class (or requirement), with the front of every ladder side by side.</summary>
/// <remarks>
/// A front is the ladder's best key and the priority of the entry that heads it, in one number, so that the best of thousands of
/// classes is found by a vector minimum over an array rather than by visiting the ladders.
/// </remarks>
public sealed class BookRow
{
    /// <summary>The front of an empty ladder: behind all others.</summary>
    public const long Empty = long.MaxValue;

    private const int PriorityBits = 39;

    /// <summary>The highest priority number that a front can carry: 5.4 × 10¹¹ orders.</summary>
    public const long MaxPriority = (1L << PriorityBits) - 1;

    private const int Lanes = 8;
    private long[] front = [];
    private int[] ladders = [];

    /// <summary>How many entries rest in the row.</summary>
    public int Population { get; internal set; }

    /// <summary>Columns in use: one more than the highest in which something ever rested.</summary>
    public int Columns { get; private set; }

    /// <summary>The front made of a key and a priority.</summary>
    public static long FrontOf(int key, long priority) => ((long)key << PriorityBits) | priority;

    /// <summary>The key within a front.</summary>
    public static int KeyOf(long front) => (int)(front >> PriorityBits);

    /// <summary>The front of a column's ladder.</summary>
    public long Front(int column) => column < front.Length ? front[column] : Empty;

    /// <summary>The ladder of a column, or <see cref="LadderPool.None"/> where nothing ever rested.</summary>
    public int Ladder(int column) => column < ladders.Length ? ladders[column] : LadderPool.None;

    /// <summary>How many columns a row or mask needs to hold so many, in whole vectors.</summary>
    public static int Padded(int columns) => (columns + Lanes - 1) & -Lanes;

    /// <summary>The smallest front above the given one among the columns that are not blocked.</summary>
    /// <param name="blocked">Per column, 0 to admit it and <see cref="Empty"/> to block it; <see cref="Padded"/> of <see cref="Columns"/> or longer.</param>
    /// <param name="above">Fronts up to and including this one are passed over.</param>
    /// <param name="column">Where it was found.</param>
    /// <returns>The front, or <see cref="Empty"/>.</returns>
    public long MinAbove(long[] blocked, long above, out int column)
    {
        ReadOnlySpan<long> fronts = front.AsSpan(0, Padded(Columns));
        ReadOnlySpan<long> blocks = blocked.AsSpan(0, fronts.Length);
        Vector512<long> empty = Vector512.Create(Empty);
        Vector512<long> bound = Vector512.Create(above);
        Vector512<long> best = empty;
        for (int i = 0; i < fronts.Length; i += Lanes)
        {
            Vector512<long> candidate = Vector512.Create(fronts.Slice(i, Lanes)) | Vector512.Create(blocks.Slice(i, Lanes));
            best = Vector512.Min(best, Vector512.ConditionalSelect(Vector512.GreaterThan(candidate, bound), candidate, empty));
        }

        long min = Empty;
        for (int lane = 0; lane < Lanes; lane++) min = Math.Min(min, best.GetElement(lane));
        column = min == Empty ? LadderPool.None : fronts.IndexOf(min);
        return min;
    }

    internal void SetFront(int column, long value) => front[column] = value;

    internal int OpenLadder(int column, LadderPool pool)
    {
        if (column >= front.Length) Grow(column + 1);
        Columns = Math.Max(Columns, column + 1);
        if (ladders[column] < 0) ladders[column] = pool.OpenLadder();
        return ladders[column];
    }

    private void Grow(int columns)
    {
        int old = front.Length;
        int size = Padded(Math.Max(columns, old * 2));
        Array.Resize(ref front, size);
        Array.Resize(ref ladders, size);
        front.AsSpan(old).Fill(Empty);
        ladders.AsSpan(old).Fill(LadderPool.None);
    }
}
