using Exchange.Engine.Commands;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Cancel everything of an account unless it says within a time that it is still there.</summary>
public sealed class DeadMansSwitchSpecs
{
    [Fact]
    public void Unless_armed_anew_everything_goes_at_the_deadline() =>
        Given(Buy(Bob, 1, 2.00m, "one"), Buy(Bob, 1, 2.10m, "two"), Buy(Carol, 1, 2.00m, "hers"), Arm(minutes: 5))
            .When(Wait(5))
            .Then(Cancelled("one", CancelReason.CancelAfter), Cancelled("two", CancelReason.CancelAfter))
            .Open("hers", 1);

    [Fact]
    public void Before_the_deadline_nothing_goes() =>
        Given(Buy(Bob, gpus: 1, limit: 2.00m), Arm(minutes: 5)).When(Wait(4)).ThenNothing().Open("bid", 1);

    [Fact]
    public void Armed_anew_it_counts_anew() =>
        Given(Buy(Bob, gpus: 1, limit: 2.00m), Arm(minutes: 5), Wait(4), Arm(minutes: 5)).When(Wait(4)).ThenNothing().Open("bid", 1);

    [Fact]
    public void Disarmed_it_does_not_fire() =>
        Given(Buy(Bob, gpus: 1, limit: 2.00m), Arm(minutes: 5), Arm(minutes: 0)).When(Wait(60)).ThenNothing().Open("bid", 1);

    [Fact]
    public void It_fires_once() =>
        Given(Arm(minutes: 5), Wait(6), Buy(Bob, gpus: 1, limit: 2.00m)).When(Wait(60)).ThenNothing().Open("bid", 1);

    [Fact]
    public void An_order_of_the_deadlines_own_minute_does_not_meet_what_the_switch_took() =>
        Given(Sell(Alice, 1, 3.00m, "other"), Buy(Bob, gpus: 1, limit: 2.00m), Arm(minutes: 5), Do(stage => stage.Wait(5)))
            .When(Sell(Alice, gpus: 1, at: 2.00m))
            .Then(Cancelled("bid", CancelReason.CancelAfter), Rested("ask"));

    private static Language.Act Arm(int minutes) => Do(new ArmCancelAfter(Bob, minutes * 60_000));
}
