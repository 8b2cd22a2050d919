using System.CommandLine;
using Exchange.Api.Hosting;
using Exchange.Engine.Store;
using Exchange.Engine.Store.Local;
using Npgsql;

namespace Exchange.Api.Cli;

/// <summary><c>verify</c>: recomputes the hash chain over the whole history and names the first position that does not fit.</summary>
public static class VerifyVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var verb = new Command("verify", "Check that the history was not altered") { StoreOptions.Data, StoreOptions.Connection };
        verb.SetAction((parsed, cancellation) => RunAsync(
            new ServerOptions { DataDirectory = StoreOptions.DataDirectory(parsed), Connection = parsed.GetValue(StoreOptions.Connection) }, cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(ServerOptions options, CancellationToken cancellation)
    {
        try
        {
            await using LocalPostgres? own = options.Connection is null
                ? await LocalPostgres.StartAsync(new LocalPostgresSettings(options.PostgresDirectory), cancellation)
                : null;
            var settings = new EventStoreSettings { CheckpointKeyFile = File.Exists(options.CheckpointKeyFile) ? options.CheckpointKeyFile : null };
            await using EventStore store = await EventStore.OpenAsync(options.Connection ?? own!.ConnectionString, settings, cancellation);
            HistoryFindings found = await store.VerifyAsync(null, cancellation);
            await Console.Out.WriteLineAsync(found.ToString());
            return found.Holds ? 0 : 1;
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
