using Exchange.Engine.Events;

namespace Exchange.Projections.Hosting;

/// <summary>Committed events in order, as bytes, to be read by any number of views; it ends where a turn ends.</summary>
public sealed class EventPage
{
    private readonly List<Entry> _entries = [];
    private byte[] _payloads = new byte[1 << 16];
    private int _used;

    /// <summary>How many events it holds.</summary>
    public int Count => _entries.Count;

    /// <summary>The position of the first event; 0 where there is none.</summary>
    public long FirstPosition => Count == 0 ? 0 : _entries[0].Position;

    /// <summary>The position of the last event; 0 where there is none.</summary>
    public long LastPosition => Count == 0 ? 0 : _entries[^1].Position;

    /// <summary>The events, in order.</summary>
    public RecordedEvent this[int index]
    {
        get
        {
            Entry entry = _entries[index];
            return new RecordedEvent(entry.Kind, entry.Position, entry.AtUnixMicroseconds, _payloads.AsSpan(entry.Offset, entry.Bytes));
        }
    }

    /// <summary>Adds a copy of an event.</summary>
    public void Add(in RecordedEvent occurred)
    {
        int bytes = occurred.Payload.Length;
        if (_payloads.Length - _used < bytes) Array.Resize(ref _payloads, Math.Max(_payloads.Length * 2, _used + bytes));
        occurred.Payload.CopyTo(_payloads.AsSpan(_used));
        _entries.Add(new Entry(occurred.Kind, occurred.Position, occurred.AtUnixMicroseconds, _used, bytes));
        _used += bytes;
    }

    private readonly record struct Entry(EventKind Kind, long Position, long AtUnixMicroseconds, int Offset, int Bytes);
}
