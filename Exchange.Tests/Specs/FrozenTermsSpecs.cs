using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.LeaseWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>The terms of a lease are those of its fill: what the operator changes later touches only leases that are filled later.</summary>
public sealed class FrozenTermsSpecs
{
    [Fact]
    public void Damages_are_those_of_the_fill() =>
        Leased()
            .When(Set(Setting.StandardDamagesPercent, 0), Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, 45), Wait(1_440))
            .Once<HourSettled>(hour => Assert.Equal(Dollars.Amount(2m), hour.Damages))
            .Replays();

    [Fact]
    public void Damages_for_what_is_failed_are_those_of_the_fill() =>
        Leased()
            .When(Set(Setting.StandardDamagesPercent, 0), Wait(16))
            .And(stage => Assert.True(stage.All<LeaseCashSettled>()[0].Damages > Money.Zero, "Nothing was paid."));

    [Fact]
    public void The_fee_is_that_of_the_fill() =>
        Leased()
            .When(Set(Setting.DeliveryFeeBasisPoints, 1_000), Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, WholeHour), Wait(1_440))
            .Once<HourSettled>(hour => Assert.Equal(Dollars.Amount(0.08m), hour.Fee));

    [Fact]
    public void The_notice_is_that_of_the_fill() =>
        Leased()
            .When(Set(Setting.TerminationNoticeMinutes, 10), Provision(Alice, 1), Wait(31), Do(new TerminateLease(Bob, new(1))))
            .Once<LeaseEnded>(ended => Assert.Equal(Stage.Dawn + new Minutes(92), ended.At));

    [Theory]
    [InlineData(0)]
    [InlineData(9_000)]
    public void The_margin_rolls_and_returns_at_the_rate_of_the_fill(int rate) =>
        Leased()
            .When(Set(Setting.StandardMarginBasisPoints, rate), Set(Setting.SignedProvisionalMinutes, 10), Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, WholeHour), Wait(10))
            .Once<HourSettled>(_ => { })
            .And(stage => Assert.Equal(stage.State.Now + new Minutes(168 * 60), stage.Lease(1).ProviderCovered))
            .And(stage => Assert.Equal(stage.Lease(1).PriceOf(71 + (168 * 60) - 1 - 60).Share(new BasisPoints(3_000)), stage.Lease(1).Margin))
            .Replays();

    [Fact]
    public void A_lease_filled_after_a_change_has_its_terms() =>
        Leased()
            .When(Set(Setting.StandardDamagesPercent, 50), Buy(Carol, 4, 2.00m) with { Hours = 400 }, Provision(Alice, 2, firstUnit: 4), Wait(61), BothReport(Alice, Carol, 2, 0, 45), Wait(1_440))
            .And(stage => Assert.Equal(Dollars.Amount(1m), stage.All<HourSettled>().Single(hour => hour.Lease == new FillId(2)).Damages));

    [Fact]
    public void Announced_maintenance_is_excused_in_the_hours_verdict() =>
        Leased()
            .When(
                Set(Setting.MaintenanceNoticeMinutes, 0),
                Do(stage => stage.Execute(new PublishMaintenance(Alice, stage.Lease(1).Terms.Node, new Window(Stage.Dawn + new Minutes(20), Stage.Dawn + new Minutes(40))))))
            .ThenRefused(Refusal.None)
            .When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, 30))
            .Once<HourMetered>(hour => Assert.Equal((MinuteBits.First(30), MinuteBits.First(39) - MinuteBits.First(30)), (hour.Delivered, hour.Excused)))
            .When(Wait(1_440))
            .Once<HourSettled>(hour => Assert.Equal((30, 9, 21), (hour.DeliveredMinutes, hour.ExcusedMinutes, hour.UndeliveredMinutes)))
            .Replays();

    /// <summary>Four GPUs at $2 for 400 hours; of the $3,200 a week is locked.</summary>
    private static Scenario Leased() => Given(Set(Setting.SilentHours, 8_000), Sell(Alice, 8, 2.00m) with { From = 1, Hours = 500 }, Buy(Bob, 4, 2.00m) with { Hours = 400 });
}
