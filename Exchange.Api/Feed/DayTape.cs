using Exchange.Engine.Values;

namespace Exchange.Api.Feed;

/// <summary>The last 24 hours of a product's trades, by the minute: enough for open, high, low and volume without a query.</summary>
public sealed class DayTape
{
    private const int MinutesInDay = 24 * 60;
    private readonly Bar[] bars = new Bar[MinutesInDay];

    private struct Bar
    {
        public int Minute;
        public long Open;
        public long High;
        public long Low;
        public long Volume;
    }

    /// <summary>The last trade's price; zero before the first.</summary>
    public Price Last { get; private set; }

    /// <summary>The last trade's GPUs.</summary>
    public int LastSize { get; private set; }

    /// <summary>The last trade's number.</summary>
    public long LastTrade { get; private set; }

    /// <summary>The last trade's time, in microseconds since the Unix epoch.</summary>
    public long LastAtUnixMicroseconds { get; private set; }

    /// <summary>Forgets all trades.</summary>
    public void Clear() => Array.Clear(bars);

    /// <summary>Takes a trade in.</summary>
    public void Add(long trade, Price price, int size, long atUnixMicroseconds)
    {
        Recall(trade, price, size, atUnixMicroseconds);
        AddBar(MinuteOf(atUnixMicroseconds), price.Micros, price.Micros, price.Micros, size);
    }

    /// <summary>Remembers the last trade without counting it: its bar says what it added.</summary>
    public void Recall(long trade, Price price, int size, long atUnixMicroseconds) =>
        (Last, LastSize, LastTrade, LastAtUnixMicroseconds) = (price, size, trade, atUnixMicroseconds);

    /// <summary>Takes a bar in under its first minute, from what was recorded before the program started.</summary>
    public void AddBar(int minute, long openMicros, long highMicros, long lowMicros, long volume)
    {
        ref Bar bar = ref bars[minute % MinutesInDay];
        if (bar.Minute != minute) bar = new Bar { Minute = minute, Open = openMicros, High = highMicros, Low = lowMicros };
        bar.High = Math.Max(bar.High, highMicros);
        bar.Low = Math.Min(bar.Low, lowMicros);
        bar.Volume += volume;
    }

    /// <summary>Open, high and low prices and GPUs traded in the 24 hours before an instant; prices are zero where nothing traded.</summary>
    public (Price Open, Price High, Price Low, long Volume) Day(long nowUnixMicroseconds)
    {
        int now = MinuteOf(nowUnixMicroseconds);
        (long open, long high, long low, long volume) = (0, 0, long.MaxValue, 0);
        for (int minute = Math.Max(now - MinutesInDay + 1, 1); minute <= now; minute++)
        {
            ref readonly Bar bar = ref bars[minute % MinutesInDay];
            if (bar.Minute != minute) continue;
            if (open == 0) open = bar.Open;
            high = Math.Max(high, bar.High);
            low = Math.Min(low, bar.Low);
            volume += bar.Volume;
        }

        return (Price.FromMicros(open), Price.FromMicros(high), Price.FromMicros(low == long.MaxValue ? 0 : low), volume);
    }

    private static int MinuteOf(long unixMicroseconds) => (int)(unixMicroseconds / 60_000_000);
}
