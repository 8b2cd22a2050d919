using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.LeaseWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>
/// Failures of one provider in one place that begin within ten minutes are one incident, and take at most a fifth of the bond together.
/// Alice has a bond of $10 and leases four GPUs each to Bob and Carol at $2, so that an hour that fails owes $8; no margin
/// stands before the bond.
/// </summary>
public sealed class IncidentSpecs
{
    private const int NoticeMinutes = 60;

    [Fact]
    public void Two_leases_in_one_place_that_fail_together_are_one_incident() =>
        Leased("eu/de/fra/dc7", "eu/de/fra/dc7")
            .When(Reported(1, 0, 0), Reported(2, 0, 0), PassHours(25))
            .Once<IncidentOpened>(incident => Assert.Equal(Dollars.Amount(2m), incident.Cap))
            .And(stage => Assert.Equal([Dollars.Amount(2m), Money.Zero], stage.All<IncidentCharged>().Select(charged => charged.Amount)))
            .Replays();

    [Fact]
    public void In_two_places_they_are_two() =>
        Leased("eu/de/fra/dc7", "eu/de/fra/dc8")
            .When(Reported(1, 0, 0), Reported(2, 0, 0), PassHours(25))
            .And(stage => Assert.Equal([Dollars.Amount(2m), Dollars.Amount(1.60m)], stage.All<IncidentOpened>().Select(incident => incident.Cap)))
            .And(stage => Assert.Equal([Dollars.Amount(2m), Dollars.Amount(1.60m)], stage.All<IncidentCharged>().Select(charged => charged.Amount)));

    [Fact]
    public void In_one_place_an_hour_apart_they_are_two() =>
        Leased("eu/de/fra/dc7", "eu/de/fra/dc7")
            .When(Reported(1, 0, 0), Reported(2, 0, WholeHour), Wait(60), Reported(1, 1, WholeHour), Reported(2, 1, 0), PassHours(25))
            .And(stage => Assert.Equal([Dollars.Amount(2m), Dollars.Amount(1.60m)], stage.All<IncidentOpened>().Select(incident => incident.Cap)));

    /// <summary>One lease fails for two hours, the other one begins to in the second.</summary>
    [Fact]
    public void What_begins_while_another_failure_goes_on_is_an_incident_of_its_own() =>
        Leased("eu/de/fra/dc7", "eu/de/fra/dc7")
            .When(Reported(1, 0, 0), Reported(2, 0, WholeHour), Wait(60), Reported(1, 1, 0), Reported(2, 1, 0), PassHours(25))
            .And(stage => Assert.Equal([new IncidentId(1), new(1), new(2)], stage.All<IncidentCharged>().Select(charged => charged.Incident)))
            .And(stage => Assert.Equal([1L, 1L, 2L], stage.All<IncidentCharged>().Select(charged => charged.Lease.Value)))
            .Replays();

    [Fact]
    public void A_failure_begins_with_the_first_minute_that_fails() =>
        Leased("eu/de/fra/dc7", "eu/de/fra/dc7")
            .When(Reported(1, 0, 12), Reported(2, 0, 22), PassHours(25))
            .Once<IncidentOpened>(incident => Assert.Equal(Stage.Dawn + new Minutes(13), incident.At));

    /// <summary>A lease of a thousand hours is taken back: that is over at once, and a failure three hours later has a cap of its own.</summary>
    [Fact]
    public void A_long_lease_that_is_failed_is_no_incident_for_all_its_time() =>
        Leased("eu/de/fra/dc7", "eu/de/fra/dc7")
            .When(Do(new ReclaimLease(Alice, new(1))), Reported(2, 0, WholeHour), Pass(61))
            .Once<LeaseCashSettled>(settled => Assert.Equal(new FillId(1), settled.Lease))
            .Once<IncidentOpened>(incident => Assert.Equal(Stage.Dawn + new Minutes(61 + NoticeMinutes + 2), incident.At))
            .When(Reported(2, 1, WholeHour), Wait(59), Reported(2, 2, WholeHour), Wait(60), Reported(2, 3, 0), PassHours(25))
            .And(stage => Assert.Equal([Dollars.Amount(2m), Dollars.Amount(1.60m)], stage.All<IncidentOpened>().Select(incident => incident.Cap)))
            .Replays();

    private static Scenario Leased(string place, string other) =>
        Given(
            Set(Setting.StandardMarginBasisPoints, 0), Set(Setting.SilentHours, 8_000), Do(new RegisterProvider(Alice, Text("alice"))), Do(new PostBond(Alice, 10_000_000)),
            In(place, "first"), Buy(Bob, 4, 2.00m) with { Hours = 1_000 }, In(other, "second"), Buy(Carol, 4, 2.00m) with { Hours = 1_000 },
            Provision(Alice, 1), Provision(Alice, 2, firstUnit: 4), Wait(61));

    private static Selling In(string place, string id) =>
        Sell(Alice, 4, 2.00m, id) with { From = 1, Hours = 1_000, Offering = spec => spec with { Place = Text(place), Notice = new Minutes(NoticeMinutes) } };

    private static Act Reported(int lease, int hour, int minutes) => BothReport(Alice, lease == 1 ? Bob : Carol, lease, hour, minutes);
}
