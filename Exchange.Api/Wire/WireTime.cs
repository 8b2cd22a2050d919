using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Exchange.Engine.Values;
using NodaTime;
using NodaTime.Text;

namespace Exchange.Api.Wire;

/// <summary>Times and durations as they are written on the wire: ISO 8601, always UTC.</summary>
public static class WireTime
{
    private static readonly InstantPattern Output = InstantPattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss.ffffff'Z'");
    private static readonly OffsetDateTimePattern Input = OffsetDateTimePattern.ExtendedIso;
    private static readonly PeriodPattern Durations = PeriodPattern.NormalizingIso;

    /// <summary>An instant with microseconds.</summary>
    public static string Text(Instant instant) => Output.Format(instant);

    /// <summary>Microseconds since the Unix epoch, as an instant with microseconds.</summary>
    public static string Text(long unixMicroseconds) => Text(Instant.FromUnixTimeTicks(unixMicroseconds * 10));

    /// <summary>The instant at which a minute begins.</summary>
    public static string Text(Minute minute) => Text(minute.ToInstant());

    /// <summary>Reads ISO 8601 with an offset, or seconds since the Unix epoch.</summary>
    public static bool TryInstant([NotNullWhen(true)] string? text, out Instant instant)
    {
        instant = default;
        if (string.IsNullOrEmpty(text)) return false;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            const long lastSecond = 253_402_300_799;
            if (seconds > lastSecond) return false;
            instant = Instant.FromUnixTimeSeconds(seconds);
            return true;
        }

        ParseResult<OffsetDateTime> parsed = Input.Parse(text);
        if (parsed.Success) instant = parsed.Value.ToInstant();
        return parsed.Success;
    }

    /// <summary>Reads a duration: an ISO 8601 period of days and less (<c>PT90M</c>), or whole minutes (<c>90</c>).</summary>
    /// <param name="text">The duration.</param>
    /// <param name="minutes">Whole minutes, at least one.</param>
    public static bool TryMinutes([NotNullWhen(true)] string? text, out Minutes minutes)
    {
        minutes = default;
        if (string.IsNullOrEmpty(text)) return false;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            minutes = new Minutes(count);
            return count > 0;
        }

        ParseResult<Period> parsed = Durations.Parse(text);
        if (!parsed.Success || parsed.Value.Years != 0 || parsed.Value.Months != 0) return false;
        Duration duration = parsed.Value.ToDuration();
        double whole = duration.TotalMinutes;
        if (whole is < 1 or > int.MaxValue || whole != Math.Floor(whole)) return false;
        minutes = new Minutes((int)whole);
        return true;
    }
}
