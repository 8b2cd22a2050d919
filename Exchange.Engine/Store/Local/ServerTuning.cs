namespace Exchange.Engine.Store.Local;

/// <summary>How the server is set up: for an event store, that is for appending, with every commit on the disk.</summary>
/// <param name="SocketFolder">The folder of its Unix socket, or null where it listens on loopback.</param>
/// <param name="Port">The port on loopback, or the number in the socket's name.</param>
/// <param name="Durable">Whether a commit waits for the disk.</param>
/// <param name="WalCompression">How full pages are compressed in the log: <c>lz4</c> where the server was built with it.</param>
internal sealed record ServerTuning(string? SocketFolder, int Port, bool Durable, string WalCompression)
{
    /// <summary>The name of the settings file inside the cluster, which <c>postgresql.conf</c> includes.</summary>
    public const string FileName = "exchange.conf";

    private string Careful => Durable ? "on" : "off";

    /// <summary>The settings as the server reads them.</summary>
    public string Text => $"""
        # Written by the exchange at every start. Settings of your own: ALTER SYSTEM, or postgresql.conf below the include.
        listen_addresses = '{(SocketFolder is null ? "127.0.0.1" : "")}'
        port = {Port}
        unix_socket_directories = '{SocketFolder}'
        unix_socket_permissions = 0700

        # A commit that was reported is on the disk.
        fsync = {Careful}
        synchronous_commit = {Careful}
        full_page_writes = {Careful}
        wal_level = replica

        # Appends come in a stream: few, large, evenly spread checkpoints, and log segments used again.
        shared_buffers = 256MB
        wal_compression = {WalCompression}
        min_wal_size = 256MB
        max_wal_size = 4GB
        checkpoint_timeout = 15min
        checkpoint_completion_target = 0.9
        jit = off

        # The log is for what went wrong.
        log_checkpoints = off
        lc_messages = 'C'
        timezone = 'UTC'
        log_timezone = 'UTC'

        """;
}
