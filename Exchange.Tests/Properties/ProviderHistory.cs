using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Exchange.Tests.Verification;

namespace Exchange.Tests.Properties;

/// <summary>A market in which random things happen to providers, their nodes and their proofs, while orders are traded.</summary>
internal sealed class ProviderHistory
{
    private const int Providers = 3;
    private const int Links = 144;
    private const int EpochMinutes = 10;
    private static readonly Verdict[] Verdicts = [Verdict.Wrong, Verdict.Malformed, Verdict.BelowClaim, Verdict.Forged, Verdict.Expired, Verdict.NotAllowed, Verdict.Missed, Verdict.Slow];
    private static readonly ChangeSetting[] Shorter =
    [
        new(Setting.AppealMinutes, 300), new(Setting.AppealLongestMinutes, 700), new(Setting.UnbondingMinutes, 500), new(Setting.MissesToSuspend, 2), new(Setting.MissesToQuarantine, 5),
        new(Setting.MissesFreeADay, 1), new(Setting.PerformanceValidMinutes, 2_000), new(Setting.MaintenanceNoticeMinutes, 30), new(Setting.OnboardingMatrixSize, 3_000),
    ];

    private readonly Random random;

    /// <summary>The market of a seed: three providers with a node each, one of them poor, and two buyers.</summary>
    public ProviderHistory(int seed)
    {
        random = new Random(seed);
        foreach (ChangeSetting setting in Shorter) Do(setting);
        Do(new ListSku(new Sku { Name = Text64.From("gpu"), VramGib = 24, Bf16TflopsTenths = 1_000, Reference = Price.FromMicros(1_000_000) }));
        for (int tee = 0; tee < 2; tee++)
            Do(new InternSpec(new Spec { Sku = new(1), GpusPerNode = new(2), MinChunk = new(1), ChunkStep = new(1), MinDuration = new(30), Tee = (TeeLevel)tee }));
        Do(new InternRequirement(new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(new(1), BasisPoints.Whole)) }));
        for (int account = 1; account <= Providers + 2; account++)
        {
            Do(new OpenAccount(default, Text64.From("somebody")));
            Do(new Deposit(new(account), account == Providers ? 2_000_000_000 : 100_000_000_000, new ClientOrderId((UInt128)account)));
            if (account <= Providers) Arrive(account);
        }
    }

    /// <summary>All that was recorded.</summary>
    public KeptHistory Kept { get; } = new();

    public ExchangeState State => Kept.State;

    /// <summary>One random thing happens.</summary>
    public void Act()
    {
        switch (random.Next(24))
        {
            case < 4: Epoch(); break;
            case < 10: Judge(); break;
            case < 12: Do(Ask()); break;
            case 12: Do(Bid()); break;
            case 13: Pass(random.Next(1, 40)); break;
            case 14: Do(new RegisterUnit(AnyOwner(out NodeId node), node, random.Next(0, 3), Text64.From($"device {random.Next(14)}"))); break;
            case 15: Money(); break;
            case < 18: AboutNode(); break;
            case 18: AboutSlash(); break;
            case 19: Heartbeats(); break;
            case 20: Do(new PublishReputation(new(random.Next(1, Providers + 1)), new(random.Next(4) * 2_500))); break;
            default: Rare(); break;
        }
    }

    /// <summary>An engine over a copy of the state decides the next hours exactly as this one does.</summary>
    public void MustGoOnFromASnapshot() => Kept.MustGoOnFromASnapshot(random, steps: 30, longestStepMinutes: 90);

    private void Arrive(int provider)
    {
        Do(new RegisterProvider(new(provider), Text64.From("provider")));
        Do(new RegisterNode(new(provider), Text64.From("first"), new(1), new(2), 1));
        var node = new NodeId(provider);
        for (int unit = 0; unit < 2; unit++) Do(new RegisterUnit(new(provider), node, unit, Text64.From($"device {(provider * 2) + unit}")));
        Do(new DescribeNode(new(provider), node, new(random.Next(1, 3))));
        Do(new PostBond(new(provider), 1_000_000_000));
    }

    private void Epoch()
    {
        int epoch = (Now.Value / EpochMinutes) + 1;
        Kept.At(new Minute(epoch * EpochMinutes), microseconds: random.Next(0, 5_000_000));
        (int day, int ofDay) = (epoch / Links, epoch % Links);
        Do(new CommitBeacon(day, ProviderWords.LinkOf(day, Links), Links));
        if (day % 2 == 0) Do(new PublishModulus(day, Bytes256.From(TimeLockSpecs.Modulus)));
        if (random.Next(20) > 0) Do(new RevealBeacon(day, ofDay, ProviderWords.LinkOf(day, Links - 1 - (random.Next(30) == 0 ? 0 : ofDay))));
    }

    /// <summary>Some open challenges are answered; most answers are right, some late.</summary>
    private void Judge()
    {
        foreach (Challenge open in State.Challenges.All.ToArray())
        {
            if (random.Next(4) == 0) continue;
            if (random.Next(10) == 0) Kept.Wait(microseconds: 3_000_000);
            Do(new SubmitAnswer(open.Terms.Provider, open.Terms.Challenge, ProviderWords.AnyHash(1), default));
            Verdict verdict = random.Next(6) == 0 ? Verdicts[random.Next(Verdicts.Length)] : Verdict.Passed;
            if (random.Next(20) > 0) Do(new JudgeProof(open.Terms.Challenge, verdict, new(random.Next(9_000, 11_000)), default, EvidenceGrade.Simulated));
        }
    }

    private void Heartbeats()
    {
        (int day, int epoch) = (Now.Value / 1_440, Now.Value % 1_440 / EpochMinutes);
        for (int node = 1; node <= State.Fleet.Count; node++) Do(new RecordHeartbeats(new(node), day, epoch, 10, random.Next(3, 11)));
    }

    private void Money()
    {
        var provider = new AccountId(random.Next(1, Providers + 1));
        long micros = random.NextInt64(1, 400_000_000);
        if (random.Next(2) == 0) Do(new PostBond(provider, micros));
        else Do(new Unbond(provider, micros));
    }

    private void AboutNode()
    {
        AccountId owner = AnyOwner(out NodeId node);
        switch (random.Next(5))
        {
            case 0: Do(new RestoreNode(node)); break;
            case 1: Do(new RequestChallenge(owner, node, (ChallengeKind)random.Next(4))); break;
            case 2: Do(new PublishMaintenance(owner, node, new Window(Now + new Minutes(40), Now + new Minutes(random.Next(40, 200))))); break;
            case 3: Do(new DescribeNode(owner, node, new(random.Next(1, 3)))); break;
            default: Do(new CancelAll(owner, default, Sides.Both)); break;
        }
    }

    private void AboutSlash()
    {
        AccountId owner = AnyOwner(out NodeId node);
        var slash = new SlashId(State.Slashes.Next - random.Next(1, 4));
        switch (random.Next(3))
        {
            case 0: Do(new ProposeSlash(node, random.Next(-1, 2), SlashCause.Fraud, random.NextInt64(1, State.Position))); break;
            case 1: Do(new AppealSlash(owner, slash)); break;
            default: Do(new DecideSlash(slash, random.Next(3) == 0)); break;
        }
    }

    private void Rare()
    {
        AccountId owner = AnyOwner(out NodeId node);
        switch (random.Next(12))
        {
            case 0: Do(new BanDevice(Text64.From($"device {random.Next(14)}"))); break;
            case 1: Do(new RetireNode(owner, node)); break;
            case 2: Do(new RegisterNode(owner, Text64.From($"node {random.Next(4)}"), new(1), new(2), 1)); break;
            case 3: Do(new ChangeSetting(Setting.MinAskPerformanceBasisPoints, random.Next(4) == 0 ? 0 : 9_000)); break;
            case 4: Do(new ChangeSetting(Setting.BondHours, random.Next(3) * 84)); break;
            case 5: Do(new RecordPerformance(node, new(random.Next(8_000, 11_000)), Now + new Minutes(random.Next(0, 100)))); break;
            case 6: Pass(random.Next(100, 1_500)); break;
            default: HandOver(); break;
        }
    }

    private void HandOver()
    {
        foreach (FillId id in State.Leases.All.ToArray())
        {
            LeaseOpened terms = State.Leases[State.Leases.Find(id)].Terms;
            Do(new AssignUnits(terms.Provider, id, random.Next(0, 2), terms.Gpus.Count));
            Do(new ProvisionLease(terms.Provider, id, Handovers.Container, default));
        }
    }

    private PlaceAsk Ask()
    {
        AccountId owner = AnyOwner(out NodeId node);
        return new PlaceAsk(owner, default, new AskTerms
        {
            Node = node, Spec = new(random.Next(1, 3)), Gpus = new(random.Next(1, 3)), Limit = AnyPrice(),
            Window = new Window(Now, Now + new Minutes(random.Next(60, 3_000))),
        });
    }

    private PlaceBid Bid() => new(new(random.Next(Providers + 1, Providers + 3)), default, new BidTerms
    {
        Requirement = new(1), Gpus = new(1), Limit = AnyPrice(), Delivery = Delivery.AtFill(new(random.Next(30, 300))),
        TimeInForce = TimeInForce.ImmediateOrCancel,
    });

    private void Pass(int minutes) => Kept.Pass(minutes);

    private AccountId AnyOwner(out NodeId node)
    {
        node = new NodeId(random.Next(1, State.Fleet.Count + 1));
        return State.Fleet[node].Provider;
    }

    private Minute Now => Kept.Now;

    private Price AnyPrice() => Price.FromMicros(800_000 + (random.Next(0, 5) * 100_000));

    private void Do<T>(T command)
        where T : unmanaged, ICommand<T> => Kept.Do(command);
}
