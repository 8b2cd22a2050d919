using Npgsql;

namespace Exchange.Engine.Store;

/// <summary>The events of one market on PostgreSQL, in tables that Marten can open.</summary>
/// <remarks>Reading is open to everyone at once; writing belongs to the one <see cref="EventWriter"/> that <see cref="TakeOverAsync"/> gives.</remarks>
public sealed class EventStore : IAsyncDisposable
{
    /// <summary>Large enough that a history is read in few system calls.</summary>
    private const int ReadBufferBytes = 1 << 16;

    private EventStore(string connectionString, EventStoreSettings settings)
    {
        Settings = settings;
        Key = settings.CheckpointKeyFile is { } file ? CheckpointKey.Open(file) : null;
        var pooled = new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 0, ReadBufferSize = ReadBufferBytes };
        DataSource = NpgsqlDataSource.Create(pooled);
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString)
        {
            CommandTimeout = 0,
            Pooling = false,
            MaxAutoPrepare = 8,
            AutoPrepareMinUsages = 2,
        };
        WriterDataSource = NpgsqlDataSource.Create(unpooled);
    }

    /// <summary>The settings it was opened with.</summary>
    public EventStoreSettings Settings { get; }

    /// <summary>Connections to the store's database; they have no command timeout, so that only the server ends a commit.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Signs checkpoints; null where nobody does.</summary>
    internal CheckpointKey? Key { get; }

    /// <summary>Connections that are closed for good rather than pooled, so that the writer's lock goes with its session.</summary>
    internal NpgsqlDataSource WriterDataSource { get; }

    /// <summary>Opens the store and creates whatever of its tables is missing.</summary>
    /// <param name="connectionString">The database; its command timeout is overridden by none.</param>
    /// <param name="settings">Names and patience.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<EventStore> OpenAsync(string connectionString, EventStoreSettings settings, CancellationToken cancellation = default)
    {
        var store = new EventStore(connectionString, settings);
        try
        {
            await store.CreateTablesAsync(cancellation);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Becomes the one writer: takes the advisory lock, raises the epoch and learns where the history ends.</summary>
    /// <exception cref="AnotherWriterActiveException">Another writer did not go in time.</exception>
    /// <exception cref="WeakDurabilityException">The server would not keep what it commits.</exception>
    /// <exception cref="BrokenHistoryException">There are events behind the last one that a writer committed.</exception>
    public Task<EventWriter> TakeOverAsync(CancellationToken cancellation = default) => EventWriter.TakeOverAsync(this, cancellation);

    /// <summary>The position of the last committed event; 0 before the first.</summary>
    public async Task<long> LastPositionAsync(CancellationToken cancellation = default)
    {
        await using NpgsqlCommand command = DataSource.CreateCommand($"select position from {Settings.OwnSchema}.writer");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Reads events in order and hands each to the sink.</summary>
    /// <param name="fromPosition">The first one, from 1.</param>
    /// <param name="toPosition">The last one; it must have been committed.</param>
    /// <param name="sink">Receives each event; it is gone when the sink returns.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HoleInHistoryException">A position is missing. Everything before it was handed out.</exception>
    /// <exception cref="BrokenHistoryException">A row is no event that this version can read.</exception>
    public Task ReadAsync(long fromPosition, long toPosition, EventSink sink, CancellationToken cancellation = default) =>
        EventReading.ReadAsync(this, fromPosition, toPosition, sink, cancellation);

    /// <summary>Saves a snapshot of the engine's state, in place of any at its position, and forgets the oldest beyond those that are kept.</summary>
    /// <param name="header">What it says of itself.</param>
    /// <param name="content">Its content, read to the end.</param>
    /// <param name="cancellation">Gives up; nothing is saved then.</param>
    public Task SaveSnapshotAsync(SnapshotHeader header, Stream content, CancellationToken cancellation = default) =>
        Snapshots.SaveAsync(this, header, content, cancellation);

    /// <summary>The snapshots of a version, newest first; those that are damaged, or ahead of the history, are left out.</summary>
    /// <param name="version">The version of the format that the caller can read.</param>
    /// <param name="cancellation">Gives up.</param>
    public IAsyncEnumerable<StoredSnapshot> ReadSnapshotsNewestFirstAsync(int version, CancellationToken cancellation = default) =>
        Snapshots.ReadNewestFirstAsync(this, version, cancellation);

    /// <summary>Recomputes the chain of hashes over the whole history and holds it against the turns and the signed checkpoints.</summary>
    /// <param name="trusted">The key whose signatures are trusted; null for the store's own. Without any, nothing vouches for the checkpoints.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What fits, and the first position that does not.</returns>
    public Task<HistoryFindings> VerifyAsync(CheckpointKey? trusted = null, CancellationToken cancellation = default) =>
        HistoryVerification.RunAsync(this, trusted ?? Key, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await WriterDataSource.DisposeAsync();
        await DataSource.DisposeAsync();
        Key?.Dispose();
    }

    /// <summary>The epoch of the writer that owns the store.</summary>
    internal async Task<int> EpochAsync()
    {
        await using NpgsqlCommand command = WriterDataSource.CreateCommand($"select epoch from {Settings.OwnSchema}.writer");
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private async Task CreateTablesAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await DataSource.OpenConnectionAsync(cancellation);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        string[] statements =
        [
            "select pg_advisory_xact_lock(hashtextextended('exchange event store tables', 0))",
            "set local client_min_messages = warning",
            StoreSchema.MartenTables(Settings.EventsSchema),
            StoreSchema.OwnTables(Settings.OwnSchema),
            StoreSchema.CommitTurn(Settings.EventsSchema, Settings.OwnSchema),
        ];
        foreach (string statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }
}
