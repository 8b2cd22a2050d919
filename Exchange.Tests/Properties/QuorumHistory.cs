using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Tests.Properties;

/// <summary>
/// Two buyers let random providers of their leases do the same job, and random things happen: workers stay away, cheat, copy, do not reveal,
/// and leases end meanwhile.
/// </summary>
internal sealed class QuorumHistory
{
    private const int Providers = 6, Right = 2, Wrong = 3;
    private static readonly AccountId[] Buyers = [new(Providers + 1), new(Providers + 2)];
    private static readonly Hash256 Job = Word(1);
    private readonly Random random;
    private readonly Dictionary<(QuorumId, AccountId), int> results = [];

    /// <summary>The market of a seed.</summary>
    public QuorumHistory(int seed)
    {
        random = new Random(seed);
        Do(new ListSku(new Sku { Name = Text64.From("gpu"), VramGib = 80, Reference = Price.FromMicros(2_000_000) }));
        foreach (Setting zero in (Setting[])[Setting.BondHours, Setting.BondFloorMicros, Setting.MinAskPerformanceBasisPoints]) Do(new ChangeSetting(zero, 0));
        Do(new ChangeSetting(Setting.MaxOpenQuorumsPerBuyer, 2));
        for (int account = 1; account <= Providers + Buyers.Length; account++)
        {
            // The first two providers have one beneficial owner.
            Do(new OpenAccount(account == 2 ? new(1) : default, Text64.From("somebody")));
            Do(new Deposit(new(account), 100_000_000_000, new ClientOrderId((UInt128)account)));
        }

        for (int provider = 1; provider <= Providers; provider++) Do(new RegisterNode(new(provider), Text64.From("rack"), new(1), new(8), 64));
        Do(new InternSpec(new Spec { Sku = new(1), GpusPerNode = new(8), MinChunk = new(1), ChunkStep = new(1), MinDuration = new(30) }));
        Do(new InternRequirement(new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(new(1), BasisPoints.Whole)) }));
    }

    /// <summary>All that was recorded.</summary>
    public KeptHistory Kept { get; } = new();

    public ExchangeState State => Kept.State;

    /// <summary>One random thing happens.</summary>
    public void Act()
    {
        switch (random.Next(12))
        {
            case < 2: Lease(new(random.Next(1, Providers + 1)), Buyers[random.Next(Buyers.Length)]); break;
            case < 5: Open(Buyers[random.Next(Buyers.Length)]); break;
            case < 9: GoOn(); break;
            case 9: EndEarly(); break;
            default: Kept.Pass(random.Next(1, 12)); break;
        }
    }

    /// <summary>Time passes until every quorum is closed.</summary>
    public void ComeToAnEnd() => Kept.Pass(1_440);

    /// <summary>An engine over a copy of the state decides the next hours exactly as this one does.</summary>
    public void MustGoOnFromASnapshot() => Kept.MustGoOnFromASnapshot(random, steps: 20, longestStepMinutes: 4);

    private void Lease(AccountId provider, AccountId buyer)
    {
        Minute from = Kept.Now + new Minutes(1);
        var duration = new Minutes(random.Next(60, 240));
        Price price = Price.FromMicros(2_000_000);
        Do(new PlaceAsk(provider, default, new AskTerms { Node = new(provider.Value), Spec = new(1), Gpus = new(1), Limit = price, Window = new Window(from, from + duration) }));
        Do(new PlaceBid(buyer, default, new BidTerms { Requirement = new(1), Gpus = new(1), Limit = price, Delivery = Delivery.AtFill(duration), TimeInForce = TimeInForce.ImmediateOrCancel }));
        var lease = new FillId(State.NextFill - 1);
        Do(new AssignFreeUnits(provider, lease));
        Do(new ProvisionLease(provider, lease, Handovers.Container, default));
    }

    /// <summary>Of each provider the lease that ends last; sometimes one that may not be asked.</summary>
    private void Open(AccountId buyer)
    {
        Lease[] delivered = [.. State.Leases.All.Select(Find).Where(lease => lease.Terms.Buyer == buyer && lease.State == LeaseState.Active)];
        FillId[] leases = [.. delivered.GroupBy(lease => random.Next(8) == 0 ? default : lease.Terms.Provider).Select(some => some.MaxBy(lease => lease.End).Terms.Lease)];
        if (random.Next(2) == 0) leases = [.. leases.Where(lease => Find(lease).Terms.Provider != new AccountId(2) && !State.Quorums.Holds(lease))];
        Do(new OpenQuorum(buyer, Job, Few<FillId>.Of(leases), (leases.Length / 2) + (random.Next(4) == 0 ? random.Next(0, 3) : 1), random.Next(0, 30), random.Next(1, 20)));
    }

    private void GoOn()
    {
        RunningQuorum[] open = [.. State.Quorums.All];
        if (open.Length == 0) return;
        RunningQuorum quorum = open[random.Next(open.Length)];
        foreach (QuorumWorker worker in quorum.Terms.Workers.Items)
        {
            if (random.Next(4) == 0) continue;
            if (quorum.PartOf(worker.Provider) is null) Do(new CommitResult(worker.Provider, quorum.Terms.Quorum, Commitment(quorum, worker)));
            else Do(new RevealResult(worker.Provider, quorum.Terms.Quorum, Revealed(quorum, worker), Word(worker.Provider.Value)));
        }
    }

    private void EndEarly()
    {
        FillId[] all = [.. State.Leases.All];
        if (all.Length == 0) return;
        FillId lease = all[random.Next(all.Length)];
        if (random.Next(2) == 0) Do(new EndLease(lease));
        else Do(new ReclaimLease(Find(lease).Terms.Provider, lease));
    }

    private Hash256 Commitment(in RunningQuorum quorum, QuorumWorker worker)
    {
        if (quorum.Parts.Count > 0 && random.Next(10) == 0) return quorum.Parts.Items[0].Commitment;
        Span<byte> commitment = stackalloc byte[Hash256.Count];
        int result = random.Next(6) == 0 ? Wrong : Right;
        results[(quorum.Terms.Quorum, worker.Provider)] = result;
        Quorum.Commit(worker.Provider.Value, Job.Bytes, Word(result).Bytes, Word(worker.Provider.Value).Bytes, commitment);
        return Hash256.From(commitment);
    }

    /// <summary>Mostly what it committed to.</summary>
    private Hash256 Revealed(in RunningQuorum quorum, QuorumWorker worker) =>
        Word(random.Next(10) == 0 ? Wrong : results.GetValueOrDefault((quorum.Terms.Quorum, worker.Provider), Right));

    private Lease Find(FillId lease) => State.Leases[State.Leases.Find(lease)];

    private static Hash256 Word(int number)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Count];
        bytes[0] = (byte)number;
        return Hash256.From(bytes);
    }

    private void Do<T>(T command)
        where T : unmanaged, ICommand<T> => Kept.Do(command);
}
