using Exchange.Engine.Events;
using Exchange.Engine.Serialization;
using Npgsql;

namespace Exchange.Engine.Store;

/// <summary>Receives events as they are read; each is gone when it returns.</summary>
public delegate void EventSink(in RecordedEvent occurred);

/// <summary>Reads events in order and hands them out one by one.</summary>
internal static class EventReading
{
    internal static async Task ReadAsync(EventStore store, long fromPosition, long toPosition, EventSink sink, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromPosition, 1);
        var payload = new EventPayload();
        await using NpgsqlConnection connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var scan = new EventScan(connection, "timestamp, type, data", fromPosition, toPosition, store.Settings.EventsSchema);
        while (await scan.NextAsync(cancellation))
        {
            long at = EventRows.FromPostgres(scan.Row.Int64());
            sink(payload.Read(scan.Position, at, scan.Row.Field(), scan.Row.Field()));
        }
    }
}

/// <summary>Turns the type and document of a stored row into an event, in bytes that are used again.</summary>
internal sealed class EventPayload
{
    private static readonly (byte[] Name, EventKind Kind)[] Names =
        [.. EventCatalogue.All.Select(description => (System.Text.Encoding.UTF8.GetBytes(description.StoredName), description.Kind))];

    private readonly byte[] payload = new byte[EventCatalogue.All.Max(description => description.SizeBytes) + 8];

    /// <summary>Reads an event; it is valid until the next call.</summary>
    /// <param name="position">Its position.</param>
    /// <param name="atUnixMicroseconds">Its time.</param>
    /// <param name="type">The name of its type.</param>
    /// <param name="data">Its document as jsonb sends it: a version byte, then the text.</param>
    /// <exception cref="BrokenHistoryException">It is no event that this version can read.</exception>
    internal RecordedEvent Read(long position, long atUnixMicroseconds, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        try
        {
            EventKind kind = KindOf(type);
            Span<byte> bytes = payload.AsSpan(0, EventCodec.PayloadBytes(kind));
            EventCodec.Read(kind, data[1..], bytes);
            return new RecordedEvent(kind, position, atUnixMicroseconds, bytes);
        }
        catch (UnreadableEventException unreadable)
        {
            string message = FormattableString.Invariant($"The event at position {position} cannot be read: {unreadable.Message}");
            throw new BrokenHistoryException(position, message, unreadable);
        }
    }

    private static EventKind KindOf(ReadOnlySpan<byte> stored)
    {
        foreach ((byte[] name, EventKind kind) in Names)
            if (stored.SequenceEqual(name)) return kind;
        throw new UnreadableEventException($"The type {System.Text.Encoding.UTF8.GetString(stored)} is not known to this version.");
    }
}
