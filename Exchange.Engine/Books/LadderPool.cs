using System.Numerics;
using System.Runtime.CompilerServices;

namespace Exchange.Engine.Books;

/// <summary>Queues of entries ordered by a small integer key, for many ladders at once: the price levels of every book, and the calendar.</summary>
/// <remarks>
/// A ladder is a 64-ary trie over 24-bit keys whose leaves hold 64 queues each, with an occupancy mask at every step, so that the best
/// key, the next key and any queue are found in at most four steps however sparse or deep the ladder is. Entries are integers given by
/// the caller; their links lie in one array. Nothing is allocated per operation once the arrays have grown to the working size.
/// The lowest key is the best one; a caller that wants the highest mirrors its keys.
/// </remarks>
public sealed class LadderPool
{
    /// <summary>Bits of a key.</summary>
    public const int KeyBits = 24;

    /// <summary>The highest key.</summary>
    public const int MaxKey = (1 << KeyBits) - 1;

    /// <summary>What stands for no entry, no level and no key.</summary>
    public const int None = -1;

    private const int Fan = 64;
    private readonly TriePages pages = new();
    private Link[] links;
    private Ladder[] ladders = new Ladder[16];
    private int ladderCount;

    /// <summary>A pool with room for so many entries at first.</summary>
    public LadderPool(int capacityEntries = 1024) => links = NewLinks([], Math.Max(capacityEntries, 16));

    /// <summary>Opens an empty ladder and says its number.</summary>
    public int OpenLadder()
    {
        if (ladderCount == ladders.Length) Array.Resize(ref ladders, ladders.Length * 2);
        ladders[ladderCount] = new Ladder { Root = None, BestKey = None, BestLevel = None, Leaf = None };
        return ladderCount++;
    }

    /// <summary>The lowest key in use, or <see cref="None"/>.</summary>
    public int BestKey(int ladder) => ladders[ladder].BestKey;

    /// <summary>How many entries the ladder holds.</summary>
    public int CountOf(int ladder) => ladders[ladder].Count;

    /// <summary>The first entry in the queue of the lowest key, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(int ladder)
    {
        int level = ladders[ladder].BestLevel;
        return level < 0 ? None : pages.Levels[level].Head;
    }

    /// <summary>The entry behind this one in the same queue, or <see cref="None"/>.</summary>
    public int Next(int entry) => links[entry].Next;

    /// <summary>Whether the entry is in a queue now.</summary>
    public bool IsLinked(int entry) => entry < links.Length && links[entry].Level >= 0;

    /// <summary>Whether two entries, both linked, are in the same queue.</summary>
    public bool AreTogether(int left, int right) => links[left].Level == links[right].Level;

    /// <summary>The key of the queue in which the entry is.</summary>
    public int KeyOf(int entry)
    {
        int level = links[entry].Level;
        return pages.LeafKey[level / Fan] + (level % Fan);
    }

    /// <summary>The first entry of the lowest key above the given one, or <see cref="None"/>.</summary>
    public int FirstAbove(int ladder, int key)
    {
        if (key >= MaxKey) return None;
        int level = pages.Successor(ladders[ladder].Root, key + 1);
        return level < 0 ? None : pages.Levels[level].Head;
    }

    /// <summary>The first entry at exactly this key, or <see cref="None"/>.</summary>
    public int FirstAt(int ladder, int key)
    {
        int level = FindLevel(ref ladders[ladder], key);
        return level < 0 || pages.Levels[level].IsEmpty ? None : pages.Levels[level].Head;
    }

    /// <summary>The last entry at exactly this key, or <see cref="None"/>.</summary>
    public int LastAt(int ladder, int key)
    {
        int level = FindLevel(ref ladders[ladder], key);
        return level < 0 || pages.Levels[level].IsEmpty ? None : pages.Levels[level].Tail;
    }

    /// <summary>The entry before this one in the same queue, or <see cref="None"/>.</summary>
    public int Previous(int entry) => links[entry].Previous;

    /// <summary>Puts an entry at the end of the queue of its key.</summary>
    public void AddLast(int ladder, int key, int entry)
    {
        int level = EnterLevel(ladder, key, entry);
        ref Level queue = ref pages.Levels[level];
        ref Link link = ref links[entry];
        link = new Link { Previous = queue.Tail, Next = None, Level = level };
        if (queue.Tail >= 0) links[queue.Tail].Next = entry;
        else queue.Head = entry;
        queue.Tail = entry;
    }

