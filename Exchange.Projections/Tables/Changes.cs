using Npgsql;

namespace Exchange.Projections.Tables;

/// <summary>The rows of one table that changed since the last write: each once, in its latest form.</summary>
/// <typeparam name="TKey">What tells rows apart.</typeparam>
/// <typeparam name="TRow">The row.</typeparam>
public sealed class Changes<TKey, TRow>(Table<TRow> table)
    where TKey : notnull
{
    private readonly Dictionary<TKey, TRow> _written = [];
    private readonly Dictionary<TKey, TRow> _gone = [];

    /// <summary>The rows to be written.</summary>
    public IReadOnlyCollection<TRow> Written => _written.Values;

    /// <summary>The row shall be there, like this.</summary>
    public void Write(TKey key, TRow row)
    {
        _gone.Remove(key);
        _written[key] = row;
    }

    /// <summary>The row shall not be there.</summary>
    public void Delete(TKey key, TRow row)
    {
        _written.Remove(key);
        _gone[key] = row;
    }

    /// <summary>The row that waits to be written, if there is one.</summary>
    public bool TryGet(TKey key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TRow row) => _written.TryGetValue(key, out row);

    /// <summary>Adds the statements that bring the table up to date.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        table.Delete(batch, _gone.Values);
        table.Upsert(batch, _written.Values);
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        _written.Clear();
        _gone.Clear();
    }
}
