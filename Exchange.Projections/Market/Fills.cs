using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Market;

/// <summary>Both sides of each fill.</summary>
internal sealed class Fills
{
    private readonly Changes<(OrderId, FillId), FillRow> _changes = new(MarketTables.Fills);

    internal void Add(FillRow fill) => _changes.Write((fill.Order, fill.Fill), fill);

    /// <summary>Adds the fee of one side, which the same command tells behind the fill.</summary>
    /// <exception cref="InvalidDataException">There was no such fill.</exception>
    internal void Charge(OrderId order, FillId fill, Money fee)
    {
        if (!_changes.TryGet((order, fill), out FillRow? row)) throw new InvalidDataException($"There is a fee, and no fill {fill.Value} of order {order.Value}.");
        _changes.Write((order, fill), row with { Fee = row.Fee + fee });
    }

    internal void AddTo(NpgsqlBatch batch) => _changes.AddTo(batch);

    internal void Written() => _changes.Clear();
}
