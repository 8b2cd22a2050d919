using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Exchange.Engine.Store.Local;

/// <summary>The server on one cluster: started, taken over from a program that died, stopped.</summary>
internal sealed class ServerProcess(ServerDirectory directory, ServerAccount account, PostgresBinaries binaries, ServerTuning tuning, string password)
{
    private const int SocketPort = 5432;
    private const int StartLimitSeconds = 600;
    private const int StopLimitSeconds = 60;
    private const int StopPollMilliseconds = 20;
    private const int RetryMilliseconds = 100;
    private const int MostRetries = 100;
    private const int LogTailLines = 12;

    private string TuningFile => Path.Combine(directory.Cluster, ServerTuning.FileName);

    private PostmasterFile? Postmaster => PostmasterFile.Read(directory.Cluster);

    /// <summary>The postmaster's process id, 0 where none was ever started.</summary>
    public int Pid => Postmaster?.Pid ?? 0;

    /// <summary>How to reach the exchange's database as its owner.</summary>
    public string ConnectionString => ConnectionTo(ServerCluster.ExchangeName).ConnectionString;

    /// <summary>Makes all ready for <see cref="StartAsync"/>: account, binaries, password, cluster, settings.</summary>
    public static async Task<ServerProcess> PrepareAsync(
        ServerDirectory directory, LocalPostgresSettings settings, CancellationToken cancellation)
    {
        var account = await ServerAccount.ChooseAsync(directory.Cluster, cancellation);
        var password = await directory.PasswordAsync(cancellation);
        await directory.HandOverAsync(account, cancellation);
        var major = await ServerCluster.MajorAsync(directory, cancellation);
        var binaries = await PostgresBinaries.FindAsync(settings.BinDirectory, major, cancellation);
        if (major is null) await ServerCluster.CreateAsync(directory, account, binaries, settings.Durable, cancellation);

        var last = PostmasterFile.Read(directory.Cluster);
        var socketFolder = OperatingSystem.IsWindows() ? null : directory.SocketFolder(last?.SocketFolder);
        if (socketFolder is not null) await account.TakeAsync(cancellation, socketFolder);
        var compression = await ServerCluster.WalCompressionAsync(directory, account, binaries, cancellation);
        var port = socketFolder is not null ? SocketPort : last is { Port: > 0 } ? last.Port : FreePort();
        var tuning = new ServerTuning(socketFolder, port, settings.Durable, compression);
        return new ServerProcess(directory, account, binaries, tuning, password);
    }

    /// <summary>Takes the running server over if it is one of the same settings; else stops it, if there is one, and starts it anew.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (await IsServedAsync(cancellation))
        {
            if (await TryAdoptAsync(cancellation)) return;
            await StopAsync(cancellation);
        }

