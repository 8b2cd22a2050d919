using FsCheck;
using FsCheck.Fluent;

namespace Exchange.Tests.Properties;

/// <summary>Random sequences of steps. Orders come often, everything else now and then; what fails is shrunk by leaving steps out.</summary>
public static class StepSequences
{
    public static Arbitrary<Step[]> Of(int maxSteps) => Arb.From(Sequences(maxSteps), Shrink);

    private static Gen<Step[]> Sequences(int maxSteps) =>
        Gen.Choose(maxSteps / 4, maxSteps).SelectMany(length => Gen.ArrayOf(AStep, length));

    private static Gen<Step> AStep =>
        from kind in Kinds
        from who in Gen.Choose(0, 31)
        from gpus in Gen.Frequency((1, Gen.Constant(0)), (6, Gen.Constant(1)), (6, Gen.Constant(8)), (20, Gen.Choose(2, 9)))
        from price in Edgy(0, 8)
        from spec in Gen.Frequency((2, Gen.Choose(0, 2)), (1, Gen.Choose(0, 15)))
        from time in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(0, 23)))
        from manner in Gen.Frequency((1, Gen.Constant(0)), (1, Gen.Choose(0, 255)))
        select new Step(kind, who, gpus, price, spec, time, manner);

    private static Gen<StepKind> Kinds => Gen.Frequency(
        (30, Gen.Constant(StepKind.Bid)),
        (30, Gen.Constant(StepKind.Ask)),
        (8, Gen.Constant(StepKind.Amend)),
        (6, Gen.Constant(StepKind.Cancel)),
        (1, Gen.Constant(StepKind.CancelAll)),
        (8, Gen.Constant(StepKind.Wait)),
        (2, Gen.Constant(StepKind.Reputation)),
        (2, Gen.Constant(StepKind.Performance)),
        (2, Gen.Constant(StepKind.Attestation)),
        (1, Gen.Constant(StepKind.Deposit)),
        (1, Gen.Constant(StepKind.Withdraw)),
        (1, Gen.Constant(StepKind.Arm)));

    /// <summary>The bounds as often as all that lies between them.</summary>
    private static Gen<int> Edgy(int least, int most) =>
        Gen.Frequency((1, Gen.Constant(least)), (1, Gen.Constant(most)), (4, Gen.Choose(least, most)));

    /// <summary>Half of the steps left out, then a quarter, down to single ones; then each step made plainer.</summary>
    private static IEnumerable<Step[]> Shrink(Step[] steps)
    {
        for (int size = steps.Length / 2; size >= 1; size /= 2)
            for (int from = 0; from + size <= steps.Length; from += size)
                yield return [.. steps[..from], .. steps[(from + size)..]];
        for (int i = 0; i < steps.Length; i++)
            foreach (Step plainer in steps[i].Plainer())
                yield return [.. steps[..i], plainer, .. steps[(i + 1)..]];
    }
}
