using System.Diagnostics;
using System.Globalization;
using Exchange.Api.Cli;
using Exchange.Benchmarks.Traces;
using Exchange.Tests.Durability;
using Xunit;

namespace Exchange.Tests.Traces;

/// <summary>A replay that is told to stop leaves nothing behind: neither its exchange, nor that one's PostgreSQL, nor a file.</summary>
public sealed class StoppedReplays
{
    private const int PatienceMilliseconds = 60_000;

    [Theory]
    [InlineData("Starting an exchange")]
    [InlineData("Opening accounts")]
    [InlineData("Replaying the book")]
    public async Task A_replay_that_is_terminated_stops_what_it_started(string stage)
    {
        using var folder = new LocalPostgresFolder();
        using Process replay = Start(folder.Path, "dotnet", [typeof(TraceVerbs).Assembly.Location, "trace", "bitstamp", "--data", folder.Path]);
        Task<string> said = replay.StandardOutput.ReadToEndAsync();
        using var patience = new CancellationTokenSource(PatienceMilliseconds);
        while (await replay.StandardError.ReadLineAsync(patience.Token) is { } line && !line.StartsWith(stage, StringComparison.Ordinal)) continue;

        using (Process kill = Start(folder.Path, "kill", ["-TERM", replay.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync(patience.Token);
        await replay.WaitForExitAsync(patience.Token);

        Assert.Equal((StopSignals.Interrupted, true), (replay.ExitCode, (await replay.StandardError.ReadToEndAsync(patience.Token)).EndsWith("trace: stopped\n", StringComparison.Ordinal)));
        Assert.Contains("bitstamp", await said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path, "exchange-trace-*"));
    }

    private static Process Start(string temporary, string file, string[] words) => Process.Start(new ProcessStartInfo(file, words)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["TMPDIR"] = temporary },
    })!;
}
