using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Properties;

/// <summary>A market in which random things happen to leases.</summary>
internal sealed class LeaseHistory
{
    private const int RacksPerProvider = 2;
    private static readonly Firmness[] Firmnesses = [Firmness.Standard, Firmness.Firm, Firmness.Interruptible];
    private readonly Random random;

    /// <summary>The market of a seed: three providers, three buyers, a monitor of each of three owners; one buyer and one provider are poor.</summary>
    /// <param name="seed">What chance begins with.</param>
    /// <param name="provisionalMinutes">After how many minutes an hour is final; 0 for the defaults.</param>
    public LeaseHistory(int seed, int provisionalMinutes = 0)
    {
        random = new Random(seed);
        Do(new ListSku(new Sku { Name = Text64.From("gpu"), VramGib = 80, Reference = Price.FromMicros(2_000_000) }));
        foreach (Setting zero in (Setting[])[Setting.BondHours, Setting.BondFloorMicros, Setting.MinAskPerformanceBasisPoints]) Do(new ChangeSetting(zero, 0));
        Do(new ChangeSetting(Setting.LockHorizonMinutes, 12 * 60));
        foreach (Setting provisional in (Setting[])[Setting.ProvisionalMinutes, Setting.SignedProvisionalMinutes])
            if (provisionalMinutes > 0) Do(new ChangeSetting(provisional, provisionalMinutes));
        for (int account = 1; account <= 9; account++)
        {
            Do(new OpenAccount(default, Text64.From("somebody")));
            Do(new Deposit(new(account), account is 3 or 6 ? 300_000_000 : 100_000_000_000, new ClientOrderId((UInt128)account)));
        }

        for (int provider = 1; provider <= 3; provider++)
        {
            for (int rack = 1; rack <= RacksPerProvider; rack++) Do(new RegisterNode(new(provider), Text64.From($"rack {rack}"), new(1), new(8), 2));
            foreach (Firmness firmness in Firmnesses)
            {
                Do(new InternSpec(new Spec
                {
                    Sku = new(1), GpusPerNode = new(8), MinChunk = new(1), ChunkStep = new(1), MinDuration = new(30), Firmness = firmness,
                    Notice = new(60), Place = Text64.From(provider == 1 ? "eu/de" : "us/tx"),
                }));
            }
        }

        foreach (Firmness firmness in Firmnesses)
            Do(new InternRequirement(new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(new(1), BasisPoints.Whole)), Firmness = firmness }));
    }

    /// <summary>Where the GPUs of bids must lie together: any of these.</summary>
    public IReadOnlyList<Placement> Placements { get; init; } = [Placement.Any];

    /// <summary>All that was recorded.</summary>
    public KeptHistory Kept { get; } = new();

    public ExchangeState State => Kept.State;

    /// <summary>One random thing happens.</summary>
    public void Act()
    {
        switch (random.Next(20))
        {
            case < 3: Do(Ask()); break;
            case < 6: Do(Bid()); break;
            case < 9: HandOver(); break;
            case < 14: Report(); break;
            case 14: Pass(random.Next(3) == 0 ? random.Next(1, 600) : random.Next(1, 90)); break;
            case 15: EndEarly(); break;
            case 16: Dispute(); break;
            case 17: Do(new Withdraw(new(random.Next(1, 7)), random.NextInt64(1, 50_000_000), default)); break;
            case 18: Do(new Deposit(new(random.Next(1, 7)), random.NextInt64(1, 50_000_000), default)); break;
            default: Pass(random.Next(20, 80)); break;
        }
    }

    /// <summary>All orders are cancelled, all disputes decided, and time passes until every lease is closed.</summary>
    public void ComeToAnEnd()
    {
        for (int account = 1; account <= 6; account++) Do(new CancelAll(new(account), default, Sides.Both));
        for (int day = 0; day < 40; day++) Pass(1_440);
        Assert.Null(State.Disputes.Oldest);
    }

    /// <summary>Whatever is free is withdrawn.</summary>
    public void EverybodyIsOutOfMoney()
    {
        for (int account = 1; account <= 6; account++)
            Do(new Withdraw(new(account), State.Accounts.Balance(new(account), AccountKind.Available).Sixtieths / Money.SixtiethsPerMicro, default));
    }

    /// <summary>Everybody has money for days.</summary>
    public void EverybodyHasMoneyAgain()
    {
        for (int account = 1; account <= 6; account++) Do(new Deposit(new(account), 10_000_000_000, default));
    }

    /// <summary>All money that moved for a reason.</summary>
    public Money Moved(MoveReason reason) => Kept.All<MoneyMoved>().Where(moved => moved.Reason == reason).Aggregate(Money.Zero, (sum, moved) => sum + moved.Amount);

    /// <summary>An engine over a copy of the state decides the next days exactly as this one does.</summary>
    public void MustGoOnFromASnapshot() => Kept.MustGoOnFromASnapshot(random, steps: 40, longestStepMinutes: 300);

    private PlaceAsk Ask()
    {
        int provider = random.Next(1, 4);
        Minute from = Now + new Minutes(random.Next(3) == 0 ? random.Next(0, 300) : 1);
        OrderFlags flags = random.Next(2) == 0 ? OrderFlags.Replenish : OrderFlags.None;
        return new PlaceAsk(new(provider), default, new AskTerms
        {
            Node = new(((provider - 1) * RacksPerProvider) + random.Next(1, RacksPerProvider + 1)), Spec = new(SpecOf(provider)), Gpus = new(random.Next(1, 9)), Limit = AnyPrice(),
            Window = new Window(from, from + new Minutes(random.Next(60, 4_000))), Flags = flags,
        });
    }

    private PlaceBid Bid() => new(new(random.Next(4, 7)), default, new BidTerms
    {
        Requirement = new(random.Next(1, 4)), Gpus = new(random.Next(1, 7)), Limit = AnyPrice(),
        Delivery = random.Next(3) > 0
            ? Delivery.AtFill(AnyDuration())
            : Delivery.Between(Now + new Minutes(20), Now + new Minutes(random.Next(20, 400)), AnyDuration()),
        TimeInForce = random.Next(2) == 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled,
        Placement = Placements.Count == 1 ? Placements[0] : Placements[random.Next(Placements.Count)],
    });

    private void HandOver()
    {
        if (AnyLease() is not { } id) return;
        Lease lease = State.Leases[State.Leases.Find(id)];
        if (random.Next(2) == 0) Do(new AssignFreeUnits(lease.Terms.Provider, id));
        Do(new AssignUnits(lease.Terms.Provider, id, random.Next(0, 16), random.Next(1, lease.Terms.Gpus.Count + 1)));
        for (int unit = 0; unit < 16 && State.Leases[State.Leases.Find(id)].AssignedUnits < lease.Terms.Gpus.Count; unit++) Do(new AssignUnits(lease.Terms.Provider, id, unit, 1));
        Do(new ProvisionLease(lease.Terms.Provider, id, Handovers.Container, default));
    }

    private void Report()
    {
        if (AnyLease() is not { } id) return;
        Lease lease = State.Leases[State.Leases.Find(id)];
        int last = lease.FirstUnmetered + random.Next(0, 3);
        int minutes = random.Next(4) == 0 ? random.Next(0, 61) : 60;
        for (int hour = lease.FirstUnmetered; hour <= last && hour < lease.Hours; hour++)
        {
            var bits = MinuteBits.First(Math.Min(minutes, lease.Hour(hour).Length.Count));
            if (random.Next(8) > 0) Do(new ReportHour(lease.Terms.Provider, MeterSide.Provider, id, hour, bits, default));
            if (random.Next(5) == 0) bits = MinuteBits.First(random.Next(0, bits.Count + 1));
            if (random.Next(8) > 0) Do(new ReportHour(lease.Terms.Buyer, MeterSide.Buyer, id, hour, bits, default));
            for (int monitor = 7; monitor <= 9 && random.Next(3) == 0; monitor++) Do(new ReportHour(new(monitor), MeterSide.Monitor, id, hour, bits, default));
        }
    }

    private void EndEarly()
    {
        if (AnyLease() is not { } id) return;
        LeaseOpened terms = State.Leases[State.Leases.Find(id)].Terms;
        switch (random.Next(5))
        {
            case 0 or 1: Do(new TerminateLease(terms.Buyer, id)); break;
            case 2 or 3: Do(new ReclaimLease(terms.Provider, id)); break;
            default: Do(new EndLease(id)); break;
        }
    }

    private void Dispute()
    {
        if (random.Next(3) == 0 && State.Disputes.Oldest is { } oldest)
        {
            if (random.Next(2) == 0) Do(new DecideDispute(oldest.Id, (Fault)random.Next(5), random.Next(2) == 0));
            else Do(new AnswerDispute(new(random.Next(1, 7)), oldest.Id, random.Next(3) == 0));
            return;
        }

        if (AnyLease() is not { } id) return;
        int slot = State.Leases.Find(id);
        Lease lease = State.Leases[slot];
        int entry = State.Leases.FirstHour(slot);
        if (entry < 0) return;
        int first = State.Leases.Hour(entry).Hour;
        Do(new OpenDispute(random.Next(2) == 0 ? lease.Terms.Buyer : lease.Terms.Provider, id, first, first + random.Next(0, 3), random.NextInt64(1, 100_000_000)));
    }

    /// <summary>Time passes; now and then because the exchange was away.</summary>
    private void Pass(int minutes)
    {
        if (minutes % 7 == 0) Kept.Restart();
        Kept.Pass(minutes);
    }

    private FillId? AnyLease()
    {
        FillId[] all = [.. State.Leases.All];
        return all.Length == 0 ? null : all[random.Next(all.Length)];
    }

    private int SpecOf(int provider) => ((provider == 1 ? 0 : 1) * Firmnesses.Length) + random.Next(1, Firmnesses.Length + 1);

    private Minute Now => Kept.Now;

    private Minutes AnyDuration() => new(random.Next(4) == 0 ? random.Next(30, 2_000) : random.Next(1, 7) * 60);

    private Price AnyPrice() => Price.FromMicros(1_500_000 + (random.Next(0, 15) * 100_000));

    private void Do<T>(T command)
        where T : unmanaged, ICommand<T> => Kept.Do(command);
}
