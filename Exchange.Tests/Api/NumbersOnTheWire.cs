using Exchange.Api.Wire;
using Exchange.Engine.Values;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Numbers and times are written in one way only, and read strictly.</summary>
public sealed class NumbersOnTheWire
{
    [Fact]
    public void A_price_has_six_places() => Assert.Equal("2.500000", Decimals.Text(Price.FromMicros(2_500_000)));

    [Theory]
    [InlineData(0, "0.000000")]
    [InlineData(60, "0.000001")]
    [InlineData(-60, "-0.000001")]
    [InlineData(30, "0.000000")]
    [InlineData(90, "0.000002")]
    [InlineData(31, "0.000001")]
    [InlineData(-90, "-0.000002")]
    public void Money_is_rounded_half_to_even_at_the_edge_alone(long sixtieths, string text) =>
        Assert.Equal(text, Decimals.Text(Money.FromSixtieths(sixtieths)));

    [Theory]
    [InlineData("2.5", 2_500_000, true)]
    [InlineData("2.5000", 2_500_000, true)]
    [InlineData("0.0000010", 1, true)]
    [InlineData("0.0000015", 1, false)]
    [InlineData("-1", -1_000_000, true)]
    public void Dollars_are_read_as_micro_dollars(string text, long micros, bool exact)
    {
        Assert.True(Decimals.TryMicros(text, out long read, out bool isExact));
        Assert.Equal((micros, exact), (read, isExact));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData("NaN")]
    [InlineData("99999999999999999999")]
    public void What_is_no_plain_number_is_not_read(string? text) => Assert.False(Decimals.TryMicros(text, out _, out _));

    [Theory]
    [InlineData("PT1H", 60)]
    [InlineData("PT90M", 90)]
    [InlineData("P1D", 1440)]
    [InlineData("P1W", 10080)]
    [InlineData("45", 45)]
    public void A_duration_is_whole_minutes(string text, int minutes)
    {
        Assert.True(WireTime.TryMinutes(text, out Minutes read));
        Assert.Equal(minutes, read.Count);
    }

    [Theory]
    [InlineData("PT30S")]
    [InlineData("P1M")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    public void Other_durations_are_not_read(string text) => Assert.False(WireTime.TryMinutes(text, out _));

    [Theory]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T05:04:05+02:00")]
    [InlineData("1767323045")]
    public void An_instant_is_read_with_its_offset(string text)
    {
        Assert.True(WireTime.TryInstant(text, out Instant instant));
        Assert.Equal(Instant.FromUtc(2026, 1, 2, 3, 4, 5), instant);
    }

    [Fact]
    public void A_local_time_without_offset_is_not_read() => Assert.False(WireTime.TryInstant("2026-01-02T03:04:05", out _));
}
