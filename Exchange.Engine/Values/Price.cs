namespace Exchange.Engine.Values;

/// <summary>A price per GPU-hour, in whole micro-dollars.</summary>
/// <remarks>The default is zero. Never negative; arithmetic is checked.</remarks>
public readonly record struct Price : IComparable<Price>
{
    private Price(long micros) => Micros = micros;

    /// <summary>Micro-dollars per GPU-hour, zero or more.</summary>
    public long Micros { get; }

    /// <summary>A price from micro-dollars per GPU-hour.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public static Price FromMicros(long micros)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(micros);
        return new(micros);
    }

    /// <summary>What the GPU-minutes cost at this price: exact, since money counts sixtieths of a micro-dollar.</summary>
    public static Money operator *(Price price, GpuMinutes volume) => Money.FromSixtieths(price.Micros * volume.Value);

    /// <summary>This price scaled by basis points, rounded down to a micro-dollar.</summary>
    /// <exception cref="OverflowException">Beyond the range of 64 bits before the division.</exception>
    public Price Scale(BasisPoints factor) => new(Micros * factor.Value / BasisPoints.One);

    /// <inheritdoc/>
    public int CompareTo(Price other) => Micros.CompareTo(other.Micros);

    /// <summary>Cheaper than.</summary>
    public static bool operator <(Price left, Price right) => left.Micros < right.Micros;

    /// <summary>Dearer than.</summary>
    public static bool operator >(Price left, Price right) => left.Micros > right.Micros;

    /// <summary>At most as dear as.</summary>
    public static bool operator <=(Price left, Price right) => left.Micros <= right.Micros;

    /// <summary>At least as dear as.</summary>
    public static bool operator >=(Price left, Price right) => left.Micros >= right.Micros;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"${Micros / 1_000_000}.{Micros % 1_000_000:000000}/GPUh");
}
