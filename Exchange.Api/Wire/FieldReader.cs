using System.Globalization;
using Exchange.Engine.Values;

namespace Exchange.Api.Wire;

/// <summary>Reads the fields of a request one after the other and keeps the first problem met.</summary>
/// <remarks>Every method returns a harmless value where it meets a problem; the caller looks at <see cref="Problem"/> once, at the end.</remarks>
public sealed class FieldReader
{
    /// <summary>The first problem met, or null.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Notes a problem, unless there was one before.</summary>
    public void Fail(Problem problem) => Problem ??= problem;

    /// <summary>Notes that a field cannot be understood.</summary>
    public void Fail(string field, string message) => Fail(Wire.Problem.BadField(field, message));

    /// <summary>A word, or what stands in for a missing one.</summary>
    public T Word<T>(string field, string? word, Words<T> words, T otherwise)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(word)) return otherwise;
        if (words.TryRead(word, out T value)) return value;
        Fail(field, $"{field} must be one of {words.All}");
        return otherwise;
    }

    /// <summary>A set of words, or what stands in for a missing one.</summary>
    public T Flags<T>(string field, string[]? list, Words<T> words, T otherwise)
        where T : struct, Enum
    {
        if (list is null) return otherwise;
        int flags = 0;
        foreach (string word in list) flags |= Convert.ToInt32(Word(field, word, words, default), CultureInfo.InvariantCulture);
        return (T)Enum.ToObject(typeof(T), flags);
    }

    /// <summary>A price in dollars per GPU-hour, above zero.</summary>
    public Price Price(string field, string? text)
    {
        if (!Decimals.TryMicros(text, out long micros, out bool isExact)) Fail(field, $"{field} must be a decimal number of dollars per GPU-hour");
        else if (!isExact) Fail(field, $"{field} too precise: at most six places");
        else if (micros <= 0) Fail(field, $"{field} too small: it must be above zero");
        else return Engine.Values.Price.FromMicros(micros);
        return default;
    }

    /// <summary>A whole number of GPUs, at least one.</summary>
    public Gpus Gpus(string field, string? text)
    {
        if (!Decimals.TryPlain(text, out decimal count)) Fail(field, $"{field} must be a number of GPUs");
        else if (count < 1) Fail(field, $"{field} is too small. Minimum size is 1");
        else if (count != decimal.Truncate(count)) Fail(field, $"{field} too precise: GPUs are whole");
        else if (count > int.MaxValue) Fail(field, $"{field} is too large");
        else return new Gpus((int)count);
        return default;
    }

    /// <summary>A whole number that is not negative, or what stands in for a missing one.</summary>
    public int Count(string field, int? number, int otherwise)
    {
        if (number is null) return otherwise;
        if (number >= 0) return number.Value;
        Fail(field, $"{field} must not be negative");
        return otherwise;
    }

    /// <summary>A decimal number in the given parts of one, rounded down; not negative; or what stands in for a missing one.</summary>
    public int Parts(string field, string? text, int partsOfOne, int otherwise)
    {
        if (text is null) return otherwise;
        if (Decimals.TryPlain(text, out decimal number) && number >= 0 && number * partsOfOne <= int.MaxValue) return (int)(number * partsOfOne);
        Fail(field, $"{field} must be a decimal number that is not negative");
        return otherwise;
    }

    /// <summary>A fraction such as 0.9 in basis points, 0 to 100 times the whole; or what stands in for a missing one.</summary>
    public BasisPoints Fraction(string field, string? text, BasisPoints otherwise)
    {
        const int most = 100 * BasisPoints.One;
        int parts = Parts(field, text, BasisPoints.One, otherwise.Value);
        if (parts <= most) return new BasisPoints(parts);
        Fail(field, $"{field} must be a fraction such as 0.9");
        return otherwise;
    }

    /// <summary>An instant as the minute that begins at or after it.</summary>
    public Minute MinuteAtOrAfter(string field, string? text, Minute otherwise)
    {
        if (text is null) return otherwise;
        if (WireTime.TryInstant(text, out NodaTime.Instant instant)) return Minute.StartingAtOrAfter(instant);
        Fail(field, $"{field} must be a time such as 2026-01-02T03:04:00Z");
        return otherwise;
    }

    /// <summary>A duration in whole minutes, or what stands in for a missing one.</summary>
    public Minutes Duration(string field, string? text, Minutes otherwise)
    {
        if (text is null) return otherwise;
        if (WireTime.TryMinutes(text, out Minutes minutes)) return minutes;
        Fail(field, $"{field} must be a duration of whole minutes such as PT1H");
        return otherwise;
    }

    /// <summary>Up to eight texts of up to 64 bytes, or what stands in for a missing list.</summary>
    public Few<Text64> Texts(string field, string[]? list, Few<Text64> otherwise) =>
        List(field, list, otherwise, text => Text(field, text));

    /// <summary>Up to eight accounts by their ids, or what stands in for a missing list.</summary>
    public Few<AccountId> Accounts(string field, string[]? list, Few<AccountId> otherwise) => List(field, list, otherwise, id =>
    {
        if (!WireId.TryAccount(id, out AccountId account)) Fail(field, $"{field} must be account ids");
        return account;
    });

    /// <summary>A text of up to 64 bytes.</summary>
    public Text64 Text(string field, string? text)
    {
        if (text is { } written && System.Text.Encoding.UTF8.GetByteCount(written) <= Text64.MaxBytes && !written.Contains('\0', StringComparison.Ordinal))
            return Text64.From(written);
        if (text is not null) Fail(field, $"{field} must have at most {Text64.MaxBytes} bytes");
        return default;
    }

    private Few<T> List<T>(string field, string[]? list, Few<T> otherwise, Func<string, T> read)
        where T : unmanaged, IEquatable<T>
    {
        if (list is null) return otherwise;
        if (list.Length <= Few<T>.Max) return Few<T>.Of([.. list.Select(read)]);
        Fail(field, $"{field} may list at most {Few<T>.Max}");
        return otherwise;
    }
}
