using System.Diagnostics;
using System.Globalization;
using Exchange.Engine.Store.Local;
using Npgsql;

namespace Exchange.Tests.Durability;

/// <summary>A folder for one test's servers, removed afterwards.</summary>
public sealed class LocalPostgresFolder : IDisposable
{
    public LocalPostgresFolder()
    {
        Path = System.IO.Path.Combine("/tmp", $"exchange tests {Guid.NewGuid():N}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>A data directory in the folder, by default a fresh and fast one.</summary>
    public LocalPostgresSettings Settings(string name = "data", bool durable = false) =>
        new(System.IO.Path.Combine(Path, name), Durable: durable);

    public Task<LocalPostgres> StartAsync(string name = "data", bool durable = false) =>
        LocalPostgres.StartAsync(Settings(name, durable), CancellationToken.None);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Runs a statement on a connection of its own and gives its first value.</summary>
    public static async Task<T> AskAsync<T>(LocalPostgres postgres, string statement)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand(statement);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Ends a server as <c>kill -9</c> does, and returns when it runs no more, whether or not its parent has noticed.</summary>
    public static void Kill(int postmaster)
    {
        using var process = Process.GetProcessById(postmaster);
        process.Kill();
        Xunit.Assert.True(SpinWait.SpinUntil(IsGone, TimeSpan.FromSeconds(30)), $"process {postmaster} outlived its killing");

        bool IsGone()
        {
            try
            {
                return File.ReadAllText($"/proc/{postmaster}/stat").Contains(") Z ", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    /// <summary>Whose the process is, by number; 0 is root.</summary>
    public static int UserOf(int pid)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%u", $"/proc/{pid}"]) { RedirectStandardOutput = true })!;
        return int.Parse(stat.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
    }
}
