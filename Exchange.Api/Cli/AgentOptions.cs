using System.CommandLine;
using System.CommandLine.Parsing;
using Exchange.Api.Agents;

namespace Exchange.Api.Cli;

/// <summary>The options that every agent has: where the exchange is, and with which key it acts.</summary>
internal static class AgentOptions
{
    public static readonly Option<Uri> Url = new("--url")
    {
        Description = "Where the exchange runs",
        DefaultValueFactory = _ => new Uri($"http://localhost:{Hosting.ServerOptions.DefaultPort}"),
        CustomParser = ReadUrl,
    };

    public static readonly Option<string?> KeyFilePath = new("--key-file") { Description = "A file with key, secret, passphrase and account in JSON" };
    public static readonly Option<string?> Key = new("--key") { Description = "The public name of the API key" };
    public static readonly Option<string?> Secret = new("--secret") { Description = "Its secret, in base64" };
    public static readonly Option<string?> Passphrase = new("--passphrase") { Description = "Its passphrase" };
    public static readonly Option<string?> AgentKeyPath = new("--agent-key") { Description = "The file of the key that signs metered hours; made where it is missing" };

    public static readonly Option<string?> Authority = new("--simulated-authority") { Description = "The file of the simulated authority that certifies confidential hardware; see simulate-attestation" };

    /// <summary>Attests with simulated hardware where the options name an authority.</summary>
    public static SimulatedAttester? Attester(ParseResult parsed, ApiClient api) =>
        parsed.GetValue(Authority) is { } path ? SimulatedAttester.FromFile(api, path) : null;

    /// <summary>Whether an option was given, and is below one.</summary>
    public static bool IsBelowOne(CommandResult parsed, Option<int> option) => parsed.GetResult(option) is { Implicit: false } && parsed.GetValue(option) < 1;

    /// <summary>A verb of an agent, with these options and its own.</summary>
    public static Command Verb(string name, string description, params Option[] own)
    {
        var verb = new Command(name, description) { Url, KeyFilePath, Key, Secret, Passphrase };
        foreach (Option option in own) verb.Options.Add(option);
        verb.Validators.Add(parsed =>
        {
            bool isWhole = parsed.GetValue(Key) is not null && parsed.GetValue(Secret) is not null && parsed.GetValue(Passphrase) is not null;
            if (parsed.GetValue(KeyFilePath) is null && !isWhole) parsed.AddError("Name a --key-file, or --key, --secret and --passphrase.");
        });
        return verb;
    }

    /// <summary>The way to the exchange that the options name.</summary>
    /// <param name="parsed">The options.</param>
    /// <param name="http">Reaches it; its base address is set here.</param>
    public static ApiClient Client(ParseResult parsed, HttpClient http)
    {
        http.BaseAddress = parsed.GetValue(Url);
        SigningKey key = parsed.GetValue(KeyFilePath) is { } path
            ? SigningKey.FromFile(path)
            : SigningKey.Of(parsed.GetValue(Key)!, parsed.GetValue(Secret)!, parsed.GetValue(Passphrase)!);
        return new ApiClient(http, key, TimeProvider.System);
    }

    /// <summary>The key that signs metered hours: the file's, or one that lasts as long as the program.</summary>
    public static AgentKey SigningHours(ParseResult parsed) => parsed.GetValue(AgentKeyPath) is { } path ? AgentKey.FromFile(path) : AgentKey.Create();

    private static Uri? ReadUrl(ArgumentResult given)
    {
        if (Uri.TryCreate(given.Tokens[0].Value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https") return url;
        given.AddError("--url must be an address such as http://localhost:8080.");
        return null;
    }

    /// <summary>Runs an agent, step by step, until it is told to stop.</summary>
    public static Task<int> RunAsync(ParseResult parsed, Func<ApiClient, AgentLog, IAgent> make, string name, CancellationToken cancellation) =>
        RunAsync(parsed, name, async (api, log) =>
        {
            IAgent agent = make(api, log);
            await using var _ = agent as IAsyncDisposable;
            await new AgentLoop(log, TimeProvider.System).RunAsync(agent, new MarketClock(api), cancellation);
        }, cancellation);

    /// <summary>Runs an agent's own loop until it is told to stop.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, string name, Func<ApiClient, AgentLog, Task> run, CancellationToken cancellation)
    {
        var log = new AgentLog(name, Console.WriteLine);
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            await run(Client(parsed, http), log);
            return 0;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return StopSignals.Interrupted;
        }
        catch (Exception refused) when (refused is IOException or InvalidDataException or FormatException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"exchange: {refused.Message}");
            return 1;
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"exchange: the {name} ended by a fault: {fault}");
            return 1;
        }
    }
}
