using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Exchange.Engine.Events;

namespace Exchange.Engine.Store;

/// <summary>The version that each stream has reached, and what the turn being written adds to them.</summary>
/// <remarks>A lease's stream begins and, so far, ends with <see cref="LeaseOpened"/>: its version is always 1, and it need not be remembered.</remarks>
internal sealed class StreamVersions
{
    private const int LongestId = 64;
    private readonly string market;
    private readonly Dictionary<StreamKey, Entry> entries = [];
    private readonly List<Entry> touched = [];
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

    /// <summary>Begins a turn.</summary>
    internal void Begin()
    {
        NewLeases.Clear();
        Ids.Clear();
        Aliases.Clear();
        Versions.Clear();
        touched.Clear();
    }

    /// <summary>Gives an event its version and its stream's id, which is valid until the next call.</summary>
    internal long Next(in RecordedEvent occurred, out ReadOnlySpan<byte> id)
    {
        StreamKey key = EventStreams.Of(occurred);
        if (key.Family == StreamFamily.Lease)
        {
            NewLeases.Add(key.Number);
            "lease-"u8.CopyTo(leaseId);
            Utf8Formatter.TryFormat(key.Number, leaseId.AsSpan(6), out int digits);
            id = leaseId.AsSpan(0, 6 + digits);
            return 1;
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
        int dash = id.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !long.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)) return null;
        return id[..dash] switch
        {
            "account" => new(StreamFamily.Account, number),
            "provider" => new(StreamFamily.Provider, number),
            _ => null,
        };
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
