using Exchange.Engine.Values;
using Exchange.Projections.Market;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Queries;

/// <summary>Narrows a list of orders.</summary>
/// <param name="Statuses">Only orders that stand so; empty means any.</param>
/// <param name="Product">Only orders sent under this product; the default means any.</param>
public sealed record OrderFilter(IReadOnlyCollection<OrderStatus> Statuses, ProductId Product = default)
{
    /// <summary>All that are not done.</summary>
    public static OrderFilter NotDone { get; } = new([OrderStatus.Active, OrderStatus.Open]);

    /// <summary>All.</summary>
    public static OrderFilter Any { get; } = new([]);
}

/// <summary>Orders and their fills, as the market view has them.</summary>
public sealed class OrderQueries(NpgsqlDataSource source)
{
    private const string PlacedPosition = "placed_position";
    private const string FillNumber = "fill_id";

    /// <summary>An order, or null where there is none.</summary>
    public Task<OrderRow?> FindAsync(OrderId order, CancellationToken cancellation) =>
        Orders().Where("order_id = {0}", order.Value).FirstAsync(source, cancellation);

    /// <summary>An account's order by the client's own id, or null where there is none.</summary>
    public Task<OrderRow?> FindAsync(AccountId account, ClientOrderId client, CancellationToken cancellation) =>
        Orders().Where("account_id = {0}", account.Value).Where("client_order_id = {0}", client.ToGuid()).FirstAsync(source, cancellation);

    /// <summary>An account's orders, newest first. The cursor is <see cref="OrderRow.PlacedPosition"/>.</summary>
    public Task<IReadOnlyList<OrderRow>> ListAsync(AccountId account, OrderFilter filter, Page page, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Selection<OrderRow> orders = Orders().Where("account_id = {0}", account.Value);
        if (filter.Product != default) orders.Where("product_id = {0}", filter.Product.Value);
        if (filter.Statuses.Count > 0)
        {
            // Said in these words, the list of what is not done has an index of its own.
            if (!filter.Statuses.Contains(OrderStatus.Done)) orders.Where("status <> 'done'");
            orders.Where("status = any({0})", filter.Statuses.Select(Words<OrderStatus>.Of).ToArray());
        }

        return orders.PageAsync(source, PlacedPosition, page, cancellation);
    }

    /// <summary>An account's fills, newest first; of one product unless the default is named. The cursor is the fill's number.</summary>
    public Task<IReadOnlyList<FillRow>> FillsAsync(AccountId account, ProductId product, Page page, CancellationToken cancellation)
    {
        Selection<FillRow> fills = Fills().Where("account_id = {0}", account.Value);
        if (product != default) fills.Where("product_id = {0}", product.Value);
        return fills.PageAsync(source, FillNumber, page, cancellation);
    }

    /// <summary>The fills of one order of the account, newest first. The cursor is the fill's number.</summary>
    public Task<IReadOnlyList<FillRow>> FillsAsync(AccountId account, OrderId order, Page page, CancellationToken cancellation) =>
        Fills().Where("order_id = {0}", order.Value).Where("account_id = {0}", account.Value).PageAsync(source, FillNumber, page, cancellation);

    /// <summary>What an open ask still offers, by number.</summary>
    public async Task<IReadOnlyList<RectangleRow>> RectanglesAsync(OrderId ask, CancellationToken cancellation) =>
        await new Selection<RectangleRow>(MarketTables.Rectangles, MarketTables.ReadRectangle)
            .Where("order_id = {0}", ask.Value).ListAsync(source, "order by number", cancellation);

    private static Selection<OrderRow> Orders() => new(OrderTable.Table, OrderTable.Read);

    private static Selection<FillRow> Fills() => new(MarketTables.Fills, MarketTables.ReadFill);
}
