using System.Globalization;
using Exchange.Api.Access;
using Exchange.Api.Agents;
using Exchange.Api.Hosting;
using Exchange.Api.Products;
using Exchange.Api.Providers;
using Exchange.Api.Wire;
using Exchange.Engine.Values;

namespace Exchange.Api.Cli;

/// <summary>Providers and buyers who live in the demonstration: they speak to the exchange over HTTP alone, and its clock is moved for them.</summary>
public sealed class DemoAgents : IAsyncDisposable
{
    private const string Sku = "a100-sxm4-80";
    private const long Dollars = 100_000;
    /// <summary>Challenges that the parties of the books answer at once: each is small.</summary>
    private const int SmallProofsAtOnce = 8;

    private readonly ExchangeServer server;
    private readonly FirstRun setup;
    private readonly string folder;
    private readonly Action<string> say;
    private readonly HttpClient http;
    private readonly HttpClient probing = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };
    private readonly List<IAgent> agents = [];
    private readonly List<AgentKey> keys = [];
    private Conductor? conductor;

    private DemoAgents(ExchangeServer server, FirstRun setup, string folder, Action<string> say)
    {
        (this.server, this.setup, this.folder) = (server, setup, folder);
        this.say = line => say($"{conductor?.Now.InUtc().ToString("ddd HH:mm", CultureInfo.InvariantCulture)} {line}");
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
    }

    /// <summary>Opens the agents' accounts and lets them act until they are told to stop.</summary>
    /// <param name="server">The exchange, on a virtual clock.</param>
    /// <param name="folder">Where the agents' keys are kept.</param>
    /// <param name="speed">How many times as fast as time its clock runs.</param>
    /// <param name="say">Takes the lines that tell what happens.</param>
    /// <param name="cancellation">Stops them.</param>
    public static async Task RunAsync(ExchangeServer server, string folder, int speed, Action<string> say, CancellationToken cancellation)
    {
        await using var demo = new DemoAgents(server, new FirstRun(server, folder), folder, say);
        OwnKey operate = await demo.setup.OperatorAsync(cancellation);
        ApiClient api = demo.Client(operate);
        await demo.InviteAsync(cancellation);
        Conductor conductor = demo.conductor = new Conductor(api, demo.agents, new AgentLog("clock", demo.say));
        await conductor.StartAsync(cancellation);
        await conductor.ActAsync(cancellation); // What was asked of them while the market was set up is due before the clock moves.
        await conductor.RunAsync(speed, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (IAgent agent in agents)
            if (agent is IAsyncDisposable open) await open.DisposeAsync();
        foreach (AgentKey key in keys) key.Dispose();
        probing.Dispose();
        http.Dispose();
    }

    /// <summary>Providers first: who looks at a lease in a minute sees what that minute is like.</summary>
    private async Task InviteAsync(CancellationToken cancellation)
    {
        (string product, long micros) = Market();
        agents.Add(new DemoDays(server, setup, new AgentLog(DemoMarket.Seller, say)));
        Deliver(DemoMarket.Seller, await KeyAsync(DemoMarket.Seller, DemoMarket.MakerDollars, cancellation));
        Deliver("trader", await setup.TraderAsync(cancellation));
        await ProviderAsync("phantom-gpus", new Conduct(Misbehaviour.Lying, AwayPercent: 100), product, micros * 992 / 1_000, cancellation);
        await ProviderAsync("honest-gpus", Conduct.Honest, product, micros, cancellation);
        await ProviderAsync("cheap-gpus", new Conduct(Misbehaviour.Lying), product, micros * 995 / 1_000, cancellation);
        await ProviderAsync("slow-gpus", new Conduct(Misbehaviour.Slow), product, micros * 990 / 1_000, cancellation);
        await BuyerAsync("render-farm", product, micros * 1_005 / 1_000, hours: 2, cancellation);
        await BuyerAsync("fine-tuner", product, micros * 1_005 / 1_000, hours: 2, cancellation);
    }

    /// <summary>Proves and delivers what an account of the program's own sells.</summary>
    private void Deliver(string name, OwnKey own)
    {
        var log = new AgentLog(name, say);
        agents.Add(new Prover(Client(own), new MatrixWork(threads: 1, Misbehaviour.None), Conduct.Honest, nodes: [], log) { AtOnce = SmallProofsAtOnce });
        agents.Add(new DemoDelivery(Client(own), Signing(name), log));
    }

    private async Task ProviderAsync(string name, Conduct conduct, string product, long micros, CancellationToken cancellation)
    {
        const int gpus = 2;
        var node = new NodeRequest { Name = name + "-1", Sku = Sku, GpusPerNode = gpus, Place = "eu/fi/hel/dc1", Handover = ["container"] };
        string[] devices = [.. Enumerable.Range(0, gpus).Select(unit => $"{name}-{unit}")];
        var offered = new OfferedNode { Node = node, Devices = devices, Offer = new Offer { Product = product, Price = Text(micros), Hours = 24 } };
        var file = new NodesFile { Provider = name, Nodes = [offered] };
        OwnKey own = await KeyAsync(name, Dollars, cancellation);
        var log = new AgentLog(name, say);
        agents.Add(new Prover(Client(own), new MatrixWork(threads: 1, conduct.Misbehaviour), conduct, nodes: [], log));
        agents.Add(new ProviderBot(Client(own), file, conduct, Signing(name), log));
        agents.Add(new AccountTeller(Client(own), own.Account, log));
    }

    private async Task BuyerAsync(string name, string product, long micros, int hours, CancellationToken cancellation)
    {
        ApiClient api = Client(await KeyAsync(name, Dollars, cancellation));
        var plan = new BuyerPlan(product, Gpus: 2, Text(micros), hours, Leases: 1);
        var log = new AgentLog(name, say);
        agents.Add(new BuyerBot(api, plan, Signing(name), new LeaseProbe(api, probing), log));
        agents.Add(new LeaseTeller(api, log));
    }

    private (string Product, long Micros) Market()
    {
        Listing product = server.Desk.Listings.All().First(listed => listed.SkuName == Sku);
        return (product.Name, server.Market.Committed.Read(state => state.Specs[product.Sku].Reference.Micros));
    }

    private async Task<OwnKey> KeyAsync(string name, long dollars, CancellationToken cancellation)
    {
        AccountId account = await setup.AccountAsync(name);
        await setup.FundAsync(account, dollars);
        return await new KeyFile(Path.Combine(folder, name + ".key"))
            .ReadOrIssueAsync(server.Keys, account, Scopes.Read | Scopes.Trade | Scopes.Provide, cancellation);
    }

    private AgentKey Signing(string name)
    {
        AgentKey key = AgentKey.FromFile(Path.Combine(folder, name + ".pem"));
        keys.Add(key);
        return key;
    }

    private ApiClient Client(OwnKey own) => new(http, SigningKey.Of(own.Key, own.Secret, own.Passphrase), TimeProvider.System);

    private static string Text(long micros)
    {
        const long tickMicros = 100;
        return Decimals.MicrosText(micros / tickMicros * tickMicros);
    }
}
