using Exchange.Engine.Events;

namespace Exchange.Projections.Hosting;

/// <summary>Committed events in order, as bytes, up to a number of them.</summary>
/// <remarks>
/// What was added never moves: whoever learned under a lock how many there are reads those without one, while further ones are added.
/// </remarks>
/// <param name="capacity">How many events it may hold.</param>
internal sealed class EventBlock(int capacity)
{
    private const int ChunkBytes = 1 << 16;
    private readonly Entry[] _entries = new Entry[capacity];
    private byte[] _chunk = [];
    private int _used;

    /// <summary>How many events it holds.</summary>
    internal int Count { get; private set; }

    /// <summary>Whether it may hold no more.</summary>
    internal bool IsFull => Count == _entries.Length;

    /// <summary>The position of the first event; only where there is one.</summary>
    internal long FirstPosition => _entries[0].Position;

    /// <summary>The position of the last event; only where there is one.</summary>
    internal long LastPosition => _entries[Count - 1].Position;

    /// <summary>The events, in order.</summary>
    internal RecordedEvent this[int index]
    {
        get
        {
            ref readonly Entry entry = ref _entries[index];
            return new RecordedEvent(entry.Kind, entry.Position, entry.AtUnixMicroseconds, entry.Chunk.AsSpan(entry.Offset, entry.Bytes));
        }
    }

    /// <summary>Adds a copy of an event.</summary>
    internal void Add(in RecordedEvent occurred)
    {
        int bytes = occurred.Payload.Length;
        if (_chunk.Length - _used < bytes) (_chunk, _used) = (new byte[Math.Max(Math.Min(ChunkBytes, 2 * _chunk.Length), Math.Max(bytes, 256))], 0);
        occurred.Payload.CopyTo(_chunk.AsSpan(_used));
        _entries[Count++] = new Entry(occurred.Kind, occurred.Position, occurred.AtUnixMicroseconds, _chunk, _used, bytes);
        _used += bytes;
    }

    private readonly record struct Entry(EventKind Kind, long Position, long AtUnixMicroseconds, byte[] Chunk, int Offset, int Bytes);
}
