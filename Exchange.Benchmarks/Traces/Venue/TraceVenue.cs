using System.Globalization;
using System.Text.Json;
using Exchange.Api.Accounts;
using Exchange.Api.Agents;
using Exchange.Api.Cli;
using Exchange.Api.Health;
using Exchange.Api.Hosting;
using Exchange.Api.Operator;
using Exchange.Engine.Commands;
using NodaTime;
using NodaTime.Text;
using Npgsql;

namespace Exchange.Benchmarks.Traces.Venue;

/// <summary>A trading account, its id and its way to the API.</summary>
public sealed record Party(string Id, ApiClient Api);

/// <summary>An exchange of its own for one replay: a fresh PostgreSQL in a temporary folder, a virtual clock, and nothing in it yet.</summary>
public sealed class TraceVenue : IAsyncDisposable
{
    private const long PartyDollars = 1_000_000_000;
    private static readonly InstantPattern Times = InstantPattern.General;

    /// <summary>Reads wait for what was written however slow the machine is, so that each run comes to the same.</summary>
    private static readonly ApiSettings Patient = new() { ReadYourWriteMilliseconds = 10 * 60_000 };

    private readonly string folder;
    private readonly ExchangeServer server;
    private readonly HttpClient http;

    private TraceVenue(string folder, ExchangeServer server, HttpClient http, ApiClient operate) =>
        (this.folder, this.server, this.http, Operator) = (folder, server, http, operate);

    /// <summary>Where the virtual clock starts.</summary>
    public static Instant Opening { get; } = Instant.FromUtc(2026, 1, 1, 0, 0);

    /// <summary>The operator's way to the API.</summary>
    public ApiClient Operator { get; }

    /// <summary>A minute after the opening, as the API writes it.</summary>
    public static string TimeAt(long minutesAfterOpening) => Times.Format(Opening + Duration.FromMinutes(minutesAfterOpening));

    /// <summary>The minute after the opening at which an instant lies, as the API writes it.</summary>
    public static long MinuteOf(string time) => (long)(InstantPattern.ExtendedIso.Parse(time).GetValueOrThrow() - Opening).TotalMinutes;

    /// <summary>Starts the exchange.</summary>
    /// <param name="connection">A fresh database to use, or null for a PostgreSQL of its own.</param>
    /// <param name="settings">What is not as by default.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<TraceVenue> StartAsync(string? connection, IReadOnlyList<ChangeSetting> settings, CancellationToken cancellation)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"exchange-trace-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        var options = new ServerOptions { DataDirectory = folder, Port = 0, Seed = Seed.Empty, Connection = connection, VirtualClockStart = Opening, Settings = Patient };
        try
        {
            ExchangeServer server = await ExchangeServer.StartAsync(options, cancellation);
            var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
            OwnKey key = await new FirstRun(server, folder).OperatorAsync(cancellation);
            var operate = new ApiClient(http, SigningKey.Of(key.Key, key.Secret, key.Passphrase), TimeProvider.System);
            foreach (ChangeSetting change in settings) await SetAsync(operate, change, cancellation);
            return new TraceVenue(folder, server, http, operate);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Opens an account with money in it and a key to it.</summary>
    public async Task<Party> OpenAsync(string name, CancellationToken cancellation)
    {
        CreatedAnswer account = await Operator.PostAsync<CreatedAnswer>("/accounts", new AccountRequest { Name = name }, cancellation);
        var payment = new PaymentRequest { Amount = PartyDollars.ToString(CultureInfo.InvariantCulture), Reference = account.Id };
        await Operator.PostAsync<AccountAnswer>($"/accounts/{account.Id}/deposits", payment, cancellation);
        KeyAnswer key = await Operator.PostAsync<KeyAnswer>(
            $"/accounts/{account.Id}/keys", new KeyRequest { Scopes = ["read", "trade", "provide"] }, cancellation);
        return new Party(account.Id, new ApiClient(http, SigningKey.Of(key.Key, key.Secret, key.Passphrase), TimeProvider.System));
    }

    /// <summary>Moves the clock to a minute after the opening.</summary>
    public Task<ClockAnswer> MoveClockAsync(long minutesAfterOpening, CancellationToken cancellation) =>
        Operator.PutAsync<ClockAnswer>("/operator/clock", new ClockRequest(TimeAt(minutesAfterOpening)), cancellation);

    /// <summary>The market as it is now.</summary>
    public Task<MarketAnswer> ReadMarketAsync(CancellationToken cancellation) => Operator.GetAsync<MarketAnswer>("/operator/market", cancellation);

    /// <summary>Waits until the views hold everything that was committed.</summary>
    public async Task WaitForViewsAsync(CancellationToken cancellation)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        ReadyAnswer ready;
        do
        {
            ready = await Operator.GetAsync<ReadyAnswer>("/health/ready", cancellation);
        }
        while (ready.Views.Any(view => view.Position < ready.Position) && await pulse.WaitForNextTickAsync(cancellation));
    }

    /// <summary>Asks the views' tables, as an analyst may: one name and one whole number a row.</summary>
    public async Task<IReadOnlyDictionary<string, long>> QueryAsync(string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(server.Connection);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation)) rows.Add(reader.GetString(0), reader.GetInt64(1));
        return rows;
    }

    private static Task<MarketAnswer> SetAsync(ApiClient operate, ChangeSetting change, CancellationToken cancellation)
    {
        string name = JsonNamingPolicy.SnakeCaseLower.ConvertName(change.Setting.ToString());
        return operate.PutAsync<MarketAnswer>("/operator/settings", new SettingRequest(name, change.Value), cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
