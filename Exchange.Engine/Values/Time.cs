using NodaTime;

namespace Exchange.Engine.Values;

/// <summary>A whole UTC minute, counted from the Unix epoch: the only time of delivery there is inside the engine.</summary>
/// <remarks>The default is the epoch itself. Arithmetic is checked.</remarks>
/// <param name="Value">Minutes since 1970-01-01T00:00Z.</param>
public readonly record struct Minute(int Value) : IComparable<Minute>
{
    /// <summary>The last minute that can be named; stands for "without end".</summary>
    public static Minute Never => new(int.MaxValue);

    /// <summary>The minute that contains the instant (the one that began at or before it).</summary>
    public static Minute Containing(Instant instant) => new((int)((instant.ToUnixTimeSeconds() - SecondsIntoMinute(instant)) / 60));

    /// <summary>The first minute that begins at or after the instant.</summary>
    public static Minute StartingAtOrAfter(Instant instant)
    {
        Minute containing = Containing(instant);
        return containing.ToInstant() == instant ? containing : containing + new Minutes(1);
    }

    /// <summary>The instant at which this minute begins.</summary>
    public Instant ToInstant() => Instant.FromUnixTimeSeconds(Value * 60L);

    /// <summary>Later by a duration.</summary>
    public static Minute operator +(Minute minute, Minutes duration) => new(minute.Value + duration.Count);

    /// <summary>Earlier by a duration.</summary>
    public static Minute operator -(Minute minute, Minutes duration) => new(minute.Value - duration.Count);

    /// <summary>The time between two minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The left one is earlier than the right one.</exception>
    public static Minutes operator -(Minute left, Minute right) => new(left.Value - right.Value);

    /// <summary>The later of two minutes.</summary>
    public static Minute Max(Minute left, Minute right) => left.Value >= right.Value ? left : right;

    /// <summary>The earlier of two minutes.</summary>
    public static Minute Min(Minute left, Minute right) => left.Value <= right.Value ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Minute other) => Value.CompareTo(other.Value);

    /// <summary>Earlier than.</summary>
    public static bool operator <(Minute left, Minute right) => left.Value < right.Value;

    /// <summary>Later than.</summary>
    public static bool operator >(Minute left, Minute right) => left.Value > right.Value;

    /// <summary>Not later than.</summary>
    public static bool operator <=(Minute left, Minute right) => left.Value <= right.Value;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(Minute left, Minute right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public override string ToString() => this == Never ? "never" : ToInstant().ToString("uuuu-MM-dd'T'HH:mm'Z'", null);

    private static long SecondsIntoMinute(Instant instant)
    {
        long remainder = instant.ToUnixTimeSeconds() % 60;
        return remainder < 0 ? remainder + 60 : remainder;
    }
}

/// <summary>A duration in whole minutes, zero or more.</summary>
public readonly record struct Minutes : IComparable<Minutes>
{
    /// <summary>A duration.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public Minutes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Count = count;
    }

    /// <summary>Whole minutes.</summary>
    public int Count { get; }

    /// <summary>A duration of whole hours.</summary>
    public static Minutes FromHours(int hours) => new(hours * 60);

    /// <inheritdoc/>
    public int CompareTo(Minutes other) => Count.CompareTo(other.Count);

    /// <summary>Shorter than.</summary>
    public static bool operator <(Minutes left, Minutes right) => left.Count < right.Count;

    /// <summary>Longer than.</summary>
    public static bool operator >(Minutes left, Minutes right) => left.Count > right.Count;

    /// <summary>At most as long as.</summary>
    public static bool operator <=(Minutes left, Minutes right) => left.Count <= right.Count;

    /// <summary>At least as long as.</summary>
    public static bool operator >=(Minutes left, Minutes right) => left.Count >= right.Count;
}

/// <summary>A span of delivery time, half-open: it contains <see cref="From"/> and not <see cref="Until"/>.</summary>
/// <param name="From">The first minute inside.</param>
/// <param name="Until">The first minute after.</param>
public readonly record struct Window(Minute From, Minute Until)
{
    /// <summary>How long it is; zero where it ends before it begins.</summary>
    public Minutes Length => Until > From ? Until - From : default;

    /// <summary>Whether nothing is inside.</summary>
    public bool IsEmpty => Until <= From;

    /// <summary>Whether the other window lies wholly inside this one.</summary>
    public bool Contains(Window other) => From <= other.From && other.Until <= Until;

    /// <summary>Whether some minute lies in both.</summary>
    public bool Overlaps(Window other) => From < other.Until && other.From < Until;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"[{From}, {Until})");
}
