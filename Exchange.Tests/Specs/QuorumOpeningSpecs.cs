using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.LeaseWords;
using static Exchange.Tests.Specs.Language.QuorumWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Which of its leases a buyer may let do one job. Bob has a lease of each of five providers.</summary>
public sealed class QuorumOpeningSpecs
{
    [Fact]
    public void A_buyer_asks_the_providers_of_its_leases_for_the_same_job() =>
        Leased().When(Open(needed: 3, 1, 2, 3, 4, 5))
            .Once<QuorumOpened>(opened =>
            {
                QuorumWorker[] workers = [new(new(1), Alice), new(new(2), Carol), new(new(3), Dave), new(new(4), Erin), new(new(5), Frank)];
                Assert.Equal((new QuorumId(1), Bob, Job, 3), (opened.Quorum, opened.Buyer, opened.Job, opened.Needed));
                Assert.Equal(workers, opened.Workers.Items.ToArray());
                Assert.Equal(Stage.Dawn + new Minutes(2 + 1 + CommitMinutes), opened.CommitBy);
                Assert.Equal(opened.CommitBy + new Minutes(RevealMinutes), opened.RevealBy);
            })
            .ThenReceipt(receipt => Assert.Equal(1, receipt.Id))
            .Replays();

    [Fact]
    public void Three_are_the_fewest() => Leased().When(Open(2, 1, 2)).ThenRefused(Refusal.ValueOutOfRange);

    [Theory]
    [InlineData(2, Refusal.ValueOutOfRange)]
    [InlineData(3, Refusal.None)]
    [InlineData(4, Refusal.None)]
    [InlineData(5, Refusal.ValueOutOfRange)]
    public void More_than_half_of_them_are_needed_and_no_more_than_there_are(int needed, Refusal expected) =>
        Leased().When(Open(needed, 1, 2, 3, 4)).ThenRefused(expected);

    [Fact]
    public void A_job_has_a_name() =>
        Leased().When(Do(new OpenQuorum(Bob, default, Leases(1, 2, 3), 2, 1, 1))).ThenRefused(Refusal.ValueOutOfRange);

    [Theory]
    [InlineData(0, 1, Refusal.ValueOutOfRange)]
    [InlineData(1, 0, Refusal.ValueOutOfRange)]
    [InlineData(1, 1, Refusal.None)]
    [InlineData(20, 10, Refusal.None)]
    [InlineData(21, 10, Refusal.ValueOutOfRange)]
    [InlineData(20, 11, Refusal.ValueOutOfRange)]
    [InlineData(int.MaxValue, int.MaxValue, Refusal.ValueOutOfRange)]
    public void The_times_are_within_the_settings(int commitMinutes, int revealMinutes, Refusal expected) =>
        Leased().Given(Set(Setting.MaxQuorumCommitMinutes, 20), Set(Setting.MaxQuorumRevealMinutes, 10))
            .When(Do(new OpenQuorum(Bob, Job, Leases(1, 2, 3), 2, commitMinutes, revealMinutes))).ThenRefused(expected);

    [Theory]
    [InlineData(57, Refusal.None)]
    [InlineData(58, Refusal.TooLate)]
    public void Every_lease_lasts_until_the_last_reveal(int commitMinutes, Refusal expected) =>
        Leased(hours: 1).When(Do(new OpenQuorum(Bob, Job, Leases(1, 2, 3), 2, commitMinutes, 1))).ThenRefused(expected);

    [Fact]
    public void The_leases_are_the_buyers_own() =>
        Leased()
            .When(Do(new OpenQuorum(Carol, Job, Leases(1, 3, 4), 2, 1, 1))).ThenRefused(Refusal.UnknownLease)
            .When(Open(2, 1, 2, 99)).ThenRefused(Refusal.UnknownLease)
            .When(Do(new OpenQuorum(new(int.MaxValue), Job, Leases(1, 2, 3), 2, 1, 1))).ThenRefused(Refusal.UnknownLease);

    [Fact]
    public void The_leases_are_being_delivered() =>
        Leased().Given(Sell(Alicia, 1, 2.00m, "more"), Buy(Bob, 1, 2.00m, "wanted"))
            .When(Open(2, 2, 3, 6)).ThenRefused(Refusal.LeaseStateContradicts)
            .When(Provision(Alicia, 6), Wait(2), Open(2, 2, 3, 6)).ThenRefused(Refusal.None);

    [Fact]
    public void A_lease_that_is_being_taken_back_is_not_asked() =>
        Leased().When(Do(new ReclaimLease(Alice, new(1))), Open(2, 1, 2, 3)).ThenRefused(Refusal.LeaseStateContradicts);

    [Fact]
    public void No_two_workers_are_one_owners() =>
        Leased().Given(Sell(Alicia, 1, 2.00m, "more"), Buy(Bob, 1, 2.00m, "wanted"), Provision(Alicia, 6), Wait(2))
            .When(Open(3, 1, 2, 3, 6)).ThenRefused(Refusal.OwnersNotDistinct)
            .When(Open(2, 1, 1, 2)).ThenRefused(Refusal.OwnersNotDistinct)
            .When(Open(2, 2, 3, 6)).ThenRefused(Refusal.None);

    [Fact]
    public void A_lease_stands_in_one_open_quorum_at_most() =>
        Leased()
            .When(Open(2, 1, 2, 3), Open(2, 3, 4, 5)).ThenRefused(Refusal.LeaseInQuorum)
            .When(Wait(CommitMinutes + 1), Open(2, 3, 4, 5)).ThenRefused(Refusal.None);

    [Fact]
    public void A_buyer_has_so_many_open_at_most() =>
        Leased().Given(Set(Setting.MaxOpenQuorumsPerBuyer, 1))
            .When(Open(2, 1, 2, 3), Open(2, 1, 4, 5)).ThenRefused(Refusal.TooManyOpenQuorums)
            .When(Wait(CommitMinutes + 1), Open(2, 1, 4, 5)).ThenRefused(Refusal.None)
            .When(Set(Setting.MaxOpenQuorumsPerBuyer, 0), Wait(CommitMinutes + 1), Open(2, 1, 2, 3)).ThenRefused(Refusal.TooManyOpenQuorums);
}
