using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;

namespace Exchange.Tests.Properties;

/// <summary>Commands about providers and proofs with extreme numbers, some of which are taken.</summary>
internal static class ExtremeProviders
{
    private const int Links = 144;
    private const long MicrosecondsPerMinute = 60_000_000;

    public static void Run(Engine.Engine engine, Random random, AccountId account, long at, EventBatch turn)
    {
        var node = new NodeId(random.Next(3) == 0 ? Int(random) : 1);
        switch (random.Next(12))
        {
            case 0: engine.Execute(new RegisterProvider(account, Text64.From("p")), at, turn); break;
            case 1: engine.Execute(new RegisterAgentKey(account, default), at, turn); break;
            case 2: engine.Execute(new DescribeNode(account, node, new SpecId(Int(random))), at, turn); break;
            case 3: engine.Execute(new RegisterUnit(account, node, random.Next(2) == 0 ? Int(random) : random.Next(4), Text64.From($"d{random.Next(6)}")), at, turn); break;
            case 4: engine.Execute(new PostBond(account, random.Next(8) == 0 ? Long(random) : random.Next(1_000)), at, turn); break;
            case 5: engine.Execute(new Unbond(account, Long(random)), at, turn); break;
            case 6: engine.Execute(new PublishMaintenance(account, node, new Window(new Minute(Int(random)), new Minute(Int(random)))), at, turn); break;
            case 7: Slash(engine, random, account, node, at, turn); break;
            case 8 or 9: Beacon(engine, random, at, turn); break;
            default: Proof(engine, random, account, node, at, turn); break;
        }
    }

    private static void Slash(Engine.Engine engine, Random random, AccountId account, NodeId node, long at, EventBatch turn)
    {
        var slash = new SlashId(random.Next(2) == 0 ? Long(random) : 1);
        switch (random.Next(6))
        {
            case 0: engine.Execute(new ProposeSlash(node, Int(random), (SlashCause)random.Next(256), Long(random)), at, turn); break;
            case 1: engine.Execute(new AppealSlash(account, slash), at, turn); break;
            case 2: engine.Execute(new DecideSlash(slash, random.Next(2) == 0), at, turn); break;
            case 3: engine.Execute(new RestoreNode(node), at, turn); break;
            case 4: engine.Execute(new BanDevice(Text64.From(random.Next(20) == 0 ? "d1" : "")), at, turn); break;
            default: engine.Execute(new RetireNode(account, new NodeId(Int(random))), at, turn); break;
        }
    }

    private static void Beacon(Engine.Engine engine, Random random, long at, EventBatch turn)
    {
        (int day, int epoch) = ((int)(at / MicrosecondsPerMinute / 1_440), (int)(at / MicrosecondsPerMinute % 1_440 / 10));
        switch (random.Next(6))
        {
            case 0: engine.Execute(new CommitBeacon(Int(random), ProviderWords.AnyHash(1), Int(random)), at, turn); break;
            case 1: engine.Execute(new RevealBeacon(Int(random), Int(random), default), at, turn); break;
            case 2: engine.Execute(new PublishModulus(day, default), at, turn); break;
            case 3: engine.Execute(new ReleaseFactors(Int(random), default, default), at, turn); break;
            case 4: engine.Execute(new CommitBeacon(day, ProviderWords.LinkOf(day, Links), Links), at, turn); break;
            default: engine.Execute(new RevealBeacon(day, epoch, ProviderWords.LinkOf(day, Links - 1 - epoch)), at, turn); break;
        }
    }

    private static void Proof(Engine.Engine engine, Random random, AccountId account, NodeId node, long at, EventBatch turn)
    {
        var challenge = new ChallengeId(random.Next(2) == 0 ? Long(random) : engine.State.Challenges.Next - 1);
        switch (random.Next(4))
        {
            case 0: engine.Execute(new RequestChallenge(account, node, (ChallengeKind)random.Next(256)), at, turn); break;
            case 1: engine.Execute(new SubmitAnswer(account, challenge, ProviderWords.AnyHash((byte)random.Next(2)), default), at, turn); break;
            case 2: engine.Execute(new JudgeProof(challenge, (Verdict)random.Next(256), new BasisPoints(Int(random)), default, (EvidenceGrade)random.Next(256)), at, turn); break;
            default: engine.Execute(new RecordHeartbeats(node, (int)(at / MicrosecondsPerMinute / 1_440), Int(random), Int(random), Int(random)), at, turn); break;
        }
    }

    private static int Int(Random random) => ExtremeCommands.Int(random);

    private static long Long(Random random) => ExtremeCommands.Long(random);
}
