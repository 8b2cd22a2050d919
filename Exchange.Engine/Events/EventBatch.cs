using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine.Events;

/// <summary>The events of one turn, end to end in one buffer that is used again: appending neither allocates nor boxes.</summary>
/// <remarks>Grows by doubling when a turn is larger than any before it. Owned by one thread at a time.</remarks>
public sealed class EventBatch
{
    private const int HeaderBytes = 8;
    private byte[] buffer;
    private int used;

    /// <summary>An empty batch with room for so many bytes at first.</summary>
    public EventBatch(int capacityBytes = 1 << 16) => buffer = new byte[Math.Max(capacityBytes, 4096)];

    /// <summary>How many events it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Where the next event will be written: a mark to read from later.</summary>
    public int End => used;

    /// <summary>The time stamped on the turn, in microseconds since the Unix epoch.</summary>
    public long AtUnixMicroseconds { get; set; }

    /// <summary>The position of the first event in the global order; the others follow without a gap.</summary>
    public long FirstPosition { get; set; }

    /// <summary>The position of the last event, or the one before the first where the batch is empty.</summary>
    public long LastPosition => FirstPosition + Count - 1;

    /// <summary>Appends an event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append<T>(in T occurred)
        where T : unmanaged, IEvent<T>
    {
        int size = HeaderBytes + ((Unsafe.SizeOf<T>() + 7) & ~7);
        if (buffer.Length - used < size) Grow(size);
        ref byte at = ref buffer[used];
        Unsafe.WriteUnaligned(ref at, ((long)size << 16) | (ushort)T.Kind);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref at, HeaderBytes), occurred);
        used += size;
        Count++;
    }

    /// <summary>Appends a copy of an event that lies in another batch.</summary>
    public void Append(in RecordedEvent occurred)
    {
        int size = HeaderBytes + occurred.Payload.Length;
        if (buffer.Length - used < size) Grow(size);
        MemoryMarshal.Write(buffer.AsSpan(used), ((long)size << 16) | (ushort)occurred.Kind);
        occurred.Payload.CopyTo(buffer.AsSpan(used + HeaderBytes));
        used += size;
        Count++;
    }

    /// <summary>Forgets all events; the room stays.</summary>
    public void Clear()
    {
        used = 0;
        Count = 0;
    }

    /// <summary>The events, in order.</summary>
    public Enumerator GetEnumerator() => new(this, 0);

    /// <summary>The events from a mark on; their positions are counted only from the start, so they are not given.</summary>
    public Enumerator From(int mark) => new(this, mark);

    private void Grow(int size)
    {
        Array.Resize(ref buffer, Math.Max(buffer.Length * 2, used + size));
    }

    /// <summary>Walks a batch without allocating.</summary>
    public ref struct Enumerator
    {
        private readonly EventBatch batch;
        private int next;
        private long position;

        internal Enumerator(EventBatch batch, int start)
        {
            this.batch = batch;
            next = start;
            position = batch.FirstPosition - 1;
            Current = default;
        }

        /// <summary>The event reached.</summary>
        public RecordedEvent Current { get; private set; }

        /// <summary>Where the walk goes on: a mark from which another may start.</summary>
        public readonly int Mark => next;

        /// <summary>This walk itself, so that <c>foreach</c> accepts one that starts at a mark.</summary>
        public readonly Enumerator GetEnumerator() => this;

        /// <summary>Goes on to the next event.</summary>
        public bool MoveNext()
        {
            if (next >= batch.used) return false;
            long header = MemoryMarshal.Read<long>(batch.buffer.AsSpan(next));
            int size = (int)(header >> 16);
            position++;
            Current = new RecordedEvent(
                (EventKind)(ushort)(header & ushort.MaxValue), position, batch.AtUnixMicroseconds, batch.buffer.AsSpan(next + HeaderBytes, size - HeaderBytes));
            next += size;
            return true;
        }
    }
}

/// <summary>One event where it lies in its batch, with its place and time.</summary>
public readonly ref struct RecordedEvent
{
    /// <summary>An event from its parts.</summary>
    public RecordedEvent(EventKind kind, long position, long atUnixMicroseconds, ReadOnlySpan<byte> payload)
    {
        Kind = kind;
        Position = position;
        AtUnixMicroseconds = atUnixMicroseconds;
        Payload = payload;
    }

    /// <summary>Which kind it is.</summary>
    public EventKind Kind { get; }

    /// <summary>Its place in the global order.</summary>
    public long Position { get; }

    /// <summary>The time stamped on its command, in microseconds since the Unix epoch.</summary>
    public long AtUnixMicroseconds { get; }

    /// <summary>The bytes of the event's struct, padded to eight.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The event itself.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly T As<T>()
        where T : unmanaged, IEvent<T>
    {
        if (Kind != T.Kind) ThrowOtherKind(Kind, T.Kind);
        return ref Unsafe.As<byte, T>(ref MemoryMarshal.GetReference(Payload));
    }

    private static void ThrowOtherKind(EventKind kind, EventKind asked) =>
        throw new InvalidOperationException($"The event is {kind}, not {asked}.");
}
