using System.Net;
using System.Text.Json;
using Exchange.Api.Agents;
using Exchange.Api.Providers;
using Exchange.Api.Wire;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>What is sold is delivered before more is offered, and also while nothing can be offered.</summary>
public sealed class LeasesComeFirst
{
    private const string Halted = """{"type":"about:blank","title":"halted","status":503,"code":"market_halted","message":"halted"}""";
    private static readonly Instant Start = Instant.FromUtc(2030, 1, 1, 0, 0);

    [Fact]
    public async Task A_provider_works_on_its_leases_while_trading_is_halted()
    {
        using ScriptedExchange exchange = ScriptedExchange.Of(Answer);
        using HttpClient http = exchange.Http();
        using AgentKey key = AgentKey.Create();
        await using var bot = new ProviderBot(ScriptedExchange.Client(http), File, Conduct.Honest, key, new AgentLog("provider", _ => { }));

        for (int minute = 0; minute < 3; minute++) await bot.StepAsync(Start + Duration.FromMinutes(minute), default);

        string[] asked = [.. exchange.Asked];
        Assert.Equal(3, asked.Count(target => target.StartsWith("GET /leases?", StringComparison.Ordinal)));
        Assert.Equal(3, asked.Count(target => target == "POST /orders"));
        Assert.True(Array.FindIndex(asked, target => target.StartsWith("GET /leases?", StringComparison.Ordinal)) < Array.IndexOf(asked, "POST /orders"));
        Assert.Equal(3, asked.Count(target => target == "GET /quorums?status=revealing"));
    }

    private static NodesFile File => new()
    {
        Provider = "p",
        Nodes = [new OfferedNode { Node = new NodeRequest { Name = "rig" }, Devices = ["GPU-1"], Offer = new Offer { Product = "H100SXM-USD", Price = "2", Hours = 24 } }],
    };

    private static HttpResponseMessage Answer(HttpRequestMessage request) => (request.Method.Method, request.RequestUri!.AbsolutePath) switch
    {
        ("GET", "/nodes") => ScriptedExchange.Text(JsonSerializer.Serialize([Rig], ApiJson.Default.NodeAnswerArray)),
        ("GET", "/nodes/n") => ScriptedExchange.Text(JsonSerializer.Serialize(Rig, ApiJson.Default.NodeAnswer)),
        ("GET", "/bond") => ScriptedExchange.Text("""{"bond":"0","required":"0"}"""),
        ("GET", _) => ScriptedExchange.Text("[]"),
        ("PUT", _) => ScriptedExchange.Text("[]"),
        ("POST", "/orders") => ScriptedExchange.Text(Halted, HttpStatusCode.ServiceUnavailable),
        _ => ScriptedExchange.Text("{}"),
    };

    private static NodeAnswer Rig => new(
        "n", "rig", "p", "h100-sxm5-80", GpusPerNode: 1, Nodes: 1, Units: 1, CommittedUnits: 0, "1.0000", "2029-12-31T00:00:00Z", "measured", "none",
        "1970-01-01T00:00:00Z", "active", "complete", []);
}
