using System.Globalization;
using Exchange.Api.Operator;
using Exchange.Api.Orders;
using Exchange.Api.Providers;
using Exchange.Benchmarks.Traces.Life;
using Exchange.Benchmarks.Traces.Plans;
using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Runs;

/// <summary>Opens a cluster's market: products, accounts, nodes with their devices, bonds.</summary>
/// <param name="venue">The exchange.</param>
/// <param name="plan">The plan.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class ClusterSetup(TraceVenue venue, ClusterPlan plan, Progress progress)
{
    private readonly Dictionary<string, Manner> manners = [];

    /// <summary>Who sells, by name.</summary>
    public Dictionary<string, Party> Providers { get; } = [];

    /// <summary>Who buys, by name.</summary>
    public Dictionary<string, Party> Buyers { get; } = [];

    /// <summary>How the agent of each node behaves, by the node's id.</summary>
    public IReadOnlyDictionary<string, Manner> Manners => manners;

    /// <summary>Lists what is traded and opens everybody's account.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        foreach (SkuListingRequest sku in plan.Skus) await venue.Operator.PostAsync<CreatedAnswer>("/operator/skus", sku, cancellation);
        foreach (ProductRequest product in plan.Products) await venue.Operator.PostAsync<CreatedAnswer>("/operator/products", product, cancellation);
        foreach (string name in plan.Asks.Select(ask => ask.Provider).Distinct()) Providers.Add(name, await venue.OpenAsync(name, cancellation));
        foreach (string name in plan.Bids.Select(bid => bid.Buyer).Distinct()) Buyers.Add(name, await venue.OpenAsync(name, cancellation));
    }

    /// <summary>Registers the nodes and posts the bonds; returns the asks with their nodes.</summary>
    public async Task<IReadOnlyList<(Party Provider, OrderRequest Ask)>> RegisterAsync(CancellationToken cancellation)
    {
        List<(Party, OrderRequest)> asks = [];
        foreach ((string name, Party provider) in Providers) await provider.Api.PostAsync<ProviderAnswer>("/providers", new ProviderRequest(name), cancellation);
        foreach (PlannedAsk planned in plan.Asks)
        {
            Party provider = Providers[planned.Provider];
            NodeAnswer node = await provider.Api.PostAsync<NodeAnswer>("/nodes", planned.Node, cancellation);
            manners.Add(node.Id, Life.Manners.Of(manners.Count));
            string[] devices = [.. Enumerable.Range(0, (planned.Node.GpusPerNode ?? 1) * (planned.Node.Nodes ?? 1)).Select(unit => string.Create(CultureInfo.InvariantCulture, $"{planned.Node.Name}/{unit}"))];
            await provider.Api.PutAsync<UnitAnswer[]>($"/nodes/{node.Id}/units", new UnitsRequest(devices), cancellation);
            await venue.Operator.PutAsync<object>($"/operator/nodes/{node.Id}", new NodeVerificationRequest { Performance = "1" }, cancellation);
            asks.Add((provider, planned.Ask with { Node = node.Id }));
            progress.Reach(asks.Count, plan.Asks.Count, "nodes");
        }

        foreach (Party provider in Providers.Values) await PostBondAsync(provider, cancellation);
        return asks;
    }

    private static async Task PostBondAsync(Party provider, CancellationToken cancellation)
    {
        BondAnswer bond = await provider.Api.GetAsync<BondAnswer>("/bond", cancellation);
        decimal dollars = decimal.Ceiling(decimal.Parse(bond.Required, CultureInfo.InvariantCulture) * ClusterLife.PostedPercent / 100);
        await provider.Api.PostAsync<BondAnswer>("/bond", new BondRequest { Amount = dollars.ToString(CultureInfo.InvariantCulture) }, cancellation);
    }
}
