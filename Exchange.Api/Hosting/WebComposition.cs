using System.Net;
using Exchange.Api.Access;
using Exchange.Api.Disputes;
using Exchange.Api.Feed;
using Exchange.Api.Leases;
using Exchange.Api.Observability;
using Exchange.Api.Orders;
using Exchange.Api.Products;
using Exchange.Api.Proofs;
using Exchange.Api.Providers;
using Exchange.Api.Quorums;
using Exchange.Api.Reputation;
using Exchange.Api.Slashes;
using Exchange.Api.Wire;
using Exchange.Projections.Queries;

namespace Exchange.Api.Hosting;

/// <summary>Puts the web application together: what serves requests, and in which order a request passes through it.</summary>
public static class WebComposition
{
    /// <summary>The application, not yet started.</summary>
    public static WebApplication Build(ServerOptions options, ApiSettings settings, CompositionParts parts)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        AddServices(builder.Services, settings, parts);
        WebApplication app = builder.Build();
        // These count from the start, not from when they are first asked.
        app.Services.GetRequiredService<PrometheusText>();
        app.Services.GetRequiredService<PerformanceEvidence>();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        app.UseMiddleware<Failures>();
        app.UseRouting();
        app.UseMiddleware<Authentication>();
        app.UseRateLimiter();
        Endpoints.Map(app);
        return app;
    }

    private static void AddServices(IServiceCollection services, ApiSettings settings, CompositionParts parts)
    {
        services.AddSingleton(settings).AddSingleton(TimeProvider.System).AddSingleton(parts.Clock);
        services.AddSingleton(parts.Market).AddSingleton(parts.Market.Committed).AddSingleton(parts.Keys);
        services.AddSingleton(parts.Feed).AddSingleton(parts.Views);
        services.AddSingleton(new OrderQueries(parts.Database)).AddSingleton(new MarketQueries(parts.Database)).AddSingleton(new AccountQueries(parts.Database));
        services.AddSingleton<Gateway>().AddSingleton<Listings>().AddSingleton<Interning>().AddSingleton<NodeDirectory>().AddSingleton<NodeOffers>().AddSingleton<PerformanceEvidence>().AddSingleton<NodeDesk>().AddSingleton<Verification>();
        services.AddSingleton(new LeaseQueries(parts.Database)).AddSingleton(new InvoiceQueries(parts.Database)).AddSingleton(parts.Connections);
        services.AddSingleton(new ProofQueries(parts.Database)).AddSingleton<SlashDesk>();
        services.AddSingleton(new QuorumQueries(parts.Database)).AddSingleton<QuorumDesk>();
        services.AddSingleton<Attestations>().AddSingleton<LeaseAnswers>().AddSingleton<LeaseDesk>().AddSingleton<DisputeDesk>();
        services.AddSingleton<OrderAnswers>().AddSingleton<OrderLookup>().AddSingleton<OrderDesk>().AddSingleton<Views>().AddSingleton<FeedEndpoint>();
        services.AddSingleton(_ => new PrometheusText("Exchange.", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"));
        services.AddSingleton(parts.Proofs.Transcripts).AddSingleton(parts.Proofs.Trapdoors).AddSingleton(parts.Proofs.Chain);
        services.AddSingleton(parts.Proofs.Attestation);
        services.AddSingleton<ChallengeBoard>().AddSingleton<HeartbeatPulse>().AddSingleton<JudgesBench>().AddSingleton<ProofDesk>();
        services.AddSingleton<BeaconClockwork>().AddHostedService(provider => provider.GetRequiredService<BeaconClockwork>());
        services.AddSingleton(new ReputationQueries(parts.Database));
        services.AddSingleton<ReputationPublisher>().AddHostedService(provider => provider.GetRequiredService<ReputationPublisher>());
        services.AddHostedService<FeedClockwork>();
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower);
        services.AddRateLimiter(limiter => RateLimits.Configure(limiter, settings));
        services.AddOpenApi();
    }
}
