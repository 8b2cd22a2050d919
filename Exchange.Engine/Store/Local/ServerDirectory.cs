using System.Security.Cryptography;
using System.Text;

namespace Exchange.Engine.Store.Local;

/// <summary>
/// The server's directory while this program owns it: <c>owner.lock</c> (held by the living owner, freed by the system when it
/// dies), <c>owner.pid</c> (for people to read), <c>password</c>, <c>cluster</c> (PostgreSQL's own data directory), <c>socket</c>
/// and <c>server.log</c>.
/// </summary>
internal sealed class ServerDirectory : IDisposable
{
    private const string LockName = "owner.lock";
    private const string OwnerName = "owner.pid";
    private const int PasswordBytes = 24;

    /// <summary>A socket's path may have 107 bytes on Linux and 103 on macOS, <c>/.s.PGSQL.5432</c> included.</summary>
    private const int LongestSocketFolderBytes = 88;

    private readonly string _root;
    private readonly FileStream _lock;
    private string? _temporarySocketFolder;

    private ServerDirectory(string root, FileStream heldLock)
    {
        _root = root;
        _lock = heldLock;
    }

    public string Root => _root;

    public string Cluster => Path.Combine(_root, "cluster");

    public string LogFile => Path.Combine(_root, "server.log");

    public string PasswordFile => Path.Combine(_root, "password");

    /// <summary>Creates the directory if need be and becomes its owner, or says who is.</summary>
    public static ServerDirectory Own(string path)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        try
        {
            CreatePrivate(root);
            if (!File.Exists(Path.Combine(root, LockName)) && Directory.EnumerateFileSystemEntries(root).Any(IsForeign)) throw NotOurs(root);
            var owned = new ServerDirectory(root, Lock(root));
            File.WriteAllText(Path.Combine(root, OwnerName), $"{Environment.ProcessId}\n");
            return owned;
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new LocalPostgresException(
                LocalPostgresFailure.DirectoryNotReachable,
                $"The data directory {root} cannot be used: {error.Message}",
                "Choose a directory that this user may write.",
                error);
        }
    }

    /// <summary>Gives what the server needs to its account, and refuses a directory that the account cannot reach.</summary>
    public async Task HandOverAsync(ServerAccount account, CancellationToken cancellation)
    {
        await account.TakeAsync(cancellation, _root, PasswordFile);
        if (Directory.Exists(Cluster)) await account.TakeAllAsync(Cluster, cancellation);
        if (account.Name is null || await CanEnterAsync(_root)) return;

        var closed = _root;
        for (var folder = _root; folder is not null; folder = Path.GetDirectoryName(folder))
            if (!await CanEnterAsync(folder)) closed = folder;
        throw new LocalPostgresException(
            LocalPostgresFailure.DirectoryNotReachable,
            $"PostgreSQL does not run as root, and '{account.Name}', which it runs as instead, cannot enter {closed}.",
            $"Choose a data directory elsewhere, such as {LocalPostgresSettings.DefaultDataDirectory}, or run: chmod o+x {closed}");

        async Task<bool> CanEnterAsync(string folder) =>
            (await ServerCommand.RunAsync(account, "test", ["-x", folder], cancellation)).Succeeded;
    }

    /// <summary>The superuser's password: read if there is one, else drawn and written for the owner's eyes only.</summary>
    public async Task<string> PasswordAsync(CancellationToken cancellation)
    {
        if (File.Exists(PasswordFile)) return (await File.ReadAllTextAsync(PasswordFile, cancellation)).Trim();

        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var unfinished = $"{PasswordFile}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        await using (var writer = new StreamWriter(unfinished, options)) await writer.WriteLineAsync(password.AsMemory(), cancellation);
        File.Move(unfinished, PasswordFile);
        return password;
    }

    /// <summary>The folder of the server's socket, entered by its account alone: inside the directory, or in /tmp where that is too long.</summary>
    /// <param name="previous">The folder that the last start used, to be used again if it is still there.</param>
    public string SocketFolder(string? previous)
    {
        var inside = Path.Combine(_root, "socket");
        if (Encoding.UTF8.GetByteCount(inside) <= LongestSocketFolderBytes && inside.IndexOfAny([',', ':', '\'', '"', '\\']) < 0)
        {
            CreatePrivate(inside);
            return inside;
        }

        if (previous?.StartsWith("/tmp/exchange-", StringComparison.Ordinal) is true && Directory.Exists(previous))
            return _temporarySocketFolder = previous;
        var folder = $"/tmp/exchange-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        CreatePrivate(folder);
        return _temporarySocketFolder = folder;
    }

    /// <summary>Lets another program own the directory.</summary>
    public void Dispose()
    {
        if (_temporarySocketFolder is { } folder && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
        _lock.Dispose();
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else if (!Directory.Exists(folder))
        {
            // Only the last folder is private: those above it may be shared with others.
            if (Path.GetDirectoryName(folder) is { } parent) Directory.CreateDirectory(parent);
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static FileStream Lock(string root)
    {
        var file = Path.Combine(root, LockName);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(file))
        {
            throw new LocalPostgresException(
                LocalPostgresFailure.DirectoryInUse,
                $"The data directory {root} is in use by another program{Owner(Path.Combine(root, OwnerName))}.",
                "Stop it, or give this one a data directory of its own (--data DIR).",
                error);
        }
    }

    private static string Owner(string file) => File.Exists(file) ? $", process id {File.ReadAllText(file).Trim()}" : "";

    // A file system's own folder, found where a volume is mounted, is nobody's.
    private static bool IsForeign(string entry) => Path.GetFileName(entry) != "lost+found";

    private static LocalPostgresException NotOurs(string root) => new(
        LocalPostgresFailure.DirectoryNotOurs,
        $"The data directory {root} holds files that the exchange did not make.",
        "Choose an empty directory, or one that does not exist yet.");
}
