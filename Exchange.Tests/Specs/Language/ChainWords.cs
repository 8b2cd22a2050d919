using System.Security.Cryptography;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Exchange.Tests.Verification;

namespace Exchange.Tests.Specs.Language;

/// <summary>What provers do about time-locks: they square and multiply in earnest, and are judged as the exchange judges.</summary>
public static class ChainWords
{
    private const int Squarings = 40;
    private const int SmallSize = 16;
    private static readonly TimeLockTrapdoor Trapdoor = new(TimeLockSpecs.P, TimeLockSpecs.Q);

    /// <summary>A venue with a modulus for the day; its time-locks are short and its small matrices small.</summary>
    public static Scenario Chaining(int day, params Act[] acts) => ProviderWords.Venue(
        [
            Words.Set(Setting.TimeLockSquarings, Squarings), Words.Set(Setting.TimeLockMatrixSize, SmallSize),
            Words.Do(new CommitBeacon(day, ProviderWords.LinkOf(day, 144), 144)), Words.Do(new PublishModulus(day, Bytes256.From(TimeLockSpecs.Modulus))),
            .. acts,
        ]);

    /// <summary>The open time-locks are squared from the seeds that were asked, or from another one.</summary>
    public static Act Square(Func<Stage, ChallengeIssued, Hash256>? from = null) => new Doing(stage =>
    {
        foreach (Challenge open in stage.State.Challenges.All.Where(open => open.Terms.Proof == ChallengeKind.TimeLock).ToArray())
            Send(stage, open.Terms, Solve(from is null ? open.Terms.Seed : from(stage, open.Terms)));
    });

    /// <summary>The open small matrices are multiplied.</summary>
    public static Act Multiply() => new Doing(stage =>
    {
        foreach (Challenge open in stage.State.Challenges.All.Where(open => IsSmall(open.Terms)).ToArray())
        {
            ChallengeIssued asked = open.Terms;
            MatrixAnswer product = MatrixProver.Answer(asked.Seed.Bytes, (int)asked.Size, threads: 1);
            var root = Hash256.From(product.Root);
            stage.Execute(new SubmitAnswer(asked.Provider, asked.Challenge, root, ProviderWords.AnyHash(9)));
            bool isRight = MatrixVerifier.JudgeWhole(asked.Seed.Bytes, (int)asked.Size, root.Bytes, ProviderWords.AnyHash(9).Bytes, product.Bytes()).Passed;
            stage.Execute(new JudgeProof(asked.Challenge, isRight ? Verdict.Passed : Verdict.Wrong, default, default, EvidenceGrade.SelfEvident));
        }
    });

    /// <summary>Sends y for a time-lock and has it judged with the factors.</summary>
    public static void Send(Stage stage, in ChallengeIssued asked, byte[] y)
    {
        stage.Execute(new SubmitAnswer(asked.Provider, asked.Challenge, Hash256.From(SHA256.HashData(y)), ProviderWords.AnyHash(9)));
        Span<byte> x = stackalloc byte[TimeLock.NumberBytes];
        TimeLock.Start(asked.Seed.Bytes, TimeLockSpecs.Modulus, x);
        bool isRight = Trapdoor.Judge(x, asked.Size, y) == TimeLockFinding.Passed;
        stage.Execute(new JudgeProof(asked.Challenge, isRight ? Verdict.Passed : Verdict.Wrong, default, default, EvidenceGrade.SelfEvident));
    }

    /// <summary>The result of the squarings from a seed.</summary>
    public static byte[] Solve(in Hash256 seed)
    {
        byte[] y = new byte[TimeLock.NumberBytes];
        TimeLock.Start(seed.Bytes, TimeLockSpecs.Modulus, y);
        TimeLock.Solve(y, Squarings, TimeLockSpecs.Modulus, y);
        return y;
    }

    /// <summary>Whether it is the small matrix between two time-locks.</summary>
    public static bool IsSmall(in ChallengeIssued asked) => asked.Proof != ChallengeKind.TimeLock && asked.Purpose == ChallengePurpose.Chained;

    /// <summary>All time-locks so far, in the order of asking.</summary>
    public static ChallengeIssued[] TimeLocks(this Stage stage) => [.. stage.All<ChallengeIssued>().Where(asked => asked.Proof == ChallengeKind.TimeLock)];

    /// <summary>What was found of the time-locks, in the order of judging.</summary>
    public static Scenario SquaringsWere(this Scenario scenario, params Verdict[] expected) => scenario.And(stage =>
        Xunit.Assert.Equal(expected, stage.All<ProofJudged>().Where(judged => judged.Proof == ChallengeKind.TimeLock).Select(judged => judged.Verdict)));

    /// <summary>The last time-lock goes on where the one before ended, or begins anew.</summary>
    public static Scenario Chained(this Scenario scenario, bool isChained) => scenario.And(stage =>
    {
        ChallengeIssued[] asked = stage.TimeLocks();
        Xunit.Assert.Equal(isChained ? Next(asked[^2], asked[^1].Epoch) : First(asked[^1]), asked[^1].Seed);
    });

    /// <summary>The seed of an epoch that follows one whose time-lock was squared and whose small matrix was multiplied, as the page has it.</summary>
    public static Hash256 Next(in ChallengeIssued before, int epoch)
    {
        byte[] answer = SHA256.HashData(Solve(before.Seed));
        byte[] small = SHA256.HashData([.. "time-lock|small|"u8, .. answer]);
        byte[] root = MatrixProver.Answer(small, SmallSize, threads: 1).Root.ToArray();
        return Hash256.From(SHA256.HashData([.. "time-lock|next|"u8, .. answer, .. root, .. ProviderWords.LinkOf(before.Day, 143 - epoch).Bytes]));
    }

    private static Hash256 First(in ChallengeIssued asked)
    {
        Span<byte> seed = stackalloc byte[Hash256.Count];
        var subject = new SeedSubject((byte)asked.Proof, (byte)asked.Purpose, asked.Node.Value, asked.Epoch);
        Beacon.Seed(ProviderWords.LinkOf(asked.Day, 143 - asked.Epoch).Bytes, subject, default, seed);
        return Hash256.From(seed);
    }
}
