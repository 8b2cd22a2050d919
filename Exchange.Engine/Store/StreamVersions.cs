using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Exchange.Engine.Events;

namespace Exchange.Engine.Store;

/// <summary>The version that each stream has reached, and what the turn being written adds to them.</summary>
/// <remarks>
/// Leases are many: a lease's version is remembered from its first event to its last. Those that an earlier writer opened are looked up
/// when they are first met.
/// </remarks>
internal sealed class StreamVersions
{
    private const int LongestId = 64;
    private readonly string market;
    private readonly Dictionary<StreamKey, Entry> entries = [];
    private readonly List<Entry> touched = [];
    private readonly Dictionary<long, LeaseStream> leases = [];
    private readonly List<long> touchedLeases = [];
    private readonly List<long> unknown = [];
    private readonly HashSet<long> opened = [];
    private readonly byte[] leaseId = new byte[LongestId];
    private Entry? marketEntry;

    /// <summary>Of the market's streams; none has an event yet.</summary>
    internal StreamVersions(string market) => this.market = market;

    /// <summary>The leases opened by the turn.</summary>
    internal List<long> NewLeases { get; } = [];

    /// <summary>The ids of the other streams that the turn touched.</summary>
    internal List<string> Ids { get; } = [];

    /// <summary>Their aggregates' aliases.</summary>
    internal List<string> Aliases { get; } = [];

    /// <summary>Their versions after the turn.</summary>
    internal List<long> Versions { get; } = [];

    /// <summary>Takes over what is stored. Streams that are not of our families are left alone.</summary>
    internal void Load(string id, long version)
    {
        if (KeyOf(id) is { } key) entries[key] = new Entry(key, id) { Version = version };
    }

    /// <summary>Takes over the version of a lease's stream.</summary>
    internal void Load(long lease, long version) => leases[lease] = new LeaseStream { Version = version };

    /// <summary>The leases of the events whose versions are not known: an earlier writer opened them.</summary>
    internal List<long> Unknown(IReadOnlyList<EventBatch> batches)
    {
        unknown.Clear();
        opened.Clear();
        foreach (EventBatch batch in batches)
        {
            foreach (RecordedEvent occurred in batch)
            {
                if (EventCatalogue.Of(occurred.Kind).Family != StreamFamily.Lease) continue;
                long lease = EventStreams.Of(occurred).Number;
                if (occurred.Kind == EventKind.LeaseOpened) opened.Add(lease);
                else if (!leases.ContainsKey(lease) && opened.Add(lease)) unknown.Add(lease);
            }
        }

        return unknown;
    }

    /// <summary>Begins a turn.</summary>
    internal void Begin()
    {
        NewLeases.Clear();
        Ids.Clear();
        Aliases.Clear();
        Versions.Clear();
        touched.Clear();
        touchedLeases.Clear();
    }

    /// <summary>Gives an event its version and its stream's id, which is valid until the next call.</summary>
    internal long Next(in RecordedEvent occurred, out ReadOnlySpan<byte> id)
    {
        StreamKey key = EventStreams.Of(occurred);
        if (key.Family == StreamFamily.Lease)
        {
            "lease-"u8.CopyTo(leaseId);
            Utf8Formatter.TryFormat(key.Number, leaseId.AsSpan(6), out int digits);
            id = leaseId.AsSpan(0, 6 + digits);
            return NextOfLease(occurred.Kind, key.Number);
        }

        Entry entry = EntryOf(key);
        if (!entry.Touched)
        {
            entry.Touched = true;
            touched.Add(entry);
        }

        id = entry.Utf8;
        return ++entry.Version;
    }

    /// <summary>Ends the turn: lists what it touched.</summary>
    internal void End()
    {
        foreach (Entry entry in touched)
        {
            entry.Touched = false;
            Ids.Add(entry.Id);
            Aliases.Add(entry.Alias);
            Versions.Add(entry.Version);
        }

        foreach (long number in touchedLeases)
        {
            ref LeaseStream lease = ref CollectionsMarshal.GetValueRefOrNullRef(leases, number);
            Ids.Add(new StreamKey(StreamFamily.Lease, number).IdFor(market));
            Aliases.Add("lease");
            Versions.Add(lease.Version);
            lease.Touched = false;
            if (lease.Closed) leases.Remove(number);
        }
    }

    private long NextOfLease(EventKind kind, long number)
    {
        if (kind == EventKind.LeaseOpened)
        {
            NewLeases.Add(number);
            leases.Add(number, new LeaseStream { Version = 1 });
            return 1;
        }

        ref LeaseStream lease = ref CollectionsMarshal.GetValueRefOrNullRef(leases, number);
        if (Unsafe.IsNullRef(ref lease)) throw new BrokenHistoryException(0, FormattableString.Invariant($"Lease {number} was never opened."));
        if (!lease.Touched) touchedLeases.Add(number);
        lease.Touched = true;
        lease.Closed = kind == EventKind.LeaseClosed;
        return ++lease.Version;
    }

    private Entry EntryOf(StreamKey key)
    {
        if (key.Family == StreamFamily.Market && marketEntry is not null) return marketEntry;
        if (!entries.TryGetValue(key, out Entry? entry)) entries.Add(key, entry = new Entry(key, key.IdFor(market)));
        if (key.Family == StreamFamily.Market) marketEntry = entry;
        return entry;
    }

    private StreamKey? KeyOf(string id)
    {
        if (id == new StreamKey(StreamFamily.Market, 0).IdFor(market)) return new(StreamFamily.Market, 0);
        if (id == "registry") return new(StreamFamily.Registry, 0);
        if (id == "beacon") return new(StreamFamily.Beacon, 0);
        int dash = id.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !long.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)) return null;
        return id[..dash] switch
        {
            "account" => new(StreamFamily.Account, number),
            "provider" => new(StreamFamily.Provider, number),
            _ => null,
        };
    }

    private struct LeaseStream
    {
        public long Version;
        public bool Touched;
        public bool Closed;
    }

    private sealed class Entry(StreamKey key, string id)
    {
        public string Id { get; } = id;
        public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(id);
        public string Alias { get; } = key.Alias;
        public long Version { get; set; }
        public bool Touched { get; set; }
    }
}
