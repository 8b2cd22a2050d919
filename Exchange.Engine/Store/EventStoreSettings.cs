using System.Text.RegularExpressions;

namespace Exchange.Engine.Store;

/// <summary>Where the events lie and how patient the store is.</summary>
public sealed partial record EventStoreSettings
{
    private string eventsSchema = "events";
    private string ownSchema = "exchange";

    /// <summary>The PostgreSQL schema of the event tables, in Marten's shape.</summary>
    /// <exception cref="ArgumentException">Not a plain lower-case identifier.</exception>
    public string EventsSchema { get => eventsSchema; init => eventsSchema = Identifier(value); }

    /// <summary>The PostgreSQL schema of our own tables: the writer's row, turns, snapshots, checkpoints.</summary>
    /// <exception cref="ArgumentException">Not a plain lower-case identifier.</exception>
    public string OwnSchema { get => ownSchema; init => ownSchema = Identifier(value); }

    /// <summary>The market, whose stream is <c>market-{name}</c>.</summary>
    public string Market { get; init; } = "main";

    /// <summary>How long a take-over waits for another writer to go, in milliseconds.</summary>
    public int TakeOverWaitMilliseconds { get; init; } = 10_000;

    /// <summary>How long a commit whose outcome is unknown is asked about, in milliseconds, while the server cannot be reached.</summary>
    public int ResolveWaitMilliseconds { get; init; } = 60_000;

    /// <summary>How often at most those who listen for new events are woken, in milliseconds: a notification serialises commits.</summary>
    public int NotifyEveryMilliseconds { get; init; } = 5;

    /// <summary>How many bytes of rows are sent to the server at once.</summary>
    public int SendBytes { get; init; } = 256 * 1024;

    /// <summary>The PEM file of the key that signs checkpoints of the chain, made where there is none; null where nobody signs.</summary>
    public string? CheckpointKeyFile { get; init; }

    /// <summary>How many turns lie between two signed checkpoints; the first turn of each writer is signed as well.</summary>
    public int CheckpointEveryTurns { get; init; } = 1_000;

    /// <summary>How many snapshots are kept; older ones go when a new one is saved.</summary>
    public int SnapshotsKept { get; init; } = 3;

    private static string Identifier(string name) =>
        PlainIdentifier().IsMatch(name) ? name : throw new ArgumentException($"{name} is no plain lower-case identifier.", nameof(name));

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex PlainIdentifier();
}
