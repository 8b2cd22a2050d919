using System.Globalization;
using System.Text.Json.Nodes;
using Exchange.Api.Agents;
using Exchange.Api.Providers;
using Exchange.Benchmarks;
using Exchange.Engine.Commands;
using Exchange.Tests.Api;
using NodaTime;
using Xunit.Abstractions;

namespace Exchange.Tests.Agents;

/// <summary>An exchange on a virtual clock with agents that act in every minute, over HTTP alone.</summary>
internal sealed class AgentStage : IAsyncDisposable
{
    private const int Dollars = 1_000_000;
    /// <summary>A SKU so slow that any processor is faster.</summary>
    private const string SlowSku = "abacus-1";
    private readonly RunningExchange venue;
    private readonly List<IAgent> agents = [];
    private readonly List<IDisposable> kept = [];
    private readonly ITestOutputHelper output;
    private Conductor? conductor;

    private AgentStage(ITestOutputHelper output, IReadOnlyList<ChangeSetting> rules)
    {
        this.output = output;
        venue = new RunningExchange { VirtualClockStart = Instant.FromUtc(2030, 1, 1, 0, 0), Rules = rules };
    }

    private string sku = "h100-sxm5-80";

    public TestClient Operator => venue.Operator;

    /// <summary>The database that holds everything.</summary>
    public string Connection => venue.Server.Connection;

    public string Product { get; private set; } = "";

    /// <summary>A venue without bonds and proofs, where leases live by the clock.</summary>
    public static async Task<AgentStage> StartAsync(ITestOutputHelper output, params (string Setting, long Value)[] settings)
    {
        var stage = new AgentStage(output, MatchingAlone.EveryNodeMayBeOffered);
        await stage.venue.InitializeAsync();
        stage.Product = await stage.venue.ListAsync(stage.sku);
        await stage.SetAsync(settings);
        return stage;
    }

    /// <summary>A venue with the default settings but for those named, and with a SKU that processors can be.</summary>
    public static async Task<AgentStage> StartProvingAsync(ITestOutputHelper output, params (string Setting, long Value)[] settings)
    {
        var stage = new AgentStage(output, []) { sku = SlowSku, Product = "ABACUS-USD" };
        await stage.venue.InitializeAsync();
        await stage.Operator.PostAsync("/operator/skus", new { name = SlowSku, vram_gib = 1, bandwidth_gbs = 1, bf16_tflops = "0.1", reference_price = "1" });
        await stage.Operator.PostAsync("/operator/products", new { name = stage.Product, sku = SlowSku });
        await stage.SetAsync(settings);
        // The beacon begins with the first provider: with this one, before the clock first moves, and so never while agents act.
        TestClient herald = await stage.venue.OpenAsync("herald", dollars: 1);
        await herald.PostAsync("/providers", new { name = "herald" });
        return stage;
    }

    /// <summary>A provider with one node of so many GPUs.</summary>
    public async Task<TestClient> ProviderAsync(string name, Conduct conduct, int gpus, string price)
    {
        TestClient account = await venue.OpenAsync(name, Dollars);
        var node = new NodeRequest { Name = name, Sku = sku, GpusPerNode = gpus, Place = "eu/de/fra/dc1", Handover = ["container"] };
        string[] devices = [.. Enumerable.Range(0, gpus).Select(unit => $"GPU-{name}-{unit}")];
        var offered = new OfferedNode { Node = node, Devices = devices, Offer = new Offer { Product = Product, Price = price, Hours = 24 } };
        agents.Add(new Prover(Api(account), new MatrixWork(Environment.ProcessorCount, conduct.Misbehaviour), conduct, nodes: [], Log(name)));
        agents.Add(new ProviderBot(Api(account), new NodesFile { Provider = name, Nodes = [offered] }, conduct, Key(), Log(name)));
        return account;
    }

    /// <summary>A buyer that keeps one lease running.</summary>
    public Task<TestClient> BuyerAsync(string name, int gpus, string price, int hours) => BuyerAsync(name, new BuyerPlan(Product, gpus, price, hours, Leases: 1));

    /// <summary>A buyer with a plan.</summary>
    public async Task<TestClient> BuyerAsync(string name, BuyerPlan plan)
    {
        TestClient account = await venue.OpenAsync(name, Dollars);
        var probing = new HttpClient();
        kept.Add(probing);
        agents.Add(new BuyerBot(Api(account), plan, Key(), new LeaseProbe(Api(account), probing), Log(name)));
        return account;
    }

    /// <summary>What an account has beyond what was paid in, its holds, bond and escrow included.</summary>
    public static async Task<decimal> EarnedAsync(TestClient account) =>
        Number((await account.GetAsync("/accounts")).Body!.AsArray()[0]!["balance"]!) + Number((await account.GetAsync("/bond")).Body!["bond"]!) - Dollars;

    /// <summary>Lets the providers register, and the operator vouch for what a venue without proofs does not measure.</summary>
    public async Task VouchAsync(params TestClient[] providers)
    {
        await PassAsync(1);
        foreach (TestClient provider in providers)
        {
            foreach (JsonNode? node in (await provider.GetAsync("/nodes")).Body!.AsArray())
                await Operator.PutAsync($"/operator/nodes/{node!["id"]}", new { performance = "1" });
        }
    }

    /// <summary>Lets minutes pass; every agent acts in each.</summary>
    public async Task PassAsync(int minutes)
    {
        if (conductor is null)
        {
            conductor = new Conductor(Api(Operator), agents, Log("conductor"));
            await conductor.StartAsync(default);
        }

        await conductor.PassAsync(minutes, default);
    }

    /// <summary>Every agent acts once more while the clock stands.</summary>
    public Task ActAsync() => conductor!.ActAsync(default);

    public async ValueTask DisposeAsync()
    {
        foreach (IAgent agent in agents)
            if (agent is IAsyncDisposable disposable) await disposable.DisposeAsync();
        foreach (IDisposable one in kept) one.Dispose();
        await venue.DisposeAsync();
        venue.Dispose();
    }

    private static decimal Number(JsonNode dollars) => decimal.Parse(dollars.ToString(), CultureInfo.InvariantCulture);

    private async Task SetAsync((string Setting, long Value)[] settings)
    {
        foreach ((string setting, long value) in settings)
        {
            TestAnswer changed = await Operator.PutAsync("/operator/settings", new { setting, value });
            if (changed.Status != 200) throw new InvalidOperationException($"{setting}: {changed["message"]}");
        }
    }

    private ApiClient Api(TestClient client)
    {
        var http = new HttpClient { BaseAddress = venue.Server.Address };
        kept.Add(http);
        return new ApiClient(http, SigningKey.Of(client.Key, client.Secret, client.Passphrase), TimeProvider.System);
    }

    private AgentKey Key()
    {
        AgentKey key = AgentKey.Create();
        kept.Add(key);
        return key;
    }

    private AgentLog Log(string name) => new(name, line => output.WriteLine($"{conductor?.Now} {line}"));
}
