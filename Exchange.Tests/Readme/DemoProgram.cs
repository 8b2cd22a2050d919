using System.Diagnostics;
using Exchange.Api.Hosting;
using Exchange.Tests.Durability;
using Xunit;

namespace Exchange.Tests.Readme;

/// <summary>The program itself, started with <c>up --demo</c> as the README says, in a folder where its output lies in <c>exchange.log</c>.</summary>
public sealed class DemoProgram : IAsyncLifetime, IDisposable
{
    private const int PatienceMilliseconds = 120_000;
    private const string LastLine = "Ctrl-C stops it.";
    private readonly LocalPostgresFolder folder = new();
    private Process? program;
    private Task drained = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        string[] words = [typeof(ExchangeServer).Assembly.Location, "up", "--demo", "--port", "0", "--data", Path.Combine(folder.Path, "data")];
        program = Start("dotnet", words);
        using var patience = new CancellationTokenSource(PatienceMilliseconds);
        await using (StreamWriter log = File.CreateText(Path.Combine(folder.Path, "exchange.log")))
        {
            string? line;
            do
            {
                line = await program.StandardOutput.ReadLineAsync(patience.Token)
                    ?? throw new InvalidOperationException("The program ended: " + await program.StandardError.ReadToEndAsync(patience.Token));
                await log.WriteLineAsync(line);
            }
            while (line != LastLine);
        }

        drained = Task.WhenAll(program.StandardOutput.ReadToEndAsync(CancellationToken.None), program.StandardError.ReadToEndAsync(CancellationToken.None));
    }

    /// <summary>Runs a script in the program's folder and gives what it printed; fails where the script does.</summary>
    public async Task<string> RunAsync(string interpreter, string[] words, string script)
    {
        using Process process = Start(interpreter, words);
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        Task<string> complained = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(script);
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(PatienceMilliseconds);
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == 0, $"{await said}\n{await complained}");
        return await said;
    }

    /// <summary>Stops the program as Ctrl-C does, so that it stops its database.</summary>
    public async Task DisposeAsync()
    {
        if (program is null) return;
        using (Process stop = Start("kill", ["-TERM", program.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await stop.WaitForExitAsync();
        using var patience = new CancellationTokenSource(PatienceMilliseconds);
        await program.WaitForExitAsync(patience.Token);
        await drained;
        Assert.Equal(0, program.ExitCode);
    }

    public void Dispose()
    {
        program?.Dispose();
        folder.Dispose();
    }

    private Process Start(string file, string[] words) => Process.Start(new ProcessStartInfo(file, words)
    {
        WorkingDirectory = folder.Path,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
