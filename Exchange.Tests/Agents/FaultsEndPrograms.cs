using System.Diagnostics;
using System.Net;
using Exchange.Api.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>An agent that meets what it cannot make sense of ends, says so, and tells its caller by its exit code.</summary>
public sealed class FaultsEndPrograms
{
    private const string Time = """{"iso":"2030-01-01T00:00:00Z","epoch":0,"market":"2030-01-01T00:00:00Z"}""";

    [Theory]
    [InlineData("""{"iso":"","epoch":0,"market":"yesterday"}""", "[]", "yesterday is no time")]
    [InlineData(Time, "[null]", "the prover ended by a fault")]
    public async Task A_prover_that_does_not_understand_the_exchange_ends_with_an_error(string time, string challenges, string says)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using WebApplication exchange = Build(time, challenges);
        await exchange.StartAsync(patience.Token);
        var start = new ProcessStartInfo(
            "dotnet", [typeof(ExchangeServer).Assembly.Location, "prover", "--url", exchange.Urls.First(), "--key", "k", "--secret", "c2VjcmV0", "--passphrase", "p"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process prover = Process.Start(start)!;
        Task<string> output = prover.StandardOutput.ReadToEndAsync(patience.Token);
        string error = await prover.StandardError.ReadToEndAsync(patience.Token);
        await prover.WaitForExitAsync(patience.Token);

        Assert.Equal(1, prover.ExitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.NotNull(await output);
    }

    private static WebApplication Build(string time, string challenges)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        WebApplication app = builder.Build();
        app.MapGet("/time", () => Results.Text(time, "application/json"));
        app.MapGet("/challenges", () => Results.Text(challenges, "application/json"));
        return app;
    }
}
