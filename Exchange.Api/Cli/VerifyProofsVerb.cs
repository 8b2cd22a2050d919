using System.CommandLine;
using Exchange.Api.Hosting;
using Exchange.Api.Proofs;
using Exchange.Engine.Store;
using Exchange.Engine.Store.Local;
using Npgsql;

namespace Exchange.Api.Cli;

/// <summary><c>verify-proofs</c>: reaches every verdict again whose transcript is kept, and names those that are not as recorded.</summary>
public static class VerifyProofsVerb
{
    private static readonly Option<long> From = new("--from") { Description = "The first position to check", DefaultValueFactory = _ => 1 };
    private static readonly Option<long?> To = new("--to") { Description = "The last position to check; the last there is where it is missing" };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var verb = new Command("verify-proofs", "Recompute the verdicts on proofs from events and transcripts") { StoreOptions.Data, StoreOptions.Connection, From, To };
        verb.SetAction((parsed, cancellation) => RunAsync(
            new ServerOptions { DataDirectory = StoreOptions.DataDirectory(parsed), Connection = parsed.GetValue(StoreOptions.Connection) },
            parsed.GetValue(From), parsed.GetValue(To), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(ServerOptions options, long from, long? to, CancellationToken cancellation)
    {
        try
        {
            await using LocalPostgres? own = options.Connection is null
                ? await LocalPostgres.StartAsync(new LocalPostgresSettings(options.PostgresDirectory), cancellation)
                : null;
            string connection = options.Connection ?? own!.ConnectionString;
            await using EventStore store = await EventStore.OpenAsync(connection, new EventStoreSettings(), cancellation);
            await using NpgsqlDataSource database = NpgsqlDataSource.Create(connection);
            var transcripts = new Transcripts(database);
            await transcripts.PrepareAsync(cancellation);
            long last = to ?? await store.LastPositionAsync(cancellation);
            ProofFindings found = await ProofAudit.RunAsync(store, transcripts, (from, last), SettingsFile.Read().Proofs.HeartbeatMeanMilliseconds, cancellation);
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
