using System.CommandLine;
using Exchange.Api.Proofs;
using Exchange.Engine.Store;
using Npgsql;

namespace Exchange.Api.Cli;

/// <summary><c>verify-proofs</c>: reaches every verdict again whose transcript is kept, and names those that are not as recorded.</summary>
public static class VerifyProofsVerb
{
    private static readonly Option<long> From = new("--from") { Description = "The first position to check", DefaultValueFactory = _ => 1 };
    private static readonly Option<long?> To = new("--to") { Description = "The last position to check; the last there is where it is missing" };
    private static readonly Option<bool> Deep = new("--deep") { Description = $"Multiply every right product again that was not kept, and not only {ProofAudit.MostMadeAgain} of them, drawn at random" };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var verb = new Command("verify-proofs", "Recompute the verdicts on proofs from events and transcripts") { StoreOptions.Data, StoreOptions.Connection, From, To, Deep };
        verb.SetAction((parsed, cancellation) =>
        {
            (long From, long? To) range = (parsed.GetValue(From), parsed.GetValue(To));
            bool deep = parsed.GetValue(Deep);
            return HistoryCheck.RunAsync(StoreOptions.Server(parsed), (connection, stop) => CheckAsync(connection, range, deep, stop), cancellation);
        });
        return verb;
    }

    private static async Task<(string Findings, bool Holds)> CheckAsync(
        string connection, (long From, long? To) range, bool deep, CancellationToken cancellation)
    {
        await using EventStore store = await EventStore.OpenAsync(connection, new EventStoreSettings(), cancellation);
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(connection);
        var transcripts = new Transcripts(database);
        await transcripts.PrepareAsync(cancellation);
        long last = range.To ?? await store.LastPositionAsync(cancellation);
        ProofFindings found = await ProofAudit.RunAsync(store, transcripts, (range.From, last), deep, cancellation);
        return (found.ToString(), found.Holds);
    }
}
