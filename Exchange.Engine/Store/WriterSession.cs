using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace Exchange.Engine.Store;

/// <summary>The writer's one connection. It holds the advisory lock and carries every append, and nothing else.</summary>
/// <remarks>
/// Lock and appends share a connection on purpose: whoever obtains the lock afterwards knows that the server has ended the session
/// before, and with it every commit that was under way. That is what makes the outcome of a broken commit certain.
/// </remarks>
internal sealed class WriterSession : IAsyncDisposable
{
    private const string LockTimedOut = "55P03";
    private readonly NpgsqlConnection connection;
    private readonly EventStoreSettings settings;
    private readonly CheckpointKey? signer;
    private readonly string copyEvents;
    private readonly NpgsqlBatch commit;
    private readonly NpgsqlParameter<int> epoch = new() { NpgsqlDbType = NpgsqlDbType.Integer };
    private readonly NpgsqlParameter<long> from = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<long> to = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<byte[]> chain = new() { NpgsqlDbType = NpgsqlDbType.Bytea, TypedValue = new byte[ChainHash.SizeBytes] };
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>> checksums = new() { NpgsqlDbType = NpgsqlDbType.Bytea };
    private readonly NpgsqlParameter<DateTime> at = new() { NpgsqlDbType = NpgsqlDbType.TimestampTz };
    private readonly NpgsqlParameter<bool> wake = new() { NpgsqlDbType = NpgsqlDbType.Boolean };
    private readonly NpgsqlParameter keyId = new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = DBNull.Value };
    private readonly NpgsqlParameter signature = new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = DBNull.Value };
    private PostgresNotice? warning;

    private WriterSession(NpgsqlConnection connection, EventStore store, StreamVersions streams)
    {
        this.connection = connection;
        settings = store.Settings;
        signer = store.Key;
        copyEvents = $"copy {settings.EventsSchema}.mt_events ({EventRows.Columns}) from stdin (format binary)";
        commit = CommitBatch(streams);
        connection.Notice += (_, told) => warning = told.Notice.InvariantSeverity == "WARNING" ? told.Notice : warning;
    }

    /// <summary>Opens a session and takes the advisory lock.</summary>
    /// <exception cref="AnotherWriterActiveException">Another session holds it and did not let go in time.</exception>
    internal static async Task<WriterSession> OpenAsync(
        EventStore store, StreamVersions streams, int waitMilliseconds, CancellationToken cancellation)
    {
        NpgsqlConnection connection = await store.WriterDataSource.OpenConnectionAsync(cancellation);
        try
        {
            // The keepalives end the session of a writer whose machine is gone, and its lock with it, within half a minute.
            string takeLock = FormattableString.Invariant(
                $"""
                set tcp_keepalives_idle = 10;
                set tcp_keepalives_interval = 5;
                set tcp_keepalives_count = 3;
                set lock_timeout = {Math.Max(waitMilliseconds, 1)};
                select pg_advisory_lock(hashtextextended('exchange writer {store.Settings.OwnSchema}', 0));
                set lock_timeout = 0
                """);
            await using var command = new NpgsqlCommand(takeLock, connection);
            await command.ExecuteNonQueryAsync(cancellation);
            return new WriterSession(connection, store, streams);
        }
        catch (PostgresException refused) when (refused.SqlState == LockTimedOut)
        {
            await connection.DisposeAsync();
            throw new AnotherWriterActiveException(waitMilliseconds, refused);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A command on the session's connection, for what a take-over reads.</summary>
    internal NpgsqlCommand Command(string text) => new(text, connection);

    /// <summary>Begins the transaction of a turn and the COPY of its rows.</summary>
    internal async ValueTask<NpgsqlRawCopyStream> BeginRowsAsync()
    {
        warning = null;
        // The transaction object is not needed: BEGIN travels with the next message, and COMMIT is the last statement of the batch.
        _ = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        return await connection.BeginRawBinaryCopyAsync(copyEvents);
    }

    /// <summary>Moves the writer's row, notes the turn and its streams, and commits, in one exchange with the server.</summary>
    /// <exception cref="WeakDurabilityException">The server warned while committing: the turn may exist on this server alone.</exception>
    internal async ValueTask CommitAsync(TurnToCommit turn)
    {
        epoch.TypedValue = turn.Epoch;
        from.TypedValue = turn.FromPosition;
        to.TypedValue = turn.ToPosition;
        turn.Chain.Bytes.CopyTo(chain.TypedValue);
        checksums.TypedValue = turn.Checksums;
        at.TypedValue = DateTime.UnixEpoch.AddTicks(turn.AtUnixMicroseconds * TimeSpan.TicksPerMicrosecond);
        wake.TypedValue = turn.Wake;
        keyId.Value = turn.Signature is null ? DBNull.Value : signer!.Id;
        signature.Value = (object?)turn.Signature ?? DBNull.Value;
        await commit.ExecuteNonQueryAsync();
        if (warning is { } told) throw new WeakDurabilityException($"The server warned while committing: {told.MessageText} {told.Detail}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await commit.DisposeAsync();
        await connection.DisposeAsync();
    }

    private NpgsqlBatch CommitBatch(StreamVersions streams)
    {
        var turn = new NpgsqlBatchCommand($"select {settings.OwnSchema}.commit_turn($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
        NpgsqlParameter[] parameters =
        [
            epoch, from, to, chain, checksums, at,
            new NpgsqlParameter<List<long>> { TypedValue = streams.NewLeases },
            new NpgsqlParameter<List<string>> { TypedValue = streams.Ids },
            new NpgsqlParameter<List<string>> { TypedValue = streams.Aliases },
            new NpgsqlParameter<List<long>> { TypedValue = streams.Versions },
            wake, keyId, signature,
        ];
        turn.Parameters.AddRange(parameters);
        return new NpgsqlBatch(connection) { BatchCommands = { turn, new NpgsqlBatchCommand("commit") } };
    }
}

/// <summary>What a turn's transaction says besides its rows.</summary>
/// <param name="Epoch">The writer's epoch.</param>
/// <param name="FromPosition">The position before its first event.</param>
/// <param name="ToPosition">The position of its last event.</param>
/// <param name="Chain">The chain's hash after it.</param>
/// <param name="Checksums">The checksum of each event's row.</param>
/// <param name="AtUnixMicroseconds">The time stamped on its last batch.</param>
/// <param name="Wake">Whether listeners are notified.</param>
/// <param name="Signature">The signature of a checkpoint here, or null.</param>
internal readonly record struct TurnToCommit(
    int Epoch, long FromPosition, long ToPosition, ChainHash Chain, ReadOnlyMemory<byte> Checksums, long AtUnixMicroseconds, bool Wake, byte[]? Signature);
