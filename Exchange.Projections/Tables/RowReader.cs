using Exchange.Engine.Values;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Tables;

/// <summary>Reads the columns of a row one after the other, in the order in which its table lists them.</summary>
public ref struct RowReader(NpgsqlDataReader reader)
{
    private int next;

    /// <summary>The next column, a 64-bit number.</summary>
    public long Long() => reader.GetInt64(next++);

    /// <summary>The next column, a 32-bit number.</summary>
    public int Int() => reader.GetInt32(next++);

    /// <summary>The next column, a number of many digits.</summary>
    public decimal Number() => reader.GetDecimal(next++);

    /// <summary>The next column, a binary fraction.</summary>
    public double Double() => reader.GetDouble(next++);

    /// <summary>The next column, a claim.</summary>
    public bool Bool() => reader.GetBoolean(next++);

    /// <summary>The next column, a text.</summary>
    public string Text() => reader.GetString(next++);

    /// <summary>The next column, an amount in sixtieths of a micro-dollar.</summary>
    public Money Money() => Engine.Values.Money.FromSixtieths(Long());

    /// <summary>The next column, a price in micro-dollars per GPU-hour.</summary>
    public Price Price() => Engine.Values.Price.FromMicros(Long());

    /// <summary>The next column, a number of GPUs.</summary>
    public Gpus Gpus() => new(Int());

    /// <summary>The next two columns, the first minute inside and the first after.</summary>
    public Window Window()
    {
        var from = new Minute(Int());
        return new Window(from, new Minute(Int()));
    }

    /// <summary>The next column, a client's UUID or nothing.</summary>
    public ClientOrderId Client()
    {
        int at = next++;
        return reader.IsDBNull(at) ? default : ClientOrderId.FromGuid(reader.GetGuid(at));
    }

    /// <summary>The next column, a point in time.</summary>
    public Instant Instant() => NodaTime.Instant.FromDateTimeUtc(reader.GetDateTime(next++));

    /// <summary>The next column, a point in time or nothing.</summary>
    public Instant? MaybeInstant()
    {
        int at = next++;
        return reader.IsDBNull(at) ? null : NodaTime.Instant.FromDateTimeUtc(reader.GetDateTime(at));
    }

    /// <summary>The next column, a member of an enumeration.</summary>
    public TEnum Word<TEnum>()
        where TEnum : struct, Enum =>
        Words<TEnum>.Parse(Text());

    /// <summary>The next column, a member of an enumeration or nothing.</summary>
    public TEnum? MaybeWord<TEnum>()
        where TEnum : struct, Enum
    {
        int at = next++;
        return reader.IsDBNull(at) ? null : Words<TEnum>.Parse(reader.GetString(at));
    }
}
