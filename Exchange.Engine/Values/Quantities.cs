namespace Exchange.Engine.Values;

/// <summary>A number of GPUs.</summary>
/// <remarks>The default is zero. Never negative; arithmetic is checked.</remarks>
public readonly record struct Gpus : IComparable<Gpus>
{
    /// <summary>A number of GPUs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public Gpus(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Count = count;
    }

    /// <summary>How many, zero or more.</summary>
    public int Count { get; }

    /// <summary>GPUs × time.</summary>
    public static GpuMinutes operator *(Gpus gpus, Minutes duration) => new((long)gpus.Count * duration.Count);

    /// <summary>Sum.</summary>
    public static Gpus operator +(Gpus left, Gpus right) => new(left.Count + right.Count);

    /// <summary>Difference.</summary>
    public static Gpus operator -(Gpus left, Gpus right) => new(left.Count - right.Count);

    /// <inheritdoc/>
    public int CompareTo(Gpus other) => Count.CompareTo(other.Count);

    /// <summary>Fewer than.</summary>
    public static bool operator <(Gpus left, Gpus right) => left.Count < right.Count;

    /// <summary>More than.</summary>
    public static bool operator >(Gpus left, Gpus right) => left.Count > right.Count;

    /// <summary>At most.</summary>
    public static bool operator <=(Gpus left, Gpus right) => left.Count <= right.Count;

    /// <summary>At least.</summary>
    public static bool operator >=(Gpus left, Gpus right) => left.Count >= right.Count;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Count} GPU");
}

/// <summary>A volume: GPUs × minutes. Shown to people as GPU-hours.</summary>
/// <remarks>The default is zero. Arithmetic is checked.</remarks>
/// <param name="Value">GPU-minutes.</param>
public readonly record struct GpuMinutes(long Value) : IComparable<GpuMinutes>
{
    /// <summary>Sum.</summary>
    public static GpuMinutes operator +(GpuMinutes left, GpuMinutes right) => new(left.Value + right.Value);

    /// <summary>Difference.</summary>
    public static GpuMinutes operator -(GpuMinutes left, GpuMinutes right) => new(left.Value - right.Value);

    /// <summary>The smaller of two volumes.</summary>
    public static GpuMinutes Min(GpuMinutes left, GpuMinutes right) => left.Value <= right.Value ? left : right;

    /// <inheritdoc/>
    public int CompareTo(GpuMinutes other) => Value.CompareTo(other.Value);

    /// <summary>Less than.</summary>
    public static bool operator <(GpuMinutes left, GpuMinutes right) => left.Value < right.Value;

    /// <summary>More than.</summary>
    public static bool operator >(GpuMinutes left, GpuMinutes right) => left.Value > right.Value;

    /// <summary>At most.</summary>
    public static bool operator <=(GpuMinutes left, GpuMinutes right) => left.Value <= right.Value;

    /// <summary>At least.</summary>
    public static bool operator >=(GpuMinutes left, GpuMinutes right) => left.Value >= right.Value;
}

/// <summary>Ten-thousandths: a rate, a factor or a score.</summary>
/// <param name="Value">Basis points; <see cref="One"/> is the whole.</param>
public readonly record struct BasisPoints(int Value)
{
    /// <summary>Basis points in the whole: 10,000.</summary>
    public const int One = 10_000;

    /// <summary>The factor that changes nothing.</summary>
    public static BasisPoints Whole => new(One);
}