    /// <summary>Puts an entry right before another, in the other's queue.</summary>
    public void AddBefore(int ladder, int other, int entry)
    {
        Reserve(entry);
        ladders[ladder].Count++;
        ref Link behind = ref links[other];
        links[entry] = new Link { Previous = behind.Previous, Next = other, Level = behind.Level };
        if (behind.Previous >= 0) links[behind.Previous].Next = entry;
        else pages.Levels[behind.Level].Head = entry;
        behind.Previous = entry;
    }

    /// <summary>Takes an entry out of its queue.</summary>
    public void Remove(int entry)
    {
        Link link = links[entry];
        ref Level queue = ref pages.Levels[link.Level];
        if (link.Previous >= 0) links[link.Previous].Next = link.Next;
        else queue.Head = link.Next;
        if (link.Next >= 0) links[link.Next].Previous = link.Previous;
        else queue.Tail = link.Previous;
        links[entry].Level = None;
        ref Ladder ladder = ref ladders[pages.LeafLadder[link.Level / Fan]];
        ladder.Count--;
        if (queue.Head < 0) LeaveLevel(ref ladder, link.Level);
    }

    /// <summary>Reads where entries stand, so that it is near: their links, then their levels and neighbours. Entries that are in no queue are passed over.</summary>
    internal int Read(ReadOnlySpan<int> entries)
    {
        int seen = 0;
        foreach (int entry in entries)
        {
            if (entry < links.Length) seen ^= links[entry].Level;
        }

        foreach (int entry in entries)
        {
            if (!IsLinked(entry)) continue;
            Link link = links[entry];
            seen ^= pages.Levels[link.Level].Head;
            if (link.Previous >= 0) seen ^= links[link.Previous].Next;
            if (link.Next >= 0) seen ^= links[link.Next].Previous;
        }

        return seen;
    }

    /// <summary>Makes room for an entry number.</summary>
    public void Reserve(int entry)
    {
        if (entry >= links.Length) links = NewLinks(links, Math.Max(links.Length * 2, entry + 1));
    }

    private int EnterLevel(int ladderNumber, int key, int entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)key, (uint)MaxKey, nameof(key));
        if (entry >= links.Length) Reserve(entry);
        ref Ladder ladder = ref ladders[ladderNumber];
        ladder.Count++;
        int level = FindLevel(ref ladder, key);
        if (level < 0)
        {
            int leaf = pages.EnterLeaf(ref ladder.Root, key, ladderNumber);
            ladder.Leaf = leaf;
            level = (leaf * Fan) + (key % Fan);
        }

        pages.LeafMask[level / Fan] |= 1UL << level;
        if (key < ladder.BestKey || ladder.BestKey < 0) (ladder.BestKey, ladder.BestLevel) = (key, level);
        return level;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindLevel(ref Ladder ladder, int key)
    {
        int leaf = ladder.Leaf;
        if (leaf < 0 || pages.LeafKey[leaf] != (key & -Fan))
        {
            leaf = pages.FindLeaf(ladder.Root, key);
            if (leaf < 0) return None;
            ladder.Leaf = leaf;
        }

        return (leaf * Fan) + (key % Fan);
    }

    private void LeaveLevel(ref Ladder ladder, int level)
    {
        int leaf = level / Fan;
        ulong left = pages.LeafMask[leaf] &= ~(1UL << level);
        if (level == ladder.BestLevel)
        {
            ulong above = left & ~((1UL << level) - 1);
            if (above != 0) ladder.BestLevel = (leaf * Fan) + BitOperations.TrailingZeroCount(above);
            else ladder.BestLevel = ladder.Count == 0 ? None : pages.Successor(ladder.Root, pages.LeafKey[leaf] + Fan);
            ladder.BestKey = ladder.BestLevel < 0 ? None : pages.LeafKey[ladder.BestLevel / Fan] + (ladder.BestLevel % Fan);
        }

        if (left == 0)
        {
            pages.LeaveLeaf(ref ladder.Root, leaf);
            if (ladder.Leaf == leaf) ladder.Leaf = None;
        }
    }

    private static Link[] NewLinks(Link[] old, int size)
    {
        var grown = new Link[size];
        old.CopyTo(grown, 0);
        for (int i = old.Length; i < size; i++) grown[i].Level = None;
        return grown;
    }

    private struct Link
    {
        public int Previous;
        public int Next;
        public int Level;
    }

    private struct Ladder
    {
        public int Root;
        public int BestKey;
        public int BestLevel;
        public int Leaf;
        public int Count;
    }
}

/// <summary>The queue of one key.</summary>
internal struct Level
{
    public int Head;
    public int Tail;

    public readonly bool IsEmpty => Head < 0;
}
