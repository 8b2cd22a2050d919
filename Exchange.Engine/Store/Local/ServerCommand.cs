using System.ComponentModel;
using System.Diagnostics;

namespace Exchange.Engine.Store.Local;

/// <summary>What a command left behind: its exit code, and what it printed on both streams.</summary>
internal readonly record struct CommandOutcome(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs one of the server's programs as the server's account, in a clean environment.</summary>
internal static class ServerCommand
{
    /// <summary>The exit code that shells give a command that does not exist.</summary>
    private const int NotFoundExitCode = 127;

    /// <summary>A daemon may keep our pipes open after the command has ended; its last words get this long.</summary>
    private const int OutputAfterExitMilliseconds = 1_000;

    public static async Task<CommandOutcome> RunAsync(
        ServerAccount account, string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = Describe([.. account.Prefix, program, .. arguments]) };
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            return new CommandOutcome(NotFoundExitCode, missing.Message);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CommandOutcome(process.ExitCode, (await ReadAsync(output) + await ReadAsync(errors)).Trim());
    }

    private static ProcessStartInfo Describe(List<string> words)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The account may be unable to enter our own working directory.
            WorkingDirectory = OperatingSystem.IsWindows() ? Path.GetTempPath() : "/",
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    private static async Task<string> ReadAsync(Task<string> stream)
    {
        try
        {
            return await stream.WaitAsync(TimeSpan.FromMilliseconds(OutputAfterExitMilliseconds));
        }
        catch (TimeoutException)
        {
            return "";
        }
    }
}
