using System.Diagnostics;
using System.Globalization;
using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Store;
using NodaTime;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Durability;

/// <summary>A market is killed under load, again and again: what it had answered is there, and what it had not is settled by the client's id.</summary>
public sealed class MarketCrashTests(StoreDatabases databases, ITestOutputHelper output) : StoreTest(databases)
{
    private const string RoundsVariable = "EXCHANGE_CRASH_ROUNDS";
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable(RoundsVariable), CultureInfo.InvariantCulture, out int rounds) ? rounds : 3;

    [Fact]
    public async Task Killed_at_random_moments_it_loses_nothing_that_it_answered()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"{Rounds} rounds (set {RoundsVariable} for more), seed {seed}");
        var random = new Random(seed);
        int first = 1;
        for (int round = 0; round < Rounds; round++)
        {
            (List<int> answered, int sent) = await KillAsync(first, random.Next(1, 3_000));
            await CheckAsync(answered, first, sent);
            output.WriteLine($"round {round}: {answered.Count} answered of {sent - first + 1} sent");
            first = sent + 1;
        }
    }

    [Fact]
    public async Task When_the_database_is_killed_it_waits_tells_nobody_too_early_and_goes_on()
    {
        await using Market market = await Market.StartAsync(new MarketSettings { SnapshotEveryEvents = 0 }, Store, SystemClock.Instance);
        MarketVenue venue = await MarketVenue.OpenAsync(market);
        var sent = new List<(int Number, Task<Receipt> Answer)>();
        for (int number = 1; number <= 500; number++)
        {
            if (number == 250) Process.GetProcessById(Databases.Postgres.PostmasterPid).Kill();
            if (venue.TryTrade(number, out Task<Receipt> answer)) sent.Add((number, answer));
        }

        await Databases.Postgres.RestartAsync(default);
        var known = new HashSet<int>();
        foreach ((int number, Task<Receipt> answer) in sent)
        {
            try
            {
                if ((await answer).Accepted) known.Add(number);
            }
            catch (MarketUnavailableException)
            {
                // The outcome is not known: the same client id settles it below.
            }
        }

        for (int number = 1; number <= 500; number++)
        {
            Receipt receipt = await SettleAsync(venue, number);
            Assert.True(receipt.Accepted);
            if (known.Contains(number)) Assert.True(receipt.Repeated);
            await market.Committed.WaitForAsync(receipt.Position);
        }

        Assert.Equal(500, market.Committed.Read(state => (int)state.NextOrder - 1));
    }

    /// <summary>Sends an order as a client must whose answer did not come: with the same id, until there is an answer.</summary>
    private static async Task<Receipt> SettleAsync(MarketVenue venue, int number)
    {
        while (true)
        {
            try
            {
                if (venue.TryTrade(number, out Task<Receipt> again)) return await again;
                await Task.Yield();
            }
            catch (MarketUnavailableException)
            {
                // Not known yet: once more.
            }
        }
    }

    /// <summary>What the program does that is killed: trades as fast as it is answered and says each number that was.</summary>
    internal static async Task<int> RunVictimAsync(string connection, int first)
    {
        await using EventStore store = await EventStore.OpenAsync(connection, new EventStoreSettings());
        await using Market market = await Market.StartAsync(new MarketSettings { SnapshotEveryEvents = 5_000 }, store, SystemClock.Instance);
        MarketVenue venue = await MarketVenue.OpenAsync(market);
        var window = new SemaphoreSlim(256);
        for (int number = first; ; number++)
        {
            await window.WaitAsync();
            if (!venue.TryTrade(number, out Task<Receipt> answer)) return 1;
            Console.WriteLine($"sent {number}");
            int mine = number;
            _ = answer.ContinueWith(
                receipt =>
                {
                    if (receipt.Result.Accepted) Console.WriteLine($"answered {mine}");
                    window.Release();
                },
                TaskScheduler.Default);
        }
    }

    private async Task<(List<int> Answered, int Sent)> KillAsync(int first, int afterAnswers)
    {
        using Process victim = Victim.Start("market", Database, first.ToString(CultureInfo.InvariantCulture));
        var answered = new List<int>();
        int sent = first - 1;
        while (await victim.StandardOutput.ReadLineAsync() is { } line)
        {
            int number = int.Parse(line.AsSpan(line.IndexOf(' ') + 1), CultureInfo.InvariantCulture);
            if (line[0] == 's') sent = Math.Max(sent, number);
            else answered.Add(number);
            if (answered.Count == afterAnswers) victim.Kill();
        }

        await victim.WaitForExitAsync();
        return (answered, sent);
    }

    private async Task CheckAsync(List<int> answered, int first, int sent)
    {
        await using Market market = await Market.StartAsync(new MarketSettings { SnapshotEveryEvents = 0 }, Store, SystemClock.Instance);
        MarketVenue venue = await MarketVenue.OpenAsync(market);
        var known = answered.ToHashSet();
        long orders = market.Committed.Read(state => state.NextOrder);
        int settled = 0;
        long last = 0;
        for (int number = first; number <= sent; number++)
        {
            Assert.True(venue.TryTrade(number, out Task<Receipt> again));
            Receipt receipt = await again;
            Assert.True(receipt.Accepted, $"order {number}: {receipt.Refusal}");
            if (known.Contains(number)) Assert.True(receipt.Repeated, $"order {number} was answered and is gone");
            if (!receipt.Repeated) settled++;
            last = receipt.Position;
        }

        await market.Committed.WaitForAsync(last);
        ExchangeState replayed = await Recovery.LoadAsync(Store, market.Committed.Position, 1);
        Assert.Equal(Int128.Zero, replayed.Accounts.Sum());
        Assert.Equal(orders + settled, replayed.NextOrder);
        await MarketVenue.Do(market, new CancelAll(venue.Buyer, default, Sides.Both));
        await MarketVenue.Do(market, new CancelAll(venue.Provider, default, Sides.Both));
    }
}
