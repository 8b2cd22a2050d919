using Exchange.Engine.Store;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Hosting;

/// <summary>Committed events from the event store; told of new ones by the notification that wakes every reader of the tables.</summary>
public sealed class StoredEvents(EventStore store) : IEventSource, IAsyncDisposable
{
    private const string AppendChannel = "mt_events_appended";
    private readonly SemaphoreSlim _listening = new(1, 1);
    private NpgsqlConnection? _listener;

    /// <inheritdoc/>
    public Task<long> LastPositionAsync(CancellationToken cancellation) => store.LastPositionAsync(cancellation);

    /// <inheritdoc/>
    public async Task<EventPage> ReadAsync(long afterPosition, int events, CancellationToken cancellation)
    {
        var page = new EventPage();
        long end = await EndOfTurnAsync(afterPosition, events, cancellation);
        if (end > afterPosition) await store.ReadAsync(afterPosition + 1, end, page.Add, cancellation);
        return page;
    }

    /// <inheritdoc/>
    public async Task WaitForAppendAsync(Duration atMost, CancellationToken cancellation)
    {
        await _listening.WaitAsync(cancellation);
        try
        {
            _listener ??= await ListenAsync(cancellation);
            await _listener.WaitAsync(atMost.ToTimeSpan(), cancellation);
        }
        catch
        {
            // A wait that was given up, or a server that went away, leaves a connection that nobody can trust.
            if (_listener is { } broken) await broken.DisposeAsync();
            _listener = null;
            throw;
        }
        finally
        {
            _listening.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_listener is { } listener) await listener.DisposeAsync();
        _listening.Dispose();
    }

    /// <summary>The last turn that ends within reach, else the next one however long; the position itself where none follows.</summary>
    private async Task<long> EndOfTurnAsync(long afterPosition, int events, CancellationToken cancellation)
    {
        string turns = $"{store.Settings.OwnSchema}.turns";
        await using NpgsqlCommand command = store.DataSource.CreateCommand(
            $"""
            select coalesce(
                (select max(last_position) from {turns} where last_position > $1 and last_position <= $2),
                (select min(last_position) from {turns} where last_position > $1), $1)
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = afterPosition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = afterPosition + events });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task<NpgsqlConnection> ListenAsync(CancellationToken cancellation)
    {
        NpgsqlConnection connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using var listen = new NpgsqlCommand($"listen {AppendChannel}", connection);
        await listen.ExecuteNonQueryAsync(cancellation);
        return connection;
    }
}
