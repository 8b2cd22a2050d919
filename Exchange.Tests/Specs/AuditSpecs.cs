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
    public void A_dispute_does_not_keep_an_hour_from_its_audit() =>
        Signed(rate: 10_000, monitored: 20)
            .When(Do(new OpenDispute(Alice, new(1), 0, 0, 1)), Reveal(hour: 2))
            .Once<HourAudited>(audited => Assert.False(audited.Agrees))
            .When(Do(new AnswerDispute(Bob, new(1), Accepts: true)), PassHours(26))
            .Once<HourSettled>(hour => Assert.Equal((20, 40), (hour.DeliveredMinutes, hour.UndeliveredMinutes)))
            .Replays();

    [Fact]
    public void What_the_other_side_accepts_is_audited_without_a_draw() =>
        Signed(rate: 0, monitored: 20)
            .When(Do(new OpenDispute(Alice, new(1), 0, 0, 1)), Do(new AnswerDispute(Bob, new(1), Accepts: true)), PassHours(26))
            .Once<HourSettled>(hour => Assert.Equal((20, 40), (hour.DeliveredMinutes, hour.UndeliveredMinutes)))
            .Replays();

    [Fact]
    public void What_the_operator_decides_is_not_audited_again() =>
        Signed(rate: 10_000, monitored: 20)
            .When(Reveal(hour: 2), Do(new OpenDispute(Alice, new(1), 0, 0, 1)), Do(new DecideDispute(new(1), Fault.Buyer, Upheld: true)), PassHours(26))
            .Once<HourSettled>(hour => Assert.Equal(60, hour.DeliveredMinutes))
            .Replays();

    [Fact]
    public void Hours_are_drawn_once() =>
        Signed(rate: 0, monitored: 20)
            .When(Reveal(hour: 2), Set(Setting.AuditBasisPoints, 10_000), Set(Setting.AuditDoubtfulBasisPoints, 10_000), Reveal(hour: 3))
            .Never<HourAudited>();

    [Fact]
    public void Without_evidence_of_others_there_is_nothing_to_audit_by() =>
        Signed(rate: 10_000, monitored: null).When(Reveal(hour: 2)).Never<HourAudited>();

    /// <summary>Two that are one sign an hour as soon as it is over: its last signs of life are recorded ten minutes later, and still count.</summary>
    [Fact]
    public void An_hour_in_which_the_node_was_silent_is_corrected_though_both_signed_it_at_once() =>
        Signed(rate: 10_000, monitored: null)
            .When(Epochs(from: 7, to: 7, answered: 0))
            .Never<HourAudited>()
            .When(Epochs(from: 8, to: 9, answered: 0))
            .Once<HourAudited>(audited => Assert.Equal((false, MinuteBits.First(29)), (audited.Agrees, audited.Delivered)))
            .And(stage => Assert.Equal((MeterSource.Decided, 29), (stage.All<HourMetered>()[^1].Source, stage.All<HourMetered>()[^1].Delivered.Count)))
            .When(PassHours(26))
            .Once<HourSettled>(hour => Assert.Equal((29, 31), (hour.DeliveredMinutes, hour.UndeliveredMinutes)))
            .Replays();

    [Fact]
    public void An_hour_in_which_the_node_answered_stands() =>
        Signed(rate: 10_000, monitored: null)
            .When(Epochs(from: 7, to: 9, answered: 9))
            .Once<HourAudited>(audited => Assert.Equal((true, 60), (audited.Agrees, audited.Delivered.Count)))
            .Once<HourMetered>(_ => { });

    [Fact]
    public void Where_the_sides_contradict_each_other_the_nodes_signs_of_life_decide() =>
        Leased(rate: 0)
            .When(Reports(Alice, MeterSide.Provider, 1, 0, WholeHour), Reports(Bob, MeterSide.Buyer, 1, 0, 0), Epochs(from: 7, to: 8, answered: 4), Wait(60))
            .Once<HourMetered>(hour => Assert.Equal((MeterSource.ProofChain, MinuteBits.First(29)), (hour.Source, hour.Delivered)))
            .Replays();

    [Fact]
    public void Signs_of_life_of_a_part_of_the_hour_decide_nothing() =>
        Leased(rate: 0)
            .When(Reports(Alice, MeterSide.Provider, 1, 0, WholeHour), Reports(Bob, MeterSide.Buyer, 1, 0, 0), Wait(60))
            .Once<HourMetered>(hour => Assert.Equal(MeterSource.Contested, hour.Source));

    /// <summary>Epochs begin, and the signs of life of the one before are recorded then: nine of ten in the first three, so many of ten afterwards.</summary>
    private static Act Epochs(int from, int to, int answered) => Do(stage =>
    {
        for (int epoch = from; epoch <= to; epoch++)
        {
            stage.Now = Math.Max(stage.Now, (Stage.Dawn.Value + (epoch * 10L)) * 60_000_000);
            stage.Execute(new RevealBeacon(Day(stage), epoch, LinkAt(Links - 1 - epoch)));
            Assert.True(stage.Receipt.Accepted, stage.Receipt.Refusal.ToString());
            for (int before = 0; before < epoch; before++)
                stage.Execute(new RecordHeartbeats(new(1), Day(stage), before, 10, before < 3 ? 9 : answered));
        }
    });

    /// <summary>An hour that both call whole, of which three monitors saw so many minutes.</summary>
    private static Scenario Signed(int rate, int? monitored)
    {
        Act[] monitors = monitored is not { } minutes
            ? []
            : [Do(new OpenAccount(default, Text("monitor"))), .. new[] { Carol, Dave, new AccountId(6) }.Select(by => Reports(by, MeterSide.Monitor, 1, 0, minutes))];
        return Leased(rate).Given(BothReport(Alice, Bob, 1, 0, WholeHour)).Given(monitors);
    }

    /// <summary>A lease of the hour from minute 1 on, which is over.</summary>
    private static Scenario Leased(int rate) => Given(
        Set(Setting.AuditBasisPoints, rate), Set(Setting.AuditDoubtfulBasisPoints, rate), Do(stage => stage.Execute(new CommitBeacon(Day(stage), LinkAt(Links), Links))),
        Sell(Alice, gpus: 4, at: 2.00m) with { From = 1, Hours = 1 }, Buy(Bob, 4, 2.00m), Provision(Alice, 1), Wait(61));

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
