using System.CommandLine;
using Exchange.Api.Hosting;
using Exchange.Api.Proofs;
using Exchange.Engine.Store;
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
        verb.SetAction((parsed, cancellation) =>
        {
            (long from, long? to) = (parsed.GetValue(From), parsed.GetValue(To));
            return HistoryCheck.RunAsync(StoreOptions.Server(parsed), (connection, stop) => CheckAsync(connection, from, to, stop), cancellation);
        });
        return verb;
    }

    private static async Task<(string Findings, bool Holds)> CheckAsync(string connection, long from, long? to, CancellationToken cancellation)
    {
        await using EventStore store = await EventStore.OpenAsync(connection, new EventStoreSettings(), cancellation);
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(connection);
        var transcripts = new Transcripts(database);
        await transcripts.PrepareAsync(cancellation);
        long last = to ?? await store.LastPositionAsync(cancellation);
        ProofFindings found = await ProofAudit.RunAsync(store, transcripts, (from, last), SettingsFile.Read().Proofs.HeartbeatMeanMilliseconds, cancellation);
        return (found.ToString(), found.Holds);
    }
}
