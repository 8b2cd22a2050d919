using System.Diagnostics;

namespace Exchange.Tests.Durability;

/// <summary>A second program for tests to kill: this assembly itself, run with a verb that says what to be in the middle of.</summary>
internal static class Victim
{
    public static Task<int> Main(string[] words) => words switch
    {
        ["local-postgres", var directory] => LocalPostgresVictim.RunAsync(directory),
        ["market", var connection, var first] => MarketCrashTests.RunVictimAsync(connection, int.Parse(first, System.Globalization.CultureInfo.InvariantCulture)),
        ["server", var directory] => Api.KilledServers.RunVictimAsync(directory),
        _ => Task.FromException<int>(new ArgumentException($"no such victim: {string.Join(' ', words)}")),
    };

    /// <summary>Starts the program. Its standard output tells the test how far it is; it ends when the test kills it.</summary>
    public static Process Start(params string[] words) => Start(new Dictionary<string, string>(), words);

    /// <summary>Starts the program with more in its environment.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] words)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        var start = new ProcessStartInfo(dotnet, [typeof(Victim).Assembly.Location, .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
