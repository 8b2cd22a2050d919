using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Exchange.Projections.Reputation;
using Xunit;

namespace Exchange.Tests.Projections.Reputation;

/// <summary>What the verdicts on workers of quorums say about a provider.</summary>
public sealed class QuorumsInReputations
{
    private static readonly AccountId Seller = new(1), Other = new(2);
    private static readonly Price Rent = Price.FromMicros(2_812_500);
    private readonly Story _story = new();
    private int _leases;

    public QuorumsInReputations()
    {
        for (int account = 1; account <= 8; account++) _story.Tell(new AccountOpened(new(account), new(account), Text64.From("someone")));
        _story.Tell(new NodeRegistered(new(1), Seller, Text64.From("rack"), new(1), new(8), 1));
        for (int unit = 0; unit < 2; unit++) _story.Tell(new UnitRegistered(new(1), Seller, unit, Text64.From($"gpu-{unit}")));
    }

    private static double Weight => Evidence.Hour(Rent, new(8), 60, 0).Weight;

    [Fact]
    public void To_agree_is_a_proof_passed_once_the_lease_has_paid()
    {
        FillId[] leases = [.. Enumerable.Range(3, 5).Select(buyer => Lease(new(buyer)))];
        foreach (FillId lease in leases.Skip(1)) Settle(lease);
        Judge(leases[0], WorkerStanding.Agreed);
        Judge(leases[0], WorkerStanding.Agreed);
        Assert.Equal(4 * Weight * 0.8, Told(Seller).Good, 4); // Four counterparties, each of whom may be a fifth of what all earned.

        Settle(leases[0]);
        Assert.Equal((5 * Weight) + (2 * 0.05), Told(Seller).Good, 4);
        Settle(leases[0]);
        Assert.Equal(0, Told(Seller).Bad);
        Assert.Equal(2 * 0.05, Told(Seller).Proven.Value, 4);
    }

    [Fact]
    public void To_agree_on_a_lease_that_pays_no_fee_says_nothing()
    {
        FillId lease = Lease(new(3));
        Judge(lease, WorkerStanding.Agreed);
        Settle(lease, fee: 0);
        _story.Tell(new LeaseClosed(lease));

        Assert.Equal((0d, 0d), (Told(Seller).Good, Told(Seller).Proven.Value));
    }

    /// <summary>Friends who agree without end: all of it is no more than a fifth, as of proofs, and without trades it is nothing.</summary>
    [Fact]
    public void To_agree_without_end_adds_no_more_than_a_fifth()
    {
        FillId[] leases = [.. Enumerable.Range(3, 5).Select(buyer => Lease(new(buyer)))];
        foreach (FillId lease in leases)
        {
            for (int quorum = 0; quorum < 1_000; quorum++) Judge(lease, WorkerStanding.Agreed);
        }

        Assert.Equal(0, Told(Seller).Good);
        foreach (FillId lease in leases) Settle(lease);
        Assert.Equal(5 * Weight / 0.8, Told(Seller).Good, 2);
    }

    [Theory]
    [InlineData(WorkerStanding.Disagreed, 3)]
    [InlineData(WorkerStanding.NotRevealed, 3)]
    [InlineData(WorkerStanding.Unfitting, 3)]
    [InlineData(WorkerStanding.Copied, 3)]
    [InlineData(WorkerStanding.Undecided, 0)]
    public void Who_fails_fails_a_proof_and_where_nobody_is_right_nothing_is_said(WorkerStanding standing, double bad)
    {
        Judge(Lease(new(3)), standing);

        Assert.Equal((0d, bad), (Told(Seller).Good, Told(Seller).Bad));
        if (bad > 0) Assert.Equal((EvidenceKind.WorkerJudged, new FillId(1)), (Worst(Seller)[0].Kind, Worst(Seller)[0].Lease));
    }

    [Fact]
    public void A_failure_stays_with_the_devices_of_the_leases_node()
    {
        Judge(Lease(new(3)), WorkerStanding.Disagreed);
        _story.Tell(new NodeRegistered(new(2), Other, Text64.From("again"), new(1), new(8), 1));
        for (int unit = 0; unit < 2; unit++) _story.Tell(new UnitRegistered(new(2), Other, unit, Text64.From($"gpu-{unit}")));

        Assert.Equal(3, Told(Other).Bad, 4);
    }

    [Fact]
    public void Who_fails_after_its_lease_was_closed_has_failed_too()
    {
        FillId lease = Lease(new(3));
        _story.Tell(new LeaseEnded(lease, Story.Start, CloseReason.ByOperator));
        _story.Tell(new LeaseClosed(lease));
        Judge(lease, WorkerStanding.NotRevealed);

        Assert.Equal(3, Told(Seller).Bad, 4);
    }

    private FillId Lease(AccountId buyer)
    {
        var lease = new FillId(++_leases);
        _story.Tell(new LeaseOpened(
            lease, buyer, Seller, default, default, new(1), new(1), default, new(8), Story.Hours(0, 10), Rent, default, default));
        return lease;
    }

    private void Settle(FillId lease, long fee = 1) => _story.Tell(new HourSettled(lease, 0, 60, 0, 0, default, default, default, Money.FromSixtieths(fee)));

    private void Judge(FillId lease, WorkerStanding standing) => _story.Tell(new WorkerJudged(new(1), lease, Seller, standing));

    private ReputationRow Told(AccountId provider) => _story.In(new ReputationView()).Row(provider);

    private IReadOnlyList<WorstRow> Worst(AccountId provider) => _story.In(new ReputationView()).Worst(provider);
}
