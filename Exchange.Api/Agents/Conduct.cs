using Exchange.Engine.Values;

namespace Exchange.Api.Agents;

/// <summary>How a provider's agent behaves: well, unless it is told to show what the exchange does about the rest.</summary>
public enum Misbehaviour
{
    /// <summary>Does what it sold.</summary>
    None,
    /// <summary>Vanishes now and then, in leases and proofs alike, and does not deny it.</summary>
    Offline,
    /// <summary>Proves at a fraction of what it claims: every answer is held back until the clock has moved.</summary>
    Slow,
    /// <summary>Skips rows of its matrices, vanishes from leases now and then, and signs those minutes as delivered.</summary>
    Lying,
}

/// <summary>What a misbehaving provider does in a given minute. The same minute always gives the same answer.</summary>
/// <param name="Misbehaviour">How.</param>
/// <param name="AwayPercent">The share of its time in which it is away, 0..100.</param>
public sealed record Conduct(Misbehaviour Misbehaviour, int AwayPercent = Conduct.DefaultAwayPercent)
{
    /// <summary>The share of the time where nobody names one.</summary>
    public const int DefaultAwayPercent = 30;

    /// <summary>It is away for so many minutes at a time.</summary>
    public const int SpellMinutes = 20;

    /// <summary>An honest provider's.</summary>
    public static Conduct Honest { get; } = new(Misbehaviour.None);

    /// <summary>Whether its leases are served in a minute.</summary>
    public bool Serves(Minute minute) => Misbehaviour is Misbehaviour.None or Misbehaviour.Slow || !IsAway(minute);

    /// <summary>Whether it hands leases over, proves and reports in a minute.</summary>
    public bool Answers(Minute minute) => Misbehaviour != Misbehaviour.Offline || !IsAway(minute);

    /// <summary>What it signs for a minute of which it knows whether it was served.</summary>
    public bool Claims(bool served) => served || Misbehaviour == Misbehaviour.Lying;

    /// <summary>Knuth's multiplicative hash spreads the spells evenly over time: the shares are exact in the long run.</summary>
    private bool IsAway(Minute minute)
    {
        uint spell = unchecked((uint)(minute.Value / SpellMinutes) * 2_654_435_769u);
        return spell / ((double)uint.MaxValue + 1) * 100 < AwayPercent;
    }
}
