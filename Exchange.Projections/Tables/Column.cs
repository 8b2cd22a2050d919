using Npgsql;
using NpgsqlTypes;

namespace Exchange.Projections.Tables;

/// <summary>What becomes of a column when a row is written over one that is there.</summary>
public enum Merge
{
    /// <summary>The new value stands.</summary>
    Replace,
    /// <summary>The value that is there stays.</summary>
    Keep,
    /// <summary>The new value is added to the one that is there.</summary>
    Add,
    /// <summary>The greater of the two stands.</summary>
    Greatest,
    /// <summary>The lesser of the two stands.</summary>
    Least,
}

/// <summary>A column of a view's table: its name, its type, and where a row has its value.</summary>
/// <typeparam name="TRow">The row.</typeparam>
public abstract class Column<TRow>
{
    private protected Column(string name, string sqlType, bool key, Merge merge)
    {
        Name = name;
        SqlType = sqlType;
        IsKey = key;
        Merge = merge;
    }

    /// <summary>The column's name; its unit is in it.</summary>
    public string Name { get; }

    /// <summary>The type in PostgreSQL, with <c>not null</c> where it applies.</summary>
    public string SqlType { get; }

    /// <summary>Whether it is part of the primary key.</summary>
    public bool IsKey { get; }

    /// <summary>What becomes of it when the row is there already.</summary>
    public Merge Merge { get; }

    /// <summary>The column of all the rows, as one array parameter.</summary>
    internal abstract NpgsqlParameter Gather(IReadOnlyCollection<TRow> rows);
}

/// <summary>A column whose values are of a type that Npgsql writes.</summary>
internal sealed class Column<TRow, TValue>(
    string name, string sqlType, NpgsqlDbType type, bool key, Merge merge, Func<TRow, TValue> value) : Column<TRow>(name, sqlType, key, merge)
{
    internal override NpgsqlParameter Gather(IReadOnlyCollection<TRow> rows)
    {
        var values = new TValue[rows.Count];
        int next = 0;
        foreach (TRow row in rows) values[next++] = value(row);
        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
