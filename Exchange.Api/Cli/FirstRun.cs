using Exchange.Api.Access;
using Exchange.Api.Hosting;
using Exchange.Api.Operator;
using Exchange.Api.Products;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Skus;
using Exchange.Engine.Values;

namespace Exchange.Api.Cli;

/// <summary>Makes a new market usable: an operator, the catalogue's products, and a funded trading account that can buy and sell.</summary>
/// <remarks>The market's settings are the defaults: what is sold needs bond and proofs, and leases live by the clock. Every step looks first whether it was done before, so that a start that was broken off is completed by the next.</remarks>
public sealed class FirstRun
{
    private const string OperatorName = "operator";
    private const string TraderName = "trader";

    /// <summary>The trading account's node of eight H100s.</summary>
    public const string TraderNode = TraderName + "-1";

    private const long TraderDollars = 1_000_000;
    private const string TraderSku = "h100-sxm5-80";
    private readonly ExchangeServer server;
    private readonly string folder;
    private readonly CommandRunner run;
    private readonly OwnNodes nodes;

    /// <summary>The first run of a server whose own keys lie in a folder.</summary>
    public FirstRun(ExchangeServer server, string folder)
    {
        this.server = server;
        this.folder = folder;
        run = new CommandRunner(server);
        nodes = new OwnNodes(server, run);
    }

    /// <summary>The operator's key: made on the first run, read on later ones.</summary>
    public async Task<OwnKey> OperatorAsync(CancellationToken cancellation)
    {
        const Scopes all = Scopes.Read | Scopes.Trade | Scopes.Provide | Scopes.Monitor | Scopes.Admin;
        AccountId account = await AccountAsync(OperatorName);
        return await new KeyFile(Path.Combine(folder, "operator.key")).ReadOrIssueAsync(server.Keys, account, all, cancellation);
    }

    /// <summary>The trading account's key: made, with everything that it needs, on the first run, read on later ones.</summary>
    public async Task<OwnKey> TraderAsync(CancellationToken cancellation)
    {
        await ListCatalogueAsync();
        AccountId trader = await AccountAsync(TraderName);
        await FundAsync(trader, TraderDollars);
        await NodeAsync(trader, TraderName, TraderNode, TraderSku, count: 1, cancellation);
        return await new KeyFile(Path.Combine(folder, "trader.key"))
            .ReadOrIssueAsync(server.Keys, trader, Scopes.Read | Scopes.Trade | Scopes.Provide, cancellation);
    }

    /// <summary>The account of that name, opened where it is missing.</summary>
    internal async Task<AccountId> AccountAsync(string name)
    {
        Text64 wanted = Text64.From(name);
        AccountId found = server.Market.Committed.Read(state =>
        {
            for (int account = 1; account < state.Accounts.Count; account++)
                if (state.Accounts[new AccountId(account)].Name == wanted) return new AccountId(account);
            return default;
        });
        if (found != default) return found;
        Receipt opened = await run.RunAsync(new OpenAccount(AccountId.House, wanted));
        return new AccountId((int)opened.Id);
    }

    /// <summary>Books an account's first deposit, once.</summary>
    internal Task FundAsync(AccountId account, long dollars)
    {
        // The same reference is booked once: a second run changes nothing.
        var reference = ClientOrderId.FromGuid(WireId.Of(account));
        return run.RunAsync(new Deposit(account, dollars * 1_000_000, reference));
    }

    /// <summary>An account's nodes of eight GPUs, as many as it says, bonded and vouched for.</summary>
    internal Task<NodeId> NodeAsync(AccountId account, string provider, string name, string sku, int count, CancellationToken cancellation) =>
        nodes.ReadyAsync(account, provider, name, sku, count, cancellation);

    private async Task ListCatalogueAsync()
    {
        IReadOnlyList<SkuDefinition> skus = SkuCatalogue.All;
        IReadOnlyList<string> names = ProductNames.Of([.. skus.Select(sku => sku.Name)]);
        for (int i = 0; i < skus.Count; i++)
        {
            (_, Problem? problem) = await OperateRegistry.ListSkuAsync(skus[i].ToSku(), server.Desk);
            if (problem is null && server.Desk.Listings.Find(names[i]) is null)
                problem = await OperateRegistry.ListProductAsync(new ProductRequest { Name = names[i], Sku = skus[i].Name }, server.Desk);
            if (problem is not null) throw new InvalidOperationException($"{names[i]} could not be listed: {problem.Message}");
        }
    }
}
