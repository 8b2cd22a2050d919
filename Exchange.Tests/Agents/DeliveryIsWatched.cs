using Exchange.Api.Agents;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Agents;

/// <summary>What a party saw of a lease becomes the bitmap that it signs.</summary>
public sealed class DeliveryIsWatched
{
    private static readonly Minute Start = new(1_000);

    [Fact]
    public void Nothing_was_delivered_before_the_handing_over()
    {
        var watch = new DeliveryWatch(Start, Start + new Minutes(7));
        Look(watch, 7, 59, delivered: true);
        Assert.Equal(MinuteBits.First(60) - MinuteBits.First(7), watch.Of(0, 60));
    }

    [Fact]
    public void A_lease_handed_over_early_counts_from_its_own_start()
    {
        var watch = new DeliveryWatch(Start, Start - new Minutes(30));
        watch.See(Start - new Minutes(5), delivered: true);
        Assert.Equal(default, watch.Of(0, 60));
        Look(watch, 0, 59, delivered: true);
        Assert.Equal(MinuteBits.First(60), watch.Of(0, 60));
    }

    [Fact]
    public void A_look_vouches_for_the_minutes_since_the_one_before()
    {
        var watch = new DeliveryWatch(Start, Start);
        watch.See(Start + new Minutes(9), delivered: true);
        watch.See(Start + new Minutes(19), delivered: false);
        watch.See(Start + new Minutes(119), delivered: true);
        Assert.Equal(MinuteBits.First(60) - (MinuteBits.First(20) - MinuteBits.First(10)), watch.Of(0, 60));
        Assert.Equal(MinuteBits.First(60), watch.Of(1, 60));
        Assert.Equal(default, watch.Of(2, 60));
    }

    [Fact]
    public void A_later_look_takes_nothing_back()
    {
        var watch = new DeliveryWatch(Start, Start);
        watch.See(Start, delivered: true);
        watch.See(Start, delivered: false);
        Assert.Equal(MinuteBits.First(1), watch.Of(0, 60));
    }

    [Fact]
    public void A_short_last_hour_has_no_minutes_beyond_its_end()
    {
        var watch = new DeliveryWatch(Start, Start);
        Look(watch, 0, 100, delivered: true);
        Assert.Equal(MinuteBits.First(30), watch.Of(1, 30));
    }

    private static void Look(DeliveryWatch watch, int first, int last, bool delivered)
    {
        for (int minute = first; minute <= last; minute++) watch.See(Start + new Minutes(minute), delivered);
    }
}
