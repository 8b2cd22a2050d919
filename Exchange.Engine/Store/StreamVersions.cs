using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Exchange.Engine.Events;

namespace Exchange.Engine.Store;

/// <summary>The version that each stream has reached, and what the turn being written adds to them.</summary>
/// <remarks>
/// Leases and quorums are many: the version of each is remembered from its first event to its last. Those that an earlier writer opened
/// are looked up when they are first met.
/// </remarks>
internal sealed class StreamVersions
{
    private const int LongestId = 64;
    private readonly string market;
    private readonly Dictionary<StreamKey, Entry> entries = [];
    private readonly List<Entry> touched = [];
    private readonly Dictionary<long, LeaseStream> leases = [];
    private readonly List<long> touchedLeases = [];
    private readonly List<string> unknown = [];
    private readonly HashSet<StreamKey> met = [];
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
        if (KeyOf(id) is not { } key) return;
        if (key.Family == StreamFamily.Lease) leases[key.Number] = new LeaseStream { Version = version };
        else entries[key] = new Entry(key, id) { Version = version };
    }

    /// <summary>The ids of the leases' and quorums' streams of the events whose versions are not known: an earlier writer opened them.</summary>
    internal List<string> Unknown(IReadOnlyList<EventBatch> batches)
    {
        unknown.Clear();
        met.Clear();
        foreach (EventBatch batch in batches)
        {
            foreach (RecordedEvent occurred in batch)
            {
                if (EventCatalogue.Of(occurred.Kind).Family is not (StreamFamily.Lease or StreamFamily.Quorum)) continue;
                StreamKey key = EventStreams.Of(occurred);
                if (occurred.Kind is EventKind.LeaseOpened or EventKind.QuorumOpened) met.Add(key);
                else if (!IsKnown(key) && met.Add(key)) unknown.Add(key.IdFor(market));
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

        entry.Closed = occurred.Kind == EventKind.QuorumClosed;
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
            if (entry.Closed) entries.Remove(entry.Key);
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

    private bool IsKnown(StreamKey key) => key.Family == StreamFamily.Lease ? leases.ContainsKey(key.Number) : entries.ContainsKey(key);

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
            "lease" => new(StreamFamily.Lease, number),
            "quorum" => new(StreamFamily.Quorum, number),
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
        public StreamKey Key { get; } = key;
        public string Id { get; } = id;
        public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(id);
        public string Alias { get; } = key.Alias;
        public long Version { get; set; }
        public bool Touched { get; set; }
        public bool Closed { get; set; }
    }
}
