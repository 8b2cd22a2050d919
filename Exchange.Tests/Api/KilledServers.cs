using System.Diagnostics;
using System.Text.Json.Nodes;
using Exchange.Api.Cli;
using Exchange.Api.Hosting;
using Exchange.Tests.Durability;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>A server that is killed: its next start says the same messages under the same numbers, and goes on counting.</summary>
public sealed class KilledServers
{
    private const string Product = "H100SXM-USD";

    [Fact]
    public async Task After_a_kill_every_message_has_the_number_that_it_had()
    {
        using var folder = new LocalPostgresFolder();
        using Process victim = Victim.Start("server", folder.Path);
        string[] words = (await victim.StandardOutput.ReadLineAsync())!.Split(' ');
        List<JsonNode> told;
        using (var trader = new TestClient(new Uri(words[0]), words[1], words[2], words[3], words[4]))
        {
            await BuyAsync(trader, 2);
            string sequence = (await trader.GetAsync($"/products/{Product}/book"))["sequence"]!;
            await using FeedListener feed = await ListenAsync(new Uri(words[0]), fromSequence: 0);
            told = await feed.TakeAsync(int.Parse(sequence, System.Globalization.CultureInfo.InvariantCulture));
        }

        victim.Kill();
        await victim.WaitForExitAsync();

        await using ExchangeServer again = await StartAsync(folder.Path);
        using var client = new TestClient(again.Address, words[1], words[2], words[3], words[4]);
        await using FeedListener resumed = await ListenAsync(again.Address, fromSequence: 0);
        Assert.Equal(told.Select(message => message.ToJsonString()), (await resumed.TakeAsync(told.Count)).Select(message => message.ToJsonString()));
        await BuyAsync(client, 1);
        Assert.Equal(told.Count + 1, (await resumed.TakeAsync(1))[0]["sequence"]!.GetValue<long>());
        Assert.Contains(told, message => message["type"]!.GetValue<string>() == "match");
    }

    /// <summary>What the program does that is killed: serves the demonstration, says where, and how to sign.</summary>
    internal static async Task<int> RunVictimAsync(string directory)
    {
        await using ExchangeServer server = await StartAsync(directory);
        var setup = new FirstRun(server, directory);
        OwnKey own = await setup.TraderAsync(default);
        await new DemoMarket(server, setup).PlaceAsync(default);
        Console.WriteLine($"{server.Address} {own.Account} {own.Key} {own.Secret} {own.Passphrase}");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static Task<ExchangeServer> StartAsync(string directory) => ExchangeServer.StartAsync(
        new ServerOptions { DataDirectory = directory, Port = 0, Settings = new ApiSettings() }, default);

    private static async Task BuyAsync(TestClient trader, int size) =>
        Assert.Equal(200, (await trader.PostAsync("/orders", new { product_id = Product, side = "buy", size, price = "9" })).Status);

    private static Task<FeedListener> ListenAsync(Uri address, long fromSequence) => FeedListener.OpenAsync(address, new JsonObject
    {
        ["type"] = "subscribe", ["product_ids"] = new JsonArray(Product), ["channels"] = new JsonArray("full"), ["from_sequence"] = fromSequence,
    });
}
