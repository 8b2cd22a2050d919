using Exchange.Engine.Values;
using MathNet.Numerics.Distributions;

namespace Exchange.Projections.Reputation;

/// <summary>A score as a word. <see cref="N"/> says that too little is known.</summary>
public enum Grade : byte
{
    /// <summary>Fewer than 10 leases, or fewer than 72 hours of them.</summary>
    N = 0,
    /// <summary>At least 0.97.</summary>
    A = 1,
    /// <summary>At least 0.93.</summary>
    B = 2,
    /// <summary>At least 0.85.</summary>
    C = 3,
    /// <summary>At least 0.60.</summary>
    D = 4,
    /// <summary>Below 0.60.</summary>
    E = 5,
}

/// <summary>From evidence to a score.</summary>
public static class Score
{
    /// <summary>Leases without which there is no grade.</summary>
    public const int LeastLeases = 10;

    /// <summary>Minutes of leases without which there is no grade: 72 hours.</summary>
    public const int LeastMinutes = 72 * 60;

    private const double PriorGood = 1, PriorBad = 4, Quantile = 0.05;

    /// <summary>
    /// The share of promises that a provider keeps with 95 % confidence: the 5 % quantile of Beta(1 + <paramref name="good"/>,
    /// 4 + <paramref name="bad"/>).
    /// </summary>
    /// <param name="good">Decayed evidence for it, zero or more.</param>
    /// <param name="bad">Decayed evidence against it, zero or more.</param>
    public static double Of(double good, double bad) => Beta.InvCDF(PriorGood + good, PriorBad + bad, Quantile);

    /// <summary>The score as it is published: in whole basis points, rounded down, so that nobody is called better than the evidence says.</summary>
    public static BasisPoints Published(double good, double bad) => new((int)Math.Floor(Of(good, bad) * BasisPoints.One));

    /// <summary>The grade of a published score.</summary>
    /// <param name="score">The score.</param>
    /// <param name="leases">Leases of which an hour was settled.</param>
    /// <param name="minutes">Minutes of leases that were settled.</param>
    public static Grade GradeOf(BasisPoints score, long leases, long minutes) =>
        leases < LeastLeases || minutes < LeastMinutes ? Grade.N : score.Value switch
        {
            >= 9_700 => Grade.A,
            >= 9_300 => Grade.B,
            >= 8_500 => Grade.C,
            >= 6_000 => Grade.D,
            _ => Grade.E,
        };
}
