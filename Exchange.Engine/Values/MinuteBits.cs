using System.Numerics;

namespace Exchange.Engine.Values;

/// <summary>Minutes of one hour: bit i is the hour's i-th minute.</summary>
/// <param name="Value">The low 60 bits.</param>
public readonly record struct MinuteBits(long Value)
{
    /// <summary>The most minutes in an hour.</summary>
    public const int Most = 60;

    /// <summary>The first so many minutes, 0..60.</summary>
    public static MinuteBits First(int count) => new(count == 0 ? 0 : (long)(ulong.MaxValue >> (64 - count)));

    /// <summary>How many minutes there are.</summary>
    public int Count => BitOperations.PopCount((ulong)Value);

    /// <summary>Whether a minute is among them.</summary>
    public bool Has(int minute) => ((Value >> minute) & 1) != 0;

    /// <summary>Whether none but the first so many minutes are among them.</summary>
    public bool Within(int count) => (Value & ~First(count).Value) == 0;

    /// <summary>The time from the first of these minutes to the last; empty where there are none.</summary>
    /// <param name="from">When the hour begins.</param>
    public Window Span(Minute from) => Value == 0
        ? new(from, from)
        : new(from + new Minutes(BitOperations.TrailingZeroCount(Value)), from + new Minutes(64 - BitOperations.LeadingZeroCount((ulong)Value)));

    /// <summary>The minutes in both.</summary>
    public static MinuteBits operator &(MinuteBits left, MinuteBits right) => new(left.Value & right.Value);

    /// <summary>The minutes in either.</summary>
    public static MinuteBits operator |(MinuteBits left, MinuteBits right) => new(left.Value | right.Value);

    /// <summary>The minutes in the left, not in the right.</summary>
    public static MinuteBits operator -(MinuteBits left, MinuteBits right) => new(left.Value & ~right.Value);
}
