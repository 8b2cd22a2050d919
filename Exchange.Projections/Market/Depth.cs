using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Market;

/// <summary>What rests, summed by price.</summary>
internal sealed class Depth(SkuDirectory directory)
{
    private readonly Dictionary<LevelKey, DepthRow> _levels = [];
    private readonly Changes<LevelKey, DepthRow> _changes = new(MarketTables.Depth);

    /// <summary>An order is now like <paramref name="after"/> and was like <paramref name="before"/>: it counts while it rests.</summary>
    internal void Move(OrderRow before, OrderRow after)
    {
        bool rested = before.Status == OrderStatus.Open, rests = after.Status == OrderStatus.Open;
        if (rested && rests && before.Limit == after.Limit)
        {
            if (before.Open != after.Open) Add(after, (long)after.Open.Count - before.Open.Count, 0, after.Position);
            return;
        }

        if (rested) Add(before, -(long)before.Open.Count, -1, after.Position);
        if (rests) Add(after, after.Open.Count, +1, after.Position);
    }

    internal async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        _levels.Clear();
        _changes.Clear();
        await foreach (DepthRow row in Rows.ReadAsync(connection, MarketTables.Depth, "", MarketTables.ReadLevel, cancellation))
            _levels[row.Level] = row;
    }

    internal void AddTo(NpgsqlBatch batch) => _changes.AddTo(batch);

    internal void Written() => _changes.Clear();

    private void Add(OrderRow order, long gpus, int orders, long position)
    {
        var key = new LevelKey(directory.ProductOf(order.Product, order.Sku), order.Sku, order.Side, order.Limit);
        DepthRow level = _levels.GetValueOrDefault(key) ?? new DepthRow(key, 0, 0, position);
        level = level with { Gpus = level.Gpus + gpus, Orders = level.Orders + orders, Position = position };
        if (level.Orders == 0)
        {
            _levels.Remove(key);
            _changes.Delete(key, level);
            return;
        }

        _levels[key] = level;
        _changes.Write(key, level);
    }
}
