using Exchange.Engine.Store.Local;
using NodaTime;

namespace Exchange.Api.Hosting;

/// <summary>What a market holds when it is started for the first time.</summary>
public enum Seed
{
    /// <summary>Nothing but an operator.</summary>
    Empty,
    /// <summary>The catalogue's SKUs and products, and a funded trading account with a node to sell from.</summary>
    Trader,
    /// <summary>That, and other parties' orders in the books.</summary>
    Demo,
}

/// <summary>How a server is started.</summary>
public sealed record ServerOptions
{
    /// <summary>The folder of everything that the exchange keeps.</summary>
    public string DataDirectory { get; init; } = DefaultDataDirectory;
    /// <summary>A PostgreSQL to use instead of one of its own.</summary>
    public string? Connection { get; init; }
    /// <summary>The port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; } = DefaultPort;
    /// <summary>What the market holds at first.</summary>
    public Seed Seed { get; init; } = Seed.Trader;
    /// <summary>The instant at which a virtual clock starts; null for the real clock.</summary>
    public Instant? VirtualClockStart { get; init; }
    /// <summary>Limits, where they differ from the settings file.</summary>
    public ApiSettings? Settings { get; init; }

    /// <summary>The port where nobody names one.</summary>
    public const int DefaultPort = 8080;

    /// <summary>The folder where nobody names one.</summary>
    public static string DefaultDataDirectory =>
        Path.GetDirectoryName(LocalPostgresSettings.DefaultDataDirectory) ?? throw new InvalidOperationException("The user has no data folder.");

    /// <summary>The folder of the own PostgreSQL.</summary>
    public string PostgresDirectory => Path.Combine(DataDirectory, "postgres");

    /// <summary>The key that signs checkpoints of the history; outside the database that it vouches for.</summary>
    public string CheckpointKeyFile => Path.Combine(DataDirectory, "checkpoint.pem");
}
