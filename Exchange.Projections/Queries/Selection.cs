using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Queries;

/// <summary>A question to one table: conditions that all must hold, then an order and a limit.</summary>
internal sealed class Selection<TRow>(Table<TRow> table, Func<NpgsqlDataReader, TRow> read)
{
    private readonly List<string> _conditions = [];
    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>A condition with <c>{0}</c> where its value goes.</summary>
    internal Selection<TRow> Where<TValue>(string condition, TValue value)
    {
        _parameters.Add(new NpgsqlParameter<TValue> { TypedValue = value });
        _conditions.Add(condition.Replace("{0}", $"${_parameters.Count}", StringComparison.Ordinal));
        return this;
    }

    /// <summary>A condition that holds only where there is a value.</summary>
    internal Selection<TRow> WhereGiven<TValue>(string condition, TValue? value)
        where TValue : struct =>
        value is { } given ? Where(condition, given) : this;

    /// <summary>A condition without a value.</summary>
    internal Selection<TRow> Where(string condition)
    {
        _conditions.Add(condition);
        return this;
    }

    /// <summary>One page of the rows, newest first by the cursor column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The page's limit is out of its range.</exception>
    internal async Task<IReadOnlyList<TRow>> PageAsync(NpgsqlDataSource source, string cursor, Page page, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1, nameof(page));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Limit, Page.MaxRows, nameof(page));
        WhereGiven($"{cursor} > {{0}}", page.Before);
        WhereGiven($"{cursor} < {{0}}", page.After);

        // Going towards the newer, the rows next to the cursor are wanted, not the newest of all.
        bool upwards = page.Before is not null && page.After is null;
        List<TRow> rows = await ListAsync(source, $"order by {cursor} {(upwards ? "asc" : "desc")} limit {page.Limit}", cancellation);
        if (upwards) rows.Reverse();
        return rows;
    }

    /// <summary>The rows, ordered and limited by the clause.</summary>
    internal async Task<List<TRow>> ListAsync(NpgsqlDataSource source, string orderAndLimit, CancellationToken cancellation)
    {
        string filter = _conditions.Count == 0 ? "" : $" where {string.Join(" and ", _conditions)}";
        await using NpgsqlCommand command = source.CreateCommand($"select {table.ColumnList} from {table.Name}{filter} {orderAndLimit}");
        command.Parameters.AddRange(_parameters.ToArray());
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancellation)) rows.Add(read(reader));
        return rows;
    }

    /// <summary>The first row, or the default where there is none.</summary>
    internal async Task<TRow?> FirstAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        List<TRow> rows = await ListAsync(source, "limit 1", cancellation);
        return rows.Count == 0 ? default : rows[0];
    }
}
