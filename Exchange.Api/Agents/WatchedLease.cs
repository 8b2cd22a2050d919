using System.Globalization;
using Exchange.Api.Leases;
using Exchange.Api.Wire;
using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Api.Agents;

/// <summary>A lease that an agent delivers or uses: what it saw of it, and which hour it reports next.</summary>
public sealed class WatchedLease
{
    private readonly DeliveryWatch watch;

    /// <summary>Begins to watch a lease that was handed over.</summary>
    public WatchedLease(LeaseAnswer lease)
    {
        Id = lease.Id;
        Start = MinuteOf(lease.Start);
        End = MinuteOf(lease.End);
        watch = new DeliveryWatch(Start, MinuteOf(lease.ProvisionedAt));
    }

    /// <summary>Which lease.</summary>
    public long Id { get; }
    /// <summary>The first minute of its window.</summary>
    public Minute Start { get; }
    /// <summary>The first minute that it does not deliver; earlier once it was ended.</summary>
    public Minute End { get; private set; }
    /// <summary>The hour to report next.</summary>
    public int NextHour { get; private set; }
    /// <summary>Whether all its hours were reported.</summary>
    public bool IsDone => NextHour >= HoursUntil(End);

    /// <summary>Takes over what the exchange says now of its end.</summary>
    public void Update(LeaseAnswer lease) => End = MinuteOf(lease.End);

    /// <summary>Notes one look.</summary>
    public void See(Minute now, bool delivered) => watch.See(Minute.Min(now, End), delivered);

    /// <summary>Whether an hour is over and not reported.</summary>
    public bool IsDue(Minute now) => NextHour < (now >= End ? HoursUntil(End) : HoursBefore(now));

    /// <summary>How many minutes an hour has.</summary>
    public int LengthOf(int hour) => Math.Clamp(End.Value - Start.Value - (hour * MinuteBits.Most), 0, MinuteBits.Most);

    /// <summary>What was seen delivered in an hour.</summary>
    public MinuteBits Seen(int hour) => watch.Of(hour, LengthOf(hour));

    /// <summary>Goes on to the next hour.</summary>
    public void Reported() => NextHour++;

    /// <summary>The minute of a time as the exchange writes it.</summary>
    public static Minute MinuteOf(string? time) => WireTime.TryInstant(time, out Instant instant)
        ? Minute.Containing(instant)
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{time} is no time."));

    private int HoursBefore(Minute now) => Math.Max(0, now.Value - Start.Value) / MinuteBits.Most;

    private int HoursUntil(Minute end) => (end.Value - Start.Value + MinuteBits.Most - 1) / MinuteBits.Most;
}
