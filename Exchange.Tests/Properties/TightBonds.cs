using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Providers;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Properties;

/// <summary>
/// Providers whose bonds hold exactly what their nodes need, whose leases are worth more than that, and who are slashed for several
/// things at once: whatever fails in whatever order, what one slash reserves no other slash and no failed lease takes.
/// </summary>
public sealed class TightBonds(ITestOutputHelper output)
{
    private const int Commands = 1_500;
    private const int Providers = 2;
    private const int NodesEach = 2;

    /// <summary>What two nodes of two units need: 168 hours at $1, twice for want of reputation.</summary>
    private const long BondMicros = 4 * 336_000_000L;

    private static readonly int[] Known = [1, 2, 3, 4, 5, 6];

    private readonly KeptHistory kept = new();
    private Random random = new(0);

    public static TheoryData<int> Seeds => [.. Known, Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_a_slash_reserves_is_there_when_it_is_executed(int seed)
    {
        output.WriteLine(FormattableString.Invariant($"seed {seed}"));
        random = new Random(seed);
        Enter();
        for (int i = 0; i < Commands; i++)
        {
            Act();
            Balance.Check(kept.State);
            ProviderHistories.NoBondIsPromisedTwice(kept.State);
        }

        EverySlashTookWhatItReserved();
        Assert.Equal(kept.State.Hash(), kept.Replayed().Hash());
        if (!Known.Contains(seed)) return; // What a seed drawn by chance comes to is not known beforehand.
        Assert.Contains(kept.All<LeaseEnded>(), ended => ended.Reason == CloseReason.NodeBanned);
        Assert.Contains(kept.All<MoneyMoved>(), moved => moved is { FromKind: AccountKind.Bond, Reason: MoveReason.Damages });
    }

    private void EverySlashTookWhatItReserved()
    {
        Dictionary<SlashId, Money> reserved = kept.All<SlashProposed>().ToDictionary(slash => slash.Slash, slash => slash.Amount);
        Assert.All(kept.All<SlashExecuted>(), slash => Assert.Equal(reserved[slash.Slash], slash.Amount));
    }

    private void Enter()
    {
        foreach ((Setting setting, long value) in (ReadOnlySpan<(Setting, long)>)
            [(Setting.MinAskPerformanceBasisPoints, 0), (Setting.AppealMinutes, 300), (Setting.AppealLongestMinutes, 900), (Setting.ProvisionWithinMinutes, 100), (Setting.SilentHours, 8_000)])
            Do(new ChangeSetting(setting, value));
        Do(new ListSku(new Sku { Name = Text64.From("gpu"), VramGib = 24, Reference = Price.FromMicros(1_000_000) }));
        Do(new InternSpec(new Spec { Sku = new(1), GpusPerNode = new(2), MinChunk = new(1), ChunkStep = new(1), MinDuration = new(30), Place = Text64.From("eu/de") }));
        Do(new InternRequirement(new Requirement { Skus = Few<SkuFactor>.Of(new SkuFactor(new(1), BasisPoints.Whole)) }));
        for (int account = 1; account <= Providers + 1; account++)
        {
            Do(new OpenAccount(default, Text64.From("somebody")));
            Do(new Deposit(new(account), 1_000_000_000_000, new ClientOrderId((UInt128)account)));
            if (account > Providers) continue;
            Do(new RegisterProvider(new(account), Text64.From("provider")));
            Do(new PostBond(new(account), BondMicros));
            for (int node = 0; node < NodesEach; node++) Do(new RegisterNode(new(account), Text64.From($"node {node}"), new(1), new(2), 1));
        }
    }

    private void Act()
    {
        var node = new NodeId(random.Next(1, (Providers * NodesEach) + 1));
        AccountId provider = kept.State.Fleet[node].Provider;
        switch (random.Next(12))
        {
            case < 3: Do(Ask(provider, node)); break;
            case < 5: Do(Bid()); break;
            case 5: HandOver(); break;
            case 6: Fraud(node); break;
            case 7: Do(new AppealSlash(provider, new SlashId(kept.State.Slashes.Next - random.Next(1, 5)))); break;
            case 8: Do(new DecideSlash(new SlashId(kept.State.Slashes.Next - random.Next(1, 5)), random.Next(3) > 0)); break;
            case 9: MakeGood(provider, node); break;
            default: kept.Pass(random.Next(1, 60)); break;
        }
    }

    /// <summary>Up to three things that the operator says of one node.</summary>
    private void Fraud(NodeId node)
    {
        for (int unit = random.Next(-1, 2); unit < 2; unit++) Do(new ProposeSlash(node, unit, SlashCause.Fraud, random.NextInt64(1, kept.State.Position)));
    }

    /// <summary>A provider posts what its bond lacks, and the operator lets its node back.</summary>
    private void MakeGood(AccountId provider, NodeId node)
    {
        Money missing = Money.FromMicros(BondMicros) - kept.State.Accounts.Balance(provider, AccountKind.Bond);
        if (missing > Money.Zero) Do(new PostBond(provider, (missing.Sixtieths / Money.SixtiethsPerMicro) + 1));
        Do(new RestoreNode(node));
    }

    private void HandOver()
    {
        foreach (FillId id in kept.State.Leases.All.ToArray())
        {
            AccountId provider = kept.State.Leases[kept.State.Leases.Find(id)].Terms.Provider;
            Do(new AssignFreeUnits(provider, id));
            Do(new ProvisionLease(provider, id, Handovers.Container, default));
        }
    }

    private PlaceAsk Ask(AccountId provider, NodeId node) => new(provider, default, new AskTerms
    {
        Node = node, Spec = new(1), Gpus = new(random.Next(1, 3)), Limit = AnyPrice(), Window = new Window(kept.Now, kept.Now + new Minutes(random.Next(600, 30_000))),
    });

    private PlaceBid Bid() => new(new(Providers + 1), default, new BidTerms
    {
        Requirement = new(1), Gpus = new(random.Next(1, 3)), Limit = AnyPrice(), Delivery = Delivery.AtFill(new(random.Next(60, 15_000))), TimeInForce = TimeInForce.ImmediateOrCancel,
    });

    private Price AnyPrice() => Price.FromMicros(1_000_000 + (random.Next(0, 8) * 1_000_000));

    private void Do<T>(T command)
        where T : unmanaged, ICommand<T> => kept.Do(command);
}
