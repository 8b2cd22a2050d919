using System.Numerics;

namespace Exchange.Engine.Books;

/// <summary>The pages of the tries behind <see cref="LadderPool"/>: three steps of 64 children each, then leaves of 64 queues.</summary>
internal sealed class TriePages
{
    private const int Fan = 64;
    private const int Bits = 6;
    private const int Steps = 3;
    private const int None = LadderPool.None;

    private int[] children = [];
    private ulong[] masks = [];
    private int innerCount;
    private int freeInner = None;
    private int leafCount;
    private int freeLeaf = None;

    /// <summary>All queues, 64 in a row for each leaf.</summary>
    public Level[] Levels { get; private set; } = [];

    /// <summary>Which queues of a leaf hold entries.</summary>
    public ulong[] LeafMask { get; private set; } = [];

    /// <summary>The key of a leaf's first queue.</summary>
    public int[] LeafKey { get; private set; } = [];

    /// <summary>The ladder to which a leaf belongs.</summary>
    public int[] LeafLadder { get; private set; } = [];

    /// <summary>The leaf that holds the key, or none.</summary>
    public int FindLeaf(int root, int key)
    {
        int page = root;
        for (int shift = Bits * Steps; shift > 0 && page >= 0; shift -= Bits)
        {
            int child = (key >> shift) % Fan;
            page = (masks[page] >> child & 1) == 0 ? None : children[(page * Fan) + child];
        }

        return page;
    }

    /// <summary>The leaf that holds the key, made where there is none.</summary>
    public int EnterLeaf(ref int root, int key, int ladder)
    {
        if (root < 0) root = TakeInner();
        int page = root;
        for (int shift = Bits * Steps; shift > 0; shift -= Bits)
        {
            int child = (key >> shift) % Fan;
            int cell = (page * Fan) + child;
            if ((masks[page] >> child & 1) == 0)
            {
                int made = shift == Bits ? TakeLeaf(key & -Fan, ladder) : TakeInner();
                masks[page] |= 1UL << child;
                children[cell] = made;
            }

            page = children[cell];
        }

        return page;
    }

    /// <summary>Gives back an empty leaf, and the pages above it that became empty with it.</summary>
    public void LeaveLeaf(ref int root, int leaf)
    {
        int key = LeafKey[leaf];
        LeafLadder[leaf] = freeLeaf;
        freeLeaf = leaf;
        LeaveChild(ref root, key, Bits * Steps);
    }

    /// <summary>The queue of the lowest key in use that is not below the given one, or none.</summary>
    public int Successor(int root, int key) => root < 0 || key > LadderPool.MaxKey ? None : Successor(root, key, Bits * Steps);

    private int Successor(int page, int key, int shift)
    {
        if (shift == 0)
        {
            ulong rest = LeafMask[page] & (ulong.MaxValue << key);
            return rest == 0 ? None : (page * Fan) + BitOperations.TrailingZeroCount(rest);
        }

        int child = (key >> shift) % Fan;
        if ((masks[page] >> child & 1) != 0)
        {
            int found = Successor(children[(page * Fan) + child], key, shift - Bits);
            if (found >= 0) return found;
        }

        ulong later = child == Fan - 1 ? 0 : masks[page] & (ulong.MaxValue << (child + 1));
        return later == 0 ? None : Successor(children[(page * Fan) + BitOperations.TrailingZeroCount(later)], 0, shift - Bits);
    }

    private void LeaveChild(ref int page, int key, int shift)
    {
        int child = (key >> shift) % Fan;
        if (shift == Bits) masks[page] &= ~(1UL << child);
        else
        {
            int below = children[(page * Fan) + child];
            LeaveChild(ref below, key, shift - Bits);
            if (below < 0) masks[page] &= ~(1UL << child);
        }

        if (masks[page] != 0) return;
        children[page * Fan] = freeInner;
        freeInner = page;
        page = None;
    }

    private int TakeInner()
    {
        if (freeInner >= 0)
        {
            int page = freeInner;
            freeInner = children[page * Fan];
            return page;
        }

        if (innerCount == masks.Length)
        {
            int size = Math.Max(masks.Length * 2, 8);
            Array.Resize(ref masks, size);
            Array.Resize(ref children, size * Fan);
        }

        return innerCount++;
    }

    private int TakeLeaf(int key, int ladder)
    {
        int leaf = freeLeaf;
        if (leaf >= 0) freeLeaf = LeafLadder[leaf];
        else
        {
            if (leafCount == LeafMask.Length) GrowLeaves(Math.Max(leafCount * 2, 8));
            leaf = leafCount++;
        }

        LeafKey[leaf] = key;
        LeafLadder[leaf] = ladder;
        LeafMask[leaf] = 0;
        return leaf;
    }

    private void GrowLeaves(int size)
    {
        Level[] levels = Levels;
        ulong[] mask = LeafMask;
        int[] keys = LeafKey;
        int[] owners = LeafLadder;
        Array.Resize(ref levels, size * Fan);
        Array.Resize(ref mask, size);
        Array.Resize(ref keys, size);
        Array.Resize(ref owners, size);
        levels.AsSpan(leafCount * Fan).Fill(new Level { Head = None, Tail = None });
        (Levels, LeafMask, LeafKey, LeafLadder) = (levels, mask, keys, owners);
    }
}
