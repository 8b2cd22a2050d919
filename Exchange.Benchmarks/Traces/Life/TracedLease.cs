using System.Globalization;
using Exchange.Api.Leases;
using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Life;

/// <summary>A lease as its two agents know it. Minutes count from the opening of the venue.</summary>
internal sealed class TracedLease(LeaseAnswer told, Party provider, Party buyer, Manner manner)
{
    /// <summary>Minutes in an hour.</summary>
    public const int HourMinutes = 60;

    /// <summary>Agents wake this often to report.</summary>
    public const int TickMinutes = 60;

    /// <summary>So long after a lease's start its buyer looks what became of it, where nothing was handed over.</summary>
    private const int LookAfterMinutes = 30;

    public long Id => told.Id;
    public string Node => told.Node;
    public string? Order => told.BidOrderId;
    public Party Provider { get; } = provider;
    public Party Buyer { get; } = buyer;
    public Manner Manner { get; } = manner;

    /// <summary>The first minute of its window.</summary>
    public long Start { get; } = TraceVenue.MinuteOf(told.Start);

    /// <summary>The first minute that it does not deliver.</summary>
    public long End { get; set; } = TraceVenue.MinuteOf(told.End);

    /// <summary>When it was handed over; null before.</summary>
    public long? HandedOverAt { get; set; }

    /// <summary>Whether it will never be handed over: its provider does not, or was refused.</summary>
    public bool IsDenied { get; set; } = manner == Manner.Absent;

    /// <summary>Whether its buyer has looked what became of it, after it was not handed over.</summary>
    public bool IsLookedAt { get; set; }

    /// <summary>The first hour that neither agent has reported.</summary>
    public int NextHour { get; set; }

    /// <summary>When its agents have something to do next; null where nothing is left to do.</summary>
    public long? NextMinute
    {
        get
        {
            if (IsDenied && !IsLookedAt) return Start + LookAfterMinutes;
            if (!IsDenied && HandedOverAt is null) return Start - 1; // Not before: units that are named in the order of the starts always suffice.
            return HourStart(NextHour) < End ? Tick(HourEnd(NextHour)) : null;
        }
    }

    /// <summary>What its minutes that one hour lacks cost, in dollars as the API writes them.</summary>
    public string CostOf(int minutes) => Math.Round(
        decimal.Parse(told.Price, CultureInfo.InvariantCulture) * int.Parse(told.Size, CultureInfo.InvariantCulture) * minutes / HourMinutes, 6)
        .ToString("0.000000", CultureInfo.InvariantCulture);

    /// <summary>The first minute of an hour.</summary>
    public long HourStart(int hour) => Start + ((long)hour * HourMinutes);

    /// <summary>The first minute after an hour.</summary>
    public long HourEnd(int hour) => Math.Min(HourStart(hour + 1), End);

    /// <summary>The minutes of an hour that were delivered, as one of the sides tells it: minute m is bit m.</summary>
    public long Minutes(int hour, bool asProvider)
    {
        int length = (int)(HourEnd(hour) - HourStart(hour));
        int before = (int)Math.Clamp((HandedOverAt ?? End) - HourStart(hour), 0, length);
        bool whole = Manner == Manner.Honest || (Manner == Manner.Lying && asProvider);
        int until = whole ? length : Math.Clamp(length, before, Math.Max(before, Manners.FlakyMinutes));
        return ((1L << until) - 1) & ~((1L << before) - 1);
    }

    private static long Tick(long minute) => (minute + TickMinutes - 1) / TickMinutes * TickMinutes;
}
