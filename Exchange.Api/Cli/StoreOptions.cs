using System.CommandLine;
using Exchange.Api.Hosting;

namespace Exchange.Api.Cli;

/// <summary>The options that say where the events lie.</summary>
internal static class StoreOptions
{
    public static readonly Option<string?> Data = new("--data") { Description = "Keep everything in this directory" };
    public static readonly Option<string?> Connection = new("--connection") { Description = "Use this PostgreSQL instead of an own one" };

    /// <summary>The directory named, made absolute, or the default one.</summary>
    public static string DataDirectory(ParseResult parsed) =>
        parsed.GetValue(Data) is { } named ? Path.GetFullPath(named) : ServerOptions.DefaultDataDirectory;

    /// <summary>The server whose events lie there.</summary>
    public static ServerOptions Server(ParseResult parsed) => new() { DataDirectory = DataDirectory(parsed), Connection = parsed.GetValue(Connection) };
}
