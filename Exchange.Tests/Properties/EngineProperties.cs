using System.Globalization;
using Exchange.Engine.Events;
using Exchange.Engine.State;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Exchange.Tests.Properties;

/// <summary>
/// Random commands on the engine and on the obvious market: the same answers, fills, rectangles and purses after every command, with
/// money and GPU-minutes conserved; and the same state from the same events, in any culture and with any capacity.
/// </summary>
public sealed class EngineProperties
{
    private const int Sequences = 200;

    /// <summary>Fixed seeds, and one of the moment: it stands in the test's name.</summary>
    public static TheoryData<ulong> Seeds => [1, 2, 3, 20251120, (ulong)Random.Shared.NextInt64(1, long.MaxValue)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_engine_does_what_the_obvious_market_does(ulong seed) =>
        Check(seed, maxSteps: 40, steps => PlayAll(new Twins(), steps));

    /// <summary>The clock stands still: as it goes on, locks roll, which the obvious market does not.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_reaches_beyond_the_lock_horizon_is_carried_or_not_as_in_the_obvious_market(ulong seed) =>
        Check(seed, maxSteps: 60, steps => PlayAll(Twins.BeyondTheHorizon(), [.. steps.Where(step => step.Kind != StepKind.Wait)]));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Over_long_sequences_too(ulong seed) =>
        Check(seed, maxSteps: 400, steps => PlayAll(new Twins(), steps), sequences: 10);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void With_room_for_one_order_at_first_it_comes_out_the_same(ulong seed) => Check(seed, maxSteps: 100, sequences: 20, play: steps =>
    {
        var tight = PlayAll(new Twins(capacityOrders: 1), steps);
        var roomy = PlayAll(new Twins(), steps);
        Assert.Equal(roomy.State.Hash(), tight.State.Hash());
    });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_events_evolved_into_a_fresh_state_give_the_same_state(ulong seed) => Check(seed, maxSteps: 100, sequences: 50, play: steps =>
    {
        var twins = PlayAll(new Twins(), steps);
        Assert.Equal(twins.State.Hash(), Replay(twins.Turns).Hash());
    });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void In_another_culture_it_comes_out_the_same(ulong seed) => Check(seed, maxSteps: 60, sequences: 20, play: steps =>
    {
        ulong here = PlayAll(new Twins(), steps).State.Hash();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Elsewhere();
            Assert.Equal(here, PlayAll(new Twins(), steps).State.Hash());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    });

    /// <summary>A culture that writes numbers as nobody does.</summary>
    private static CultureInfo Elsewhere()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = "#";
        culture.NumberFormat.NegativeSign = "minus";
        culture.NumberFormat.NumberGroupSeparator = "_";
        culture.DateTimeFormat.ShortDatePattern = "d yyyy M";
        return culture;
    }

    private static Twins PlayAll(Twins twins, Step[] steps)
    {
        foreach (Step step in steps) twins.Play(step);
        return twins;
    }

    private static ExchangeState Replay(IReadOnlyList<EventBatch> turns)
    {
        var state = new ExchangeState();
        foreach (EventBatch turn in turns)
            foreach (RecordedEvent occurred in turn)
                state.Evolve(occurred);
        return state;
    }

    private static void Check(ulong seed, int maxSteps, Action<Step[]> play, int sequences = Sequences) =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(sequences).WithReplay(seed, 1),
            Prop.ForAll(StepSequences.Of(maxSteps), play));
}
