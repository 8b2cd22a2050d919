using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Market;

/// <summary>What a directory entry leads from.</summary>
public enum DirectoryKind : byte
{
    /// <summary>From a spec to its SKU.</summary>
    Spec,
    /// <summary>From a requirement to the first SKU that it accepts.</summary>
    Requirement,
    /// <summary>From a SKU to the product that was first listed for it.</summary>
    Sku,
}

/// <summary>One lead of the directory.</summary>
/// <param name="Kind">From what.</param>
/// <param name="From">The spec, requirement or SKU.</param>
/// <param name="To">The SKU or product.</param>
public sealed record DirectoryRow(DirectoryKind Kind, int From, int To);

/// <summary>Leads from specs and requirements to SKUs, and from SKUs to products.</summary>
internal sealed class SkuDirectory
{
    internal static readonly Table<DirectoryRow> Table = new("market_directory", columns => columns
        .WordKey("kind", row => row.Kind)
        .Key("from_id", row => row.From)
        .Column("to_id", row => row.To));

    private readonly Dictionary<(DirectoryKind, int), int> _leads = [];
    private readonly Changes<(DirectoryKind, int), DirectoryRow> _changes = new(Table);

    internal SkuId SkuOf(SpecId spec) => new(_leads.GetValueOrDefault((DirectoryKind.Spec, spec.Value)));

    internal SkuId SkuOf(RequirementId requirement) => new(_leads.GetValueOrDefault((DirectoryKind.Requirement, requirement.Value)));

    /// <summary>The product named, else the one of the SKU, else none.</summary>
    internal ProductId ProductOf(ProductId named, SkuId sku) =>
        named != default ? named : new(_leads.GetValueOrDefault((DirectoryKind.Sku, sku.Value)));

    internal int Learn(in SpecInterned interned) => Lead(DirectoryKind.Spec, interned.Spec.Value, interned.Terms.Sku.Value);

    internal int Learn(in RequirementInterned interned)
    {
        ReadOnlySpan<Engine.Specs.SkuFactor> accepted = interned.Terms.Skus.Items;
        return accepted.IsEmpty ? 0 : Lead(DirectoryKind.Requirement, interned.Requirement.Value, accepted[0].Sku.Value);
    }

    /// <summary>The product first listed for a SKU stands for it.</summary>
    internal int Learn(in ProductListed listed) =>
        _leads.ContainsKey((DirectoryKind.Sku, listed.Sku.Value)) ? 0 : Lead(DirectoryKind.Sku, listed.Sku.Value, listed.Product.Value);

    internal async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        _leads.Clear();
        _changes.Clear();
        await foreach (DirectoryRow row in Rows.ReadAsync(connection, Table, "", Read, cancellation)) _leads[(row.Kind, row.From)] = row.To;
    }

    internal void AddTo(NpgsqlBatch batch) => _changes.AddTo(batch);

    internal void Written() => _changes.Clear();

    private int Lead(DirectoryKind kind, int from, int to)
    {
        _leads[(kind, from)] = to;
        _changes.Write((kind, from), new DirectoryRow(kind, from, to));
        return 1;
    }

    private static DirectoryRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new DirectoryRow(row.Word<DirectoryKind>(), row.Int(), row.Int());
    }
}
