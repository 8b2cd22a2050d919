using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Exchange.Api.Agents;

/// <summary>Where a simulated provider's machines can be looked at: 200 where a lease is served at this moment, 503 where it is not.</summary>
/// <remarks>A real provider's buyers look at the machine itself. Listens on the loopback address alone.</remarks>
public sealed class StatusPage : IAsyncDisposable
{
    private readonly WebApplication app;

    private StatusPage(WebApplication app) => this.app = app;

    /// <summary>Starts the page on a free port.</summary>
    /// <param name="serves">Whether a lease is served now.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<StatusPage> StartAsync(Func<long, bool> serves, CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        WebApplication app = builder.Build();
        app.MapGet("/leases/{id:long}", (long id) => Results.StatusCode(serves(id) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable));
        await app.StartAsync(cancellation);
        return new StatusPage(app);
    }

    /// <summary>Where a lease can be looked at.</summary>
    public string Of(long lease) =>
        new Uri(new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()), $"/leases/{lease}").AbsoluteUri;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();
}
