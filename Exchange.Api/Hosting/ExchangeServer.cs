using Exchange.Api.Access;
using Exchange.Api.Feed;
using Exchange.Api.Leases;
using Exchange.Api.Observability;
using Exchange.Api.Orders;
using Exchange.Api.Proofs;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Store;
using Exchange.Engine.Store.Local;
using Exchange.Engine.Verification;
using Exchange.Projections.Hosting;
using Exchange.Projections.Queries;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using NodaTime;
using Npgsql;

namespace Exchange.Api.Hosting;

/// <summary>The whole exchange in one process: its PostgreSQL, store, market, views, feed and HTTP. Started whole, stopped whole.</summary>
public sealed class ExchangeServer : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> parts = new();
    private WebApplication? app;

    private ExchangeServer()
    {
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>The PostgreSQL that holds everything.</summary>
    public string Connection { get; private set; } = "";

    /// <summary>The market.</summary>
    public Market Market { get; private set; } = null!;

    /// <summary>The keys.</summary>
    public KeyRing Keys { get; private set; } = null!;

    /// <summary>Places orders.</summary>
    public OrderDesk Desk { get; private set; } = null!;

    /// <summary>Completes when the program is told to stop.</summary>
    public Task StoppedAsync(CancellationToken cancellation) => app!.WaitForShutdownAsync(cancellation);

    /// <summary>Starts everything; returns when it trades.</summary>
    public static async Task<ExchangeServer> StartAsync(ServerOptions options, CancellationToken cancellation)
    {
        var server = new ExchangeServer();
        try
        {
            await server.StartPartsAsync(options, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.StopAsync();
        while (parts.TryPop(out IAsyncDisposable? part)) await part.DisposeAsync();
    }

    private async Task StartPartsAsync(ServerOptions options, CancellationToken cancellation)
    {
        if (Telemetry.Start() is { } telemetry) Own(telemetry);
        Directory.CreateDirectory(options.DataDirectory);
        string connection = Connection = options.Connection ?? (await StartPostgresAsync(options, cancellation)).ConnectionString;
        EventStore store = Own(await EventStore.OpenAsync(connection, new EventStoreSettings { CheckpointKeyFile = options.CheckpointKeyFile }, cancellation));
        NpgsqlDataSource database = Own(NpgsqlDataSource.Create(connection));
        IClock clock = options.VirtualClockStart is { } start ? new VirtualClock(start) : SystemClock.Instance;
        ApiSettings settings = options.Settings ?? SettingsFile.Read();
        var feed = new MarketFeed(settings, clock);
        Market = Own(await Market.StartAsync(new MarketSettings(), store, clock, feed, cancellation));
        if (clock is VirtualClock virtualClock) virtualClock.TryMoveTo(Market.Committed.Read(state => state.Now).ToInstant()); // A market that goes on is further than where a new one's clock begins.
        Own(new ServerGauges(Market, feed));
        SecretBox box = SecretBox.FromFile(Path.Combine(options.DataDirectory, "secrets.key"));
        Keys = new KeyRing(database, box);
        await Keys.PrepareAsync(cancellation);
        var connections = new Connections(database, box);
        await connections.PrepareAsync(cancellation);
        var transcripts = new Transcripts(database, settings.Proofs.MaxTranscriptBytes, settings.Proofs.MaxFailedTranscriptBytesPerProvider);
        await transcripts.PrepareAsync(cancellation);
        var trapdoors = new Trapdoors(database, box);
        await trapdoors.PrepareAsync(cancellation);
        var chain = new BeaconChain(SecretFile.ReadOrMake(Path.Combine(options.DataDirectory, "beacon.key"), Beacon.LinkBytes));
        ProjectionHost views = await StartViewsAsync(store, database, clock, cancellation);
        await TapeRecall.RunAsync(feed, views, new MarketQueries(database), Market.Committed.Position, clock.GetCurrentInstant(), cancellation);
        app = Own(WebComposition.Build(options, settings, new CompositionParts(
            Market, clock, Keys, feed, connections, new ProofParts(transcripts, trapdoors, chain, AttestationTerms.Read(options.DataDirectory)), views, database)));
        Desk = app.Services.GetRequiredService<OrderDesk>();
        await app.StartAsync(cancellation);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
    }

    private async Task<LocalPostgres> StartPostgresAsync(ServerOptions options, CancellationToken cancellation) =>
        Own(await LocalPostgres.StartAsync(new LocalPostgresSettings(options.PostgresDirectory), cancellation));

    private async Task<ProjectionHost> StartViewsAsync(EventStore store, NpgsqlDataSource database, IClock clock, CancellationToken cancellation)
    {
        var events = new RecentTurns(Own(new StoredEvents(store)));
        Market.Committed.Subscribe(events, _ => { });
        ProjectionHost host = Own(new ProjectionHost(events, database, ProjectionHost.AllViews(), null, clock));
        await host.PrepareAsync(cancellation);
        host.Start();
        return host;
    }

    private T Own<T>(T part)
        where T : IAsyncDisposable
    {
        parts.Push(part);
        return part;
    }
}

/// <summary>What the web application is built upon.</summary>
/// <param name="Market">The market.</param>
/// <param name="Clock">The market's clock.</param>
/// <param name="Keys">The keys.</param>
/// <param name="Feed">The feed.</param>
/// <param name="Connections">How leases are reached.</param>
/// <param name="Proofs">What proofs rest on.</param>
/// <param name="Views">The views.</param>
/// <param name="Database">The database of keys and views.</param>
public sealed record CompositionParts(
    Market Market, IClock Clock, KeyRing Keys, MarketFeed Feed, Connections Connections, ProofParts Proofs, ProjectionHost Views,
    NpgsqlDataSource Database);

/// <summary>What proofs rest on beside the events.</summary>
/// <param name="Transcripts">What was sent.</param>
/// <param name="Trapdoors">The factors of each day's modulus.</param>
/// <param name="Chain">Each day's chain of hashes.</param>
/// <param name="Attestation">What the venue asks of confidential nodes.</param>
public sealed record ProofParts(Transcripts Transcripts, Trapdoors Trapdoors, BeaconChain Chain, AttestationTerms Attestation);
