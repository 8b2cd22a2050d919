using System.Net;
using System.Text.Json;
using Exchange.Api.Agents;
using Exchange.Api.Providers;
using Exchange.Api.Wire;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>A node that cannot be offered is tried again every five minutes, and spoken of when something changes.</summary>
public sealed class AskKeepersSayLittle
{
    private const int Rounds = 12;
    private const int RoundsUntilAsked = 4;
    private static readonly Instant Start = Instant.FromUtc(2030, 1, 1, 0, 0);
    private static readonly Offer Offer = new() { Product = "H100SXM-USD", Price = "2", Hours = 24 };
    private readonly List<string> said = [];

    [Fact]
    public async Task It_says_once_that_a_node_is_stale_and_once_that_it_asks_to_be_challenged()
    {
        using ScriptedExchange exchange = ScriptedExchange.Of(Answer);
        using HttpClient http = exchange.Http();
        var asks = new AskKeeper(ScriptedExchange.Client(http), new AgentLog("provider", said.Add));

        for (int minute = 0; minute < Rounds * 5; minute++) await asks.RefreshAsync("n", Offer, Start + Duration.FromMinutes(minute), default);

        Assert.Equal(["provider: rig cannot be offered yet: stale", "provider: asks for rig to be challenged until it is proven"], said);
        Assert.Equal(Rounds, exchange.Asked.Count(asked => asked == "POST /orders"));
        Assert.Equal(Rounds - RoundsUntilAsked + 1, exchange.Asked.Count(asked => asked == "POST /nodes/n/challenge"));
    }

    [Fact]
    public async Task A_halt_is_said_once_for_each_node_tried_again_in_half_a_minute_and_keeps_nobody_from_anything_else()
    {
        bool halted = true;
        using ScriptedExchange exchange = ScriptedExchange.Of(request => request.Method == HttpMethod.Post && halted
            ? ScriptedExchange.Text("""{"type":"about:blank","title":"halted","status":503,"code":"market_halted","message":"halted"}""", HttpStatusCode.ServiceUnavailable)
            : Answer(request));
        using HttpClient http = exchange.Http();
        var asks = new AskKeeper(ScriptedExchange.Client(http), new AgentLog("provider", said.Add));

        for (int second = 0; second < 60; second++)
            foreach (string node in (string[])["n", "m"]) await asks.RefreshAsync(node, Offer, Start + Duration.FromSeconds(second), default);
        halted = false;
        await asks.RefreshAsync("n", Offer, Start + Duration.FromMinutes(1), default);

        const string halt = "cannot be offered now: /orders was refused: market_halted (halted)";
        Assert.Equal([$"provider: n {halt}", $"provider: m {halt}", "provider: rig cannot be offered yet: stale"], said);
        Assert.Equal((2 * 2) + 1, exchange.Asked.Count(asked => asked == "POST /orders"));
    }

    private static HttpResponseMessage Answer(HttpRequestMessage request) => (request.Method.Method, request.RequestUri!.AbsolutePath) switch
    {
        ("GET", "/orders") => ScriptedExchange.Text("[]"),
        ("POST", "/orders") => ScriptedExchange.Text("""{"type":"about:blank","title":"stale","status":400,"code":"performance_stale","message":"stale"}""", HttpStatusCode.BadRequest),
        _ => ScriptedExchange.Text(JsonSerializer.Serialize(Rig, ApiJson.Default.NodeAnswer)),
    };

    private static NodeAnswer Rig => new(
        "n", "rig", "p", "h100-sxm5-80", GpusPerNode: 1, Nodes: 1, Units: 1, CommittedUnits: 0, "1.0000", "2029-12-31T00:00:00Z", "measured", "none",
        "1970-01-01T00:00:00Z", "active", "complete", []);
}
