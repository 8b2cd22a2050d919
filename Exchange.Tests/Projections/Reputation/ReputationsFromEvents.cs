using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.Values;
using Exchange.Projections.Reputation;
using Xunit;

namespace Exchange.Tests.Projections.Reputation;

/// <summary>What single events say about a provider.</summary>
public sealed class ReputationsFromEvents
{
    private static readonly AccountId Seller = new(1), Other = new(2), Affiliate = new(3), Buyer = new(4);
    private static readonly Price Rent = Price.FromMicros(2_812_500);
    private readonly Story _story = new();
    private int _leases;

    public ReputationsFromEvents()
    {
        foreach (AccountId account in new[] { Seller, Other, Buyer }) _story.Tell(new AccountOpened(account, account, Text64.From("someone")));
        _story.Tell(new AccountOpened(Affiliate, Seller, Text64.From("the seller's own")));
        Node(new(1), Seller, "a", 2);
    }

    private static double Weight => Evidence.Hour(Rent, new(8), 60, 0).Weight;

    [Fact]
    public void A_newcomer_has_the_priors_score_and_no_grade()
    {
        ReputationRow row = Told(Seller);

        Assert.Equal((127, 0d, 0d, Grade.N), (row.Score.Value, row.Good, row.Bad, row.Grade));
        Assert.Null(row.Published);
    }

    [Fact]
    public void A_settled_hour_counts_as_far_as_it_was_delivered()
    {
        Assert.Equal(Math.Log2(1 + 22.5) / 8, Weight, 12);
        Settle(Lease(Buyer), delivered: 45, undelivered: 15);
        ReputationRow row = Told(Seller);

        // One counterparty adds no more than a fifth.
        Assert.Equal(Weight * 0.75 * 0.2, row.Good, 6);
        Assert.Equal(Weight * 0.25, row.Bad, 6);
        Assert.Equal((1, 60, 1), (row.Leases, row.Minutes, row.Sample));
    }

    [Fact]
    public void Excused_minutes_were_not_sold()
    {
        Settle(Lease(Buyer), delivered: 30, excused: 30);

        Assert.Equal(0, Told(Seller).Bad);
    }

    [Fact]
    public void A_lease_within_one_owners_accounts_says_nothing()
    {
        FillId lease = Lease(Affiliate);
        Settle(lease, delivered: 60);
        Settle(lease, undelivered: 60);
        _story.Tell(new LeaseEnded(lease, Story.Start, CloseReason.GoneSilent));
        _story.Tell(new LeaseClosed(lease));

        Assert.Equal((0, 0, 0d, 0d), (Told(Seller).Leases, Told(Seller).Sample, Told(Seller).Good, Told(Seller).Bad));
    }

    [Fact]
    public void An_hour_without_a_fee_says_nothing_good_and_still_says_what_is_bad()
    {
        Settle(Lease(Buyer), delivered: 30, undelivered: 30, fee: 0);

        Assert.Equal((0d, 1), (Told(Seller).Good, Told(Seller).Sample));
        Assert.Equal(Weight / 2, Told(Seller).Bad, 6);
    }

