using System.Security.Cryptography;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Markets;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.LeaseWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Some of the hours that both parties signed are looked at again, by the evidence that neither controls.</summary>
public sealed class AuditSpecs
{
    private const int Links = 144;
    private static readonly byte[] Secret = SHA256.HashData("audits"u8);

    [Fact]
    public void An_hour_that_monitors_saw_otherwise_is_corrected() =>
        Signed(rate: 10_000, monitored: 20)
            .When(Reveal(hour: 2))
            .Once<HourAudited>(audited => Assert.Equal((false, MinuteBits.First(20)), (audited.Agrees, audited.Delivered)))
            .And(stage => Assert.Equal((MeterSource.Decided, MinuteBits.First(20)), (stage.All<HourMetered>()[^1].Source, stage.All<HourMetered>()[^1].Delivered)))
            .When(PassHours(26))
            .Once<HourSettled>(hour => Assert.Equal((20, 40), (hour.DeliveredMinutes, hour.UndeliveredMinutes)))
            .Replays();

    [Fact]
    public void An_hour_that_monitors_saw_alike_stands() =>
        Signed(rate: 10_000, monitored: 60)
            .When(Reveal(hour: 2))
            .Once<HourAudited>(audited => Assert.True(audited.Agrees))
            .Once<HourMetered>(_ => { });

    [Fact]
    public void Hours_are_drawn_once() =>
        Signed(rate: 0, monitored: 20)
            .When(Reveal(hour: 2), Set(Setting.AuditBasisPoints, 10_000), Set(Setting.AuditDoubtfulBasisPoints, 10_000), Reveal(hour: 3))
            .Never<HourAudited>();

    [Fact]
    public void Without_evidence_of_others_there_is_nothing_to_audit_by() =>
        Signed(rate: 10_000, monitored: null).When(Reveal(hour: 2)).Never<HourAudited>();

    /// <summary>An hour that both call whole, of which three monitors saw so many minutes.</summary>
    private static Scenario Signed(int rate, int? monitored)
    {
        Act[] monitors = monitored is not { } minutes
            ? []
            : [Do(new OpenAccount(default, Text("monitor"))), .. new[] { Carol, Dave, new AccountId(6) }.Select(by => Reports(by, MeterSide.Monitor, 1, 0, minutes))];
        return Given(
                Set(Setting.AuditBasisPoints, rate), Set(Setting.AuditDoubtfulBasisPoints, rate), Do(stage => stage.Execute(new CommitBeacon(Day(stage), LinkAt(Links), Links))),
                Sell(Alice, gpus: 4, at: 2.00m) with { From = 1, Hours = 1 }, Buy(Bob, 4, 2.00m), Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, WholeHour))
            .Given(monitors);
    }

    private static Act Reveal(int hour) => Do(stage =>
    {
        int epoch = ((Stage.Dawn.Value % 1_440) / 10) + (hour * 6);
        stage.Now = Math.Max(stage.Now, (Stage.Dawn.Value + (hour * 60L)) * 60_000_000);
        stage.Execute(new RevealBeacon(Day(stage), epoch, LinkAt(Links - 1 - epoch)));
        Assert.True(stage.Receipt.Accepted, stage.Receipt.Refusal.ToString());
    });

    private static int Day(Stage stage) => (int)(stage.Now / 60_000_000 / 1_440);

    private static Hash256 LinkAt(int number)
    {
        var link = new byte[Beacon.LinkBytes];
        Beacon.Link(Secret, number, link);
        return Hash256.From(link);
    }
}
