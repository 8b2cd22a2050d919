using System.Security.Cryptography;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.Specs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Specs.Language;

/// <summary>What providers do beside trading: bonds, devices, proofs. A scene of them has every setting at its default.</summary>
public static class ProviderWords
{
    /// <summary>GPUs of the node that specs are about.</summary>
    public const int Units = 2;

    /// <summary>What the bond of one of its units is, in dollars: 168 hours at $2, twice for want of reputation.</summary>
    public const decimal UnitBond = 672;

    public const string TheNode = "node";

    private const int Links = 144;
    private const int EpochMinutes = 10;
    private const int MinutesPerDay = 1_440;
    private const long MicrosecondsPerMinute = 60_000_000;

    /// <summary>A scene in which nodes must earn their place.</summary>
    public static Scenario Venue(params Act[] acts) => new Scenario([]).Given(acts);

    /// <summary>A provider, its node of two GPUs, bonded and with its devices named, but unproven.</summary>
    public static Act Arrive(AccountId who, string name = TheNode) => new Doing(stage =>
    {
        stage.Execute(new RegisterProvider(who, Words.Text("provider")));
        stage.TryRegister(name, who, Cast.H100, Units, nodes: 1);
        for (int unit = 0; unit < Units; unit++) NameUnit(who, name, unit).Play(stage);
        stage.Execute(new PostBond(who, (long)(UnitBond * Units * 1_000_000)));
    });

    /// <summary>A provider whose node passed its first proofs at the reference's speed.</summary>
    public static Act Onboard(AccountId who, string name = TheNode) => new Doing(stage =>
    {
        Arrive(who, name).Play(stage);
        NextEpoch().Play(stage);
        Prove(10_000).Play(stage);
    });

    /// <summary>A unit is named by its device, or by another one.</summary>
    public static Act NameUnit(AccountId who, string node, int unit, string? device = null) => new Doing(stage =>
        stage.Execute(new RegisterUnit(who, stage.Node(node), unit, Words.Text(device ?? $"{node}-gpu-{unit}"))));

    /// <summary>The node is described as one of confidential computing.</summary>
    public static Act ClaimTee(AccountId who, TeeLevel level = TeeLevel.Cpu, TeePlatforms platform = TeePlatforms.None) => new Doing(stage => stage.Execute(new DescribeNode(
        who, stage.Node(TheNode), stage.Intern(Cast.PlainSpec(stage, Cast.H100) with { GpusPerNode = new(Units), Tee = level, TeePlatform = platform }))));

    /// <summary>An ask of the node's GPUs.</summary>
    public static Selling Offer(AccountId who, string id = "ask", string node = TheNode) =>
        Words.Sell(who, Units, 2.00m, id) with { Node = node, Hours = 1_000, Offering = spec => spec with { GpusPerNode = new(Units) } };

    /// <summary>The next epoch begins; its day's beacon was committed before.</summary>
    public static Act NextEpoch() => Epochs(1);

    /// <summary>So many epochs go by, each with its link.</summary>
    public static Act Epochs(int count) => new Doing(stage =>
    {
        for (int left = count; left > 0; left--)
        {
            long epoch = (stage.Now / MicrosecondsPerMinute / EpochMinutes) + 1;
            stage.Now = epoch * EpochMinutes * MicrosecondsPerMinute;
            int day = (int)(epoch * EpochMinutes / MinutesPerDay);
            if (!stage.State.Beacons.TryFind(day, out _)) stage.Execute(new CommitBeacon(day, LinkOf(day, Links), Links));
            int ofDay = (int)(epoch % (MinutesPerDay / EpochMinutes));
            stage.Execute(new RevealBeacon(day, ofDay, LinkOf(day, Links - 1 - ofDay)));
        }
    });

    /// <summary>Every open challenge is answered at once and judged to be right, matrices at this speed.</summary>
    public static Act Prove(int performance) => Judge(Verdict.Passed, performance);

    /// <summary>Every open challenge is answered at once and judged like this.</summary>
    public static Act Judge(Verdict verdict, int performance = 0) => new Doing(stage =>
    {
        foreach (Challenge open in stage.State.Challenges.All.ToArray()) Answer(stage, open.Terms, verdict, performance);
    });

    /// <summary>The open challenges of one unit are answered at once and judged like this; the others stay open.</summary>
    public static Act JudgeUnit(int unit, Verdict verdict, int performance = 0) => new Doing(stage =>
    {
        foreach (Challenge open in stage.State.Challenges.All.Where(open => open.Terms.Unit == unit).ToArray()) Answer(stage, open.Terms, verdict, performance);
    });

    public static void Answer(Stage stage, in ChallengeIssued asked, Verdict verdict, int performance)
    {
        stage.Execute(new SubmitAnswer(asked.Provider, asked.Challenge, AnyHash(1), AnyHash(2)));
        stage.Execute(new JudgeProof(asked.Challenge, verdict, new(performance), default, EvidenceGrade.SelfEvident));
    }

    public static Hash256 AnyHash(byte first)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Count];
        bytes[0] = first;
        return Hash256.From(bytes);
    }

    /// <summary>Link k of a day's chain, whose secret is the hash of the day.</summary>
    public static Hash256 LinkOf(int day, int number)
    {
        Span<byte> link = stackalloc byte[Hash256.Count];
        SHA256.HashData(BitConverter.GetBytes(day), link);
        Beacon.Link(link, number, link);
        return Hash256.From(link);
    }

    /// <summary>The node stands so.</summary>
    public static Scenario NodeIs(this Scenario scenario, NodeStatus status, string node = TheNode) =>
        scenario.And(stage => Assert.Equal(status, stage.State.Fleet[stage.Node(node)].Status));

    /// <summary>The node stands so, for this reason.</summary>
    public static Scenario NodeIs(this Scenario scenario, NodeStatus status, NodeStatusReason reason) =>
        scenario.NodeIs(status).And(stage => Assert.Equal(reason, stage.State.Fleet[stage.Node(TheNode)].Reason));

    /// <summary>What is asked of the node now, in the order of asking.</summary>
    public static Scenario Asked(this Scenario scenario, params (ChallengeKind Kind, ChallengePurpose Purpose, int Unit)[] expected) => scenario.And(stage =>
        Assert.Equal(expected, stage.State.Challenges.All.Select(open => (open.Terms.Proof, open.Terms.Purpose, open.Terms.Unit))));

    /// <summary>So many slashes for a cause were proposed so far.</summary>
    public static Scenario Slashed(this Scenario scenario, SlashCause cause, params decimal[] dollars) => scenario.And(stage => Assert.Equal(
        dollars.Select(Dollars.Amount), stage.All<SlashProposed>().Where(slash => slash.Cause == cause).Select(slash => slash.Amount)));

    /// <summary>The bond holds so many dollars.</summary>
    public static Scenario Bond(this Scenario scenario, AccountId who, decimal dollars) => scenario.Purse(who, AccountKind.Bond, dollars);
}
