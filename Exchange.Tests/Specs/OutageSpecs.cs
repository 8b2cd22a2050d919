using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Markets;
using Exchange.Engine.Providers;
using Exchange.Engine.State;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.LeaseWords;
using static Exchange.Tests.Specs.Language.QuorumWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>
/// While the exchange itself is away nobody can hand over, report, answer or appeal. Nobody pays for that: there is time again afterwards.
/// Alice leases Bob four GPUs at $2 for a hundred hours, from minute 1.
/// </summary>
public sealed class OutageSpecs
{
    [Fact]
    public void A_lease_that_runs_through_an_outage_goes_on() =>
        Leased()
            .When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, WholeHour), Away(300))
            .Never<LeaseEnded>().Stands(1, LeaseState.Active)
            .When(Wait(59)).Once<HourMetered>(_ => { })
            .When(BothReport(Alice, Bob, 1, 1, WholeHour), BothReport(Alice, Bob, 1, 2, WholeHour), BothReport(Alice, Bob, 1, 3, WholeHour))
            .And(stage => Assert.All(stage.All<HourMetered>(), hour => Assert.Equal((MeterSource.BothSigned, 60), (hour.Source, hour.Delivered.Count))))
            .Replays();

    [Fact]
    public void Hours_of_which_nobody_says_anything_afterwards_are_excused_and_not_called_silent() =>
        Leased()
            .When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, WholeHour), Away(300), Wait(60))
            .And(stage => Assert.Equal(5, stage.All<HourMetered>().Count(hour => hour.Source == MeterSource.Nobody && hour.Excused.Count == 60)))
            .Never<LeaseEnded>()
            .When(Pass(119)).Never<LeaseEnded>()
            .When(Pass(1)).Once<LeaseEnded>(ended => Assert.Equal(CloseReason.GoneSilent, ended.Reason))
            .Replays();

    [Fact]
    public void A_clock_that_jumps_while_the_writer_goes_on_is_no_outage() =>
        Leased()
            .When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, WholeHour), Wait(300))
            .Once<LeaseEnded>(ended => Assert.Equal(CloseReason.GoneSilent, ended.Reason));

    [Fact]
    public void What_was_to_be_handed_over_meanwhile_is_handed_over_afterwards_and_nothing_is_owed_for_the_outage() =>
        Leased()
            .When(Wait(1), Away(120)).Stands(1, LeaseState.Provisioning)
            .When(Wait(14)).Stands(1, LeaseState.Provisioning)
            .When(Provision(Alice, 1), Pass(46), BothReport(Alice, Bob, 1, 2, WholeHour)).Never<LeaseEnded>()
            .And(stage => Assert.Equal([(0, 60), (0, 60), (46, 0)], stage.All<HourMetered>().Select(hour => (hour.Delivered.Count, hour.Excused.Count))))
            .Replays();

    /// <summary>The operator finds that nothing was delivered. That is nobody's fault as long as the exchange was away.</summary>
    [Fact]
    public void A_dispute_makes_nobody_owe_for_the_outage() =>
        Leased()
            .When(Wait(1), Away(120), Wait(14), Provision(Alice, 1), Pass(46), Do(new OpenDispute(Bob, new(1), 0, 0, 1)), Do(new DecideDispute(new(1), Fault.Provider, Upheld: true)))
            .And(stage => Assert.Equal((0, 0, 60), (stage.All<HourMetered>()[^1].Hour, stage.All<HourMetered>()[^1].Delivered.Count, stage.All<HourMetered>()[^1].Excused.Count)))
            .Replays();

    [Fact]
    public void What_is_not_handed_over_then_either_is_failed() =>
        Leased().When(Wait(1), Away(120), Wait(15)).Once<LeaseEnded>(ended => Assert.Equal(CloseReason.NotProvisioned, ended.Reason)).Replays();

    [Fact]
    public void A_short_pause_between_two_writers_is_no_outage() =>
        Leased().When(Wait(13), Away(5)).Once<LeaseEnded>(ended => Assert.Equal(CloseReason.NotProvisioned, ended.Reason));

    [Fact]
    public void How_long_a_pause_may_be_is_a_setting() =>
        Leased(Set(Setting.OutageMinutes, 200)).When(Wait(1), Away(120)).Once<LeaseEnded>(ended => Assert.Equal(CloseReason.NotProvisioned, ended.Reason));

    [Fact]
    public void There_is_as_much_time_again_as_the_outage_took() =>
        Leased()
            .When(Wait(10), Away(7), Wait(6)).Stands(1, LeaseState.Provisioning)
            .When(Wait(1)).Once<LeaseEnded>(ended => Assert.Equal(CloseReason.NotProvisioned, ended.Reason));

    [Fact]
    public void Two_outages_with_hardly_an_hour_between_are_one() =>
        Leased()
            .When(Wait(1), Away(120), Wait(5), Away(30)).Stands(1, LeaseState.Provisioning)
            .And(stage => Assert.Equal((1, 156), ((stage.State.LastOutage.From - Stage.Dawn).Count, (stage.State.LastOutage.Until - Stage.Dawn).Count)))
            .When(Wait(14)).Stands(1, LeaseState.Provisioning).Replays();

    [Fact]
    public void A_dispute_is_opened_and_answered_after_an_outage_in_which_the_time_for_it_ended() =>
        Leased()
            .When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, WholeHour), PassHours(23), Away(120)).Never<HourSettled>()
            .When(Wait(59), Do(new OpenDispute(Bob, new(1), 0, 0, 1))).ThenRefused(Refusal.None)
            .When(Wait(2_850), Away(100), Wait(60), Do(new AnswerDispute(Alice, new(1), Accepts: false))).ThenRefused(Refusal.None)
            .Replays();

    [Fact]
    public void A_dispute_that_ends_in_an_outage_can_still_be_decided() =>
        Leased(Set(Setting.DisputeLongestMinutes, 100))
            .When(Provision(Alice, 1), Wait(61), BothReport(Alice, Bob, 1, 0, WholeHour), Do(new OpenDispute(Bob, new(1), 0, 0, 1)), Wait(90), Away(90))
            .Never<DisputeDecided>()
            .When(Wait(60)).Once<DisputeDecided>(_ => { });

    [Fact]
    public void A_slash_can_be_appealed_after_an_outage_in_which_the_time_for_it_ended() =>
        Leased()
            .When(Do(stage => stage.Execute(new ProposeSlash(stage.Lease(1).Terms.Node, -1, SlashCause.Fraud, 1))), Wait(4_300), Away(60)).Never<SlashExecuted>()
            .When(Wait(59), Do(new AppealSlash(Alice, new(1)))).ThenRefused(Refusal.None)
            .Replays();

    [Fact]
    public void A_quorum_goes_on_after_an_outage_in_which_its_times_ended() =>
        Opened(workers: 3, needed: 2).Given(Commit("right", Alice, Carol))
            .When(Away(30)).Never<QuorumClosed>()
            .And(stage =>
            {
                QuorumOpened terms = Running(stage).Terms;
                QuorumExtended extended = Assert.Single(stage.All<QuorumExtended>());
                Assert.Equal((terms.CommitBy, terms.RevealBy), (extended.CommitBy, extended.RevealBy));
                Assert.True(extended.CommitBy > Assert.Single(stage.All<QuorumOpened>()).CommitBy);
            })
            .When(Wait(29), Commit(Dave, "right")).ThenRefused(Refusal.None)
            .When(Reveal("right", Alice, Carol, Dave)).Agreed("right")
            .Replays();

    [Fact]
    public void A_time_to_commit_that_was_over_stays_over_in_a_second_outage() =>
        Opened(workers: 3, needed: 2).Given(Commit("right", Alice, Carol))
            .When(Away(30), Wait(30), Reveal(Alice, "right")).ThenRefused(Refusal.None)
            .When(Away(10), Commit(Dave, "right")).ThenRefused(Refusal.TooLate)
            .When(Reveal(Carol, "right")).Agreed("right")
            .Replays();

    [Fact]
    public void What_an_outage_excused_is_excused_after_a_later_one_too() =>
        Leased()
            .When(Wait(1), Away(30), Wait(4), Provision(Alice, 1), Wait(70), Reports(Alice, MeterSide.Provider, 1, 0, WholeHour), Away(7), Pass(60))
            .And(stage => Assert.Equal((26, 30), (stage.All<HourMetered>().First().Delivered.Count, stage.All<HourMetered>().First().Excused.Count)))
            .Replays();

    [Fact]
    public void A_short_pause_between_two_writers_extends_no_quorum() =>
        Opened(workers: 3, needed: 2).When(Wait(1), Away(3)).Never<QuorumExtended>();

    [Fact]
    public void A_snapshot_knows_the_outage_and_the_writer_that_just_started() =>
        Leased()
            .When(Wait(1), Away(120), Do(stage => stage.Restart()))
            .And(stage =>
            {
                ExchangeState copy = StateSnapshot.Copy(stage.State, 16);
                Assert.Equal(stage.State.LastOutage, copy.LastOutage);
                Assert.Equal(stage.State.Hash(), copy.Hash());
            });

    private static RunningQuorum Running(Stage stage) => stage.State.Quorums.All.Single();

    private static Scenario Leased(params Act[] settings) =>
        Given(settings).Given(Sell(Alice, 4, 2.00m) with { From = 1, Hours = 100 }, Buy(Bob, 4, 2.00m) with { Hours = 100 });
}
