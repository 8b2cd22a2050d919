using Exchange.Api.Hosting;
using Exchange.Engine.Store.Local;
using Npgsql;

namespace Exchange.Api.Cli;

/// <summary>Looks through a history that is kept, in the PostgreSQL of its own that it has, or in the one that the options name.</summary>
internal static class HistoryCheck
{
    /// <summary>Runs a check and says what it found; the verb's exit code, 0 where the history holds.</summary>
    /// <param name="options">Where the history is.</param>
    /// <param name="check">Given a connection; what was found, and whether the history holds.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<int> RunAsync(
        ServerOptions options, Func<string, CancellationToken, Task<(string Findings, bool Holds)>> check, CancellationToken cancellation)
    {
        try
        {
            await using LocalPostgres? own = options.Connection is null
                ? await LocalPostgres.StartAsync(new LocalPostgresSettings(options.PostgresDirectory), cancellation)
                : null;
            (string findings, bool holds) = await check(options.Connection ?? own!.ConnectionString, cancellation);
            await Console.Out.WriteLineAsync(findings);
            return holds ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            return StopSignals.Interrupted;
        }
        catch (Exception refused) when (refused is LocalPostgresException or NpgsqlException or IOException)
        {
            await Console.Error.WriteLineAsync($"exchange: {refused.Message}");
            return 1;
        }
    }
}
