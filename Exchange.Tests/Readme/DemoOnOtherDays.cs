using Exchange.Api.Cli;
using Exchange.Api.Hosting;
using Exchange.Tests.Api;
using Exchange.Tests.Durability;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Readme;

/// <summary>The demonstration is there again whenever the program is started, not on its first day alone.</summary>
public sealed class DemoOnOtherDays
{
    private const string Product = "H100SXM-USD";
    private static readonly Instant Noon = Instant.FromUtc(2026, 1, 1, 12, 0);

    [Fact]
    public async Task Each_start_finds_asks_in_the_book()
    {
        using var folder = new LocalPostgresFolder();
        var options = new ServerOptions { DataDirectory = folder.Path, Port = 0, VirtualClockStart = Noon, Settings = new ApiSettings() };
        await using ExchangeServer server = await ExchangeServer.StartAsync(options, default);
        var setup = new FirstRun(server, folder.Path);
        OwnKey own = await setup.OperatorAsync(default);
        using var venue = new TestClient(server.Address, own.Account, own.Key, own.Secret, own.Passphrase);
        await setup.TraderAsync(default);

        Assert.Equal(("2", 5), await StartAsync(venue, server, setup, Duration.Zero));
        Assert.Equal(("2", 5), await StartAsync(venue, server, setup, Duration.FromHours(1)));
        Assert.Equal(("4", 5), await StartAsync(venue, server, setup, Duration.FromHours(23)));
        Assert.Equal(("2", 5), await StartAsync(venue, server, setup, Duration.FromHours(50)));
    }

    /// <summary>Places the demonstration so long after noon; the size of the best ask, and how many levels there are.</summary>
    private static async Task<(string Best, int Levels)> StartAsync(TestClient venue, ExchangeServer server, FirstRun setup, Duration afterNoon)
    {
        Assert.Equal(200, (await venue.PutAsync("/operator/clock", new { time = (Noon + afterNoon).ToString() })).Status);
        await new DemoMarket(server, setup).PlaceAsync(default);
        TestAnswer book = await venue.GetAsync($"/products/{Product}/book?level=2");
        return (book.Body!["asks"]![0]![1]!.ToString(), book.Body["asks"]!.AsArray().Count);
    }
}
