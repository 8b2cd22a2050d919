namespace Exchange.Engine.Values;

/// <summary>An amount of money, signed, in sixtieths of a micro-dollar, so that price × GPU-minutes is exact.</summary>
/// <remarks>The default is zero. Range ± $153,722,867,280 per amount and balance; sums over all accounts use 128 bits. Arithmetic is checked.</remarks>
public readonly record struct Money : IComparable<Money>
{
    /// <summary>Sixtieths in one micro-dollar.</summary>
    public const long SixtiethsPerMicro = 60;

    /// <summary>Sixtieths of a micro-dollar in one dollar.</summary>
    public const long SixtiethsPerDollar = SixtiethsPerMicro * 1_000_000;

    private Money(long sixtieths) => Sixtieths = sixtieths;

    /// <summary>Sixtieths of a micro-dollar.</summary>
    public long Sixtieths { get; }

    /// <summary>No money.</summary>
    public static Money Zero => default;

    /// <summary>An amount from sixtieths of a micro-dollar.</summary>
    public static Money FromSixtieths(long sixtieths) => new(sixtieths);

    /// <summary>An amount from whole micro-dollars, as deposits and withdrawals are.</summary>
    /// <exception cref="OverflowException">Beyond the range of 64 bits.</exception>
    public static Money FromMicros(long micros) => new(micros * SixtiethsPerMicro);

    /// <summary>The share of this amount in basis points, rounded down (towards zero for what is owed).</summary>
    public Money Share(BasisPoints rate) => FitsProduct(rate)
        ? new(Sixtieths * rate.Value / BasisPoints.One)
        : new((long)((Int128)Sixtieths * rate.Value / BasisPoints.One));

    /// <summary>The share of this amount in basis points, rounded up: what must be set aside so that parts never exceed it.</summary>
    public Money ShareRoundedUp(BasisPoints rate) => FitsProduct(rate)
        ? new(((Sixtieths * rate.Value) + BasisPoints.One - 1) / BasisPoints.One)
        : new((long)(((Int128)Sixtieths * rate.Value + BasisPoints.One - 1) / BasisPoints.One));

    /// <summary>Whether the product with a rate stays within 64 bits, as it does for all but the largest amounts.</summary>
    private bool FitsProduct(BasisPoints rate) => rate.Value is >= 0 and <= BasisPoints.One * 10 && Math.Abs(Sixtieths) < long.MaxValue / 200_000;

    /// <summary>The smaller of two amounts.</summary>
    public static Money Min(Money left, Money right) => left.Sixtieths <= right.Sixtieths ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Money other) => Sixtieths.CompareTo(other.Sixtieths);

    /// <summary>Sum.</summary>
    public static Money operator +(Money left, Money right) => new(left.Sixtieths + right.Sixtieths);

    /// <summary>Difference.</summary>
    public static Money operator -(Money left, Money right) => new(left.Sixtieths - right.Sixtieths);

    /// <summary>The same amount owed instead of owned.</summary>
    public static Money operator -(Money amount) => new(-amount.Sixtieths);

    /// <summary>Less than.</summary>
    public static bool operator <(Money left, Money right) => left.Sixtieths < right.Sixtieths;

    /// <summary>More than.</summary>
    public static bool operator >(Money left, Money right) => left.Sixtieths > right.Sixtieths;

    /// <summary>At most.</summary>
    public static bool operator <=(Money left, Money right) => left.Sixtieths <= right.Sixtieths;

    /// <summary>At least.</summary>
    public static bool operator >=(Money left, Money right) => left.Sixtieths >= right.Sixtieths;

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{(Sixtieths < 0 ? "-" : "")}${Int128.Abs(Sixtieths) / SixtiethsPerDollar}.{Int128.Abs(Sixtieths) % SixtiethsPerDollar / SixtiethsPerMicro:000000}")
        + (Sixtieths % SixtiethsPerMicro == 0 ? "" : FormattableString.Invariant($"+{Int128.Abs(Sixtieths) % SixtiethsPerMicro}/60µ"));
}
