using System.Globalization;
using System.Security.Cryptography;

namespace Exchange.Engine.Store.Local;

/// <summary>PostgreSQL's own data directory: made once, whole or not at all.</summary>
internal static class ServerCluster
{
    /// <summary>The superuser, and the name of the exchange's database.</summary>
    public const string ExchangeName = "exchange";

    private const string UnfinishedPrefix = "cluster.new-";

    /// <summary>The major version that made the cluster, or null where there is none yet.</summary>
    public static async Task<int?> MajorAsync(ServerDirectory directory, CancellationToken cancellation)
    {
        var file = Path.Combine(directory.Cluster, "PG_VERSION");
        if (!File.Exists(file)) return null;
        return int.Parse(await File.ReadAllTextAsync(file, cancellation), CultureInfo.InvariantCulture);
    }

    /// <summary>Makes the cluster beside its place and moves it there when it is whole, so that a start cut short leaves none.</summary>
    public static async Task CreateAsync(
        ServerDirectory directory, ServerAccount account, PostgresBinaries binaries, bool durable, CancellationToken cancellation)
    {
        ClearUnfinished(directory);
        if (Directory.Exists(directory.Cluster)) return;

        var unfinished = Path.Combine(directory.Root, UnfinishedPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)));
        string[] words =
        [
            "-D", unfinished, "-U", ExchangeName, "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", $"--pwfile={directory.PasswordFile}",
            "--data-checksums", "--no-instructions",
        ];
        var made = await ServerCommand.RunAsync(account, binaries.Initdb, durable ? words : [.. words, "--no-sync"], cancellation);
        if (!made.Succeeded)
        {
            throw new LocalPostgresException(
                LocalPostgresFailure.CreationFailed,
                $"initdb could not make a database in {directory.Root}: {made.Output}",
                "Check that the disk has room and that the account may write there.");
        }

        await File.AppendAllTextAsync(
            Path.Combine(unfinished, "postgresql.conf"), $"\ninclude_if_exists '{ServerTuning.FileName}'\n", cancellation);
        Directory.Move(unfinished, directory.Cluster);
    }

    /// <summary>The best compression of full pages that the server was built with.</summary>
    public static async Task<string> WalCompressionAsync(
        ServerDirectory directory, ServerAccount account, PostgresBinaries binaries, CancellationToken cancellation)
    {
        var lz4 = await ServerCommand.RunAsync(
            account, binaries.Postgres, ["-C", "wal_compression", "-c", "wal_compression=lz4", "-D", directory.Cluster], cancellation);
        return lz4.Succeeded ? "lz4" : "pglz";
    }

    /// <summary>Removes what starts cut short left. One that a server has run on was whole: only its move got lost in a power cut.</summary>
    private static void ClearUnfinished(ServerDirectory directory)
    {
        foreach (var folder in Directory.EnumerateDirectories(directory.Root, UnfinishedPrefix + "*").ToList())
        {
            if (File.Exists(Path.Combine(folder, "postmaster.opts")) && !Directory.Exists(directory.Cluster))
                Directory.Move(folder, directory.Cluster);
            else
                Discard(folder);
        }
    }

    private static void Discard(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // The initdb of a program just killed still works in it. It is in nobody's way, and goes another time.
        }
    }
}
