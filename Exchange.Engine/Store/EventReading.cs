using Exchange.Engine.Events;
using Exchange.Engine.Serialization;
using Npgsql;

namespace Exchange.Engine.Store;

/// <summary>Receives events as they are read; each is gone when it returns.</summary>
public delegate void EventSink(in RecordedEvent occurred);

/// <summary>Reads events in order by binary COPY, and refuses to step over a hole.</summary>
internal static class EventReading
{
    /// <summary>How many positions one COPY covers, so that no snapshot is held for long and the server never sorts a whole table.</summary>
    private const int PositionsAtOnce = 200_000;

    internal static async Task ReadAsync(EventStore store, long fromPosition, long toPosition, EventSink sink, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromPosition, 1);
        var payload = new EventPayload();
        await using NpgsqlConnection connection = await store.DataSource.OpenConnectionAsync(cancellation);
        for (long from = fromPosition; from <= toPosition; from += PositionsAtOnce)
        {
            long to = Math.Min(from + PositionsAtOnce - 1, toPosition);
            long expected = from;
            string copy = FormattableString.Invariant(
                $"""
                copy (select seq_id, timestamp, type, data from {store.Settings.EventsSchema}.mt_events
                where seq_id between {from} and {to} order by seq_id) to stdout (format binary)
                """);
            await using CopyRows rows = await CopyRows.BeginAsync(connection, copy, cancellation);
            while (await rows.NextRowAsync(cancellation))
            {
                if (rows.Int64() != expected) throw new HoleInHistoryException(expected);
                long at = EventRows.FromPostgres(rows.Int64());
                sink(payload.Read(expected, at, rows.Field(), rows.Field()));
                expected++;
            }

            if (expected <= to) throw new HoleInHistoryException(expected);
        }
    }
}

/// <summary>Turns the type and document of a stored row into an event, in bytes that are used again.</summary>
internal sealed class EventPayload
{
    private readonly StoredNames names = new();
    private readonly byte[] payload = new byte[EventCatalogue.All.Max(description => description.SizeBytes) + 8];

    /// <summary>Reads an event; it is valid until the next call.</summary>
    /// <param name="position">Its position.</param>
    /// <param name="atUnixMicroseconds">Its time.</param>
    /// <param name="type">The name of its type.</param>
    /// <param name="data">Its document as jsonb sends it: a version byte, then the text.</param>
    /// <exception cref="BrokenHistoryException">It is no event that this version can read.</exception>
    internal RecordedEvent Read(long position, long atUnixMicroseconds, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        EventKind kind = names.Find(type);
        if (kind == EventKind.None)
            throw new BrokenHistoryException(position, FormattableString.Invariant($"The type of the event at position {position} is unknown."));
        try
        {
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
}

/// <summary>Finds kinds of events by their stored names, in UTF-8.</summary>
internal sealed class StoredNames
{
    private readonly (byte[] Name, EventKind Kind)[] names =
        [.. EventCatalogue.All.Select(description => (System.Text.Encoding.UTF8.GetBytes(description.StoredName), description.Kind))];

    /// <summary>The kind stored under a name, or <see cref="EventKind.None"/>.</summary>
    internal EventKind Find(ReadOnlySpan<byte> stored)
    {
        foreach ((byte[] name, EventKind kind) in names)
            if (stored.SequenceEqual(name)) return kind;
        return EventKind.None;
    }
}
