using System.Numerics;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>The clients' own ids: for each, what it first stood for, so that a repeated command is answered as the first one was.</summary>
/// <remarks>Open addressing over one array; an entry is never removed.</remarks>
public sealed class ClientIdTable
{
    /// <summary>The most ids remembered.</summary>
    public const int MaxIds = 1 << 28;

    private Entry[] entries;

    /// <summary>A table with room for so many ids at first.</summary>
    public ClientIdTable(int capacityIds = 1024) => entries = new Entry[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacityIds * 2, 16))];

    /// <summary>How many ids are remembered.</summary>
    public int Count { get; private set; }

    /// <summary>What an id stands for.</summary>
    /// <param name="account">Whose id.</param>
    /// <param name="client">The id.</param>
    /// <param name="digest">The digest of the content that came with it first.</param>
    /// <param name="answer">What the first answer was: the order's id, or 1 for a payment.</param>
    public bool TryFind(AccountId account, ClientOrderId client, out ulong digest, out long answer)
    {
        ref Entry entry = ref Locate(account, client.Value);
        (digest, answer) = (entry.Digest, entry.Answer);
        return answer != 0;
    }

    internal void Remember(AccountId account, ClientOrderId client, ulong digest, long answer)
    {
        if ((Count + 1) * 2L > entries.Length) Grow();
        ref Entry entry = ref Locate(account, client.Value);
        if (entry.Answer == 0) Count++;
        entry = new Entry { Id = client.Value, Account = account.Value, Digest = digest, Answer = answer };
    }

    internal ReadOnlySpan<Entry> Entries => entries;

    internal Entry[] Used() => Array.FindAll(entries, entry => entry.Answer != 0);

    internal void Restore(ReadOnlySpan<Entry> saved)
    {
        foreach (ref readonly Entry entry in saved)
            Remember(new AccountId(entry.Account), new ClientOrderId(entry.Id), entry.Digest, entry.Answer);
    }

    private ref Entry Locate(AccountId account, UInt128 id)
    {
        int mask = entries.Length - 1;
        int at = (int)Hash(account, id) & mask;
        while (entries[at].Answer != 0 && (entries[at].Id != id || entries[at].Account != account.Value)) at = (at + 1) & mask;
        return ref entries[at];
    }

    private void Grow()
    {
        Entry[] old = entries;
        entries = new Entry[old.Length * 2];
        foreach (ref readonly Entry entry in old.AsSpan())
        {
            if (entry.Answer != 0) Locate(new AccountId(entry.Account), entry.Id) = entry;
        }
    }

    private static uint Hash(AccountId account, UInt128 id)
    {
        unchecked
        {
            ulong mixed = ((ulong)id ^ BitOperations.RotateLeft((ulong)(id >> 64), 29) ^ ((ulong)(uint)account.Value << 17)) * 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93;
            return (uint)(mixed >> 33);
        }
    }

    internal struct Entry
    {
        public UInt128 Id;
        public ulong Digest;
        public long Answer;
        public int Account;
    }
}
