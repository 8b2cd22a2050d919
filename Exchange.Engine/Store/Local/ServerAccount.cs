using System.Globalization;

namespace Exchange.Engine.Store.Local;

/// <summary>Whom the server runs as. PostgreSQL refuses root, so a program of root's becomes somebody else for it.</summary>
/// <param name="Name">The account's name, or null where the server runs as the program itself does.</param>
/// <param name="UserId">Its number in decimal, or null likewise.</param>
/// <param name="Prefix">The words in front of a command that make it run as that account.</param>
internal sealed record ServerAccount(string? Name, string? UserId, IReadOnlyList<string> Prefix)
{
    private const string AccountsFile = "/etc/passwd";

    private static readonly string[] _candidates = ["postgres", "nobody"];

    /// <summary>The account that the program itself runs as.</summary>
    public static ServerAccount Own { get; } = new(null, null, []);

    /// <summary>Whether the program is root on a system that has one. Windows' <c>pg_ctl</c> drops an administrator's rights by itself.</summary>
    private static bool MustDrop => Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows();

    /// <summary>The account that owns the cluster if there is one already, else the first candidate that this machine knows.</summary>
    public static async Task<ServerAccount> ChooseAsync(string cluster, CancellationToken cancellation)
    {
        if (!MustDrop) return Own;

        var owner = await OwnerAsync(cluster, cancellation);
        var known = await File.ReadAllLinesAsync(AccountsFile, cancellation);
        var entries = known.Select(line => line.Split(':')).Where(fields => fields.Length >= 4 && fields[2] != "0").ToList();
        var choices = entries.Where(fields => fields[2] == owner)
            .Concat(_candidates.SelectMany(name => entries.Where(fields => fields[0] == name)));
        foreach (var fields in choices)
            foreach (var prefix in WaysToBecome(fields[0], fields[2], fields[3]))
            {
                var account = new ServerAccount(fields[0], fields[2], prefix);
                if ((await ServerCommand.RunAsync(account, "true", [], cancellation)).Succeeded) return account;
            }

        throw new LocalPostgresException(
            LocalPostgresFailure.NoUnprivilegedAccount,
            "PostgreSQL does not run as root, and no other account could be used.",
            $"Run the exchange as an ordinary user, or let root become '{_candidates[0]}' or '{_candidates[1]}' (setpriv, runuser or su).");
    }

    /// <summary>Gives files and folders, without what is in these, to the account. Nothing to do where it is our own.</summary>
    public Task TakeAsync(CancellationToken cancellation, params IEnumerable<string> paths) => ChangeOwnerAsync(["-h"], paths, cancellation);

    /// <summary>Gives a folder and all that is in it to the account, unless it is the account's already.</summary>
    public async Task TakeAllAsync(string folder, CancellationToken cancellation)
    {
        if (Name is null || await OwnerAsync(folder, cancellation) == UserId) return;
        await ChangeOwnerAsync(["-hR"], [folder], cancellation);
    }

    private async Task ChangeOwnerAsync(string[] how, IEnumerable<string> paths, CancellationToken cancellation)
    {
        if (Name is null) return;

        var taken = await ServerCommand.RunAsync(Own, "chown", [.. how, Name, .. paths], cancellation);
        if (taken.Succeeded) return;
        throw new LocalPostgresException(
            LocalPostgresFailure.DirectoryNotReachable,
            $"The data directory could not be given to '{Name}': {taken.Output}.",
            "Choose a data directory on a file system that allows chown.");
    }

    private static IEnumerable<string[]> WaysToBecome(string name, string user, string group)
    {
        yield return ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups", "--"];
        yield return ["runuser", "-u", name, "--"];
        yield return ["su", "-s", "/bin/sh", "-c", "exec \"$@\"", "--", name, "sh"];
    }

    private static async Task<string?> OwnerAsync(string path, CancellationToken cancellation)
    {
        if (!Directory.Exists(path)) return null;

        string[] format = OperatingSystem.IsLinux() ? ["-c", "%u"] : ["-f", "%u"];
        var owner = await ServerCommand.RunAsync(Own, "stat", [.. format, path], cancellation);
        return owner.Succeeded && int.TryParse(owner.Output, CultureInfo.InvariantCulture, out _) ? owner.Output : null;
    }
}