        Postmaster?.Disown();
        if (tuning.SocketFolder is { } folder) Array.ForEach(Directory.GetFiles(folder), File.Delete);
        await File.WriteAllTextAsync(TuningFile, tuning.Text, cancellation);
        await LaunchAsync(cancellation);
        await EnsureDatabaseAsync(cancellation);
    }

    /// <summary>Ends sessions and stops the server: cleanly if it can be had, else so that the next start recovers.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (!await IsServedAsync(cancellation)) return;

        foreach (var mode in (string[])["fast", "immediate"])
        {
            await ServerCommand.RunAsync(account, binaries.PgCtl, ["stop", "-D", directory.Cluster, "-m", mode, "-W", "-s"], cancellation);
            if (await IsGoneAsync(cancellation)) return;
        }

        throw new LocalPostgresException(
            LocalPostgresFailure.StopFailed,
            $"PostgreSQL, process {Pid}, did not stop within {2 * StopLimitSeconds} s.",
            $"Look at its log, {directory.LogFile}, before ending it by hand.");
    }

    /// <summary>Waits for the server to end. Not left to <c>pg_ctl</c>, to which one that was killed and has no parent lives on.</summary>
    private async Task<bool> IsGoneAsync(CancellationToken cancellation)
    {
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed.TotalSeconds < StopLimitSeconds;)
        {
            if (!await IsServedAsync(cancellation)) return true;
            await Task.Delay(StopPollMilliseconds, cancellation);
        }

        return false;
    }

    private async Task<bool> IsServedAsync(CancellationToken cancellation) =>
        Postmaster is { } postmaster && await postmaster.IsServedAsync(account, cancellation);

    /// <summary>Ends what the dead program left under way, so that nothing of its can still commit.</summary>
    private async Task<bool> TryAdoptAsync(CancellationToken cancellation)
    {
        if (!File.Exists(TuningFile) || await File.ReadAllTextAsync(TuningFile, cancellation) != tuning.Text) return false;
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionTo("postgres").ConnectionString);
            await connection.OpenAsync(cancellation);
            await using var leftovers = new NpgsqlCommand(
                "SELECT coalesce(bool_and(pg_terminate_backend(pid, 10000)), true) FROM pg_stat_activity "
                + "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
                connection);
            if (await leftovers.ExecuteScalarAsync(cancellation) is not true) return false;
        }
        catch (NpgsqlException)
        {
            // It is starting up, shutting down or unwell: a restart puts that right.
            return false;
        }

        await EnsureDatabaseAsync(cancellation);
        return true;
    }

    private async Task LaunchAsync(CancellationToken cancellation)
    {
        string[] words =
        [
            "start", "-D", directory.Cluster, "-l", directory.LogFile, "-w", "-s",
            "-t", StartLimitSeconds.ToString(CultureInfo.InvariantCulture),
        ];
        for (var retries = 0; ; retries++)
        {
            if (File.Exists(directory.LogFile)) File.Move(directory.LogFile, directory.LogFile + ".old", overwrite: true);
            var starting = ServerCommand.RunAsync(account, binaries.PgCtl, words, CancellationToken.None);
            if (await Task.WhenAny(starting, Task.Delay(Timeout.Infinite, cancellation)) != starting) await CallOffAsync(starting);
            cancellation.ThrowIfCancellationRequested();
            var started = await starting;
            if (started.Succeeded) return;

            var log = File.Exists(directory.LogFile) ? await File.ReadAllLinesAsync(directory.LogFile, cancellation) : [];
            // A killed postmaster's children need a moment to notice and end; a killed program's start may have come first.
            var inTheWay = log.Any(line => line.Contains("is still in use", StringComparison.Ordinal)) || await IsServedAsync(cancellation);
            if (!inTheWay || retries == MostRetries) throw StartFailed($"{started.Output}\n{string.Join('\n', log.TakeLast(LogTailLines))}");
            await StopAsync(cancellation);
            await Task.Delay(RetryMilliseconds, cancellation);
        }
    }

    /// <summary>Stops a server that is starting. One that cannot be told yet, having written no pid file, is told a little later.</summary>
    private async Task CallOffAsync(Task<CommandOutcome> starting)
    {
        while (!starting.IsCompleted)
        {
            await StopAsync(CancellationToken.None);
            await Task.WhenAny(starting, Task.Delay(RetryMilliseconds, CancellationToken.None));
        }
    }

    private async Task EnsureDatabaseAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionTo("postgres").ConnectionString);
            await connection.OpenAsync(cancellation);
            await using var seek = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
            seek.Parameters.AddWithValue(ServerCluster.ExchangeName);
            if (await seek.ExecuteScalarAsync(cancellation) is not null) return;
            await using var create = new NpgsqlCommand($"CREATE DATABASE {ServerCluster.ExchangeName}", connection);
            await create.ExecuteNonQueryAsync(cancellation);
        }
        catch (NpgsqlException error)
        {
            throw StartFailed(error.Message, error);
        }
    }

    private NpgsqlConnectionStringBuilder ConnectionTo(string database) => new()
    {
        Host = tuning.SocketFolder ?? IPAddress.Loopback.ToString(),
        Port = tuning.Port,
        Username = ServerCluster.ExchangeName,
        Password = password,
        Database = database,
        Pooling = database == ServerCluster.ExchangeName,
    };

    private LocalPostgresException StartFailed(string why, Exception? cause = null) => new(
        LocalPostgresFailure.StartFailed,
        $"PostgreSQL did not start in {directory.Root}: {why.Trim()}",
        $"The whole log is in {directory.LogFile}.",
        cause);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
