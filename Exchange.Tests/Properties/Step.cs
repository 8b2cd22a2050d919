namespace Exchange.Tests.Properties;

/// <summary>What a random step does.</summary>
public enum StepKind
{
    Bid,
    Ask,
    Amend,
    Cancel,
    CancelAll,
    Wait,
    Reputation,
    Performance,
    Attestation,
    Deposit,
    Withdraw,
    Arm,
}

/// <summary>One random step: a few small numbers, to each of which <see cref="Steps"/> gives a meaning by the kind.</summary>
/// <remarks>Zero is the plainest choice of each, so that shrinking towards zero makes a sequence plainer.</remarks>
/// <param name="Kind">What is done.</param>
/// <param name="Who">Which account, node or order.</param>
/// <param name="Gpus">How many GPUs, or how much.</param>
/// <param name="Price">How far from the plainest price.</param>
/// <param name="Spec">Which spec or requirement.</param>
/// <param name="Time">Which window, delivery or wait.</param>
/// <param name="Manner">Which flags, time in force, placement and self-trade prevention.</param>
public sealed record Step(StepKind Kind, int Who, int Gpus, int Price, int Spec, int Time, int Manner)
{
    /// <summary>The same step with one of its numbers at its plainest.</summary>
    public IEnumerable<Step> Plainer()
    {
        if (Manner > 0) yield return this with { Manner = 0 };
        if (Spec > 0) yield return this with { Spec = 0 };
        if (Time > 0) yield return this with { Time = 0 };
        if (Price > 0) yield return this with { Price = 0 };
        if (Gpus > 0) yield return this with { Gpus = 0 };
        if (Gpus > 1) yield return this with { Gpus = Gpus / 2 };
    }
}
