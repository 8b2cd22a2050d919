using System.CommandLine;
using System.CommandLine.Parsing;
using Exchange.Api.Agents;
using Exchange.Api.Hosting;
using Exchange.Engine.Store;
using Exchange.Engine.Store.Local;
using NodaTime;
using Npgsql;

namespace Exchange.Api.Cli;

/// <summary><c>up</c>: starts the exchange in the foreground and stops it cleanly when told to.</summary>
public static class UpVerb
{
    private const int DefaultSpeed = 60;
    private const int MaxSpeed = 3_600;
    private static readonly Option<int> Port = new("--port") { Description = "The port to listen on", DefaultValueFactory = _ => ServerOptions.DefaultPort };
    private static readonly Option<bool> Demo = new("--demo") { Description = "Start with other parties in the books, on a clock that runs ahead" };
    private static readonly Option<bool> Empty = new("--empty") { Description = "Start with nothing but an operator" };
    private static readonly Option<int?> Speed = new("--speed") { Description = "How many times as fast as time the demonstration's clock runs; 60 where it is missing" };
    private static readonly Option<string?> Clock = new("--clock") { Description = "real, or virtual: a clock that stands still until it is moved" };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var verb = new Command("up", "Start the exchange") { Port, StoreOptions.Data, StoreOptions.Connection, Demo, Empty, Speed, Clock };
        verb.Validators.Add(Check);
        verb.SetAction((parsed, cancellation) => RunAsync(Options(parsed), parsed.GetValue(Speed) ?? DefaultSpeed, cancellation));
        return verb;
    }

    private static void Check(CommandResult parsed)
    {
        if (parsed.GetValue(Demo) && parsed.GetValue(Empty)) parsed.AddError("--demo and --empty exclude each other.");
        if (parsed.GetValue(Clock) is not (null or "real" or "virtual")) parsed.AddError("--clock must be real or virtual.");
        if (parsed.GetValue(Speed) is not null && !parsed.GetValue(Demo)) parsed.AddError("--speed is for --demo.");
        if (parsed.GetValue(Speed) is < 1 or > MaxSpeed) parsed.AddError($"--speed must be from 1 to {MaxSpeed}.");
        if (parsed.GetValue(Port) is < 0 or > 65_535) parsed.AddError("--port must be from 0 to 65535.");
    }

    private static ServerOptions Options(ParseResult parsed) => new()
    {
        Port = parsed.GetValue(Port),
        DataDirectory = StoreOptions.DataDirectory(parsed),
        Connection = parsed.GetValue(StoreOptions.Connection),
        Seed = parsed.GetValue(Demo) ? Seed.Demo : parsed.GetValue(Empty) ? Seed.Empty : Seed.Trader,
        VirtualClockStart = parsed.GetValue(Clock) == "virtual" ? Instant.FromUtc(2026, 1, 1, 0, 0)
            : parsed.GetValue(Demo) ? SystemClock.Instance.GetCurrentInstant() : null,
    };

    private static async Task<int> RunAsync(ServerOptions options, int speed, CancellationToken cancellation)
    {
        try
        {
            await Console.Error.WriteLineAsync("Starting the exchange …");
            await using ExchangeServer server = await ExchangeServer.StartAsync(options, cancellation);
            await WelcomeAsync(server, options, cancellation);
            if (options.Seed == Seed.Demo) await DemonstrateAsync(server, options, speed, cancellation);
            else await server.StoppedAsync(cancellation);
            await Console.Error.WriteLineAsync("Stopping …");
            return 0;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return StopSignals.Interrupted;
        }
        catch (Exception refused) when (refused is LocalPostgresException or NpgsqlException or IOException or InvalidOperationException or ApiRefusedException
            or AnotherWriterActiveException or WeakDurabilityException or BrokenHistoryException)
        {
            await Console.Error.WriteLineAsync($"exchange: {refused.Message}");
            return 1;
        }
    }

    private static async Task DemonstrateAsync(ExchangeServer server, ServerOptions options, int speed, CancellationToken cancellation)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task agents = DemoAgents.RunAsync(server, options.DataDirectory, speed, Console.WriteLine, stopped.Token);
        await Task.WhenAny(server.StoppedAsync(cancellation), agents);
        await stopped.CancelAsync();
        try
        {
            await agents;
        }
        catch (Exception over) when (over is OperationCanceledException || (cancellation.IsCancellationRequested && over is HttpRequestException))
        {
            // They stop where they are: whatever they had begun is in the history or is not.
        }
    }

    private static async Task WelcomeAsync(ExchangeServer server, ServerOptions options, CancellationToken cancellation)
    {
        var setup = new FirstRun(server, options.DataDirectory);
        if (options.Seed == Seed.Demo) await DemoSettings.ApplyAsync(server);
        OwnKey own = await setup.OperatorAsync(cancellation);
        if (options.Seed != Seed.Empty) own = await setup.TraderAsync(cancellation);
        if (options.Seed == Seed.Demo) await new DemoMarket(server, setup).PlaceAsync(cancellation);
        string book = options.Seed == Seed.Empty ? "/products" : "/products/H100SXM-USD/book?level=2";
        await Console.Out.WriteLineAsync(
            $"""

            The exchange runs at {server.Address.AbsoluteUri.TrimEnd('/')}

            key: {own.Key}
            secret: {own.Secret}
            passphrase: {own.Passphrase}

            The key of {(options.Seed == Seed.Empty ? "the operator" : "a funded trading account")}; the operator's lies in {Path.Combine(options.DataDirectory, "operator.key")}.
            {(options.Seed == Seed.Empty ? "Nothing is for sale yet." : $"The account's node {FirstRun.TraderNode} is bonded and vouched for; what it offers must prove itself and be handed over.")}
            Next, look at a book:  curl '{server.Address.AbsoluteUri.TrimEnd('/')}{book}'
            Everything else:       {server.Address.AbsoluteUri}docs
            Ctrl-C stops it.
            """);
    }
}
