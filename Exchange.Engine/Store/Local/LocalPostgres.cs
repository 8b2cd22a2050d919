namespace Exchange.Engine.Store.Local;

/// <summary>
/// A PostgreSQL of the program's own: made on first use, reached by nobody else, started and stopped with the program. When the
/// program was killed, the next one takes the server that was left running over; when the server was killed, it recovers.
/// </summary>
/// <remarks>Members may be called from any thread; starting, restarting and stopping take turns.</remarks>
public sealed class LocalPostgres : IAsyncDisposable
{
    private readonly ServerDirectory _directory;
    private readonly ServerProcess _server;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _stopped;

    private LocalPostgres(ServerDirectory directory, ServerProcess server)
    {
        _directory = directory;
        _server = server;
    }

    /// <summary>Reaches the exchange's database as its owner. Stays the same over restarts.</summary>
    public string ConnectionString => _server.ConnectionString;

    /// <summary>The process id of the server's first process. Another one after <see cref="RestartAsync"/>.</summary>
    public int PostmasterPid => _server.Pid;

    /// <summary>Starts the server, making its database first where there is none; returns when it answers.</summary>
    /// <exception cref="LocalPostgresException">There is no usable server, account or directory; the message says what to do.</exception>
    public static async Task<LocalPostgres> StartAsync(LocalPostgresSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var directory = ServerDirectory.Own(settings.DataDirectory);
        try
        {
            var server = await ServerProcess.PrepareAsync(directory, settings, cancellation);
            await StartOrStopAsync(server, cancellation);
            return new LocalPostgres(directory, server);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server if it runs, and starts it; brings one that was killed back. Connections of before are broken.</summary>
    /// <exception cref="LocalPostgresException">It does not start; the message says why.</exception>
    public async Task RestartAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            await _server.StopAsync(cancellation);
            await StartOrStopAsync(_server, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends all sessions, stops the server cleanly, and lets another program own the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (_stopped) return;
            _stopped = true;
            await _server.StopAsync(CancellationToken.None);
        }
        finally
        {
            if (_stopped) _directory.Dispose();
            _turn.Release();
        }
    }

    /// <summary>A start that fails or is given up leaves no server behind.</summary>
    private static async Task StartOrStopAsync(ServerProcess server, CancellationToken cancellation)
    {
        try
        {
            await server.StartAsync(cancellation);
        }
        catch
        {
            await server.StopAsync(CancellationToken.None);
            throw;
        }
    }
}
