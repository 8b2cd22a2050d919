using System.Security.Cryptography;
using System.Text;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Specs.Language;

/// <summary>
/// Jobs that several providers do. Bob leases a GPU of each of five: lease 1 of Alice, 2 of Carol, 3 of Dave, 4 of Erin and 5 of Frank, from
/// minute 1 on, all handed over.
/// </summary>
public static class QuorumWords
{
    public const int CommitMinutes = 10;
    public const int RevealMinutes = 5;

    public static readonly AccountId Erin = new(6);
    public static readonly AccountId Frank = new(7);
    public static readonly Hash256 Job = Word("job");

    private static readonly AccountId[] Providers = [Cast.Alice, Cast.Carol, Cast.Dave, Erin, Frank];

    /// <summary>Bob has leases of all five providers, each for so many hours.</summary>
    public static Scenario Leased(int hours = 24) => Words.Given(Enter()).Given([.. Providers.Select((provider, i) => Lease(provider, i + 1, hours))]).Given(Words.Wait(2));

    /// <summary>Bob asked the first so many of them to do the job; the minutes are those of <see cref="CommitMinutes"/> and <see cref="RevealMinutes"/>.</summary>
    public static Scenario Opened(int workers, int needed) => Leased().Given(Open(needed, [.. Enumerable.Range(1, workers)]));

    /// <summary>Bob asks the providers of these leases to do the job.</summary>
    public static Act Open(int needed, params int[] leases) =>
        Words.Do(new OpenQuorum(Cast.Bob, Job, Leases(leases), needed, CommitMinutes, RevealMinutes));

    public static Few<FillId> Leases(params int[] leases) => Few<FillId>.Of([.. leases.Select(lease => new FillId(lease))]);

    /// <summary>Somebody commits to a result, with a salt of its own.</summary>
    public static Act Commit(AccountId who, string result) => Words.Do(new CommitResult(who, new(1), CommitmentOf(who, result)));

    /// <summary>All of them commit to one result, in this order.</summary>
    public static Act Commit(string result, params AccountId[] workers) => new Doing(stage =>
    {
        foreach (AccountId who in workers) Commit(who, result).Play(stage);
    });

    /// <summary>Somebody reveals a result, with the salt that it commits with.</summary>
    public static Act Reveal(AccountId who, string result) => Words.Do(new RevealResult(who, new(1), Word(result), SaltOf(who)));

    /// <summary>All of them reveal one result, in this order.</summary>
    public static Act Reveal(string result, params AccountId[] workers) => new Doing(stage =>
    {
        foreach (AccountId who in workers) Reveal(who, result).Play(stage);
    });

    public static Hash256 CommitmentOf(AccountId who, string result)
    {
        Span<byte> commitment = stackalloc byte[Hash256.Count];
        Quorum.Commit(who.Value, Job.Bytes, Word(result).Bytes, SaltOf(who).Bytes, commitment);
        return Hash256.From(commitment);
    }

    public static Hash256 Word(string word) => Hash256.From(SHA256.HashData(Encoding.UTF8.GetBytes(word)));

    public static Hash256 SaltOf(AccountId who) => Word(FormattableString.Invariant($"salt of {who.Value}"));

    /// <summary>These were judged, in this order, and nobody else.</summary>
    public static Scenario Judged(this Scenario scenario, params (AccountId Who, WorkerStanding Standing)[] expected) => scenario.And(stage =>
        Assert.Equal(expected, stage.All<WorkerJudged>().Select(judged => (judged.Provider, judged.Standing))));

    /// <summary>The quorum is over, and this is what they agreed on.</summary>
    public static Scenario Agreed(this Scenario scenario, string result) => scenario
        .Once<QuorumClosed>(closed => Assert.Equal((true, Word(result)), (closed.Reached, closed.Digest)))
        .And(stage => Assert.Equal(0, stage.State.Quorums.Count))
        .Replays();

    /// <summary>The quorum is over, and not enough came to the same result.</summary>
    public static Scenario AgreedOnNothing(this Scenario scenario) => scenario
        .Once<QuorumClosed>(closed => Assert.Equal((false, default), (closed.Reached, closed.Digest)))
        .And(stage => Assert.Equal(0, stage.State.Quorums.Count))
        .Replays();

    private static Doing Enter() => new Doing(stage =>
    {
        foreach (string name in (string[])["erin", "frank"]) stage.Execute(new OpenAccount(default, Words.Text(name)));
        foreach (AccountId account in (AccountId[])[Erin, Frank]) stage.Execute(new Deposit(account, 1_000_000_000_000, new ClientOrderId((UInt128)account.Value)));
    });

    private static Doing Lease(AccountId provider, int lease, int hours) => new Doing(stage =>
    {
        (Words.Sell(provider, gpus: 1, at: 2.00m, $"ask {lease}") with { From = 1, Hours = hours }).Play(stage);
        (Words.Buy(Cast.Bob, 1, 2.00m, $"bid {lease}") with { Hours = hours }).Play(stage);
        LeaseWords.Provision(provider, lease).Play(stage);
    });
}
