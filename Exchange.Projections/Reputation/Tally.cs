using Exchange.Engine.Values;
using NodaTime;

namespace Exchange.Projections.Reputation;

/// <summary>What speaks for and against a provider at a time: S and F of the formula.</summary>
/// <param name="Good">S, after the caps.</param>
/// <param name="Bad">F.</param>
public readonly record struct Standing(double Good, double Bad)
{
    /// <summary>The score as it is published.</summary>
    public BasisPoints Score => Reputation.Score.Published(Good, Bad);
}

/// <summary>All evidence about one provider, added up as it comes.</summary>
/// <remarks>
/// No counterparty adds more than a fifth of all that counterparties earned the provider, and passed proofs add no more than a fifth of
/// what is published: who is never rented proves that the hardware is there, not that promises are kept.
/// </remarks>
public sealed class Tally
{
    /// <summary>The most that one counterparty, and that all passed proofs, may be of what speaks for a provider.</summary>
    public const double MostShare = 0.2;

    private readonly SortedDictionary<int, Decaying> _earned = [];

    /// <summary>What each counterparty, by its beneficial owner, earned the provider, in the order of owners.</summary>
    public IEnumerable<KeyValuePair<int, Decaying>> Earned => _earned;

    /// <summary>What passed proofs say for it.</summary>
    public Decaying Proven { get; private set; }

    /// <summary>What speaks against it, but for fraud.</summary>
    public Decaying Failed { get; private set; }

    /// <summary>What fraud says against it.</summary>
    public Decaying Defrauded { get; private set; }

    /// <summary>Takes up where an earlier tally stood.</summary>
    public void Restore(Decaying proven, Decaying failed, Decaying defrauded) => (Proven, Failed, Defrauded) = (proven, failed, defrauded);

    /// <summary>Takes up what a counterparty had earned it.</summary>
    public void Restore(AccountId owner, Decaying earned) => _earned.Add(owner.Value, earned);

    /// <summary>A counterparty was served.</summary>
    public Decaying Earn(AccountId owner, double amount, Instant at) =>
        _earned[owner.Value] = _earned.GetValueOrDefault(owner.Value).Add(amount, at, Evidence.HalfLife);

    /// <summary>A proof was passed.</summary>
    public void Prove(double amount, Instant at) => Proven = Proven.Add(amount, at, Evidence.HalfLife);

    /// <summary>Something speaks against the provider.</summary>
    public void Blame(EvidenceKind kind, double amount, Instant at)
    {
        if (kind == EvidenceKind.Fraud) Defrauded = Defrauded.Add(amount, at, Evidence.FraudHalfLife);
        else Failed = Failed.Add(amount, at, Evidence.HalfLife);
    }

    /// <summary>Where the provider stands at a time that is not before the last evidence. Changes nothing.</summary>
    public Standing At(Instant time)
    {
        double all = 0;
        foreach ((_, Decaying earned) in _earned) all += earned.At(time, Evidence.HalfLife);
        double traded = 0;
        foreach ((_, Decaying earned) in _earned) traded += Math.Min(earned.At(time, Evidence.HalfLife), all * MostShare);
        double proven = Math.Min(Proven.At(time, Evidence.HalfLife), traded * MostShare / (1 - MostShare));
        return new Standing(
            traded + proven, Failed.At(time, Evidence.HalfLife) + Defrauded.At(time, Evidence.FraudHalfLife));
    }
}
