using Exchange.Engine.Values;
using Exchange.Projections.Registry;
using Npgsql;

namespace Exchange.Projections.Queries;

/// <summary>What can be traded.</summary>
public sealed class RegistryQueries(NpgsqlDataSource source)
{
    /// <summary>All products, in the order in which they were listed.</summary>
    public async Task<IReadOnlyList<ProductRow>> ProductsAsync(CancellationToken cancellation) =>
        await new Selection<ProductRow>(ProductRow.Table, ProductRow.Read).ListAsync(source, "order by product_id", cancellation);

    /// <summary>All SKUs, in the order in which they were listed.</summary>
    public async Task<IReadOnlyList<SkuRow>> SkusAsync(CancellationToken cancellation) =>
        await new Selection<SkuRow>(SkuRow.Table, SkuRow.Read).ListAsync(source, "order by sku_id", cancellation);

    /// <summary>A provider's nodes, newest first. The cursor is the node's number.</summary>
    public Task<IReadOnlyList<NodeRow>> NodesAsync(AccountId provider, Page page, CancellationToken cancellation) =>
        new Selection<NodeRow>(NodeRow.Table, NodeRow.Read)
            .Where("provider_id = {0}", provider.Value).PageAsync(source, "node_id", page, cancellation);
}
