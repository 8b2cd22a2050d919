using NodaTime;

namespace Exchange.Projections.Reputation;

/// <summary>An amount of evidence that loses half its worth in every half-life. The default is none, as of the epoch.</summary>
/// <remarks>
/// It is kept as of the last evidence that it took in, and looking at it later changes nothing. So the same evidence in the same order
/// gives the same bits, however often somebody looked in between.
/// </remarks>
/// <param name="Value">The amount as of <paramref name="AsOf"/>, zero or more.</param>
/// <param name="AsOf">When it last took in evidence.</param>
public readonly record struct Decaying(double Value, Instant AsOf)
{
    /// <summary>What is left of it at a later time; all of it at an earlier one.</summary>
    public double At(Instant time, Duration halfLife) =>
        Value == 0 || time <= AsOf ? Value : Value * Math.Pow(2, -((time - AsOf).TotalSeconds / halfLife.TotalSeconds));

    /// <summary>The amount with more evidence.</summary>
    public Decaying Add(double amount, Instant time, Duration halfLife) =>
        time <= AsOf ? this with { Value = Value + amount } : new Decaying(At(time, halfLife) + amount, time);
}