    [Fact]
    public void A_failed_lease_counts_the_hours_that_will_not_come()
    {
        FillId lease = Lease(Buyer);
        _story.Tell(new LeaseEnded(lease, Story.Start + new Minutes(90), CloseReason.GoneSilent));

        // Ten hours were sold; eight and a half are missing, and a broken one counts.
        Assert.Equal(Weight * 9, Told(Seller).Bad, 6);
        Assert.Equal(EvidenceKind.Defaulted, Worst(Seller)[0].Kind);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 3)]
    public void An_audit_that_disagrees_counts_as_a_failed_proof(bool agrees, double bad)
    {
        _story.Tell(new HourAudited(Lease(Buyer), 0, MinuteBits.First(20), agrees));

        Assert.Equal((0d, bad), (Told(Seller).Good, Told(Seller).Bad));
        if (!agrees) Assert.Equal(EvidenceKind.AuditFailed, Worst(Seller)[0].Kind);
    }

    [Fact]
    public void A_year_that_failed_counts_the_hours_for_which_money_was_locked()
    {
        FillId lease = Lease(Buyer, hours: 8_760);
        _story.Tell(new LeaseEnded(lease, Story.Start, CloseReason.NotProvisioned));

        Assert.Equal(Weight * 168, Told(Seller).Bad, 6);
    }

    [Fact]
    public void A_lease_reclaimed_with_notice_counts_little_and_by_halves()
    {
        _story.Tell(new LeaseEnded(Lease(Buyer), Story.Start + new Minutes(60), CloseReason.Reclaimed));

        Assert.Equal((0.125 * 0.2, 0.125), (Told(Seller).Good, Told(Seller).Bad));
    }

    [Theory]
    [InlineData(Fault.Provider, 5)]
    [InlineData(Fault.Shared, 2.5)]
    [InlineData(Fault.Buyer, 0)]
    [InlineData(Fault.None, 0)]
    [InlineData(Fault.Exchange, 0)]
    public void A_dispute_counts_by_whose_fault_it_was(Fault fault, double bad)
    {
        FillId lease = Lease(Buyer);
        _story.Tell(new DisputeDecided(new(1), lease, fault, true));

        Assert.Equal(bad, Told(Seller).Bad);
    }

    [Theory]
    [InlineData(Verdict.Missed, 0.5)]
    [InlineData(Verdict.Late, 0.5)]
    [InlineData(Verdict.Wrong, 3)]
    [InlineData(Verdict.Forged, 3)]
    [InlineData(Verdict.Slow, 3)]
    public void A_proof_that_was_not_passed_counts_by_what_was_found(Verdict verdict, double bad)
    {
        Judge(Seller, new(1), verdict);

        Assert.Equal(bad, Told(Seller).Bad);
    }

    [Theory]
    [InlineData(SlashCause.Fraud, 50)]
    [InlineData(SlashCause.FalseAttestation, 50)]
    [InlineData(SlashCause.BelowClaim, 50)]
    [InlineData(SlashCause.ProofsMissed, 0)]
    public void A_slash_counts_when_it_is_executed_for_fraud(SlashCause cause, double bad)
    {
        _story.Tell(new SlashProposed(new(1), Seller, new(1), 0, cause, Fault.Provider, Money.FromMicros(1), 1));
        Assert.Equal(0, Told(Seller).Bad);

        _story.Tell(new SlashExecuted(new(1), Seller, Money.FromMicros(1)));
        Assert.Equal(bad, Told(Seller).Bad);
    }

    [Fact]
    public void Failures_move_with_the_devices_and_successes_stay()
    {
        for (int hour = 0; hour < 20; hour++) Settle(Lease(Buyer), delivered: 60);
        Judge(Seller, new(1), Verdict.Wrong);
        Judge(Seller, new(1), Verdict.Wrong, unit: 1);

        // The other account takes one of two devices: half of the node's failure, and all of its own.
        _story.Tell(new NodeRegistered(new(2), Other, Text64.From("again"), new(1), new(8), 1));
        _story.Tell(new UnitRegistered(new(2), Other, 0, Text64.From("a-1")));
        ReputationRow moved = Told(Other);

        Assert.Equal(4.5, moved.Bad, 4);
        Assert.Equal(0, moved.Good);
        Assert.True(moved.Score.Value < 127);
        Assert.Equal(EvidenceKind.DeviceTakenOver, Worst(Other)[0].Kind);
        Assert.Equal(6, Told(Seller).Bad, 4);
    }

    [Fact]
    public void Registering_a_device_again_adds_nothing_to_who_had_it()
    {
        Judge(Seller, new(1), Verdict.Wrong);
        double before = Told(Seller).Bad;
        foreach (AccountId provider in new[] { Other, Seller, Other })
            for (int unit = 0; unit < 2; unit++) _story.Tell(new UnitRegistered(new(provider.Value), provider, unit, Text64.From($"a-{unit}")));

        Assert.Equal(before, Told(Seller).Bad, 4);
        Assert.Equal(3, Told(Other).Bad, 4);
    }

    [Fact]
    public void Who_had_a_device_before_takes_over_what_happened_since_and_nothing_twice()
    {
        Node(new(Other.Value), Other, "b", 0);
        foreach (AccountId provider in new[] { Other, Seller }) _story.Tell(new UnitRegistered(new(provider.Value), provider, 0, Text64.From("a-0")));
        Judge(Seller, new(1), Verdict.Wrong, unit: 0);
        Assert.Equal(0, Told(Other).Bad);

        for (int time = 0; time < 3; time++)
            foreach (AccountId provider in new[] { Other, Seller }) _story.Tell(new UnitRegistered(new(provider.Value), provider, 0, Text64.From("a-0")));
        Assert.Equal((3, 3), (Math.Round(Told(Other).Bad, 4), Math.Round(Told(Seller).Bad, 4)));

        Judge(Seller, new(1), Verdict.Wrong, unit: 0);
        _story.Tell(new UnitRegistered(new(Other.Value), Other, 0, Text64.From("a-0")));
        Assert.Equal(6, Told(Other).Bad, 4);
        Judge(Other, new(Other.Value), Verdict.Wrong, unit: 0);
        _story.Tell(new UnitRegistered(new(1), Seller, 0, Text64.From("a-0")));
        Assert.Equal(9, Told(Seller).Bad, 4);
    }

    [Fact]
    public void What_becomes_final_when_the_devices_are_elsewhere_reaches_whoever_has_them()
    {
        FillId lease = Lease(Buyer);
        _story.Tell(new NodeRegistered(new(2), Other, Text64.From("again"), new(1), new(8), 1));
        _story.Tell(new UnitRegistered(new(2), Other, 0, Text64.From("a-0")));
        Assert.Equal(0, Told(Other).Bad);

        Settle(lease, undelivered: 60);
        Assert.Equal((Weight, Weight / 2), (Told(Seller).Bad, Told(Other).Bad), Nearly);
        Assert.Equal((EvidenceKind.DeviceTakenOver, lease), (Worst(Other)[0].Kind, Worst(Other)[0].Lease));

        // To have it again takes nothing over twice; the second device comes with its half.
        foreach (AccountId provider in new[] { Seller, Other }) _story.Tell(new UnitRegistered(new(provider.Value), provider, 0, Text64.From("a-0")));
        Assert.Equal((Weight, Weight / 2), (Told(Seller).Bad, Told(Other).Bad), Nearly);
        _story.Tell(new UnitRegistered(new(2), Other, 1, Text64.From("a-1")));
        Assert.Equal((Weight, Weight), (Told(Seller).Bad, Told(Other).Bad), Nearly);
    }

    [Fact]
    public void A_device_that_came_after_a_lease_was_over_has_no_part_in_it()
    {
        FillId lease = Lease(Buyer);
        foreach (int unit in new[] { 0, 1 }) _story.Tell(new UnitRegistered(new(1), Seller, unit, Text64.From($"new-{unit}")));
        Settle(lease, undelivered: 60);
        _story.Tell(new NodeRegistered(new(2), Other, Text64.From("again"), new(1), new(8), 1));
        _story.Tell(new UnitRegistered(new(2), Other, 0, Text64.From("new-0")));
        Assert.Equal(0, Told(Other).Bad);

        _story.Tell(new UnitRegistered(new(2), Other, 1, Text64.From("a-0")));
        Assert.Equal(Weight / 2, Told(Other).Bad, 4);
    }

    [Fact]
    public void The_five_worst_explain_the_score()
    {
        for (int proof = 0; proof < 9; proof++) Judge(Seller, new(1), Verdict.Missed);
        for (int proof = 0; proof < 3; proof++) Judge(Seller, new(1), Verdict.Wrong);
        _story.Tell(new SlashProposed(new(1), Seller, new(1), -1, SlashCause.Fraud, Fault.Provider, Money.FromMicros(1), 1));
        _story.Tell(new SlashExecuted(new(1), Seller, Money.FromMicros(1)));
        IReadOnlyList<WorstRow> worst = Worst(Seller);

        Assert.Equal(
            [EvidenceKind.Fraud, EvidenceKind.ProofJudged, EvidenceKind.ProofJudged, EvidenceKind.ProofJudged, EvidenceKind.ProofJudged],
            worst.Select(row => row.Kind));
        Assert.Equal([50, 3, 3, 3, 0.5], worst.Select(row => Math.Round(row.Amount.Value, 1)));
        Assert.Equal(_story.LastPosition, worst[0].Position);
    }

    [Fact]
    public void Evidence_decays_day_by_day_without_further_events()
    {
        Judge(Seller, new(1), Verdict.Wrong);
        var days = new Minute((int)(Story.StartUnixSeconds / 60) + (30 * 1_440));
        _story.Tell(new TimeAdvanced(days));

        Assert.Equal(days.ToInstant(), Told(Seller).AsOf);
        Assert.Equal(1.5, Told(Seller).Bad, 4);
    }

    [Fact]
    public void A_published_score_is_remembered_until_it_differs()
    {
        _story.Tell(new ReputationPublished(Seller, new(127)));
        Assert.Equal(Told(Seller).Score, Told(Seller).Published);

        Judge(Seller, new(1), Verdict.Wrong);
        Assert.NotEqual(Told(Seller).Score, Told(Seller).Published);
    }

    private static bool Nearly((double, double) expected, (double, double) found) =>
        Math.Abs(expected.Item1 - found.Item1) < 1e-4 && Math.Abs(expected.Item2 - found.Item2) < 1e-4;

    private void Node(NodeId node, AccountId provider, string device, int units)
    {
        _story.Tell(new NodeRegistered(node, provider, Text64.From("rack"), new(1), new(8), 1));
        for (int unit = 0; unit < units; unit++) _story.Tell(new UnitRegistered(node, provider, unit, Text64.From($"{device}-{unit}")));
    }

    private FillId Lease(AccountId buyer, int hours = 10)
    {
        var lease = new FillId(++_leases);
        _story.Tell(new LeaseOpened(
            lease, buyer, Seller, default, default, new(1), new(1), default, new(8), Story.Hours(0, hours), Rent, default, default));
        return lease;
    }

    private void Settle(FillId lease, int delivered = 0, int excused = 0, int undelivered = 0, long fee = 1) => _story.Tell(new HourSettled(
        lease, 0, delivered, excused, undelivered, default, default, default, Money.FromSixtieths(fee)));

    private void Judge(AccountId provider, NodeId node, Verdict verdict, int unit = -1) => _story.Tell(new ProofJudged(
        new(1), node, provider, unit, ChallengeKind.MatrixFull, verdict, default, default, EvidenceGrade.SelfEvident));

    private ReputationRow Told(AccountId provider) => _story.In(new ReputationView()).Row(provider);

    private IReadOnlyList<WorstRow> Worst(AccountId provider) => _story.In(new ReputationView()).Worst(provider);
}
