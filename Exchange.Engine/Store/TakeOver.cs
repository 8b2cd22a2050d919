using System.Diagnostics;
using Npgsql;

namespace Exchange.Engine.Store;

/// <summary>The writer's row.</summary>
/// <param name="Epoch">The epoch of the writer that owns the store.</param>
/// <param name="Position">The position of the last committed event.</param>
/// <param name="Chain">The hash over all committed turns.</param>
internal readonly record struct WriterRow(int Epoch, long Position, ChainHash Chain);

/// <summary>The steps by which a session becomes the writer's, or is found to be so still.</summary>
internal static class TakeOver
{
    private const int RetryMilliseconds = 50;
    private const int LockWaitMilliseconds = 1_000;

    /// <summary>Refuses a server that would lose what it says is committed.</summary>
    internal static async Task RefuseWeakDurabilityAsync(WriterSession session, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = session.Command("select current_setting('synchronous_commit'), current_setting('fsync')");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        if (reader.GetString(0) is "off" or "local") throw new WeakDurabilityException($"The server's synchronous_commit is {reader.GetString(0)}.");
        if (reader.GetString(1) == "off") throw new WeakDurabilityException("The server's fsync is off.");
    }

    /// <summary>
    /// Removes the foreign key from events to streams, which a Marten that updates its schema adds by itself: appends write a turn's events
    /// before its streams.
    /// </summary>
    internal static async Task RemoveForeignKeysAsync(WriterSession session, EventStoreSettings settings, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = session.Command(
            $"""
            do $$ declare found name; begin
                for found in select conname from pg_constraint where contype = 'f' and conrelid = '{settings.EventsSchema}.mt_events'::regclass loop
                    execute format('alter table {settings.EventsSchema}.mt_events drop constraint %I', found);
                end loop;
            end $$
            """);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Raises the epoch, which fences every writer before.</summary>
    internal static async Task<WriterRow> RaiseEpochAsync(WriterSession session, EventStoreSettings settings, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = session.Command($"update {settings.OwnSchema}.writer set epoch = epoch + 1 returning epoch, position, chain");
        return await RowAsync(command, cancellation);
    }

    /// <summary>Reads the writer's row as it is.</summary>
    internal static async Task<WriterRow> ReadRowAsync(WriterSession session, EventStoreSettings settings)
    {
        await using NpgsqlCommand command = session.Command($"select epoch, position, chain from {settings.OwnSchema}.writer");
        return await RowAsync(command, CancellationToken.None);
    }

    /// <summary>Learns the streams' versions, and refuses a history that goes on behind the writer's position.</summary>
    internal static async Task LoadStreamsAsync(
        WriterSession session, EventStoreSettings settings, StreamVersions streams, long position, CancellationToken cancellation)
    {
        await using (NpgsqlCommand last = session.Command($"select coalesce(max(seq_id), 0) from {settings.EventsSchema}.mt_events"))
        {
            long stored = (long)(await last.ExecuteScalarAsync(cancellation))!;
            if (stored < position) throw new HoleInHistoryException(stored + 1);
            if (stored > position)
            {
                string found = FormattableString.Invariant($"The history goes on to {stored}, but its writer ended at {position}.");
                throw new BrokenHistoryException(position + 1, found);
            }
        }

        await using NpgsqlCommand command = session.Command(
            $"select id, version from {settings.EventsSchema}.mt_streams where coalesce(type, '') not in ('lease', 'quorum') and version is not null");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) streams.Load(reader.GetString(0), reader.GetInt64(1));
    }

    /// <summary>Reads the versions of streams that an earlier writer began and that are not kept in mind: those of leases and quorums.</summary>
    internal static async Task LoadStreamsAsync(WriterSession session, EventStoreSettings settings, StreamVersions streams, List<string> ids)
    {
        await using NpgsqlCommand command = session.Command(
            $"select id, version from unnest($1) as wanted join {settings.EventsSchema}.mt_streams on id = wanted where version is not null");
        command.Parameters.Add(new NpgsqlParameter<List<string>> { TypedValue = ids });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) streams.Load(reader.GetString(0), reader.GetInt64(1));
    }

    /// <summary>
    /// Opens a writer's session anew, trying again while the server cannot be reached or still ends the session before.
    /// Whoever holds the lock again knows that no commit of before is under way.
    /// </summary>
    /// <returns>Null where another writer has taken over, or where time ran out.</returns>
    internal static async Task<WriterSession?> ReopenAsync(EventStore store, StreamVersions streams, int epoch)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began).TotalMilliseconds < store.Settings.ResolveWaitMilliseconds)
        {
            try
            {
                if (await TryOpenAsync(store, streams) is { } reopened) return reopened;
                if (await store.EpochAsync() != epoch) return null;
            }
            catch (Exception unreachable) when (unreachable is NpgsqlException or IOException or TimeoutException)
            {
                await Task.Delay(RetryMilliseconds);
            }
        }

        return null;
    }

    private static async Task<WriterSession?> TryOpenAsync(EventStore store, StreamVersions streams)
    {
        try
        {
            WriterSession reopened = await WriterSession.OpenAsync(store, streams, LockWaitMilliseconds, CancellationToken.None);
            // Readers' idle connections may have broken with the writer's.
            store.DataSource.Clear();
            return reopened;
        }
        catch (AnotherWriterActiveException)
        {
            return null;
        }
    }

    /// <summary>The writer's row, as a command returns it.</summary>
    internal static async Task<WriterRow> RowAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) throw new BrokenHistoryException(1, "The writer's row is missing.");
        return new WriterRow(reader.GetInt32(0), reader.GetInt64(1), ChainHash.From(reader.GetFieldValue<byte[]>(2)));
    }
}
