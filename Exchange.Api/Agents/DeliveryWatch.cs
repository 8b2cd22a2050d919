using Exchange.Engine.Values;

namespace Exchange.Api.Agents;

/// <summary>What one party saw of a lease, minute by minute, from when it was handed over on.</summary>
/// <remarks>A look vouches for the minutes since the look before: whoever looks once a minute misses nothing.</remarks>
public sealed class DeliveryWatch
{
    private readonly Minute start;
    private readonly Dictionary<int, long> hours = [];
    private Minute seen;

    /// <summary>Watches a lease.</summary>
    /// <param name="start">The first minute of its window, from which its hours count.</param>
    /// <param name="handedOver">The minute in which it was handed over: nothing was delivered before.</param>
    public DeliveryWatch(Minute start, Minute handedOver)
    {
        this.start = start;
        seen = Minute.Max(start, handedOver);
    }

    /// <summary>Notes one look.</summary>
    /// <param name="now">The minute in which it happened.</param>
    /// <param name="delivered">Whether the lease was served.</param>
    public void See(Minute now, bool delivered)
    {
        for (; seen <= now; seen += new Minutes(1))
        {
            if (!delivered) continue;
            (int hour, int minute) = Math.DivRem((seen - start).Count, MinuteBits.Most);
            hours[hour] = hours.GetValueOrDefault(hour) | (1L << minute);
        }
    }

    /// <summary>The minutes of an hour that were seen delivered.</summary>
    /// <param name="hour">Which, from 0.</param>
    /// <param name="length">How many minutes it has: sixty, fewer in a lease's last.</param>
    public MinuteBits Of(int hour, int length) => new MinuteBits(hours.GetValueOrDefault(hour)) & MinuteBits.First(length);
}
