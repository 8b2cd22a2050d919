using Exchange.Benchmarks.Traces.Venue;

namespace Exchange.Benchmarks.Traces.Life;

/// <summary>A lease as its two agents know it. Minutes count from the opening of the venue.</summary>
internal sealed class TracedLease(long id, Party provider, Party buyer, Manner manner, long start, long end)
{
    /// <summary>Minutes in an hour.</summary>
    public const int HourMinutes = 60;

    public long Id { get; } = id;
    public Party Provider { get; } = provider;
    public Party Buyer { get; } = buyer;
    public Manner Manner { get; } = manner;

    /// <summary>The first minute of its window.</summary>
    public long Start { get; } = start;

    /// <summary>The first minute that it does not deliver.</summary>
    public long End { get; set; } = end;

    /// <summary>When its job ends although the lease goes on; null where they end together.</summary>
    public long? StopsAt { get; set; }

    /// <summary>When it was handed over; null before.</summary>
    public long? HandedOverAt { get; set; }

    /// <summary>The first hour that neither agent has reported.</summary>
    public int NextHour { get; set; }

    /// <summary>When its agents have something to do next; null where nothing is left to do.</summary>
    public long? NextMinute
    {
        get
        {
            if (HandedOverAt is null) return Start;
            long? report = HourStart(NextHour) < End ? Math.Min(HourStart(NextHour + 1), End) : null;
            return StopsAt is { } stop && (report is null || stop < report) ? stop : report;
        }
    }

    /// <summary>The first minute of an hour.</summary>
    public long HourStart(int hour) => Start + ((long)hour * HourMinutes);

    /// <summary>The minutes of an hour that were delivered, as a text of ones and zeros, as one of the sides tells it.</summary>
    public string Minutes(int hour, bool asProvider)
    {
        int length = (int)(Math.Min(HourStart(hour + 1), End) - HourStart(hour));
        int before = (int)Math.Clamp((HandedOverAt ?? End) - HourStart(hour), 0, length);
        bool whole = Manner == Manner.Honest || (Manner == Manner.Lying && asProvider);
        int until = whole ? length : Math.Clamp(length, before, Math.Max(before, Manners.FlakyMinutes));
        return string.Concat(new string('0', before), new string('1', until - before), new string('0', length - until));
    }
}
