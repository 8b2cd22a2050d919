using Exchange.Api.Access;
using Exchange.Api.Cli;
using Exchange.Api.Hosting;
using Exchange.Api.Operator;
using Exchange.Api.Products;
using Exchange.Api.Providers;
using Exchange.Api.Wire;
using Exchange.Benchmarks;
using Exchange.Engine.Commands;
using Exchange.Engine.Skus;
using Exchange.Engine.Values;
using Exchange.Engine.Verification.Attestation.Simulated;
using Exchange.Tests.Durability;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>A whole exchange on a free port with a PostgreSQL of its own.</summary>
public sealed class RunningExchange : IAsyncLifetime, IDisposable
{
    private static readonly Dictionary<string, string> Names = SkuCatalogue.All
        .Zip(ProductNames.Of([.. SkuCatalogue.All.Select(sku => sku.Name)])).ToDictionary(pair => pair.First.Name, pair => pair.Second);

    private const Scopes All = Scopes.Read | Scopes.Trade | Scopes.Provide;
    private readonly LocalPostgresFolder folder = new();

    /// <summary>The limits under which it runs.</summary>
    public ApiSettings Settings { get; init; } = new();

    /// <summary>The settings that are not the defaults; unless a test says otherwise, those of matching alone.</summary>
    public IReadOnlyList<ChangeSetting> Rules { get; init; } = MatchingAlone.Settings;

    /// <summary>Where a clock that is moved by hand starts; null for the real one.</summary>
    public Instant? VirtualClockStart { get; init; }

    /// <summary>Certifies simulated confidential hardware that the venue accepts; null for none.</summary>
    public SimulatedAuthority? Authority { get; init; }

    public ExchangeServer Server { get; private set; } = null!;

    public TestClient Operator { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Authority is not null) await SimulateAttestationVerb.WriteAsync(folder.Path, Authority, default);
        await StartAsync();
        OwnKey own = await new FirstRun(Server, folder.Path).OperatorAsync(default);
        Operator = new TestClient(Server.Address, own.Account, own.Key, own.Secret, own.Passphrase);
        foreach (ChangeSetting rule in Rules) await RunAsync(rule);
    }

    /// <summary>Stops everything and starts it again on what it kept; the client's twin that reaches the new one.</summary>
    public async Task<TestClient> RestartAsync(TestClient client)
    {
        await Server.DisposeAsync();
        await StartAsync();
        Operator = At(Operator);
        return At(client);
    }

    public Task DisposeAsync() => Server.DisposeAsync().AsTask();

    public void Dispose() => folder.Dispose();

    /// <summary>Lists a SKU of the catalogue and its product, unless they are listed; the product's name.</summary>
    public async Task<string> ListAsync(string sku)
    {
        string name = Names[sku];
        await OperateRegistry.ListSkuAsync(SkuCatalogue.Find(sku)!.ToSku(), Server.Desk);
        if (Server.Desk.Listings.Find(name) is null) Assert.Null(await OperateRegistry.ListProductAsync(new ProductRequest { Name = name, Sku = sku }, Server.Desk));
        return name;
    }

    /// <summary>A product of a SKU with a seller who has nodes of it and a buyer, both unknown to other tests.</summary>
    public async Task<TestMarket> MarketAsync(string sku)
    {
        string product = await ListAsync(sku);
        string run = Guid.NewGuid().ToString("N")[..8];
        TestClient seller = await OpenAsync("seller " + run, dollars: 100_000);
        await RegisterAsync(seller, "node " + run, nodes: 16, sku);
        return new TestMarket(product, seller, await OpenAsync("buyer " + run, dollars: 100_000));
    }

    /// <summary>Opens an account with money and a key.</summary>
    public async Task<TestClient> OpenAsync(string name, long dollars, Scopes scopes = All)
    {
        Receipt opened = await RunAsync(new OpenAccount(AccountId.House, Text64.From(name)));
        var account = new AccountId((int)opened.Id);
        await RunAsync(new Deposit(account, dollars * 1_000_000, ClientOrderId.FromGuid(Guid.NewGuid())));
        IssuedKey key = await Server.Keys.IssueAsync(account, scopes, requiresRisingNonce: false, default);
        return new TestClient(Server.Address, WireId.Text(WireId.Of(account)), key.Key, key.Secret, key.Passphrase);
    }

    /// <summary>Registers a verified group of nodes of eight GPUs.</summary>
    public async Task<NodeId> RegisterAsync(TestClient owner, string name, int nodes, string sku = "h100-sxm5-80")
    {
        Assert.True(WireId.TryAccount(owner.Account, out AccountId account));
        var request = new NodeRequest { Name = name, Sku = sku, GpusPerNode = 8, Nodes = nodes, Place = "eu/de/fra/dc1", Link = "nvswitch" };
        (NodeId node, Problem? problem) = await Exchange.Api.Providers.RegisterNode.RegisterAsync(account, request, Server.Desk, default);
        Assert.Null(problem);
        await RunAsync(new RecordPerformance(node, BasisPoints.Whole, Minute.Never));
        return node;
    }

    private async Task StartAsync() => Server = await ExchangeServer.StartAsync(
        new ServerOptions { DataDirectory = folder.Path, Port = 0, Seed = Seed.Empty, Settings = Settings, VirtualClockStart = VirtualClockStart }, default);

    private TestClient At(TestClient client) => new(Server.Address, client.Account, client.Key, client.Secret, client.Passphrase);

    private async Task<Receipt> RunAsync<T>(T command)
        where T : unmanaged, ICommand<T>
    {
        (Receipt receipt, Problem? problem) = await Server.Desk.Gateway.RunAsync(command);
        Assert.Null(problem);
        await Server.Market.Committed.WaitForAsync(receipt.Position);
        return receipt;
    }
}

/// <summary>One product, and two parties who trade it.</summary>
public sealed record TestMarket(string Product, TestClient Seller, TestClient Buyer)
{
    public Task<TestAnswer> SellAsync(int size, string price) => OrderAsync(Seller, "sell", size, price);

    public Task<TestAnswer> BuyAsync(int size, string price) => OrderAsync(Buyer, "buy", size, price);

    public Task<TestAnswer> OrderAsync(TestClient client, string side, int size, string price) =>
        client.PostAsync("/orders", new { product_id = Product, side, size, price });

    public Task<TestAnswer> BookAsync(int level) => Buyer.GetAsync($"/products/{Product}/book?level={level}");
}

/// <summary>The tests that share one running exchange, one after the other.</summary>
[CollectionDefinition(nameof(RunningExchange))]
public sealed class RunningExchangeCollection : ICollectionFixture<RunningExchange>;
