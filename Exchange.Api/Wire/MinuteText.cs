using System.Text.Json;
using Exchange.Engine.Values;

namespace Exchange.Api.Wire;

/// <summary>The minutes of an hour as they are written: one digit for each, 1 where the minute is among them, the first minute first.</summary>
public static class MinuteText
{
    /// <summary>The digits of the first so many minutes.</summary>
    public static string Text(MinuteBits minutes, int count) =>
        string.Create(count, minutes, static (digits, bits) =>
        {
            for (int minute = 0; minute < digits.Length; minute++) digits[minute] = bits.Has(minute) ? '1' : '0';
        });

    /// <summary>Reads digits, or a list of zeros and ones; a minute that is not written is not among them.</summary>
    public static bool TryRead(JsonElement written, out MinuteBits minutes)
    {
        minutes = default;
        return written.ValueKind switch
        {
            JsonValueKind.String => TryDigits(written.GetString()!, out minutes),
            JsonValueKind.Array => TryDigits(string.Concat(written.EnumerateArray().Select(minute => minute.GetRawText())), out minutes),
            _ => false,
        };
    }

    private static bool TryDigits(string digits, out MinuteBits minutes)
    {
        minutes = default;
        if (digits.Length is 0 or > MinuteBits.Most || digits.AsSpan().ContainsAnyExcept('0', '1')) return false;
        long bits = 0;
        for (int minute = 0; minute < digits.Length; minute++)
            if (digits[minute] == '1') bits |= 1L << minute;
        minutes = new MinuteBits(bits);
        return true;
    }
}
