using System.Numerics;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>The clients' own ids: for each, what it first stood for, so that a repeated command is answered as the first one was.</summary>
/// <remarks>
/// A log of entries in the order of their arrival, and over it an open-addressing index of eight bytes a slot: looking up an id that is
/// new, which nearly all are, touches one cache line. An entry is never removed.
/// </remarks>
public sealed class ClientIdTable
{
    /// <summary>The most ids remembered.</summary>
    public const int MaxIds = 1 << 28;

    private Entry[] log;
    private Slot[] index;

    /// <summary>A table with room for so many ids at first.</summary>
    public ClientIdTable(int capacityIds = 1024)
    {
        int room = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacityIds, 16));
        log = new Entry[room];
        index = new Slot[room * 2];
        log.AsSpan().Clear(); // Touches the memory now, so that no order waits for the system to hand out its page.
        index.AsSpan().Clear();
    }

    /// <summary>How many ids are remembered.</summary>
    public int Count { get; private set; }

    /// <summary>What an id stands for.</summary>
    /// <param name="account">Whose id.</param>
    /// <param name="client">The id.</param>
    /// <param name="digest">The digest of the content that came with it first.</param>
    /// <param name="answer">What the first answer was: the order's id, or 1 for a payment.</param>
    public bool TryFind(AccountId account, ClientOrderId client, out ulong digest, out long answer)
    {
        int at = Locate(account, client.Value, Hash(account, client.Value));
        int number = index[at].Number;
        (digest, answer) = number == 0 ? (0, 0) : (log[number - 1].Digest, log[number - 1].Answer);
        return number != 0;
    }

    /// <summary>The cell of the index where a look-up of the id begins, until the table grows.</summary>
    internal int CellOf(AccountId account, ClientOrderId client) => (int)(Hash(account, client.Value) & (uint)(index.Length - 1));

    /// <summary>Reads cells of the index, so that they are near.</summary>
    internal int Read(ReadOnlySpan<int> cells)
    {
        int seen = 0;
        foreach (int cell in cells) seen ^= index[cell].Number;
        return seen;
    }

    internal void Remember(AccountId account, ClientOrderId client, ulong digest, long answer)
    {
        if (Count == log.Length) Grow();
        uint hash = Hash(account, client.Value);
        int at = Locate(account, client.Value, hash);
        if (index[at].Number != 0) throw new InvariantBrokenException("A client's id was remembered twice.");
        log[Count++] = new Entry { Id = client.Value, Account = account.Value, Digest = digest, Answer = answer };
        index[at] = new Slot { Tag = hash, Number = Count };
    }

    internal ReadOnlySpan<Entry> Entries => log.AsSpan(0, Count);

    internal void Restore(ReadOnlySpan<Entry> saved)
    {
        foreach (ref readonly Entry entry in saved)
            Remember(new AccountId(entry.Account), new ClientOrderId(entry.Id), entry.Digest, entry.Answer);
    }

    private int Locate(AccountId account, UInt128 id, uint hash)
    {
        int mask = index.Length - 1;
        for (int at = (int)(hash & (uint)mask); ; at = (at + 1) & mask)
        {
            Slot slot = index[at];
            if (slot.Number == 0) return at;
            if (slot.Tag != hash) continue;
            ref readonly Entry entry = ref log[slot.Number - 1];
            if (entry.Id == id && entry.Account == account.Value) return at;
        }
    }

    private void Grow()
    {
        Array.Resize(ref log, log.Length * 2);
        index = new Slot[log.Length * 2];
        for (int number = 1; number <= Count; number++)
        {
            ref readonly Entry entry = ref log[number - 1];
            uint hash = Hash(new AccountId(entry.Account), entry.Id);
            index[Locate(new AccountId(entry.Account), entry.Id, hash)] = new Slot { Tag = hash, Number = number };
        }
    }

    private static uint Hash(AccountId account, UInt128 id)
    {
        unchecked
        {
            ulong mixed = ((ulong)id ^ BitOperations.RotateLeft((ulong)(id >> 64), 29) ^ ((ulong)(uint)account.Value << 17)) * 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93;
            return (uint)(mixed >> 32);
        }
    }

    internal struct Entry
    {
        public UInt128 Id;
        public ulong Digest;
        public long Answer;
        public int Account;
    }

    private struct Slot
    {
        public uint Tag;
        public int Number;
    }
}
