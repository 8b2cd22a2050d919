using NodaTime;
using NpgsqlTypes;

namespace Exchange.Projections.Tables;

/// <summary>The columns and indexes of a table while it is being described.</summary>
/// <typeparam name="TRow">The row.</typeparam>
public sealed class Columns<TRow>
{
    internal List<Column<TRow>> All { get; } = [];

    internal List<string> Indexes { get; } = [];

    /// <summary>A 64-bit part of the primary key.</summary>
    public Columns<TRow> Key(string name, Func<TRow, long> value) => Add(name, "bigint not null", NpgsqlDbType.Bigint, value, key: true);

    /// <summary>A 32-bit part of the primary key.</summary>
    public Columns<TRow> Key(string name, Func<TRow, int> value) => Add(name, "integer not null", NpgsqlDbType.Integer, value, key: true);

    /// <summary>A text that is part of the primary key.</summary>
    public Columns<TRow> Key(string name, Func<TRow, string> value) => Add(name, "text not null", NpgsqlDbType.Text, value, key: true);

    /// <summary>A word that is part of the primary key.</summary>
    public Columns<TRow> WordKey<TEnum>(string name, Func<TRow, TEnum> value)
        where TEnum : struct, Enum =>
        Add(name, "text not null", NpgsqlDbType.Text, row => Words<TEnum>.Of(value(row)), key: true);

    /// <summary>A 64-bit number.</summary>
    public Columns<TRow> Column(string name, Func<TRow, long> value, Merge merge = Merge.Replace) =>
        Add(name, "bigint not null", NpgsqlDbType.Bigint, value, merge: merge);

    /// <summary>A 32-bit number.</summary>
    public Columns<TRow> Column(string name, Func<TRow, int> value, Merge merge = Merge.Replace) =>
        Add(name, "integer not null", NpgsqlDbType.Integer, value, merge: merge);

    /// <summary>A number of up to 28 digits: a sum that 64 bits may not hold.</summary>
    public Columns<TRow> Column(string name, Func<TRow, decimal> value, Merge merge = Merge.Replace) =>
        Add(name, "numeric not null", NpgsqlDbType.Numeric, value, merge: merge);

    /// <summary>A binary fraction: 64 bits, read back bit for bit.</summary>
    public Columns<TRow> Column(string name, Func<TRow, double> value) => Add(name, "double precision not null", NpgsqlDbType.Double, value);

    /// <summary>A claim.</summary>
    public Columns<TRow> Column(string name, Func<TRow, bool> value) => Add(name, "boolean not null", NpgsqlDbType.Boolean, value);

    /// <summary>A text.</summary>
    public Columns<TRow> Column(string name, Func<TRow, string> value) => Add(name, "text not null", NpgsqlDbType.Text, value);

    /// <summary>A UUID, or nothing.</summary>
    public Columns<TRow> Column(string name, Func<TRow, Guid?> value) => Add(name, "uuid", NpgsqlDbType.Uuid, value);

    /// <summary>A point in time, to the microsecond.</summary>
    public Columns<TRow> Column(string name, Func<TRow, Instant> value, Merge merge = Merge.Replace) =>
        Add(name, "timestamptz not null", NpgsqlDbType.TimestampTz, row => value(row).ToDateTimeUtc(), merge: merge);

    /// <summary>A point in time, to the microsecond, or nothing.</summary>
    public Columns<TRow> Column(string name, Func<TRow, Instant?> value) =>
        Add(name, "timestamptz", NpgsqlDbType.TimestampTz, row => value(row)?.ToDateTimeUtc());

    /// <summary>A member of an enumeration, by its name in snake case.</summary>
    public Columns<TRow> Word<TEnum>(string name, Func<TRow, TEnum> value)
        where TEnum : struct, Enum =>
        Add(name, "text not null", NpgsqlDbType.Text, row => Words<TEnum>.Of(value(row)));

    /// <summary>A member of an enumeration, by its name in snake case, or nothing.</summary>
    public Columns<TRow> Word<TEnum>(string name, Func<TRow, TEnum?> value)
        where TEnum : struct, Enum =>
        Add(name, "text", NpgsqlDbType.Text, row => value(row) is { } member ? Words<TEnum>.Of(member) : null);

    /// <summary>An index, by what stands between the parentheses and after: <c>(account_id, fill_id)</c>.</summary>
    public Columns<TRow> Index(string columns)
    {
        Indexes.Add(columns);
        return this;
    }

    private Columns<TRow> Add<TValue>(
        string name, string sqlType, NpgsqlDbType type, Func<TRow, TValue> value, bool key = false, Merge merge = Merge.Replace)
    {
        All.Add(new Column<TRow, TValue>(name, sqlType, type, key, merge, value));
        return this;
    }
}
