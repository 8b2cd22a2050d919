using Npgsql;

namespace Exchange.Projections.Tables;

/// <summary>A table of a view, as its owner creates and empties it.</summary>
public abstract class Table
{
    /// <summary>The schema of all views.</summary>
    public const string Schema = "exchange";

    private protected Table(string name) => Name = $"{Schema}.{name}";

    /// <summary>The name, with its schema.</summary>
    public string Name { get; }

    /// <summary>The statements that create the table and its indexes where they are not there.</summary>
    public abstract string CreateSql { get; }
}

/// <summary>A table described once: from that come its definition, its writes and its reads.</summary>
/// <typeparam name="TRow">The row.</typeparam>
public sealed class Table<TRow> : Table
{
    private readonly List<Column<TRow>> _columns;
    private readonly string _upsertSql;
    private readonly string _deleteSql;

    /// <summary>A table of the given columns, keys first.</summary>
    public Table(string name, Func<Columns<TRow>, Columns<TRow>> describe)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(describe);
        Columns<TRow> described = describe(new Columns<TRow>());
        _columns = described.All;
        ColumnList = string.Join(", ", _columns.Select(column => column.Name));
        CreateSql = Creation(name, described.Indexes);
        _upsertSql = Upsertion();
        _deleteSql = Deletion();
    }

    /// <inheritdoc/>
    public override string CreateSql { get; }

    /// <summary>The names of the columns, in the order in which a row is read.</summary>
    public string ColumnList { get; }

    private IEnumerable<Column<TRow>> Keys => _columns.Where(column => column.IsKey);

    /// <summary>Adds the statement that writes the rows over what is there; none where there are no rows.</summary>
    public void Upsert(NpgsqlBatch batch, IReadOnlyCollection<TRow> rows)
    {
        if (rows.Count == 0) return;
        var command = new NpgsqlBatchCommand(_upsertSql);
        foreach (Column<TRow> column in _columns) command.Parameters.Add(column.Gather(rows));
        batch.BatchCommands.Add(command);
    }

    /// <summary>Adds the statement that deletes the rows with the keys of these; none where there are no rows.</summary>
    public void Delete(NpgsqlBatch batch, IReadOnlyCollection<TRow> rows)
    {
        if (rows.Count == 0) return;
        var command = new NpgsqlBatchCommand(_deleteSql);
        foreach (Column<TRow> column in Keys) command.Parameters.Add(column.Gather(rows));
        batch.BatchCommands.Add(command);
    }

    private string Creation(string name, List<string> indexes)
    {
        string columns = string.Join(",\n  ", _columns.Select(column => $"{column.Name} {column.SqlType}"));
        string table = $"create table if not exists {Name} (\n  {columns},\n  primary key ({string.Join(", ", Keys.Select(key => key.Name))})) with (fillfactor = 85);\n";
        return table + string.Concat(indexes.Select((index, number) => $"create index if not exists {name}_{number + 1} on {Name} {index};\n"));
    }

    private string Upsertion()
    {
        var assignments = _columns.Where(column => !column.IsKey && column.Merge != Merge.Keep).Select(Assignment).ToList();
        string conflict = assignments.Count == 0 ? "do nothing" : $"do update set {string.Join(", ", assignments)}";
        return $"insert into {Name} as t ({ColumnList}) select * from unnest({Places(_columns.Count)}) on conflict ({string.Join(", ", Keys.Select(key => key.Name))}) {conflict}";
    }

    private string Deletion()
    {
        string keys = string.Join(", ", Keys.Select(key => key.Name));
        string matches = string.Join(" and ", Keys.Select(key => $"t.{key.Name} = gone.{key.Name}"));
        return $"delete from {Name} t using unnest({Places(Keys.Count())}) as gone({keys}) where {matches}";
    }

    private static string Assignment(Column<TRow> column) => column.Merge switch
    {
        Merge.Replace => $"{column.Name} = excluded.{column.Name}",
        Merge.Keep => $"{column.Name} = t.{column.Name}",
        Merge.Add => $"{column.Name} = t.{column.Name} + excluded.{column.Name}",
        Merge.Greatest => $"{column.Name} = greatest(t.{column.Name}, excluded.{column.Name})",
        Merge.Least => $"{column.Name} = least(t.{column.Name}, excluded.{column.Name})",
    };

    private static string Places(int count) => string.Join(", ", Enumerable.Range(1, count).Select(place => $"${place}"));
}
