using System.CommandLine;
using Exchange.Api.Hosting;
using Exchange.Engine.Store;

namespace Exchange.Api.Cli;

/// <summary><c>verify</c>: recomputes the hash chain over the whole history and names the first position that does not fit.</summary>
public static class VerifyVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var verb = new Command("verify", "Check that the history was not altered") { StoreOptions.Data, StoreOptions.Connection };
        verb.SetAction((parsed, cancellation) =>
        {
            ServerOptions options = StoreOptions.Server(parsed);
            return HistoryCheck.RunAsync(options, (connection, stop) => CheckAsync(connection, options.CheckpointKeyFile, stop), cancellation);
        });
        return verb;
    }

    private static async Task<(string Findings, bool Holds)> CheckAsync(string connection, string checkpointKey, CancellationToken cancellation)
    {
        var settings = new EventStoreSettings { CheckpointKeyFile = File.Exists(checkpointKey) ? checkpointKey : null };
        await using EventStore store = await EventStore.OpenAsync(connection, settings, cancellation);
        HistoryFindings found = await store.VerifyAsync(null, cancellation);
        return (found.ToString(), found.Holds);
    }
}
