using System.Globalization;
using CsvHelper;
using Exchange.Engine.Values;

namespace Exchange.Benchmarks.Traces.Sources;

/// <summary>One row of a data set while it is being read. The first value that does not fit refuses the row, and says why.</summary>
/// <remarks>A getter of a refused row returns a default; the row is dropped afterwards, so a reader reads straight through.</remarks>
public sealed class TraceRow(CsvReader csv)
{
    private const int MaxDollarsPerHour = 10_000;

    /// <summary>Why the row does not fit, or null while it does.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Refuses the row, unless it is already.</summary>
    public void Refuse(string reason) => Refusal ??= reason;

    /// <summary>A text, or null where the field is blank.</summary>
    public string? TextOrNull(string column) => csv.GetString(column) is { Length: > 0 } text ? text : null;

    /// <summary>A text that must be there.</summary>
    public string Text(string column)
    {
        if (TextOrNull(column) is { } text) return text;
        Refuse($"{column} is blank");
        return string.Empty;
    }

    /// <summary>A whole number of the range.</summary>
    public long Whole(string column, long min, long max) => Number(column, Text(column), scale: 1, min, max);

    /// <summary>A whole number of the range, or null where the field is blank.</summary>
    public long? WholeOrNull(string column, long min, long max) =>
        TextOrNull(column) is { } text ? Number(column, text, scale: 1, min, max) : null;

    /// <summary>A whole number of the range that fits an <see cref="int"/>.</summary>
    public int Count(string column, int min, int max) => (int)Whole(column, min, max);

    /// <summary>A decimal number times the scale, which must come out whole: dollars by 1,000,000 are micro-dollars.</summary>
    public long Scaled(string column, long scale, long min, long max) => Number(column, Text(column), scale, min, max);

    /// <summary>As <see cref="Scaled"/>, or null where the field is blank.</summary>
    public long? ScaledOrNull(string column, long scale, long min, long max) =>
        TextOrNull(column) is { } text ? Number(column, text, scale, min, max) : null;

    /// <summary>Dollars an hour as a price, rounded down to a whole micro-dollar: sources divide a machine's price by its GPUs.</summary>
    public Price PricePerHour(string column) => PriceOf(column, Text(column));

    /// <summary>As <see cref="PricePerHour"/>, or null where the field is blank.</summary>
    public Price? PricePerHourOrNull(string column) => TextOrNull(column) is { } text ? PriceOf(column, text) : null;

    /// <summary>The value that stands for the field's text in the table.</summary>
    public T Choice<T>(string column, IReadOnlyDictionary<string, T> table)
        where T : struct
    {
        string text = Text(column);
        if (table.TryGetValue(text, out T value)) return value;
        Refuse($"{column} is none of {string.Join(", ", table.Keys)}");
        return default;
    }

    private Price PriceOf(string column, string text)
    {
        if (!TryDecimal(column, text, out decimal dollars)) return default;
        if (dollars is >= 0.000001m and <= MaxDollarsPerHour) return Price.FromMicros((long)(dollars * 1_000_000));
        Refuse($"{column} is not from 0.000001 to {MaxDollarsPerHour}");
        return default;
    }

    private long Number(string column, string text, long scale, long min, long max)
    {
        if (!TryDecimal(column, text, out decimal number)) return min;
        if (number > long.MaxValue / scale || number * scale < min || number * scale > max) Refuse($"{column} is outside {min}..{max}");
        else if (number * scale != decimal.Truncate(number * scale)) Refuse($"{column} is finer than 1/{scale}");
        else return (long)(number * scale);
        return min;
    }

    private bool TryDecimal(string column, string text, out decimal number)
    {
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)) return true;
        Refuse($"{column} is not a number");
        return false;
    }
}
