using System.Diagnostics;
using System.Globalization;

namespace Exchange.Engine.Store.Local;

/// <summary>What <c>postmaster.pid</c> says of the server that runs, or ran, on a cluster.</summary>
/// <param name="Cluster">The cluster's folder.</param>
/// <param name="Text">The whole file.</param>
/// <param name="Pid">The process id of the postmaster.</param>
/// <param name="Port">The port it listens on.</param>
/// <param name="SocketFolder">The folder of its socket, empty where it has none.</param>
internal sealed record PostmasterFile(string Cluster, string Text, int Pid, int Port, string SocketFolder)
{
    private const string FileName = "postmaster.pid";

    /// <summary>More than any system gives out, so no process has it.</summary>
    private const string NobodysPid = "2147483647";

    /// <summary>Reads the file; null where there is none. One that a power cut left short names no process.</summary>
    public static PostmasterFile? Read(string cluster)
    {
        string text;
        try
        {
            text = File.ReadAllText(Path.Combine(cluster, FileName));
        }
        catch (IOException gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // Not asked for beforehand: a server that stops takes the file away at any moment.
            return null;
        }

        // The lines: pid, data directory, start time, port, socket folder, address, shared memory key, status.
        var lines = text.Split('\n');
        return lines.Length > 5
            && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid)
            && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port)
            ? new PostmasterFile(cluster, text, pid, port, lines[4].Trim())
            : new PostmasterFile(cluster, "", 0, 0, "");
    }

    /// <summary>Whether that postmaster still runs: not whether some process has its number, which numbers that are given out again often do.</summary>
    public async Task<bool> IsServedAsync(ServerAccount account, CancellationToken cancellation)
    {
        if (Pid <= 0) return false;

        var pid = Pid.ToString(CultureInfo.InvariantCulture);
        if (OperatingSystem.IsWindows()) return Process.GetProcesses().Any(process => process.Id == Pid && process.ProcessName == "postgres");
        if (!OperatingSystem.IsLinux())
        {
            var words = await ServerCommand.RunAsync(account, "ps", ["-o", "command=", "-p", pid], cancellation);
            return words.Output.Contains("postgres", StringComparison.Ordinal) && words.Output.Contains(Cluster, StringComparison.Ordinal);
        }

        // A server stands in its cluster. Asked as the server's account, since a container's root may not look into others' processes.
        var seen = await ServerCommand.RunAsync(account, "cat", [$"/proc/{pid}/cwd/{FileName}"], cancellation);
        return seen.Succeeded && Head(seen.Output) == Head(Text);
    }

    /// <summary>
    /// Says that the process of that number is not the server. The rest stays: by it the server finds out for itself
    /// whether children of the old one still use the shared memory, and refuses to start beside them.
    /// </summary>
    public void Disown()
    {
        var file = Path.Combine(Cluster, FileName);
        if (Text.Length == 0) File.Delete(file);
        else File.WriteAllText(file, NobodysPid + Text[Text.IndexOf('\n', StringComparison.Ordinal)..]);
    }

    private static string Head(string text) => string.Join('\n', text.Split('\n').Take(3));
}
