using System.Globalization;
using Exchange.Engine.Values;

namespace Exchange.Api.Wire;

/// <summary>Numbers as they are written on the wire: decimal strings with a fixed count of places, never in exponents.</summary>
/// <remarks>Prices and money have six places, since a micro-dollar is the smallest step of either; GPUs have none.</remarks>
public static class Decimals
{
    private const int MicrosPerDollar = 1_000_000;
    private const int MaxTextLength = 40;

    /// <summary>A price per GPU-hour in dollars.</summary>
    public static string Text(Price price) => MicrosText(price.Micros);

    /// <summary>A count of GPUs.</summary>
    public static string Text(Gpus gpus) => gpus.Count.ToString(CultureInfo.InvariantCulture);

    /// <summary>An amount of money in dollars, rounded half to even where it holds a part of a micro-dollar.</summary>
    public static string Text(Money money) => MicrosText(WholeMicros(money));

    /// <summary>An amount of micro-dollars, in dollars.</summary>
    public static string MicrosText(long micros)
    {
        UInt128 size = (UInt128)Int128.Abs(micros);
        return string.Create(CultureInfo.InvariantCulture, $"{(micros < 0 ? "-" : "")}{size / MicrosPerDollar}.{size % MicrosPerDollar:000000}");
    }

    /// <summary>A rate in basis points as a fraction of one: 25 is <c>0.0025</c>.</summary>
    public static string Fraction(long basisPoints) =>
        (basisPoints / (decimal)BasisPoints.One).ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>GPU-minutes as GPU-hours with six places, rounded half to even.</summary>
    public static string GpuHours(GpuMinutes volume) =>
        Math.Round(volume.Value / 60m, 6, MidpointRounding.ToEven).ToString("0.000000", CultureInfo.InvariantCulture);

    /// <summary>Reads dollars as whole micro-dollars. False where it is no plain decimal number or out of range.</summary>
    /// <param name="text">The number.</param>
    /// <param name="micros">Micro-dollars.</param>
    /// <param name="isExact">False where the text has more than six significant places.</param>
    public static bool TryMicros(string? text, out long micros, out bool isExact)
    {
        micros = 0;
        isExact = false;
        if (!TryPlain(text, out decimal dollars)) return false;
        decimal scaled = dollars * MicrosPerDollar;
        isExact = scaled == decimal.Truncate(scaled);
        if (decimal.Abs(scaled) > long.MaxValue) return false;
        micros = (long)decimal.Truncate(scaled);
        return true;
    }

    /// <summary>Reads a plain decimal number without exponent, group marks or spaces.</summary>
    public static bool TryPlain(string? text, out decimal number)
    {
        number = 0;
        const decimal bound = 1_000_000_000_000m;
        return text is { Length: > 0 and <= MaxTextLength }
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
            && decimal.Abs(number) <= bound;
    }

    private static long WholeMicros(Money money)
    {
        (long quotient, long remainder) = Math.DivRem(money.Sixtieths, Money.SixtiethsPerMicro);
        long twice = Math.Abs(remainder) * 2;
        bool away = twice > Money.SixtiethsPerMicro || (twice == Money.SixtiethsPerMicro && quotient % 2 != 0);
        return away ? quotient + Math.Sign(remainder) : quotient;
    }
}
